"""What shoppers do, for locust: a page, a look at it, and the next.

Of a hundred pages 30 are searches by words, 16 filters on them, 34 products, 10 pages without
words, 6 photos and 4 looks with their results. A search asks for suggestions three times before.
"""

import os
import random
import re
import uuid
from typing import Any

import gevent
from locust import FastHttpUser, between, events, task

from tests.benchmarks.large_shop import KINDS, STUFFS
from tests.benchmarks.load.names import REFUSED, REFUSED_UPLOAD
from tests.benchmarks.look import png, scene
from tests.benchmarks.walks import picture

THINK = float(os.environ.get("LOAD_THINK", "60"))
"""Seconds from page to page, on average."""
PRODUCTS = range(int(os.environ["LOAD_FIRST"]), int(os.environ["LOAD_LAST"]) + 1)
PHOTOS: list[bytes] = []
SCENES: list[bytes] = []


@events.test_start.add_listener
def draw(**_ignored: Any) -> None:
    """Draw the photos before the first shopper comes."""
    dice = random.Random(5)
    PHOTOS[:] = [picture(dice) for _ in range(20)]
    SCENES[:] = [png(scene()) for _ in range(3)]


class Shopper(FastHttpUser):
    wait_time = between(0.5 * THINK, 1.5 * THINK)
    connection_timeout = network_timeout = 120.0

    def on_start(self) -> None:
        address = ".".join(str(random.randint(1, 250)) for _ in range(4))
        self.headers = {"X-Forwarded-For": address}
        self.words = "lamp"
        # Shoppers do not all begin at once.
        gevent.sleep(random.uniform(0, THINK))

    def ask(self, name: str, path: str, **more: Any) -> Any:
        """Ask for a page. A refusal has its own name; else what is not 200 is a failure."""
        headers = {**self.headers, **more.pop("headers", {})}
        method = "POST" if "data" in more else "GET"
        with self.client.request(
            method, path, name=name, headers=headers, catch_response=True, **more
        ) as answer:
            if answer.status_code == 503 and answer.headers.get("Retry-After"):
                answer.request_meta["name"] = REFUSED_UPLOAD if "data" in more else REFUSED
                answer.success()
            elif answer.status_code != 200:
                answer.failure(f"{answer.status_code}")
            return answer

    @task(30)
    def search(self) -> None:
        self.words = f"{random.choice(STUFFS)} {random.choice(KINDS)}"
        for letters in (3, 5, 7):
            self.ask("suggestions", f"/suggestions/?q={self.words[:letters].replace(' ', '+')}")
        self.ask("text", f"/?q={self.words.replace(' ', '+')}")

    @task(16)
    def filter(self) -> None:
        words, most = self.words.replace(" ", "+"), random.choice((50, 100, 200))
        self.ask("text, filtered", f"/?q={words}&price_max={most}&color=red")

    @task(34)
    def product(self) -> None:
        self.ask("product", f"/products/{random.choice(PRODUCTS)}/")

    @task(10)
    def browse(self) -> None:
        self.ask("no words", random.choice(("/", "/?sort=price", "/?page=2", "/?color=blue")))

    @task(6)
    def photo(self) -> None:
        self.upload("photo, upload and results", "/photo/", random.choice(PHOTOS))

    @task(4)
    def look(self) -> None:
        self.upload("look, upload and results", "/look/", random.choice(SCENES))

    def upload(self, name: str, path: str, photo: bytes) -> None:
        form = self.ask("form", path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text or "")
        if token is None:
            return
        boundary = uuid.uuid4().hex
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
            f"{token[1]}\r\n--{boundary}\r\n"
            'Content-Disposition: form-data; name="photo"; filename="photo.png"\r\n'
            "Content-Type: image/png\r\n\r\n"
        )
        data = body.encode() + photo + f"\r\n--{boundary}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        self.ask(name, path, data=data, headers=kind)
