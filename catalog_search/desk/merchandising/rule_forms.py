"""The form of a rule: its fields, and the products and boosts that stand beside them."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog_search.catalogue.rows import names_of_facets
from catalog_search.desk.merchandising.banner_picture import PictureForm
from catalog_search.desk.parameters import whole_number
from catalog_search.models import (
    CATEGORY_SEPARATOR,
    Product,
    Rule,
    RuleBoost,
    RuleProduct,
    Store,
)
from catalog_search.models.rules import MAX_BOOSTS, MAX_HIDES, MAX_PINS, safe_address
from catalog_search.retrieval.rules import Boost, StoreRule
from catalog_search.retrieval.store_rules import rule_with, terms_of

FACTORS = (
    (4.0, gettext_lazy("boost strongly (times 4)")),
    (2.0, gettext_lazy("boost (times 2)")),
    (1.25, gettext_lazy("boost a little (times 1.25)")),
    (0.8, gettext_lazy("bury a little (divided by 1.25)")),
    (0.5, gettext_lazy("bury (divided by 2)")),
    (0.25, gettext_lazy("bury strongly (divided by 4)")),
)


if TYPE_CHECKING:
    RuleModelForm = forms.ModelForm[Rule]
else:
    RuleModelForm = forms.ModelForm


class RuleForm(RuleModelForm, PictureForm):
    """When a rule applies and what it does besides moving products."""

    class Meta:
        model = Rule
        fields = (
            *("name", "enabled", "when", "words", "category", "starts_at", "ends_at"),
            *("redirect_to", "banner_text", "banner_link"),
        )
        widgets = {
            name: forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("starts_at", "ends_at")
        } | {"category": forms.TextInput({"list": "categories", "autocomplete": "off"})}
        help_texts = {
            "words": gettext_lazy("Upper case, accents and endings make no difference."),
            "category": gettext_lazy("The whole path. Categories below it count, too."),
            "redirect_to": gettext_lazy("A path such as /sale/, or an https:// address."),
            "banner_text": gettext_lazy("A line of plain text above the results."),
        }

    def __init__(self, *args: Any, draft: "Draft", **options: Any) -> None:
        super().__init__(*args, **options)
        self.draft = draft

    def clean_redirect_to(self) -> str:
        return checked_address(self.cleaned_data["redirect_to"])

    def clean_banner_link(self) -> str:
        return checked_address(self.cleaned_data["banner_link"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self.set_picture_of(self.instance, data)
        self.check_condition(data)
        self.check_actions(data)
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("The end must be later than the beginning."))
        for problem in self.draft.problems():
            self.add_error(None, problem)
        return data

    def check_condition(self, data: dict[str, Any]) -> None:
        when, category = data.get("when"), data.get("category", "")
        is_about_words = when in (Rule.When.WORDS, Rule.When.CONTAINS)
        if is_about_words and not terms_of(data.get("words", "")):
            self.add_error("words", _("Type the words that the rule is for."))
        if when == Rule.When.CATEGORY and not has_category(self.draft.store, category):
            self.add_error("category", _("No product of this store is in this category."))
        if data.get("redirect_to") and not is_about_words:
            self.add_error("redirect_to", _("Only a rule about words can redirect."))
        elif data.get("redirect_to") and self.leads_back(data):
            self.add_error("redirect_to", _("This leads back to the search it comes from."))

    def leads_back(self, data: dict[str, Any]) -> bool:
        parts = urlsplit(data["redirect_to"])
        if parts.path != reverse("catalog_search:search"):
            return False
        words = terms_of(parse_qs(parts.query).get("q", [""])[0])
        condition = Rule(when=data["when"], words=data.get("words", ""))
        return rule_with(condition, (), ()).applies([words], ())

    def check_actions(self, data: dict[str, Any]) -> None:
        if data.get("banner_link") and not data.get("banner_text"):
            self.add_error("banner_text", _("A link needs the text of a banner."))
        if self.instance.picture and not data.get("banner_text"):
            text = _("A picture needs the text of a banner, for those who do not see it.")
            self.add_error("banner_text", text)
        says = any(data.get(name) for name in ("redirect_to", "banner_text"))
        if not (says or self.draft.products or self.draft.boosts or self.errors):
            text = _("Choose what the rule does: pin, hide, boost, redirect or show a banner.")
            self.add_error(None, text)

    def rule(self) -> StoreRule:
        """Return the rule as it is typed, saved or not, for a preview."""
        return replace(
            rule_with(self.instance, self.draft.products.items_as_rows(), self.draft.boosts),
            position=self.instance.position,
        )


def checked_address(address: str) -> str:
    """Return the address unchanged. Raises ValidationError if it may lead to a script."""
    if address and not safe_address(address):
        raise forms.ValidationError(
            _("Use a path that begins with a slash, or an http:// or https:// address.")
        )
    return address


def has_category(store: Store, path: str) -> bool:
    below = Q(category=path) | Q(category__startswith=f"{path}{CATEGORY_SEPARATOR}")
    return bool(path) and store.products.filter(below).exists()


class Places(dict[int, int | None]):
    """The place of each product by its key, None if the rule hides it."""

    def items_as_rows(self) -> list[tuple[int | None, int]]:
        return [(place, product) for product, place in self.items()]


@dataclass
class Draft:
    """The products and boosts of a rule that is being edited."""

    store: Store
    products: Places = field(default_factory=Places)
    boosts: list[Boost] = field(default_factory=list)

    @classmethod
    def of_rule(cls, rule: Rule) -> "Draft":
        rows = rule.products.values_list("product", "place")
        boosts = [Boost(each.field, each.value, each.factor) for each in rule.boosts.all()]
        return cls(rule.store, Places(rows), boosts)

    @classmethod
    def of_post(cls, store: Store, data: QueryDict) -> "Draft":
        """Read what the form sent; products of other stores are left out."""
        pins = [(key, whole_number(data.get(f"place_{key}", ""))) for key in keys(data, "pin")]
        listed = {**{key: place or 1 for key, place in pins}, **dict.fromkeys(keys(data, "hide"))}
        own = set(store.products.filter(pk__in=listed).values_list("pk", flat=True))
        places = Places({key: place for key, place in listed.items() if key in own})
        return cls(store, places, boosts_in(data))

    @property
    def pinned(self) -> list[int]:
        """The keys of the pinned products in the order of their places."""
        placed = [(place, key) for key, place in self.products.items() if place]
        return [key for _place, key in sorted(placed)]

    @property
    def hidden(self) -> list[int]:
        return [key for key, place in self.products.items() if not place]

    def pin(self, product: int) -> None:
        taken = {place for key, place in self.products.items() if place and key != product}
        self.products[product] = next(n for n in range(1, len(taken) + 2) if n not in taken)

    def hide(self, product: int) -> None:
        self.products[product] = None

    def drop(self, product: int) -> None:
        self.products.pop(product, None)

    def problems(self) -> list[str]:
        places = [place for place in self.products.values() if place]
        many = _("A rule pins %(pins)d products and hides %(hides)d at most.")
        texts = []
        if len(places) > MAX_PINS or len(self.hidden) > MAX_HIDES:
            texts.append(many % {"pins": MAX_PINS, "hides": MAX_HIDES})
        if len(set(places)) < len(places):
            texts.append(_("Two products are pinned to the same place."))
        if any(not boost.value for boost in self.boosts):
            texts.append(_("Say which value to boost or bury."))
        return texts

    def rows(self) -> tuple[list[RuleProduct], list[RuleBoost]]:
        products = [
            RuleProduct(product_id=key, place=place) for key, place in self.products.items()
        ]
        boosts = [RuleBoost(field=b.field, value=b.value, factor=b.factor) for b in self.boosts]
        return products, boosts


def product_of(store: Store, text: str) -> Product | None:
    """Return the store's product with this SKU, barcode or title, None if there is none."""
    return store.products.called(text.strip()).first() if text.strip() else None


def boost_fields() -> list[str]:
    return [*names_of_facets(), "in_stock"]


def boosts_in(data: QueryDict) -> list[Boost]:
    rows = zip(
        data.getlist("boost_field"),
        data.getlist("boost_value"),
        data.getlist("boost_factor"),
        strict=False,
    )
    factors = {f"{factor:g}": factor for factor, _label in FACTORS}
    names = boost_fields()
    boosts = [
        Boost(name, "1" if name == "in_stock" else value.strip()[:500], factors[factor])
        for name, value, factor in rows
        if name in names and factor in factors
    ]
    return boosts[:MAX_BOOSTS]


def keys(data: QueryDict, name: str) -> list[int]:
    return [key for text in data.getlist(name) if (key := whole_number(text))]
