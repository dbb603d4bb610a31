"""What one cell of a row says: a text, a price, a date, a path of categories, colors."""
