"""Settings of processes that tests start."""
