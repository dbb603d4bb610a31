"""What is suggested while a shopper types."""
