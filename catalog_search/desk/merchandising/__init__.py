"""Rules for searches, with a preview before and after, and a store's synonyms and stop words."""
