"""Makes and measures the starter model. Needs torch and the packages named in MODEL_CARD.md.

No code that serves a shop imports this package.
"""
