"""Models of genuine architectures, small enough for tests."""
