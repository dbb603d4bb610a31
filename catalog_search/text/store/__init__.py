"""The words and values of one store, built by the indexer and read by searches."""
