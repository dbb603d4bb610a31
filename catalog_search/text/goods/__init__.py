"""Goods, in English: their names, what titles say they are, what uses ask for, whom they are for."""
