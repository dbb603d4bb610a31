"""What a rule names is what the shop has: values of boosts, categories, places, words."""

from html import unescape

import pytest
from django.contrib.auth.models import User
from django.test import Client

from catalog_search.models import Rule
from tests.support.admin_pages import messages_of, text_of
from tests.support.rule_pages import errors_of, page, post
from tests.support.rules import make_rule
from tests.support.shops.factories import make_category, make_indexed_photo, make_product

pytestmark = pytest.mark.django_db

FACTS = {"brand": "Müller & Söhne", "category": "Shoes > Boots", "colors": ["red"]}


@pytest.fixture
def merchant(client: Client) -> Client:
    make_indexed_photo(make_product(title="red boot", **FACTS), "red")
    make_product(title="a boot without a photo", brand="Unseen", category="Shoes > Clogs")
    client.force_login(User.objects.create_superuser("boss"))
    return client


def boost(
    field: str, *values: str, factors: tuple[str, ...] = ("2", "0.5")
) -> dict[str, list[str]]:
    return {
        "boost_field": [field] * len(values),
        "boost_value": [*values],
        "boost_factor": [*factors[: len(values)]],
    }


@pytest.mark.parametrize(
    ("field", "typed", "saved"),
    [
        ("brand", "Müller & Söhne", "Müller & Söhne"),
        ("brand", "MÜLLER & SÖHNE", "Müller & Söhne"),
        ("brand", " muller  &  sohne", "Müller & Söhne"),
        ("brand", "Mu\u0308ller & So\u0308hne", "Müller & Söhne"),
        ("color", "RED", "red"),
        ("category", "shoes", "Shoes"),
        ("category", "Shoes>boots", "Shoes > Boots"),
        ("category", "shoes » Boots", "Shoes > Boots"),
    ],
)
def test_a_boost_has_the_value_as_the_shop_spells_it(
    merchant: Client, field: str, typed: str, saved: str
) -> None:
    response = post(merchant, "save", **boost(field, typed))
    assert messages_of(response) == ["“a rule” was saved."]
    assert Rule.objects.get().boosts.get().value == saved


def test_of_two_spellings_the_one_that_was_typed_is_kept(merchant: Client) -> None:
    for brand in ("ACME", "Acme"):
        make_indexed_photo(make_product(brand=brand), "red")
    post(merchant, "save", **boost("brand", "Acme"))
    assert Rule.objects.get().boosts.get().value == "Acme"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("brand", "Nonexistent"),
        ("brand", "Unseen"),
        ("color", "teal"),
        ("category", "Shoes > Clogs"),
        ("category", "Boots"),
    ],
)
def test_a_boost_that_no_product_meets_is_said(merchant: Client, field: str, value: str) -> None:
    said = f"{field} “{value}”: no product that shoppers see has it"
    assert said in unescape(text_of(post(merchant, "preview", **boost(field, value))))
    assert said in messages_of(post(merchant, "save", **boost(field, value)))[1]
    assert said in unescape(text_of(merchant.get(page("desk_rule", Rule.objects.get().pk))))


@pytest.mark.parametrize(
    "data",
    [
        boost("color", "red", "red"),
        boost("color", "red", "Red"),
        boost("color", "teal", "teal", factors=("2", "2")),
        boost("in_stock", "", "1"),
    ],
)
def test_one_value_has_one_factor(merchant: Client, data: dict[str, list[str]]) -> None:
    response = post(merchant, "save", **data)
    assert "Two lines boost or bury the products with the same value." in errors_of(response)
    assert not Rule.objects.exists()


@pytest.mark.parametrize("typed", ["shoes", "SHOES", " Shoes ", "Shoes"])
def test_a_rules_category_is_the_shops(merchant: Client, typed: str) -> None:
    post(merchant, "save", when="category", category=typed, banner_text="New")
    assert Rule.objects.get().category == "Shoes"
    found = text_of(Client().get("/", {"category": "Shoes"}))
    assert '<p class="cs-banner">New</p>' in found


@pytest.mark.parametrize("typed", ["Shoe", "Boots", ">", "Shoes > ", "Shoes > Boots > Low", ""])
def test_a_category_that_the_shop_lacks_is_refused(merchant: Client, typed: str) -> None:
    response = post(merchant, "save", when="category", category=typed, banner_text="New")
    assert "No product of this store is in this category." in errors_of(response)


