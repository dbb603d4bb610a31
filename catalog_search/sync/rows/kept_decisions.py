"""What people decided on products and photos that a sync deletes, until another brings them back.

Some feeds leave out what is sold out for a day. A deleted row that somebody decided on leaves its
decisions under its SKU or key, and the sync that creates the row again gives them back in the same
transaction: nobody sees a hidden product meanwhile. Rules and hotspots keep the SKU themselves.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.core import serializers
from django.db.models import Model, QuerySet
from django.utils import timezone

from catalog_search.models import (
    CategorySuggestion,
    Finding,
    Hotspot,
    Judgement,
    KeptDecisions,
    Photo,
    Product,
    Rejection,
    Review,
    RuleProduct,
    Store,
    databases,
)
from catalog_search.models.fields import digest_of
from catalog_search.models.merchandising.rules import note_change
from catalog_search.sync.rows.writing import AT_ONCE

KEPT_DAYS = 90
OPEN = "open"
"""State of suggestions, findings and reviews that wait for a person."""

R = TypeVar("R", bound=Model)


@dataclass(frozen=True, slots=True)
class Kind:
    """What people decide on rows of one model, and in which rows that refer to them."""

    link: str
    name: str
    """The field that names a row in the source."""
    decided: tuple[str, ...]
    """Fields that only people change from their default."""
    besides: tuple[str, ...]
    related: tuple[type[Model], ...]


KINDS: dict[type[Model], Kind] = {
    Product: Kind(
        *("product", "sku"),
        ("visible", "category_chosen_by", "chosen_attributes", "decided_at"),
        ("category",),
        (CategorySuggestion, Rejection, Judgement),
    ),
    Photo: Kind(
        *("photo", "key"),
        ("blocked_etag", "released_etag"),
        ("verdict_policy", "verdict_score"),
        (Finding, Review),
    ),
}


def keep(rows: "QuerySet[Product] | QuerySet[Photo]") -> None:
    """Keep what people decided on these rows; call it in the transaction that deletes them."""
    kind = KINDS[rows.model]
    fields = (*kind.decided, *kind.besides)
    owners: dict[int, Any] = {row.pk: row for row in rows.only("store", kind.name, *fields)}
    related = defaultdict(list)
    for model in kind.related:
        for row in model._default_manager.filter(**{f"{kind.link}__in": owners}):
            if is_decided(row):
                related[getattr(row, f"{kind.link}_id")].append(row)
    kept = [
        KeptDecisions(
            store_id=owner.store_id,
            kind=kind.link,
            name=getattr(owner, kind.name),
            rows=[*plain([owner], fields), *plain(related[owner.pk])],
        )
        for owner in owners.values()
        if owner.pk in related or differs_from_default(owner, kind.decided)
    ]
    if kept:
        digests = [digest_of(each.name) for each in kept]
        earlier = KeptDecisions.objects.filter(kind=kind.link, name_digest__in=digests)
        earlier.filter(store__in={each.store_id for each in kept}).delete()
        KeptDecisions.objects.bulk_create(kept)


def is_decided(row: Model) -> bool:
    return getattr(row, "state", "") != OPEN or bool(getattr(row, "rejected", ()))


def differs_from_default(row: Model, fields: Iterable[str]) -> bool:
    return any(getattr(row, name) != row._meta.get_field(name).get_default() for name in fields)  # type: ignore[union-attr]


def plain(rows: Sequence[Model], fields: Sequence[str] | None = None) -> list[Any]:
    """Return the rows, or these fields of them, as JSON has them."""
    return list(json.loads(serializers.serialize("json", rows, fields=fields)))


def forget_old(store: Store) -> None:
    """Forget what was decided on rows that left KEPT_DAYS ago."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    KeptDecisions.objects.filter(store=store, left_at__lt=before).delete()


class Returning:
    """What is kept of rows with these names, which a sync is about to create."""

    def __init__(self, store: Store, model: type[Model], names: Iterable[str]) -> None:
        self.kind = KINDS[model]
        digests = [digest_of(name) for name in names]
        rows = KeptDecisions.objects.filter(store=store, kind=self.kind.link)
        self.kept = list(rows.filter(name_digest__in=digests)) if digests else []
        self.rows = {each.name: read(each.rows) for each in self.kept}

    def give(self, row: R) -> R:
        """Give a new row, unsaved, what people decided on the one that was deleted."""
        for owner in self.rows.get(getattr(row, self.kind.name), [])[:1]:
            for name in (*self.kind.decided, *self.kind.besides):
                setattr(row, name, getattr(owner, name))
        return row

    def restore(self, created: Iterable[Model]) -> None:
        """Write the rows that went with the deleted ones anew, and forget what was kept."""
        pks = {getattr(row, self.kind.name): row.pk for row in created}
        returned: dict[type[Model], list[Model]] = defaultdict(list)
        for name, rows in self.rows.items():
            for row in rows[1:]:
                row.pk = None
                setattr(row, f"{self.kind.link}_id", pks[name])
                returned[type(row)].append(row)
        for model, rows in returned.items():
            drop_lost_links(model, rows)
            model._default_manager.bulk_create(rows, AT_ONCE)
        KeptDecisions.objects.filter(pk__in=[each.pk for each in self.kept]).delete()


def read(rows: list[Any]) -> list[Model]:
    return [each.object for each in serializers.deserialize("python", rows, ignorenonexistent=True)]


def drop_lost_links(model: type[Model], rows: Sequence[Model]) -> None:
    """Let the rows name nothing that was deleted meanwhile: a policy, a decision, another photo."""
    for field in model._meta.concrete_fields:
        if not (field.null and field.related_model):
            continue
        named = {getattr(row, field.attname) for row in rows} - {None}
        others = field.related_model._default_manager.filter(pk__in=named)
        there = set(others.values_list("pk", flat=True)) if named else set()
        for row in rows:
            if getattr(row, field.attname) not in there:
                setattr(row, field.attname, None)


def create_photos(store: Store, photos: Sequence[Photo]) -> None:
    """Create the photos' rows with what people decided on them before they left."""
    returning = Returning(store, Photo, [photo.key for photo in photos])
    Photo.objects.bulk_create(map(returning.give, photos), AT_ONCE)
    returning.restore(photos)


def link_waiting(store: Store, products: Iterable[Product]) -> None:
    """Give the rules and hotspots that wait for these SKUs their products again."""
    by_sku = {product.sku: product for product in products}
    models: tuple[tuple[type[Any], str], ...] = ((Hotspot, "look"), (RuleProduct, "rule"))
    for model, owner in models:
        waiting = model._default_manager.filter(product=None, sku__in=list(by_sku))
        # Databases that ignore case find more.
        rows = [row for row in waiting.filter(**{f"{owner}__store": store}) if row.sku in by_sku]
        for row in rows:
            row.product = by_sku[row.sku]
        databases.write_fields(rows, ["product"])
        if rows and model is RuleProduct:
            note_change(store, "rules_version")
