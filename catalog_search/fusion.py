"""How much each leg of a search by words counts.

Chosen before they were measured, with words the most because a shop's own words are the surest
sign. `python -m tests.benchmarks.fusion` looks for better ones on one split of a store's products
and reports on another, beside each leg alone and plain rank fusion.
"""

PHOTO, TITLE, WORDS = 0.35, 0.25, 0.4
