"""The page docs/explanation/integration.md, from what the benchmark measured."""

import ast
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
TASKS = {
    "words": 'find by words: "red mug"',
    "page": "a page of results for shoppers",
    "typo": 'mend typos: "yelow vaes"',
    "meaning": 'find by meaning: "something to drink coffee from"',
    "facets": "facets with counts",
    "price": "at most a price, cheapest first",
    "photo": "find by a shopper's photo",
    "similar": "similar products",
    "complete": "autocomplete",
    "changes": "a renamed and a deleted product",
}
HEAD = """# Beside other packages

The same small shop (64 drawn products, SQLite) with three packages that put a search into Django,
each with the code and the commands that its README asks for:
[django-modelsearch](https://github.com/wagtail/django-modelsearch) searches words in the database
or in Elasticsearch, and [django-graph-search](https://github.com/svalench/django_graph_search)
searches embeddings of texts. Ten tasks of a shop are tried in each; one counts if its answer is
right. `python -m tests.benchmarks.integration` builds all three in environments of their own, tries
the tasks and writes this page.

Measured on {day} with Python {python}, one run on a machine with two cores that did other work as
well: CPU seconds, not time. Installing counts what
comes besides Django and Pillow, which the shop has before.

"""
TAIL = """
"-" is what the package does not offer; "wrong" was tried, and its answer is not the expected one.
Lines are those that a host adds or changes, without empty ones and comments; those beside a task
are its function, the total has everything. `tests/benchmarks/integration/systems` has the code.

What the table does not say:

- django-modelsearch does more on PostgreSQL and Elasticsearch than on SQLite, fuzzy search among
  it, and needs nothing but the database. It searches any model, not only products.
- django-graph-search is as good as its model. Here it has all-MiniLM-L6-v2, one of the two that its
  README names, installed as a package; its default is a larger one of many languages. FAISS was
  taken because it is the smallest of its stores to install. Facets and prices are those of
  the 20 nearest products, since it has no filters of its own for them. It follows relations between
  models, answers by REST, has a page in the admin and a chat, which no task asks for.
- catalog_search searches products and nothing else. Changes arrive with the next run of two
  commands, from cron or Celery, and not with the save.
- The tasks were chosen by those who make catalog_search, and a shop of drawn goods is small: this
  says what it takes to build a search, and nothing about how good it is.
  [Quality](../quality.md) does that.
"""


def page(outcomes: list[dict[str, Any]], day: str, python: str) -> str:
    """Return the page."""
    names = [f"{each['distribution']} {each['version']}" for each in outcomes]
    rows = [
        ["", *names],
        ["---"] * (len(names) + 1),
        *([label, *(cell(each, task) for each in outcomes)] for task, label in TASKS.items()),
        ["right, of ten", *(str(right(each)) for each in outcomes)],
        ["lines of host code", *(str(total(each)) for each in outcomes)],
        ["commands", *(str(len(each["commands"])) for each in outcomes)],
        ["CPU seconds: installing", *(seconds(each, "pip") for each in outcomes)],
        ["CPU seconds: the other commands", *(seconds(each, "python") for each in outcomes)],
        ["MB installed", *(str(each["megabytes"]) for each in outcomes)],
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return HEAD.format(day=day, python=python) + table + "\n" + TAIL


def cell(outcome: dict[str, Any], task: str) -> str:
    state = outcome["answers"][task]["state"]
    count = functions(outcome["name"]).get(task)
    lines = f", {count} lines" if count else ""
    return {"none": "-", "wrong": "wrong", "right": "yes" + lines}[state]


def functions(name: str) -> dict[str, int]:
    """Return the lines of each function of the host's search.py."""
    tree = ast.parse((HERE / "systems" / name / "search.py").read_text())
    found = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    return {node.name: (node.end_lineno or node.lineno) - node.lineno + 1 for node in found}


def right(outcome: dict[str, Any]) -> int:
    return sum(each["state"] == "right" for each in outcome["answers"].values())


def total(outcome: dict[str, Any]) -> int:
    return sum(outcome["lines"].values())


def seconds(outcome: dict[str, Any], tool: str) -> str:
    taken = outcome["seconds"].items()
    return str(round(sum(value for name, value in taken if name.startswith(tool))))
