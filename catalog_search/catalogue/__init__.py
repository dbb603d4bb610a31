"""The products of a store as columns, which facets count and filters test."""
