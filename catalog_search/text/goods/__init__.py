"""Goods, in English: their names, which of them a title names, their uses and wearers."""
