"""Where points are, which words are published, and the runs that made both."""
