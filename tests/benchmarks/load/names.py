"""Names that the shoppers and the report share."""

REFUSED = "refused (503)"
REFUSED_UPLOAD = "refused (503), uploads"
