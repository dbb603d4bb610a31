"""The queue of suggested categories: one by one, many at once, the log of decisions, their API."""
