"""Shoppers' pages, requested and read without a browser."""

import re

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from catalog_search.exceptions import IndexUnavailable
from tests.support.uploads import uploaded


def text(answer: HttpResponse) -> str:
    """Return the words of the page, without its markup."""
    body = re.sub(r"<(script|style|svg|dialog)\b.*?</\1>", " ", answer.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def titles(answer: HttpResponse) -> list[str]:
    return re.findall(r'class="cs-card-link" href="[^"]*">([^<]*)<', answer.content.decode())


def send(client: Client, data: bytes, page: str = "photo", **extra: object) -> HttpResponse:
    url = reverse(f"catalog_search:{page}")
    return client.post(url, {"photo": uploaded(data)}, follow=True, **extra)


def index_down(self: object, *args: object) -> None:
    raise IndexUnavailable("connection refused by qdrant.internal:6333")
