"""Looks: hotspots, pages, products that complete a product, and the admin."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from PIL import Image

from catalog_search.backends.color_words import COLORS
from catalog_search.catalogue import complements
from catalog_search.models import Hotspot, Look, Product
from catalog_search.photos.uploaded_pictures import set_picture
from catalog_search.search.products.completion import complete, looks_with
from catalog_search.search.scenes import looks
from catalog_search.text.store import words_cache
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)
from tests.support.uploads import uploaded


@pytest.mark.django_db
def test_a_hotspot_keeps_the_sku_of_a_deleted_product() -> None:
    look = Look.objects.create(store=make_store(), title="Terrace", slug="terrace")
    product = make_product(sku="chair-1", title="Garden chair")
    hotspot = Hotspot.objects.create(look=look, product=product)
    assert str(hotspot) == "Garden chair"
    product.delete()
    hotspot.refresh_from_db()
    assert (hotspot.product, hotspot.sku, str(hotspot)) == (None, "chair-1", "chair-1")


@pytest.mark.django_db
@pytest.mark.parametrize("position", [{"x": -0.1}, {"x": 1.1}, {"y": -0.1}, {"y": 1.1}])
def test_no_hotspot_lies_outside_its_picture(position: dict[str, float]) -> None:
    look = Look.objects.create(store=make_store(), title="Terrace", slug="terrace")
    with pytest.raises(IntegrityError), transaction.atomic():
        Hotspot.objects.create(look=look, product=make_product(), **position)


@pytest.mark.django_db
def test_slugs_of_looks_are_unique_within_a_store() -> None:
    Look.objects.create(store=make_store(), title="Terrace", slug="terrace")
    Look.objects.create(store=make_store("other"), title="Terrace", slug="terrace")
    with pytest.raises(IntegrityError), transaction.atomic():
        Look.objects.create(store=make_store(), title="Balcony", slug="terrace")


# ---- pages ----


@pytest.fixture
def terrace(db: None, settings: Any, tmp_path: Path) -> Look:
    settings.MEDIA_ROOT = tmp_path
    look = Look(store=make_store(), title="Terrace", slug="terrace", published=True)
    image = Image.new("RGB", (400, 300), "black")
    image.paste(COLORS["red"], (40, 60, 140, 160))
    image.paste(COLORS["green"], (240, 120, 360, 270))
    set_picture(look, image)
    look.save()
    return look


def add_hotspot(look: Look, product: Product, x: float = 0.5) -> Hotspot:
    return Hotspot.objects.create(look=look, product=product, x=x, y=0.5, position=int(x * 100))


def add_product(title: str, color: str = "red", category: str = "") -> Product:
    return make_indexed_photo(make_product(title=title, category=category), color).product


def test_a_look_has_markers_and_products_in_the_same_order(client: Client, terrace: Look) -> None:
    add_hotspot(terrace, add_product("Lamp"), 0.75)
    add_hotspot(terrace, add_product("Chair"), 0.25)
    page = client.get("/looks/terrace/").content.decode()
    assert re.findall(r'aria-label="(\d: \w+)"', page) == ["1: Chair", "2: Lamp"]
    assert 'cx="25.00%" cy="50.00%"' in page
    assert page.index(">Chair</a>") < page.index(">Lamp</a>")


def test_hidden_products_leave_no_gap_in_the_numbers(client: Client, terrace: Look) -> None:
    hidden = add_product("Hidden")
    Product.objects.filter(pk=hidden.pk).update(visible=False)
    add_hotspot(terrace, hidden, 0.1)
    add_hotspot(terrace, make_product(title="Without photo"), 0.2)
    add_hotspot(terrace, add_product("Chair"), 0.3)
    assert [(spot.number, spot.label) for spot in looks.spots(terrace)] == [(1, "Chair")]
    assert "Hidden" not in client.get("/looks/terrace/").content.decode()


def test_a_product_that_is_created_again_is_on_its_look_again(terrace: Look) -> None:
    add_hotspot(terrace, make_product(sku="chair-1"))
    Product.objects.get(sku="chair-1").delete()
    assert looks.spots(terrace) == ()
    make_indexed_photo(make_product(sku="chair-1", title="Chair is back"))
    assert [spot.label for spot in looks.spots(terrace)] == ["Chair is back"]


def test_a_look_shows_no_product_whose_sku_differs_in_case(terrace: Look) -> None:
    chair, other = make_product(sku="chair-1"), make_product(sku="Chair-1")
    add_hotspot(terrace, chair)
    assert looks_with(chair) == (terrace,)
    assert looks_with(other) == ()


def test_the_picture_is_small_webp_and_cached_by_browsers(client: Client, terrace: Look) -> None:
    answer = client.get("/looks/terrace/picture.webp")
    assert answer["Content-Type"] == "image/webp"
    assert "public" in answer["Cache-Control"]
    assert Image.open(io.BytesIO(answer.content)).size == (400, 300)


@pytest.mark.parametrize("address", ["/looks/terrace/", "/looks/terrace/picture.webp"])
def test_only_staff_see_unpublished_looks(client: Client, terrace: Look, address: str) -> None:
    Look.objects.update(published=False)
    assert client.get(address).status_code == 404
    assert "Terrace" not in client.get("/looks/").content.decode()
    client.force_login(User.objects.create_superuser("boss"))
    answer = client.get(address)
    assert answer.status_code == 200
    assert "public" not in answer.headers.get("Cache-Control", "")


def test_a_look_of_another_store_is_not_found(client: Client, terrace: Look) -> None:
    Look.objects.update(store=make_store("other"))
    assert client.get("/looks/terrace/").status_code == 404
    assert tag("terrace", RequestFactory().get("/")).strip() == ""


def tag(name: str, request: HttpRequest | None = None) -> str:
    source = "{% load catalog_looks %}{% look name %}"
    return Template(source).render(Context({"name": name, "request": request}))


def test_the_tag_shows_a_look_by_its_slug_and_nothing_for_an_unknown_one(terrace: Look) -> None:
    add_hotspot(terrace, add_product("Chair"))
    assert "1: Chair" in tag("terrace")
    assert tag("nowhere").strip() == ""


# ---- complete the look ----


def test_the_tag_without_a_request_shows_the_default_stores_look_alone(
    terrace: Look, settings: Any
) -> None:
    other = make_store("other")
    Look.objects.create(
        store=other, title="Elsewhere", slug="elsewhere", picture="x", published=True
    )
    tag = Template("{% load catalog_looks %}{% look slug %}")
    assert "Terrace" in tag.render(Context({"slug": "terrace"}))
    assert "Elsewhere" not in tag.render(Context({"slug": "elsewhere"}))


def test_thirty_looks_cost_a_product_page_no_more_queries_than_one(
    client: Client, terrace: Look, django_assert_max_num_queries: Any
) -> None:
    lamp, chair = add_product("Lamp"), add_product("Chair")
    add_hotspot(terrace, lamp), add_hotspot(terrace, chair, 0.2)
    for number in range(29):
        fields = {"title": f"Look {number}", "slug": f"look-{number}", "picture": "x"}
        look = Look.objects.create(store=terrace.store, published=True, **fields)
        add_hotspot(look, lamp), add_hotspot(look, chair, 0.2)
    with django_assert_max_num_queries(4):
        completion = complete(lamp)
    assert (completion.reason, len(completion.looks)) == ("look", 30)
    assert [spot.product for spot in completion.items] == [chair]
    with django_assert_max_num_queries(15):
        assert client.get(f"/products/{lamp.pk}/").status_code == 200


def test_a_product_is_completed_by_the_products_on_its_looks(client: Client, terrace: Look) -> None:
    chair, lamp = add_product("Chair"), add_product("Lamp", "blue")
    add_hotspot(terrace, chair)
    add_hotspot(terrace, lamp)
    completion = complete(chair)
    assert ([item.product for item in completion.items], completion.reason) == ([lamp], "look")
    page = client.get(f"/products/{chair.pk}/").content.decode()
    assert "Seen together in" in page
    assert 'href="/looks/terrace/"' in page


def test_a_product_on_no_look_is_completed_by_paired_categories(terrace: Look) -> None:
    add_hotspot(terrace, add_product("Chair", "red", "Chairs"))
    add_hotspot(terrace, add_product("Lamp", "blue", "Lamps"))
    add_product("Rug", "red", "Rugs")
    other, red = add_product("Stool", "red", "Chairs"), add_product("Red lamp", "red", "Lamps")
    for path in ("Chairs", "Lamps", "Rugs"):
        make_category(path)
    complements.publish(terrace.store)
    completion = complete(other)
    assert ([item.product.title for item in completion.items], completion.reason) == (
        [red.title, "Rug"],
        "category",
    )


def test_of_each_kind_the_product_that_is_called_alike_is_chosen(db: None) -> None:
    sofa = add_product("Aurora sofa", "red", "Sofas")
    for color in ("red", "green"):
        add_product(f"Plain {color} lamp", color, "Lamps")
        add_product(f"Plain {color} rug", color, "Rugs")
    lamp, cover = add_product("Aurora lamp", "blue", "Lamps"), add_product("Aurora", "blue", "Pots")
    second = add_product("Aurora sofa for two", "red", "Sofas")
    for number in range(60):
        make_indexed_photo(make_product(title=f"Plain stool {number}", category="Sofas"), "green")
    for path in ("Sofas", "Lamps", "Rugs"):
        make_category(path)
    complements.publish(sofa.store)
    completion = complete(sofa)
    titles = [item.product.title for item in completion.items]
    assert sorted(titles) == sorted([lamp.title, cover.title, "Plain red rug"])
    assert second.title not in titles
    assert completion.reason == "style"


def test_what_is_for_others_completes_nothing_while_there_is_something(
    db: None, settings: Any
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["gender"]}
    facts = (("Shirt", "Tops", "Women"), ("Cap", "Caps", "Men"), ("Hat", "Caps", "Women"))
    products = {}
    for title, category, gender in facts:
        product = make_product(title=title, category=category, attributes={"gender": gender})
        products[title] = make_indexed_photo(product, "red").product
    for path in ("Tops", "Caps"):
        make_category(path)
    complements.publish(products["Shirt"].store)
    assert [item.product.title for item in complete(products["Shirt"]).items] == ["Hat"]


def test_what_completes_takes_no_more_queries_in_a_larger_shop(db: None) -> None:
    sofa = add_product("Sofa", "red", "Sofas")
    counts = []
    for number in range(20):
        make_category(f"Kind {number}")
        add_product(f"Thing {number}", "red", f"Kind {number}")
        if number in (3, 19):
            make_category("Sofas" if number == 3 else "Other")
            complements.publish(sofa.store)
            words_cache.publish(sofa.store)
            with CaptureQueriesContext(connection) as queries:
                complete(sofa)
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 9


def test_without_looks_a_product_is_completed_by_similar_style(client: Client, db: None) -> None:
    chair = add_product("Chair", "red", "Home > Chairs")
    add_product("Armchair", "red", "Home > Chairs > Soft")
    rug, lamp = add_product("Rug", "red", "Home > Rugs"), add_product("Lamp", "red", "Home > Lamps")
    completion = complete(chair)
    assert {item.product for item in completion.items} == {rug, lamp}
    assert completion.reason == "style"
    assert "Similar in style" in client.get(f"/products/{chair.pk}/").content.decode()


def test_an_unpublished_look_completes_no_product(terrace: Look) -> None:
    chair, lamp = add_product("Chair"), add_product("Lamp", "blue")
    add_hotspot(terrace, chair)
    add_hotspot(terrace, lamp)
    Look.objects.update(published=False)
    assert complete(chair).items == ()


# ---- admin ----


def form(**changes: Any) -> dict[str, Any]:
    management = {"TOTAL": 0, "INITIAL": 0, "MIN_NUM": 0, "MAX_NUM": 1000}
    counts = {f"hotspots-{name}_FORMS": value for name, value in management.items()}
    return (
        {"store": make_store().pk, "title": "Hall", "slug": "hall", "position": 0}
        | counts
        | changes
    )


@pytest.fixture
def boss(client: Client, settings: Any, tmp_path: Path, db: None) -> Client:
    settings.MEDIA_ROOT = tmp_path
    client.force_login(User.objects.create_superuser("boss"))
    return client


ADD = "/admin/catalog_search/look/add/"


def test_a_merchant_adds_a_look_with_a_picture_and_suggested_hotspots(boss: Client) -> None:
    for color in ("red", "green"):
        make_category(color)
        add_product(f"{color} thing", color, color)
    image = Image.new("RGB", (400, 300), "black")
    image.paste(COLORS["red"], (40, 60, 140, 160))
    image.paste(COLORS["green"], (240, 120, 360, 270))
    file = io.BytesIO()
    image.save(file, "PNG")
    answer = boss.post(
        ADD, form(upload=uploaded(file.getvalue()), suggest_hotspots="on"), follow=True
    )
    assert "2 hotspots are suggested as drafts" in answer.content.decode()
    look = Look.objects.get(slug="hall")
    assert (look.width, look.height) == (400, 300)
    positions = {str(spot): (spot.x, spot.y) for spot in look.hotspots.all()}
    assert positions["red thing"] == pytest.approx((0.225, 0.367), abs=0.03)
    assert positions["green thing"] == pytest.approx((0.75, 0.65), abs=0.03)
    assert looks.suggest(look) == 0, "suggesting twice adds nothing"


def test_suggested_hotspots_are_drafts_until_a_person_clears_them(
    boss: Client, terrace: Look
) -> None:
    make_category("red")
    product = add_product("red thing", "red", "red")
    assert looks.suggest(terrace) == 1
    [draft] = terrace.hotspots.all()
    assert draft.draft
    assert looks.spots(terrace) == ()
    assert "red thing" not in boss.get("/looks/terrace/").content.decode()
    assert complete(product).looks == ()
    numbers = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 9}
    data = form(title="Terrace", slug="terrace", published="on") | {
        **{f"hotspots-{name}": value for name, value in numbers.items()},
        **{"hotspots-0-id": draft.pk, "hotspots-0-look": terrace.pk},
        **{"hotspots-0-product": product.pk, "hotspots-0-position": 0},
        **{"hotspots-0-x": 0.5, "hotspots-0-y": 0.5},
    }
    boss.post(f"/admin/catalog_search/look/{terrace.pk}/change/", data)
    assert [spot.product for spot in looks.spots(terrace)] == [product]


@pytest.mark.parametrize(
    ("data", "words"), [(None, "A look needs a picture"), (b"no picture", "Not a JPEG")]
)
def test_a_look_without_a_usable_picture_is_refused_with_a_message(
    boss: Client, data: bytes | None, words: str
) -> None:
    answer = boss.post(ADD, form(upload=uploaded(data)) if data else form())
    assert words in answer.content.decode()
    assert not Look.objects.exists()


def test_a_product_of_another_store_is_refused(boss: Client, terrace: Look) -> None:
    other_product = make_product(make_store("other"))
    data = form(title="Terrace", slug="terrace") | {
        "hotspots-TOTAL_FORMS": 1,
        "hotspots-0-look": terrace.pk,
        "hotspots-0-product": other_product.pk,
        "hotspots-0-x": 0.5,
        "hotspots-0-y": 0.5,
        "hotspots-0-position": 0,
    }
    answer = boss.post(f"/admin/catalog_search/look/{terrace.pk}/change/", data)
    assert "This product belongs to another store." in answer.content.decode()


@pytest.mark.parametrize("gone", [True, False])
def test_a_look_is_saved_though_a_product_of_it_is_gone(
    boss: Client, terrace: Look, gone: bool
) -> None:
    spot = add_hotspot(terrace, make_product(sku="chair-1"))
    if gone:
        Product.objects.all().delete()
    spots = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "0-id": spot.pk, "0-look": terrace.pk}
    spots |= {"0-product": "", "0-position": 0, "0-x": 0.5, "0-y": 0.5}
    data = form(title="New title", slug="terrace") | {f"hotspots-{k}": v for k, v in spots.items()}
    boss.post(f"/admin/catalog_search/look/{terrace.pk}/change/", data)
    assert Look.objects.filter(title="New title").exists() is gone
    assert [(row.sku, row.product is None) for row in Hotspot.objects.all()] == [("chair-1", gone)]


def test_hotspots_are_suggested_from_the_list_too(boss: Client, terrace: Look) -> None:
    make_category("red")
    add_product("red thing", "red", "red")
    url = f"/admin/catalog_search/look/{terrace.pk}/do/suggest/"
    assert "1 hotspot is suggested" in boss.post(url, follow=True).content.decode()
    assert boss.get(url).status_code == 405


def test_staff_with_view_permission_cannot_change_a_look(client: Client, terrace: Look) -> None:
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(viewer)
    assert client.get(f"/admin/catalog_search/look/{terrace.pk}/change/").status_code == 200
    assert client.post(f"/admin/catalog_search/look/{terrace.pk}/do/suggest/").status_code == 403
