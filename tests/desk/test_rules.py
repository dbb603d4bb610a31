"""The desk's pages of rules: form, preview, order, contradictions; what the shop shows to whom."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from catalog_search.models import Photo, Product, Rule, SearchCount, Store
from catalog_search.models.clock import today
from catalog_search.models.merchandising.rules import safe_address
from tests.support.admin_pages import messages_of, text_of
from tests.support.rule_pages import errors_of, page, post
from tests.support.rules import make_rule
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def store() -> Store:
    for number in range(4):
        product = make_product(title=f"red toy {number}", brand="Acme", category="Toys > Cars")
        make_indexed_photo(product, "red")
    make_indexed_photo(make_product(title="blue lamp", sku="L1", category="Home"), "blue")
    return make_store()


@pytest.fixture
def merchant(client: Client, store: Store) -> Client:
    client.force_login(User.objects.create_superuser("boss"))
    return client


def toy(number: int) -> Product:
    return Product.objects.get(title=f"red toy {number}")


def test_a_rule_is_pieced_together_previewed_and_saved(merchant: Client) -> None:
    lamp = Product.objects.get(sku="L1")
    response = post(merchant, "pin:", product="l1")
    assert [row["product"] for row in response.context["pins"]] == [lamp]
    [compared] = response.context["comparisons"]
    before, after = (
        [item.product.title for item in found.items] for found in (compared.before, compared.after)
    )
    assert "blue lamp" not in before
    assert after == ["blue lamp", *before]
    assert "pinned by rule 0" in text_of(response)
    assert not Rule.objects.exists()
    response = post(merchant, f"hide:{toy(0).pk}", pin=[lamp.pk], **{f"place_{lamp.pk}": 2})
    [compared] = response.context["comparisons"]
    after = [item.product.title for item in compared.after.items]
    assert after[1] == "blue lamp"
    assert "red toy 0" not in after
    data = {"pin": [lamp.pk], f"place_{lamp.pk}": 2, "hide": [toy(0).pk]}
    boost = {"boost_field": ["brand"], "boost_value": ["Acme"], "boost_factor": ["2"]}
    response = post(merchant, "save", **data, **boost, banner_text="New <b>toys</b>")
    assert messages_of(response) == ["“a rule” was saved."]
    rule = Rule.objects.get()
    rows = set(rule.products.values_list("product", "place"))
    assert rows == {(lamp.pk, 2), (toy(0).pk, None)}
    assert [(b.field, b.value, b.factor) for b in rule.boosts.all()] == [("brand", "Acme", 2.0)]
    text = text_of(merchant.get("/", {"q": "toys"}))
    assert "New &lt;b&gt;toys&lt;/b&gt;" in text
    assert f"pinned by rule {rule.pk}" in text
    assert f"boosted by rule {rule.pk}" in text
    shopper = text_of(Client().get("/", {"q": "toys"}))
    assert "New &lt;b&gt;toys&lt;/b&gt;" in shopper
    assert "blue lamp" in shopper
    assert "by rule" not in shopper
    assert "cs-rule-notes" not in shopper
    form = text_of(merchant.get(page("desk_rule", rule.pk)))
    assert f'name="pin" value="{lamp.pk}"' in form
    assert f'name="hide" value="{toy(0).pk}"' in form


def test_a_preview_uses_the_searches_of_shoppers(merchant: Client, store: Store) -> None:
    for words, count in (("red toy", 5), ("toy car", 9), ("lamp", 20)):
        SearchCount.objects.create(store=store, words=words, day=today(), count=count)
    response = post(merchant, "preview", when="contains", banner_text="x")
    assert [each.label for each in response.context["comparisons"]] == ["toy", "toy car", "red toy"]
    response = post(merchant, "preview", when="everywhere", banner_text="x")
    labels = [each.label for each in response.context["comparisons"]]
    assert labels == ["All products", "lamp", "toy car"]
    response = post(merchant, "preview", banner_text="x", preview="blue")
    assert [each.label for each in response.context["comparisons"]] == ["blue"]
    response = post(merchant, "preview", when="category", category="Toys", banner_text="x")
    [compared] = response.context["comparisons"]
    assert compared.after.results.total == 4


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, "Choose what the rule does"),
        ({"words": " ,", "banner_text": "x"}, "Type the words"),
        ({"when": "category", "category": "Nowhere", "banner_text": "x"}, "No product of this"),
        ({"when": "everywhere", "redirect_to": "/sale/"}, "Only a rule about words"),
        ({"redirect_to": "javascript:alert(1)"}, "begins with a slash"),
        ({"redirect_to": "//evil.example/"}, "begins with a slash"),
        ({"redirect_to": "/?q=Toys"}, "leads back"),
        ({"banner_text": "x", "banner_link": "data:text/html,x"}, "begins with a slash"),
        ({"banner_link": "/sale/"}, "needs the text"),
        (
            {"banner_text": "x", "starts_at": "2030-01-02T00:00", "ends_at": "2030-01-01T00:00"},
            "later than the beginning",
        ),
        ({"boost_field": "brand", "boost_value": " ", "boost_factor": "2"}, "Say which value"),
    ],
)
def test_what_makes_no_sense_is_refused(merchant: Client, data: dict[str, str], said: str) -> None:
    response = post(merchant, "save", **data)
    assert response.status_code == 400
    assert said in errors_of(response)
    assert not Rule.objects.exists()


def test_two_products_cannot_have_one_place(merchant: Client) -> None:
    keys = [toy(0).pk, toy(1).pk]
    response = post(merchant, "save", pin=keys, **{f"place_{key}": 3 for key in keys})
    assert "same place" in errors_of(response)


def test_pinning_what_shoppers_cannot_see_is_said_and_has_no_effect(merchant: Client) -> None:
    lamp = Product.objects.get(sku="L1")
    Product.objects.filter(pk=lamp.pk).update(visible=False)
    Photo.objects.filter(product=toy(3)).update(state=Photo.State.BLOCKED)
    response = post(merchant, "preview", pin=[lamp.pk, toy(3).pk])
    text = text_of(response)
    assert "hidden in the catalogue, so pinning it has no effect" in text
    assert "no photo that shoppers may see" in text
    places = {f"place_{lamp.pk}": 1, f"place_{toy(3).pk}": 2}
    response = post(merchant, "save", pin=[lamp.pk, toy(3).pk], **places)
    assert len(messages_of(response)) == 3
    shopper = text_of(Client().get("/", {"q": "toy"}))
    assert "blue lamp" not in shopper
    assert "red toy 3" not in shopper


def test_a_title_that_two_products_have_pins_neither(merchant: Client) -> None:
    rows = [make_product(title="T-Shirt", sku=sku) for sku in ("A1", "A2")]
    said = post(merchant, "pin:", product="t-shirt").context
    assert said["problem"] == (
        "Several products are called “t-shirt”: type the SKU of one (A1, A2)."
    )
    assert said["pins"] == []
    (pin,) = post(merchant, "pin:", product="a2").context["pins"]
    assert pin["product"] == rows[1]


def test_the_sku_of_one_product_comes_before_the_title_of_others(merchant: Client) -> None:
    make_product(title="X1", sku="other")
    meant = make_product(title="Thing", sku="X1")
    (pin,) = post(merchant, "hide:", product="x1").context["hides"]
    assert pin["product"] == meant


def test_products_of_another_store_are_not_taken(merchant: Client) -> None:
    theirs = make_product(store=make_store(slug="other"), sku="theirs")
    response = post(merchant, "save", pin=[theirs.pk], banner_text="x")
    assert response.redirect_chain
    assert not Rule.objects.get().products.exists()
    assert "No product of this store" in text_of(post(merchant, "pin:", product="theirs"))
    assert "No product of this store" in text_of(post(merchant, f"hide:{theirs.pk}"))


def test_the_list_says_what_is_past_and_what_contradicts(merchant: Client) -> None:
    make_rule("toy", name="one", pins=[(1, toy(0))], banner_text="a")
    make_rule("toy", name="two", when="contains", hides=[toy(0)], banner_text="b")
    make_rule("lamp", name="three", pins=[(1, toy(1))])
    make_rule("x", name="old", hides=[toy(1)], ends_at=timezone.now() - timedelta(days=1))
    rows = {row["rule"].name: row for row in merchant.get(page("desk_rules")).context["rows"]}
    assert rows["old"]["style"] == "past"
    assert "no effect" in rows["old"]["state"]
    assert rows["three"]["contradictions"] == []
    [hides, banner] = rows["one"]["contradictions"]
    assert hides.startswith("It wins over rule")
    assert "hides a product that this rule pins" in hides
    assert "another banner" in banner
    assert rows["two"]["contradictions"][0].startswith("Rule")
    text = text_of(merchant.get(page("desk_rules"), {"words": "Toys"}))
    assert "Place 1: red toy 0, pinned by rule" in text
    assert text.index("“one”") < text.index("“two”")


def test_order_state_and_deletion(merchant: Client, store: Store) -> None:
    first, second = (make_rule("toy", name=name, banner_text=name) for name in ("one", "two"))
    assert "one" in text_of(Client().get("/", {"q": "toy"}))
    merchant.post(page("desk_move_rule", second.pk), {"do": "up"})
    assert [rule.name for rule in store.rules.all()] == ["two", "one"]
    assert '<p class="cs-banner">two</p>' in text_of(Client().get("/", {"q": "toy"}))
    merchant.post(page("desk_move_rule", second.pk), {"do": "off"})
    assert '<p class="cs-banner">one</p>' in text_of(Client().get("/", {"q": "toy"}))
    merchant.post(page("desk_delete_rule", first.pk))
    assert "cs-banner" not in text_of(Client().get("/", {"q": "toy"}))
    assert [rule.name for rule in store.rules.all()] == ["two"]


def test_words_may_redirect_shoppers(merchant: Client, store: Store) -> None:
    make_rule("returns", redirect_to="/help/?a=1")
    make_rule("loop", redirect_to="/?q=returns")
    shopper = Client()
    response = shopper.get("/", {"q": "Returns"})
    assert (response.status_code, response.headers["Location"]) == (302, "/help/?a=1")
    response = shopper.get("/", {"q": "returns"}, headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == "/help/?a=1"
    assert shopper.get("/", {"q": "returns", "brand": "Acme"}).status_code == 200
    assert shopper.get("/", {"q": "loop"}).status_code == 200
    assert SearchCount.objects.get(words="returns").without_results == 0


@pytest.mark.parametrize(
    "address",
    [
        *("javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "//evil.example", "\\\\evil"),
        *("/\\evil.example", "/\t/evil.example", "https:", "http://", "ftp://a.example/", "sale"),
        *("https://[", " /x", "/x\n"),
    ],
)
def test_unsafe_addresses_lead_nowhere(address: str) -> None:
    assert safe_address(address) == ""


@pytest.mark.parametrize(
    "address", ["/sale/", "/?q=a+b#c", "https://a.example/x", "http://b.example"]
)
def test_safe_addresses_stay_as_they_are(address: str) -> None:
    assert safe_address(address) == address


def test_an_unsafe_address_in_the_database_has_no_effect(store: Store) -> None:
    make_rule("toy", redirect_to="//evil.example", banner_text="x", banner_link="javascript:x")
    text = text_of(Client().get("/", {"q": "toy"}))
    assert '<p class="cs-banner">x</p>' in text


def test_each_action_has_its_permission(client: Client, store: Store) -> None:
    rule = make_rule("toy", banner_text="x")
    user = User.objects.create_user("clerk", is_staff=True)
    client.force_login(user)
    allowed = Permission.objects.filter(codename="view_rule")
    user.user_permissions.set(allowed)
    assert client.get(page("desk_rules")).status_code == 200
    assert "New rule" not in text_of(client.get(page("desk_rules")))
    assert client.get(page("desk_rule", rule.pk)).status_code == 403
    assert client.get(page("desk_new_rule")).status_code == 403
    assert client.post(page("desk_delete_rule", rule.pk)).status_code == 403
    assert client.post(page("desk_move_rule", rule.pk), {"do": "off"}).status_code == 403
    assert f"Rule {rule.pk}" in text_of(client.get("/", {"q": "toy"}))


def test_a_rule_of_another_store_is_not_found(merchant: Client) -> None:
    theirs = make_rule("toy", banner_text="x", store=make_store(slug="other"))
    for name in ("desk_rule", "desk_move_rule", "desk_delete_rule"):
        assert merchant.post(page(name, theirs.pk)).status_code == 404


def test_a_rule_waits_for_products_that_left_the_catalogue(merchant: Client) -> None:
    first, lamp = toy(0), Product.objects.get(sku="L1")
    rule = make_rule("toys", pins=[(1, first)], hides=[lamp])
    Product.objects.filter(pk__in=[first.pk, lamp.pk]).delete()
    response = merchant.get(page("desk_rule", rule.pk))
    assert response.context["waiting"] == [("L1", None), (first.sku, 1)]
    waiting = {"shown": response.context["form"].initial["shown"], "waiting": ["L1", first.sku]}
    response = post(merchant, f"pin:{toy(1).pk}", rule.pk, **waiting)
    assert [row["place"] for row in response.context["pins"]] == [2]
    pinned = {"pin": [toy(1).pk], f"place_{toy(1).pk}": 1}
    assert "Two products are pinned to the same place." in errors_of(
        post(merchant, "save", rule.pk, **waiting, **pinned)
    )
    post(merchant, "save", rule.pk, **{**waiting, "waiting": ["L1", "none"]}, **pinned)
    rows = set(rule.products.values_list("product", "sku", "place"))
    assert rows == {(None, "L1", None), (toy(1).pk, toy(1).sku, 1)}
