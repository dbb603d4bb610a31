"""A product that a rule hides everywhere is in no answer, shelf, look or suggestion."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from catalog_search.models import Hotspot, Look, Product, Rule, Store
from catalog_search.photos.shoppers.uploads import encode_photo
from catalog_search.search.products import completion, similar
from catalog_search.search.scenes import looks
from catalog_search.search.while_typing import autocomplete
from catalog_search.text.store import words_cache
from tests.support.rules import make_rule
from tests.support.searching import by_examples, by_photo, by_text
from tests.support.shops.factories import color_image, make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    """Four red kites, and a red zeppelin."""
    cache.clear()
    for number in range(4):
        add(f"red kite {number}", category="Toys", brand="Acme")
    add("red zeppelin", category="Air", brand="Graf")
    words_cache.publish(make_store())
    return make_store()


def add(title: str, **fields: Any) -> None:
    make_indexed_photo(make_product(title=title, **fields), "red")


def product(title: str) -> Product:
    return Product.objects.select_related("store").get(title=title)


def keys(items: Iterable[Any]) -> set[int]:
    return {item.product.pk for item in items}


def faces(store: Store) -> dict[str, set[int]]:
    """Return the products that each face of the shop shows."""
    kite, zeppelin = product("red kite 0"), product("red zeppelin")
    new_look = Look(store=store, title="Sky", picture="sky.webp", published=True, slug="sky")
    look = Look.objects.filter(slug="sky").first() or new_look
    look.save()
    for each in (kite, zeppelin):
        Hotspot.objects.get_or_create(look=look, product=each, defaults={"x": 0.5, "y": 0.5})
    unlisted = make_product(title="red rocket", category="Air")
    keys_by_face = {
        "words": keys(by_text(store, "zeppelin").items),
        "its name": keys(by_text(store, "red zeppelin").items),
        "no words": keys(by_text(store, "").items),
        "photo": keys(by_photo(store, encode_photo(color_image("red"))).items),
        "similar": keys(similar.similar_to(kite)),
        "newest of its category": keys(similar.similar_to(unlisted)),
        "more like this": keys(by_examples(store, [kite]).items),
        "complete by looks": keys(completion.complete(kite).items),
        "look": keys(looks.spots(look)),
        "autocomplete": keys(autocomplete.suggest(store, "zep").products),
    }
    look.hotspots.all().delete()
    return {**keys_by_face, "complete": keys(completion.complete(kite).items)}


def test_hidden_by_a_rule_it_is_nowhere(store: Store) -> None:
    hidden = product("red zeppelin")
    before = faces(store)
    assert [name for name, products in before.items() if hidden.pk not in products] == []
    make_rule(hides=[hidden])
    store = Store.objects.get()
    after = faces(store)
    assert [name for name, products in after.items() if hidden.pk in products] == []
    assert not autocomplete.suggest(store, "air").categories
    assert not autocomplete.suggest(store, "graf").brands


def test_its_own_page_stays_and_the_shelf_of_seen_leaves_it_out(
    store: Store, client: Client
) -> None:
    hidden, kite = product("red zeppelin"), product("red kite 0")
    for each in (hidden, kite):
        client.get(f"/products/{each.pk}/")
    page = f"/products/{product('red kite 1').pk}/"
    assert f"/products/{hidden.pk}/" in client.get(page).content.decode()
    make_rule(hides=[hidden])
    assert f"/products/{hidden.pk}/" not in client.get(page).content.decode()
    assert client.get(f"/products/{hidden.pk}/").status_code == 200


def test_a_rule_for_words_hides_in_their_answers_alone(store: Store) -> None:
    hidden = product("red zeppelin")
    make_rule("kite", hides=[hidden])
    store = Store.objects.get()
    assert hidden.pk in keys(similar.similar_to(product("red kite 0")))
    assert hidden.pk in keys(autocomplete.suggest(store, "zep").products)


def test_an_earlier_rule_pins_it_all_the_same(store: Store) -> None:
    hidden = product("red zeppelin")
    make_rule("kite", pins=[(1, hidden)])
    make_rule(hides=[hidden], when=Rule.When.EVERYWHERE)
    store = Store.objects.get()
    assert by_text(store, "kite").items[0].product == hidden
    assert hidden.pk not in keys(by_text(store, "zeppelin").items)


def test_a_rule_that_is_over_hides_nothing(store: Store) -> None:
    rule = make_rule(hides=[product("red zeppelin")])
    rule.delete()
    store = Store.objects.get()
    assert keys(autocomplete.suggest(store, "zep").products) == {product("red zeppelin").pk}
