"""Photo handling: decoding, cropping, thumbnails and shoppers' uploads."""
