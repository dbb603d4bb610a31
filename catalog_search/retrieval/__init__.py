"""Retrieval: from subqueries and filters to fused candidates with cutoffs, facets and orders."""
