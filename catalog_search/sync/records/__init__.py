"""A row of a source becomes a Record: its amounts, offer, sale, variants and categories."""
