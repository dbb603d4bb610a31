"""Clicks that move products up: off by default, by place, bounded, told to staff."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog_search.models import Click, ClickedSearch, Product, SearchCount, Store
from catalog_search.models.clock import today
from catalog_search.search import clicks, log
from catalog_search.search.words.text import by_text
from tests.support.admin_pages import text_of
from tests.support.rules import make_rule
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def boost(settings: object) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "CLICK_BOOST": 0.1}


@pytest.fixture
def toys() -> list[Product]:
    """Three red toys that are found equally well, in the order of their keys."""
    products = [make_product(title="red toy") for _ in range(3)]
    for product in products:
        make_indexed_photo(product, "red")
    return products


def keys(words: str = "red toy") -> list[int]:
    return [item.product.pk for item in by_text(make_store(), words).items]


def click(product: Product, place: int, times: int = 5, searches: int = 20) -> None:
    store = make_store()
    row, _ = SearchCount.objects.get_or_create(store=store, words="red toy", day=today())
    row.count = searches
    row.save()
    for _ in range(times):
        log.note_click(store, "red toy", product, place)


def test_by_default_clicks_move_nothing(
    toys: list[Product], django_assert_num_queries: object
) -> None:
    before = keys()
    click(toys[2], 3)
    assert clicks.renew(make_store()) == 0
    assert keys() == before
    store = make_store()
    with django_assert_num_queries(0):
        clicks.with_clicks(store, "red toy", clicks.Decisions())


@pytest.mark.usefixtures("boost")
def test_what_is_opened_moves_up(toys: list[Product]) -> None:
    last = keys()[-1]
    click(Product.objects.get(pk=last), 3)
    assert clicks.renew(make_store()) == 1
    assert keys()[0] == last
    assert keys("toy") != keys()


@pytest.mark.usefixtures("boost")
def test_a_click_further_down_says_more(toys: list[Product]) -> None:
    click(toys[0], 1)
    click(toys[1], 4)
    click(toys[2], 99)
    clicks.renew(make_store())
    # 5 clicks of weight 1, 4 and 10 at most, in 20 searches and 20 more.
    shares = clicks.shares_of(make_store(), "red toy")
    assert shares == {toys[0].pk: 0.125, toys[1].pk: 0.5, toys[2].pk: 1.0}
    decided = clicks.with_clicks(make_store(), " Red  TOY", clicks.Decisions())
    assert decided.clicked == {
        toys[0].pk: pytest.approx(1.0125),
        toys[1].pk: pytest.approx(1.05),
        toys[2].pk: pytest.approx(1.1),
    }


@pytest.mark.usefixtures("boost")
def test_few_clicks_and_old_ones_move_nothing(toys: list[Product]) -> None:
    click(toys[2], 3, times=2)
    assert clicks.renew(make_store()) == 0
    click(toys[2], 3, times=3)
    assert clicks.renew(make_store()) == 1
    Click.objects.update(day=today().replace(year=today().year - 1))
    assert clicks.renew(make_store()) == 0
    assert not ClickedSearch.objects.exists()


@pytest.mark.usefixtures("boost")
def test_only_the_most_opened_are_kept(
    toys: list[Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clicks, "MAX_BOOSTED", 1)
    click(toys[0], 1)
    click(toys[1], 2)
    clicks.renew(make_store())
    assert list(clicks.shares_of(make_store(), "red toy")) == [toys[1].pk]


@pytest.mark.usefixtures("boost")
def test_rules_decide_before_clicks(toys: list[Product]) -> None:
    first, _, last = keys()
    click(Product.objects.get(pk=last), 3)
    clicks.renew(make_store())
    make_rule("red toy", pins=[(1, Product.objects.get(pk=first))])
    assert keys()[0] == first


@pytest.mark.usefixtures("boost")
def test_a_renewal_changes_nothing_the_second_time(toys: list[Product]) -> None:
    click(toys[1], 2)
    clicks.renew(make_store())
    before = clicks.shares_of(make_store(), "red toy")
    clicks.renew(make_store())
    assert clicks.shares_of(make_store(), "red toy") == before
    assert ClickedSearch.objects.count() == 1


@pytest.mark.usefixtures("boost")
def test_other_stores_have_their_own_clicks(toys: list[Product]) -> None:
    click(toys[1], 2)
    other: Store = make_store("other")
    clicks.renew(make_store())
    clicks.renew(other)
    assert clicks.shares_of(other, "red toy") == {}
    assert clicks.shares_of(make_store(), "red toy")


@pytest.mark.usefixtures("boost")
def test_the_reason_is_told_to_staff_alone(client: Client, toys: list[Product]) -> None:
    click(toys[1], 4)
    clicks.renew(make_store())
    reason = "raised by 5.0 % because shoppers open it"
    assert reason not in text_of(client.get("/", {"q": "red toy"}))
    client.force_login(User.objects.create_superuser("boss"))
    assert reason in text_of(client.get("/", {"q": "red toy"}))
