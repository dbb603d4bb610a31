"""What people decided on a product is there again when a sync brings the product back."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog_search.models import (
    CategoryDecision,
    CategorySuggestion,
    Finding,
    Hotspot,
    Judgement,
    KeptDecisions,
    Look,
    Photo,
    Policy,
    Product,
    Rejection,
    Review,
    RuleProduct,
)
from catalog_search.retrieval.merchandising.store_rules import hidden_everywhere
from catalog_search.sync.rows.kept_decisions import KEPT_DAYS
from tests.support.rules import make_rule
from tests.support.shops.sync_shop import SHOE

DECIDED: dict[str, Any] = {
    "visible": False,
    "category": "Toys",
    "category_chosen_by": "person",
    "chosen_attributes": {"tags": ["sale"], "color": ["blue"]},
}
OWNERS = ("id", "product_id", "photo_id", "other_id", "priority")


def decide_on(shop: Any) -> None:
    """Decide on the shoe in every way there is, and on its first photo."""
    store, shoe, photo = shop.store, shop.product("shoe"), shop.photo("shoe-1.jpg")
    now = timezone.now().replace(microsecond=0)
    Product.objects.filter(pk=shoe.pk).update(**DECIDED, decided_at=now)
    own = {"store": store, "product": shoe}
    decision = CategoryDecision.objects.create(store=store, action="rejected")
    suggestion = {"confidence": 0.5, "choices": [{"category": "Toys", "expected": 0.5}]}
    CategorySuggestion.objects.create(
        **own, **suggestion, category="Hats", state="rejected", rejected=["Hats"], decision=decision
    )
    CategorySuggestion.objects.create(**own, confidence=0.5, attribute="pattern", category="dots")
    Rejection.objects.create(**own, path="Hats")
    Judgement.objects.create(**own, words="shoes", grade=1, by="ann", at=now)
    of_photo = {"store": store, "photo": photo, "version": photo.etag}
    other = shop.photo("more-1.jpg")
    Finding.objects.create(**of_photo, kind="same", state="fine", decided_by="ann", other=other)
    Finding.objects.create(**of_photo, kind="small")
    Finding.objects.create(
        store=store, photo=other, version=other.etag, kind="near", state="fine", other=photo
    )
    policy = Policy.objects.create(store=store, name="Guns", words="a gun")
    Review.objects.create(**of_photo, state="blocked", policy=policy, vector=b"1234", score=0.7)
    Photo.objects.filter(pk=photo.pk).update(blocked_etag=photo.etag, verdict_policy="Guns")
    make_rule(store=store, hides=[shoe])
    make_rule("boots", store=store, pins=[(3, shoe), (1, shop.product("more-9"))])
    look = Look.objects.create(store=store, title="Hall", slug="hall")
    Hotspot.objects.create(look=look, product=shoe)


def values(row: Model) -> dict[str, object]:
    fields = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    return {name: value for name, value in fields.items() if name not in OWNERS}


def decided(shop: Any) -> dict[str, object]:
    """Return what people decided on the shoe and its photo, without keys of rows."""
    shoe, photo = shop.product("shoe"), shop.photo("shoe-1.jpg")
    related = [CategorySuggestion.objects.get(product=shoe, attribute="")]
    related += [model.objects.get(product=shoe) for model in (Rejection, Judgement)]
    related += [Finding.objects.get(photo=photo, kind="same"), Review.objects.get(photo=photo)]
    rules = RuleProduct.objects.filter(product=shoe).order_by("pk")
    return {
        "product": {name: getattr(shoe, name) for name in (*DECIDED, "decided_at", "colors")},
        "tags": shoe.tags,
        "photo": (photo.blocked_etag, photo.verdict_policy),
        "rows": [values(row) for row in related],
        "rules": [*rules.values_list("place", flat=True)],
        "hotspots": Hotspot.objects.filter(product=shoe).count(),
        "hidden": hidden_everywhere(shop.store) == {shoe.pk},
    }


@contextmanager
def away(shop: Any) -> Iterator[None]:
    """Let the shoe, and products that nobody decided on, be missing in one sync."""
    shop.stock(more=18)
    assert shop.sync().products_deleted == 3
    yield
    shop.stock(SHOE, more=20)
    shop.sync()


def test_it_comes_back_with_the_product_in_one_sync(shop: Any) -> None:
    shop.stock(SHOE, more=20)
    shop.sync()
    decide_on(shop)
    shop.sync(full=True)
    before = decided(shop)
    with away(shop):
        kept = KeptDecisions.objects.order_by("kind").values_list("kind", "name")
        assert [*kept] == [("photo", "shoe-1.jpg"), ("product", "shoe")]
        assert Finding.objects.get(kind="near").other is None
    assert decided(shop) == before
    assert before["tags"] == ["sale"]
    # What nobody decided on is found anew.
    assert not CategorySuggestion.objects.filter(state="open").exists()
    assert not Finding.objects.filter(state="open").exists()
    assert not KeptDecisions.objects.exists()
    assert shop.product("more-19").visible
    with away(shop):
        Policy.objects.all().delete()
        CategoryDecision.objects.all().delete()
        Photo.objects.filter(key="more-1.jpg").delete()
    assert [each.policy for each in Review.objects.all()] == [None]
    assert [each.decision for each in CategorySuggestion.objects.all()] == [None]
    assert Finding.objects.get(kind="same").other is None
    with away(shop):
        left_at = timezone.now() - timedelta(days=KEPT_DAYS + 1)
        KeptDecisions.objects.update(left_at=left_at)
    assert shop.product("shoe").visible
    assert not KeptDecisions.objects.exists()


def test_more_products_ask_the_database_no_more_often(shop: Any) -> None:
    shop.stock(more=30)
    shop.sync()
    Product.objects.update(visible=False)
    Photo.objects.update(blocked_etag="x")
    counts = []
    for left in (29, 29, 24):
        shop.stock(more=left)
        with CaptureQueriesContext(connection) as deleting:
            assert shop.sync().state == "done"
        shop.stock(more=30)
        with CaptureQueriesContext(connection) as creating:
            shop.sync()
        counts.append((len(deleting), len(creating)))
    assert counts[1] == counts[2]
    assert not shop.store.products.filter(visible=True).exists()
    assert not shop.store.photos.exclude(blocked_etag="x").exists()
