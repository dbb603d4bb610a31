"""Pictures: decoded, cut, shown as thumbnails, uploaded by shoppers."""
