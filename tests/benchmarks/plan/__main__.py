"""The plan for 100 million photos: python -m tests.benchmarks.plan prints docs' tables."""

from tests.benchmarks.plan.tables import tables

if __name__ == "__main__":
    print("\n\n".join(tables()))  # noqa: T201
