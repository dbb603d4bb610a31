"""Files of rows: CSV, JSON and what spreadsheets make of them, read into Records."""
