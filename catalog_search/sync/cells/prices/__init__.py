"""Cells of prices: amounts, and signs and names of currencies."""
