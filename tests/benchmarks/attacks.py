"""What hostile requests cost beside an ordinary one: python -m tests.benchmarks.attacks

Fills a store of synthetic products as `walks` does and prints, for each request, its status, its
milliseconds of CPU (the least of three, each with words of its own so that no cache answers) and
how many times an ordinary search that is. Pictures are measured by `uploads`.
"""

import argparse
import io
import itertools
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.benchmarks.walks import fill, say, set_up

ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--products", type=int, default=1000)
    count = parser.parse_args().products
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        photo = fill(count)
        say(f"{count} products, the least of {ROUNDS} requests")
        say(f"{'request':44} {'status':>6} {'ms of CPU':>9} {'times ordinary':>14}")
        ordinary = 0.0
        for name, request in requests(photo).items():
            request(0)
            status, cost = least(request)
            ordinary = ordinary or cost
            say(f"{name:44} {status:6} {cost * 1e3:9.1f} {cost / ordinary:14.1f}")
        from catalog_search import conf

        conf.get_index().close()


def requests(photo: bytes) -> dict[str, Callable[[int], Any]]:
    """Return requests by name, the ordinary one first; a number makes each one new."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client

    client = Client(headers={"host": "localhost"}, raise_request_exception=False)
    upload = SimpleUploadedFile("photo.png", photo, "image/png")
    results = client.post("/photo/", {"photo": upload}).headers["Location"]

    def search(words: str) -> Callable[[int], Any]:
        def request(number: int) -> Any:
            return client.get("/", {"q": f"{words} {number}"[:256]})

        return request

    def exclusions(number: int) -> Any:
        letters = itertools.islice(itertools.product("abcdefghijklm", repeat=2), 85)
        return client.get("/", {"q": " ".join(f"-{a}{b}{number}" for a, b in letters)[:256]})

    many = {"brand": [f"brand {n}" for n in range(100)], "material": [f"m{n}" for n in range(100)]}
    return {
        "an ordinary search": search("leather boot"),
        "without words": lambda number: client.get("/", {"page": 1 + number % 3}),
        "three filters": lambda number: client.get(
            "/", {"q": f"boot {number}", "brand": "Acme", "color": "red", "material": "oak"}
        ),
        "85 exclusions": exclusions,
        "256 characters of one letter": search("a" * 250),
        "256 characters of words": search("leather boot oak lamp red " * 10),
        "256 characters of typos": search("lether bot oek lampp redd " * 10),
        "nested 'under' and 'over'": search("under 9 over 3 " * 16),
        "'or' and brackets": search("( boot or ) " * 20),
        "text without spaces in Chinese": search("\u76ae\u9774" * 120),
        "200 filter values": lambda number: client.get("/", {"q": f"boot {number}", **many}),
        "page 40": lambda number: client.get("/", {"q": f"boot {number}", "page": 40}),
        "page 999999999": lambda number: client.get("/", {"q": f"boot {number}", "page": 10**9}),
        "a photo": lambda number: client.get(results, {"utm_source": number}),
        "a photo, another part of it": lambda number: client.get(
            results, {"crop": f"0.{number}1,0.1,0.{8 + number % 2},0.9"}
        ),
        "a photo and words": lambda number: client.get(results, {"q": f"in blue {number}"}),
        "autocomplete of 256 characters": lambda number: client.get(
            "/suggestions/", {"q": f"{number}" + "lether " * 36}
        ),
        "a manifest: price of 16,000 commas": lambda number: manifest("," * 16_000),
        "a manifest: price of 16,000 digits": lambda number: manifest("1." * 8_000),
        "a manifest: 10,000 tags in a title": lambda number: manifest("1", "<b>" * 10_000),
    }


def manifest(price: str, title: str = "Boot") -> Any:
    """Read a manifest of one product, as if it were a request."""
    from django.http import HttpResponse

    from catalog_search.sync.tables import manifests

    text = f'sku,title,price\n1,"{title}","{price}"\n'
    list(manifests.parse(io.BytesIO(text.encode()), "catalog.csv"))
    return HttpResponse()


def least(request: Callable[[int], Any]) -> tuple[int, float]:
    """Return the status and the least seconds of CPU of several requests."""
    costs, status = [], 0
    for number in range(1, ROUNDS + 1):
        before = time.process_time()
        status = request(number).status_code
        costs.append(time.process_time() - before)
    return status, min(costs)


if __name__ == "__main__":
    main()
