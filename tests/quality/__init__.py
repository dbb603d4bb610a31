"""How well words find what shoppers mean, on four whole shops and beside plain baselines.

The shops are made at run time from a folder of real goods; see docs/quality.md.
"""
