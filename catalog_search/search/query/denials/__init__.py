"""What a query denies: "not black", "without laces", "palm oil free"."""
