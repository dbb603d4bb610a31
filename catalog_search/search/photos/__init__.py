"""Search by a shopper's photo."""
