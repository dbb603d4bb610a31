"""Making and measuring models. Needs torch and the extra packages that MODEL_CARD.md names.

Nothing that serves a shop imports this package.
"""
