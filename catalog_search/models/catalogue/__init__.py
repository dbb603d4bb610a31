"""Products as the source tells them: their variants, names, prices and photos."""
