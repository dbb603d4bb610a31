"""Helpers to open the admin's pages, to run actions on them and to read them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from catalog_search.models import CategorySuggestion, Photo
from tests.support.shops.factories import make_indexed_photo, make_photo

queued_jobs: list[tuple[str, str]] = []


def sync_later(slug: str) -> None:
    queued_jobs.append(("sync", slug))


def index_later(slug: str) -> None:
    queued_jobs.append(("index", slug))


def page(model: str, name: str = "changelist", *args: object) -> str:
    return reverse(f"admin:catalog_search_{model}_{name}", args=args)


def act(client: Client, model: str, action: str, *rows: Any) -> Any:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(page(model), data, follow=True)


def press(client: Client, model: str, action: str, row: Any) -> Any:
    return client.post(page(model, "do", row.pk, action), follow=True)


def text_of(response: Any) -> str:
    content: str = response.content.decode()
    return content


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def blocked_photo(**fields: Any) -> Photo:
    return make_photo(
        state=Photo.State.BLOCKED,
        verdict_policy="No red",
        verdict_score=0.93,
        reason="Blocked by the policy No red.",
        **fields,
    )


def quarantined_photo() -> Photo:
    return make_photo(state=Photo.State.QUARANTINED, reason="The picture is damaged.", attempts=3)


def suggestion(**fields: Any) -> CategorySuggestion:
    product = fields.pop("product", None) or make_indexed_photo().product
    fields = {"category": "Paint > Red", "confidence": 0.87, "model_id": "m", **fields}
    return CategorySuggestion.objects.create(product=product, **fields)
