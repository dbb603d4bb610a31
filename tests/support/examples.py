"""How many examples a test of generated input tries."""

import os


def many(count: int) -> int:
    """Return the count, times THOROUGH from the environment: `THOROUGH=10 make test`."""
    return count * int(os.environ.get("THOROUGH", "1"))
