"""How much each leg of a search by words counts.

Chosen by `python -m tests.benchmarks.fusion` on the train splits of two stores, one of clothes with
titles that spell everything out and the demo with its judged queries, each counting half.
"""

PHOTO, TITLE, WORDS = 0.3, 0.5, 0.2
