"""What merchants set for searches, and what searches tell them: rules, looks, counts."""
