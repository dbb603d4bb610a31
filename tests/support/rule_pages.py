"""The desk's form of a rule, as a merchant fills it in."""

from typing import Any

from django.test import Client
from django.urls import reverse


def page(name: str, *args: object) -> str:
    return reverse(f"catalog_search:{name}", args=["demo", *args])


def post(client: Client, do: str, pk: int | None = None, **data: object) -> Any:
    fields = {"name": "a rule", "when": "words", "words": "toy", "enabled": "on", **data}
    url = page("desk_rule", pk) if pk else page("desk_new_rule")
    return client.post(url, {**fields, "do": do}, follow=True)


def errors_of(response: Any) -> str:
    return " ".join(
        str(error) for errors in response.context["form"].errors.values() for error in errors
    )