def test_a_rule_is_prepared_for_a_category_without_products(merchant: Client) -> None:
    make_category("Shoes > Winter")
    response = post(merchant, "save", when="category", category="shoes>winter", banner_text="Soon")
    assert Rule.objects.get().category == "Shoes > Winter"
    assert "No product of this store is in this category." in messages_of(response)


def test_the_rule_of_a_category_that_was_renamed_can_be_changed(merchant: Client) -> None:
    rule = make_rule(when="category", category="Old", banner_text="Sale")
    post(merchant, "save", rule.pk, when="category", category="Old", banner_text="Last days")
    assert Rule.objects.get().banner_text == "Last days"
    refused = post(merchant, "save", rule.pk, when="category", category="Older", banner_text="x")
    assert "No product of this store is in this category." in errors_of(refused)


class TestWithoutEffect:
    """What the list says of rules that are on."""

    NOTHING = "On, without effect: Nothing that it pins, hides or boosts is in the catalogue."

    def state(self, merchant: Client) -> str:
        (row,) = merchant.get(page("desk_rules")).context["rows"]
        return str(row["state"])

    @pytest.mark.parametrize("what", ["pins", "hides", "boosts"])
    def test_until_what_they_name_is_gone_they_are_on(self, merchant: Client, what: str) -> None:
        product = make_indexed_photo(make_product(brand="Solo", category="Shoes")).product
        named = {"pins": [(1, product)], "hides": [product], "boosts": [("brand", "Solo", 2.0)]}
        make_rule("shoe", **{what: named[what]})
        assert self.state(merchant) == "On"
        product.delete()
        assert self.state(merchant) == self.NOTHING

    def test_a_hidden_product_is_gone_too(self, merchant: Client) -> None:
        product = make_indexed_photo(make_product(visible=False)).product
        make_rule("shoe", pins=[(1, product)])
        assert self.state(merchant) == self.NOTHING

    def test_a_banner_is_an_effect_of_its_own(self, merchant: Client) -> None:
        make_rule("shoe", pins=[(1, make_product())], banner_text="Sale")
        assert self.state(merchant) == "On"

    def test_a_category_without_products(self, merchant: Client) -> None:
        make_rule(when="category", category="Old", banner_text="Sale")
        said = "On, without effect: No product of this store is in this category."
        assert self.state(merchant) == said
        make_product(category="Old > Shoes")
        assert self.state(merchant) == "On"


@pytest.mark.parametrize("typed", ["0", "-1", "abc", "1.5", "1000", "1000000", "9" * 17, "²"])
def test_a_place_is_a_number_that_lists_have(merchant: Client, typed: str) -> None:
    key = make_product().pk
    response = post(merchant, "save", pin=[key], **{f"place_{key}": typed})
    assert f"“{typed[:20]}” is no place: type a whole number from 1 to 999." in errors_of(response)
    assert not Rule.objects.exists()


@pytest.mark.parametrize(("typed", "place"), [("", 1), ("1", 1), (" 7 ", 7), ("999", 999)])
def test_a_place_is_saved(merchant: Client, typed: str, place: int) -> None:
    key = make_product().pk
    post(merchant, "save", pin=[key], **{f"place_{key}": typed})
    assert Rule.objects.get().products.get().place == place


@pytest.mark.parametrize(
    ("words", "is_several"),
    [
        ("boot, sandal", True),
        ("boot;sandal", True),
        ("boot | sandal", True),
        ("boot / sandal", True),
        ("boot OR sandal", True),
        ("Stiefel,Sandale", True),
        ("boot sandal", False),
        ("12,5 mm cable", False),
        ("boot,", False),
        ("a/c unit", False),
        ("or", False),
    ],
)
def test_words_that_look_like_alternatives_are_one_phrase(
    merchant: Client, words: str, is_several: bool
) -> None:
    response = post(merchant, "save", words=words, banner_text="New")
    said = f"“{words}” is one phrase"
    assert any(said in message for message in messages_of(response)) is is_several
    form = merchant.get(page("desk_rule", Rule.objects.get().pk))
    assert (said in text_of(form)) is is_several


def test_a_rule_without_words_says_nothing_of_words(merchant: Client) -> None:
    rule = make_rule("boot, sandal", when="everywhere", banner_text="New")
    assert "is one phrase" not in text_of(merchant.get(page("desk_rule", rule.pk)))
