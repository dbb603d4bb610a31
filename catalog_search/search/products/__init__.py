"""Products by other products, by a project's reference, and without words."""
