"""For whoever runs the shop: health, metrics, request ids, and what is wrong and how to mend it."""
