"""The lists of photos that somebody should look at, and what their buttons do."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from catalog_search.desk import quality as desk
from catalog_search.models import Finding, Product
from tests.support.admin_pages import act, messages_of, page, text_of
from tests.support.posted import posted
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db

LIST = reverse("catalog_search:desk_quality", args=["demo"])
DECIDE = reverse("catalog_search:desk_quality_decide", args=["demo"])
State = Finding.State


def make_finding(title: str = "Copy", kind: str = "same") -> Finding:
    first = make_indexed_photo(make_product(title="First"))
    photo = make_indexed_photo(make_product(title=title))
    return Finding.objects.create(
        store=make_store(), photo=photo, kind=kind, other=first, version=photo.etag
    )


def test_duplicates_are_shown_side_by_side(boss: Client) -> None:
    finding = make_finding()
    text = text_of(boss.get(LIST))
    assert "Copy" in text
    assert "Like the photo of First" in text
    assert reverse("catalog_search:desk_photo", args=["demo", finding.photo_id, 320]) in text
    assert "Copy" not in text_of(boss.get(LIST, {"kind": "near"}))


def test_writing_over_photos_is_a_list_with_the_same_buttons(boss: Client) -> None:
    finding = make_finding("Kettle with a banner", kind="writing")
    text = text_of(boss.get(LIST, {"kind": "writing"}))
    assert "Writing over the photo" in text
    assert "an offer, an address, a caption" in text
    assert "Kettle with a banner" in text
    boss.post(DECIDE, {"hide": finding.pk, "kind": "writing"})
    assert not Product.objects.get(title="Kettle with a banner").visible


def test_fine_it_is_not_listed_again_and_can_be_undone(boss: Client) -> None:
    finding = make_finding()
    page = boss.post(DECIDE, {"fine": finding.pk, "kind": "same"}, follow=True)
    assert "1 photo is fine" in text_of(page)
    assert "Copy" not in text_of(page)
    assert "boss" in text_of(boss.get(LIST, {"decided": "1"}))
    boss.post(DECIDE, {"undo": finding.pk})
    assert "Copy" in text_of(boss.get(LIST))


def test_the_selected_products_are_hidden_and_shown_again(boss: Client) -> None:
    rows = [make_finding(f"Copy {number}") for number in range(3)]
    boss.post(DECIDE, {"hide": "selected", "finding": [row.pk for row in rows[:2]]})
    hidden = Product.objects.filter(visible=False).order_by("pk")
    assert [product.title for product in hidden] == ["Copy 0", "Copy 1"]
    boss.post(DECIDE, {"undo": rows[0].pk})
    assert [product.title for product in hidden.all()] == ["Copy 1"]
    rows[0].refresh_from_db()
    assert (rows[0].state, rows[0].decided_by) == (State.OPEN, "")


def test_the_index_learns_of_a_product_that_is_hidden(boss: Client) -> None:
    finding = make_finding()
    indexed = finding.photo.indexed_digest
    boss.post(DECIDE, {"hide": finding.pk})
    finding.photo.refresh_from_db()
    assert finding.photo.product_digest != indexed


def test_a_product_that_another_finding_hides_stays_hidden(boss: Client) -> None:
    first = make_finding()
    second = Finding.objects.create(
        store=first.store, photo=first.photo, kind="small", version=first.version
    )
    for finding in (first, second):
        boss.post(DECIDE, {"hide": finding.pk})
    boss.post(DECIDE, {"undo": first.pk})
    assert not Product.objects.get(title="Copy").visible
    boss.post(DECIDE, {"undo": second.pk})
    assert Product.objects.get(title="Copy").visible


def test_undoing_shows_no_product_that_was_hidden_before(boss: Client) -> None:
    finding = make_finding("Recalled")
    product = Product.objects.get(title="Recalled")
    act(boss, "product", "hide", product)
    boss.post(DECIDE, {"hide": finding.pk})
    boss.post(DECIDE, {"undo": finding.pk})
    product.refresh_from_db()
    assert not product.visible
    finding.refresh_from_db()
    assert finding.state == State.OPEN


@pytest.mark.parametrize("by_form", [False, True])
def test_undoing_shows_no_product_that_was_hidden_since(boss: Client, by_form: bool) -> None:
    finding = make_finding("Recalled")
    product = finding.photo.product
    boss.post(DECIDE, {"hide": finding.pk})
    act(boss, "product", "show", product)
    if by_form:
        form = page("product", "change", product.pk)
        boss.post(form, posted(boss.get(form), visible=None))
    else:
        act(boss, "product", "hide", product)
    boss.post(DECIDE, {"undo": finding.pk})
    assert not Product.objects.get(title="Recalled").visible


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("fine", "hide", "boss decided about Copy at "),
        ("hide", "fine", "boss decided about Copy at "),
        ("fine", "fine", "boss decided about Copy at "),
        ("", "undo", "This decision was undone already."),
    ],
)
def test_an_older_page_overturns_no_decision(
    boss: Client, first: str, second: str, told: str
) -> None:
    finding = make_finding()
    if first:
        boss.post(DECIDE, {first: finding.pk})
    state = Finding.objects.get().state
    (said,) = messages_of(boss.post(DECIDE, {second: finding.pk}, follow=True))[-1:]
    assert said.startswith(told)
    assert Finding.objects.get().state == state
    assert Product.objects.get(title="Copy").visible == (first != "hide")


def test_pages_follow_each_other(boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "PAGE", 2)
    rows = [make_finding(f"Copy {number}") for number in range(5)]
    listed, page = [], LIST
    while page:
        response = boss.get(page)
        listed += [row.pk for row in response.context["findings"]]
        page = response.context["next"]
    assert listed == [row.pk for row in reversed(rows)]


@pytest.mark.parametrize("data", [{}, {"fine": "x"}, {"hide": "selected"}, {"fine": "9" * 30}])
def test_damaged_forms_do_nothing(boss: Client, data: dict[str, str]) -> None:
    make_finding()
    assert "Nothing was selected." in text_of(boss.post(DECIDE, data, follow=True))
    assert Finding.objects.get().state == State.OPEN


def test_who_may_not_change_products_hides_none(client: Client) -> None:
    finding = make_finding()
    user, names = User.objects.create_user("ed", is_staff=True), ["view_finding", "change_finding"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    assert 'name="hide"' not in text_of(client.get(LIST))
    client.post(DECIDE, {"hide": finding.pk})
    assert not Product.objects.filter(visible=False).exists()
    client.post(DECIDE, {"fine": finding.pk})
    assert Finding.objects.get().state == State.FINE


def test_another_stores_findings_are_out_of_reach(boss: Client) -> None:
    finding = make_finding()
    make_store("other", "Other")
    boss.post(reverse("catalog_search:desk_quality_decide", args=["other"]), {"fine": finding.pk})
    assert Finding.objects.get().state == State.OPEN
