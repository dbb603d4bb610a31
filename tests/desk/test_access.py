"""Who may open the desk and the admin's lists: permissions, and the stores of an editor."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.converters import get_converters

from catalog_search.desk import urls as desk_urls
from catalog_search.models import Editor, Store
from tests.support.admin_pages import act, page, press, text_of
from tests.support.shops.factories import make_photo, make_product, make_store

pytestmark = pytest.mark.django_db

MODELS = (
    *("product", "photo", "blockedphoto", "quarantinedphoto", "categorysuggestion"),
    *("category", "policy", "look", "syncrun", "searchcount", "store"),
)


@pytest.fixture
def stores() -> tuple[Store, Store]:
    return make_store(slug="mine", name="Mine Ltd"), make_store(slug="other", name="Other Ltd")


@pytest.fixture
def editor(client: Client, stores: tuple[Store, Store]) -> Client:
    user = User.objects.create_user("ed", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="catalog_search"))
    Editor.objects.create(store=stores[0], username="ed")
    client.force_login(user)
    return client


def test_the_desk_sends_editors_to_their_own_store(editor: Client) -> None:
    response = editor.get(reverse("catalog_search:desk"))
    assert response.headers["Location"] == reverse("catalog_search:desk_home", args=["mine"])


def test_the_desk_begins_with_a_store_of_the_settings(admin_client: Client) -> None:
    make_store(slug="a-store-of-earlier")
    for _ in range(2):  # The first time the store has no row yet.
        response = admin_client.get(reverse("catalog_search:desk"))
        assert response.headers["Location"] == reverse("catalog_search:desk_home", args=["demo"])


def test_who_may_open_one_page_gets_there(client: Client) -> None:
    make_store()
    moderator = User.objects.create_user("moderator", is_staff=True)
    client.force_login(moderator)
    assert client.get(reverse("catalog_search:desk"), follow=True).status_code == 403
    moderator.user_permissions.set(Permission.objects.filter(codename="view_review"))
    page = client.get(reverse("catalog_search:desk"), follow=True)
    assert reverse("catalog_search:desk_moderation", args=["demo"]) in text_of(page)


def test_the_desk_of_another_store_is_not_found(editor: Client) -> None:
    assert editor.get(reverse("catalog_search:desk_home", args=["mine"])).status_code == 200
    assert editor.get(reverse("catalog_search:desk_home", args=["other"])).status_code == 404


def test_the_desk_asks_visitors_to_log_in_and_refuses_shoppers(client: Client) -> None:
    make_store(slug="mine")
    for name, args in (("desk", []), ("desk_home", ["mine"])):
        response = client.get(reverse(f"catalog_search:{name}", args=args))
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("admin:login"))
    client.force_login(User.objects.create_user("shopper"))
    for name, args in (("desk", []), ("desk_home", ["mine"])):
        assert client.get(reverse(f"catalog_search:{name}", args=args)).status_code == 403


KINDS = {type(converter): name for name, converter in get_converters().items()}
FILLING = {"int": 1, "slug": "some", "str": "some"}
ADDRESSES = [pattern for pattern in desk_urls.urlpatterns if "store" in pattern.pattern.converters]


def address(pattern: URLPattern, store: str) -> str:
    kinds = {name: type(each) for name, each in pattern.pattern.converters.items()}
    kwargs = {name: FILLING[KINDS[kind]] for name, kind in kinds.items()}
    return reverse(f"catalog_search:{pattern.name}", kwargs={**kwargs, "store": store})


@pytest.mark.parametrize("pattern", ADDRESSES, ids=lambda each: str(each.name))
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_page_of_the_desk_is_for_editors_of_its_store(
    client: Client, editor: Client, pattern: URLPattern, method: str
) -> None:
    assert getattr(editor, method)(address(pattern, "other")).status_code == 404
    visitor = Client()
    response = getattr(visitor, method)(address(pattern, "mine"))
    if pattern.name == "desk_decided":  # For programs, which fill in no form.
        assert response.status_code == 401
    else:
        assert response.headers["Location"].startswith(reverse("admin:login"))
    visitor.force_login(User.objects.create_user("clerk", is_staff=True))
    assert getattr(visitor, method)(address(pattern, "mine")).status_code == 403


def test_staff_who_are_editors_of_no_store_see_all(
    client: Client, stores: tuple[Store, Store]
) -> None:
    client.force_login(User.objects.create_superuser("boss"))
    for store in stores:
        assert client.get(reverse("catalog_search:desk_home", args=[store.slug])).status_code == 200


def test_admin_lists_show_an_editor_their_own_stores(
    editor: Client, stores: tuple[Store, Store]
) -> None:
    for store in stores:
        make_photo(product=make_product(store=store, sku=store.slug, title=f"Thing of {store}"))
    for model in MODELS:
        text = text_of(editor.get(page(model)))
        assert "Other Ltd" not in text, model
    assert "Thing of Mine Ltd" in text_of(editor.get(page("product")))


def test_other_stores_rows_cannot_be_opened_or_acted_on(
    editor: Client, stores: tuple[Store, Store], started: Any
) -> None:
    photo = make_photo(product=make_product(store=stores[1], sku="theirs"), attempts=3)
    assert editor.get(page("product", "change", photo.product.pk)).status_code == 302
    assert editor.get(page("photo", "thumbnail", photo.pk, 160)).status_code == 404
    act(editor, "store", "sync_now", stores[1])
    press(editor, "store", "sync_now", stores[1])
    assert started == []
    photo.refresh_from_db()
    assert photo.attempts == 3


def test_forms_offer_an_editor_their_own_stores(editor: Client) -> None:
    text = text_of(editor.get(page("policy", "add")))
    assert "Mine Ltd" in text
    assert "Other Ltd" not in text


def test_an_editor_of_a_store_must_be_a_user(client: Client, stores: tuple[Store, Store]) -> None:
    client.force_login(User.objects.create_superuser("boss"))
    rows = {"editors-TOTAL_FORMS": 1, "editors-INITIAL_FORMS": 0, "editors-0-username": "nobody"}
    data = {"name": "Mine Ltd", "editors-0-store": stores[0].pk, **rows}
    assert "There is no user nobody." in text_of(
        client.post(page("store", "change", stores[0].pk), data)
    )
    User.objects.create_user("ed")
    client.post(page("store", "change", stores[0].pk), {**data, "editors-0-username": "ed"})
    assert [editor.username for editor in stores[0].editors.all()] == ["ed"]
