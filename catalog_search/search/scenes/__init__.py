"""Shop the look: regions of a picture, and the merchant's looks."""
