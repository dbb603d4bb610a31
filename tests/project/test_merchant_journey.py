"""What a merchant decides, from indexing to undo, on both databases with real commits."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from catalog_search import conf
from catalog_search.categories import decisions
from catalog_search.categories.suggestions import suggest
from catalog_search.indexing import documents, moderation, photos
from catalog_search.models import CategorySuggestion, Photo, Policy, Product
from tests.support.shops.factories import make_category, make_photo, make_product, make_store


@pytest.fixture
def shop(either_database: str) -> None:
    for color in ("red", "blue"):
        make_category(f"Paint > {color.title()}", prompt=color)
    make_photo(make_product(title="One"), "red")
    make_photo(make_product(title="Two", category="Paint > Red"), "blue")
    make_photo(make_product(title="Three"), "pink")


def in_index() -> set[str]:
    return set(conf.get_index().ids())


@pytest.mark.usefixtures("shop")
def test_suggestions_from_proposal_to_undo() -> None:
    photos.index_stale()
    assert suggest(make_store()).proposed == 3
    assert suggest(make_store()).proposed == 3
    first, second, third = CategorySuggestion.objects.order_by("product__pk")
    assert decisions.accept([first, second], by="ann") == 2
    assert decisions.reject([third], by="ann") == 1
    assert photos.index_stale().refreshed == 2
    changed = Product.objects.get(title="Two")
    assert changed.category == "Paint > Blue"
    photo = changed.photos.get()
    point = conf.get_index().fetch([photo.point_id])[photo.point_id]
    assert point.payload["category"] == ["Paint", "Paint > Blue"]
    assert decisions.undo(CategorySuggestion.objects.all(), by="ann") == 3
    changed.refresh_from_db()
    assert (changed.category, changed.category_chosen_by) == ("Paint > Red", "source")
    assert changed.photos.get().product_digest == documents.digest(changed)


@pytest.mark.usefixtures("shop")
def test_policy_from_block_to_release() -> None:
    photos.index_stale()
    Policy.objects.create(store=make_store(), name="No pink", words="pink")
    assert moderation.review_again(make_store()) == 3
    assert photos.index_stale().blocked == 1
    assert len(in_index()) == 2
    out = StringIO()
    call_command("catalog_status", "--json", stdout=out)
    (store,) = json.loads(out.getvalue())["stores"]
    assert store["photos"]["blocked"] == 1
    assert store["blocked"][0]["reason"] == "Blocked by the policy No pink."
    assert moderation.release(Photo.objects.all(), by="ann") == 1
    photos.index_stale()
    assert len(in_index()) == 3
    call_command("catalog_categorize", stdout=out)
