"""Text analysis, the words and values of a store, query terms, and zero-shot labels."""
