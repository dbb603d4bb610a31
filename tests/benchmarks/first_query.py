"""How long the first search takes in a new process: python -m tests.benchmarks.first_query

Needs an indexed store, by default the demo's (`make demo` once, then stop it). Each round runs in a
new process, whose first search imports the engines, loads the model and opens the index. On a busy
machine CPU seconds are more reliable than the clock.
"""

import json
import os
import statistics
import subprocess
import sys
import time

ROUNDS = 5
QUERIES = ("plant in a pot", "something to take pictures with")


def main() -> None:
    rounds = [one_process() for _ in range(ROUNDS)]
    for name in rounds[0]:
        middle = statistics.median(seconds[name] for seconds in rounds)
        print(f"{name:<34} {middle:.2f} s (median of {ROUNDS})")  # noqa: T201


def one_process() -> dict[str, float]:
    command = [sys.executable, "-m", "tests.benchmarks.first_query", "--once"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return seconds


def once() -> dict[str, float]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    from django.core.wsgi import get_wsgi_application
    from django.test import Client

    get_wsgi_application()
    client, seconds = Client(headers={"host": "127.0.0.1"}), {}
    for name, query in zip(("first search", "second search"), QUERIES, strict=True):
        clock, used = time.perf_counter(), time.process_time()
        answer = client.get("/", {"q": query})
        if answer.status_code != 200:
            sys.exit(f"The search answered {answer.status_code}.")
        seconds[name] = time.perf_counter() - clock
        seconds[f"{name}, CPU"] = time.process_time() - used
    return seconds


if __name__ == "__main__":
    if "--once" in sys.argv:
        print(json.dumps(once()))  # noqa: T201
    else:
        main()
