"""Editors of a store stay limited to it: under another name, and when users or stores are gone."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from catalog_search.models import Editor, Look, Rule, Store
from catalog_search.models.editors import own_stores
from catalog_search.operations.doctor.editors import editors_of_nothing
from catalog_search.photos.uploaded_pictures import set_picture
from tests.support.admin_pages import blocked_photo, page, text_of
from tests.support.shops.factories import color_image, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine() -> Store:
    make_product(store=make_store("other", "Other"), title="Secret")
    return make_store()


@pytest.fixture
def ann(mine: Store) -> User:
    user = User.objects.create_user("ann", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="catalog_search"))
    Editor.objects.create(store=mine, username="ann")
    return user


def rename(user: User, name: str) -> User:
    user.username = name
    user.save()
    return User.objects.get(pk=user.pk)


def sees_the_other_store(user: User) -> bool:
    client = Client()
    client.force_login(user)
    desk = client.get(reverse("catalog_search:desk_home", args=["other"]))
    return "Secret" in text_of(client.get(page("product"))) or desk.status_code == 200


@pytest.mark.parametrize("name", ["ann.meier", "Ann", "ANN", "anna"])
def test_another_name_lifts_no_limit(ann: User, mine: Store, name: str) -> None:
    renamed = rename(ann, name)
    assert not sees_the_other_store(renamed)
    assert own_stores(renamed) == {mine.pk}
    assert [row.username for row in mine.editors.all()] == [name]


def test_a_row_of_the_name_alone_belongs_to_its_user_once_they_came(ann: User) -> None:
    Editor.objects.update(user_key="")
    assert not sees_the_other_store(ann)
    assert not sees_the_other_store(rename(ann, "ann.meier"))


def test_a_colleague_with_the_freed_name_inherits_no_limit(ann: User) -> None:
    rename(ann, "ann.meier")
    colleague = User.objects.create_user("ann", is_staff=True)
    assert own_stores(colleague) is None
    assert own_stores(User.objects.get(username="ann.meier")) is not None


def test_a_user_made_again_under_the_name_stays_limited(ann: User, mine: Store) -> None:
    ann.delete()
    again = User.objects.create_user("ann", is_staff=True)
    assert own_stores(again) == {mine.pk}
    assert not sees_the_other_store(rename(again, "ann.meier"))


def test_an_editor_of_a_store_that_is_gone_sees_none(ann: User, mine: Store) -> None:
    other = Store.objects.get(slug="other")
    mine.delete()
    assert own_stores(User.objects.get(pk=ann.pk)) == frozenset()
    assert not sees_the_other_store(ann)
    row = Editor.objects.create(store=other, username="ann")
    assert own_stores(User.objects.get(pk=ann.pk)) == {other.pk}
    row.delete()
    assert own_stores(User.objects.get(pk=ann.pk)) is None


def test_a_row_given_to_another_user_is_theirs(ann: User, mine: Store) -> None:
    bea = User.objects.create_user("bea", is_staff=True)
    row = mine.editors.get()
    row.username = "bea"
    row.save()
    assert own_stores(bea) == {mine.pk}
    assert own_stores(User.objects.get(pk=ann.pk)) is None


def test_the_admin_takes_the_freed_name_beside_the_renamed_user(
    admin_client: Client, ann: User, mine: Store
) -> None:
    rename(ann, "ann.meier")
    User.objects.create_user("ann", is_staff=True)
    assert "ann.meier" in text_of(admin_client.get(page("store", "change", mine.pk)))
    rows = {"editors-TOTAL_FORMS": 2, "editors-INITIAL_FORMS": 1}
    data: dict[str, Any] = {"name": "Demo", **rows, "editors-1-username": "ann"}
    data |= {"editors-0-id": mine.editors.get().pk, "editors-0-username": "ann.meier"}
    data |= {f"editors-{number}-store": mine.pk for number in (0, 1)}
    assert admin_client.post(page("store", "change", mine.pk), data).status_code == 302
    assert sorted(row.username for row in mine.editors.all()) == ["ann", "ann.meier"]
    assert all(own_stores(user) == {mine.pk} for user in User.objects.filter(is_superuser=False))


@pytest.mark.parametrize(
    "change",
    [
        {"editors-0-DELETE": "on"},
        {"editors-0-username": "bea"},
        {"editors-TOTAL_FORMS": 2, "editors-1-username": "bea"},
    ],
)
def test_editors_change_no_limit_their_own_or_a_colleague_s(
    client: Client, ann: User, mine: Store, change: dict[str, Any]
) -> None:
    bea = User.objects.create_user("bea", is_staff=True)
    client.force_login(ann)
    assert client.get(page("store", "change", mine.pk)).status_code == 200
    rows = {"editors-TOTAL_FORMS": 1, "editors-INITIAL_FORMS": 1, "editors-0-username": "ann"}
    data: dict[str, Any] = {"name": "New name", **rows, "editors-0-id": mine.editors.get().pk}
    data |= {f"editors-{number}-store": mine.pk for number in (0, 1)}
    client.post(page("store", "change", mine.pk), {**data, **change})
    assert Store.objects.get(pk=mine.pk).name == "New name"
    assert own_stores(User.objects.get(pk=ann.pk)) == {mine.pk}
    assert own_stores(bea) is None


@pytest.mark.parametrize(("place", "status"), [("demo", 200), ("other", 404)])
def test_what_shoppers_do_not_see_is_for_editors_of_the_store_alone(
    client: Client, ann: User, mine: Store, place: str, status: int
) -> None:
    Editor.objects.update(store=Store.objects.get(slug=place))
    client.force_login(ann)
    draft = Look(store=mine, title="Draft", slug="draft", published=False)
    off = Rule(store=mine, name="off", when="words", words="x", enabled=False)
    for row in (draft, off):
        set_picture(row, color_image("red"))
        row.save()
    addresses = [f"/photos/{blocked_photo().pk}/320.webp", f"/banners/{off.pk}.webp"]
    addresses += ["/looks/draft/", "/looks/draft/picture.webp"]
    assert [client.get(each).status_code for each in addresses] == [status] * 4


def test_the_doctor_names_editors_of_nobody_and_of_no_store(ann: User, mine: Store) -> None:
    assert list(editors_of_nothing()) == []
    Editor.objects.create(store=mine, username="nobody")
    other = Store.objects.get(slug="other")
    Editor.objects.create(store=other, username="ann")
    other.delete()
    told = [(finding.store, finding.message.split()[0]) for finding in editors_of_nothing()]
    assert sorted(told) == [("", "ann"), ("demo", "nobody")]


def test_a_row_that_cannot_take_the_new_name_is_written_once(
    ann: User, mine: Store, django_assert_num_queries: Any
) -> None:
    Editor.objects.create(store=mine, username="ann.meier")
    assert own_stores(rename(ann, "ann.meier")) == {mine.pk}
    again = User.objects.get(pk=ann.pk)
    with django_assert_num_queries(1):
        assert own_stores(again) == {mine.pk}
