"""The form of a rule: its fields, and the products and boosts that stand beside them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog_search.desk.merchandising.banner_picture import PictureForm, signed
from catalog_search.desk.merchandising.moments import MomentField
from catalog_search.desk.merchandising.rule_boosts import (
    category_of,
)
from catalog_search.desk.merchandising.rule_draft import Draft
from catalog_search.desk.merchandising.rule_merge import merge_draft
from catalog_search.desk.merchandising.rule_redirects import last_of_circle, leads_to
from catalog_search.models import Rule
from catalog_search.models.merchandising.rules import safe_address
from catalog_search.retrieval.merchandising.rules import StoreRule
from catalog_search.retrieval.merchandising.store_rules import of_store, rule_with, terms_of
from catalog_search.views.older_forms import MergedForm


class RuleForm(MergedForm, PictureForm):
    """When a rule applies and what it does besides moving products."""

    class Meta:
        model = Rule
        fields = (
            *("name", "enabled", "when", "words", "category", "starts_at", "ends_at"),
            *("redirect_to", "banner_text", "banner_link"),
        )
        field_classes = {"starts_at": MomentField, "ends_at": MomentField}
        widgets = {"category": forms.TextInput({"list": "categories", "autocomplete": "off"})}
        help_texts = {
            "words": gettext_lazy("Upper case, accents and endings make no difference."),
            "category": gettext_lazy("The whole path. Categories below it count, too."),
            "redirect_to": gettext_lazy("A path such as /sale/, or an https:// address."),
            "banner_text": gettext_lazy("A line of plain text above the results."),
        }

    def __init__(self, *args: Any, draft: Draft, host: str = "", **options: Any) -> None:
        self.draft, self.host, self.clashes = draft, host, set[str]()
        super().__init__(*args, **options)

    def others(self) -> dict[str, Any]:
        is_new = self.instance.pk is None
        self.stored_draft = Draft(self.draft.store) if is_new else Draft.of_rule(self.instance)
        return {**self.stored_draft.shown(), "picture": self.instance.picture}

    def merge_others(self, data: Any, before: Mapping[str, Any]) -> None:
        self.clashes = merge_draft(self.draft, before, self.stored_draft)
        picture = before.get("picture")
        if (kept := signed(data.get("kept", ""))) and kept[0] == picture:
            del data["kept"]
        if self.files.get("upload") and self.instance.picture != picture:
            self.conflicts["upload"] = _("another picture")

    def clean_redirect_to(self) -> str:
        return checked_address(self.cleaned_data["redirect_to"])

    def clean_banner_link(self) -> str:
        return checked_address(self.cleaned_data["banner_link"])

    def clean_starts_at(self) -> datetime | None:
        return self.unless_untouched("starts_at")

    def clean_ends_at(self) -> datetime | None:
        return self.unless_untouched("ends_at")

    def unless_untouched(self, name: str) -> datetime | None:
        """Return the time that was typed, or as it was where the field shows the same still.

        The field shows no seconds, and not which of two times an hour at the end of summer is.
        """
        typed: datetime | None = self.cleaned_data[name]
        before, field = self.initial.get(name), self.fields[name]
        if typed and before and isinstance(field, MomentField):
            return before if field.shown(before) == field.shown(typed) else typed
        return typed

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for text in sorted(self.clashes):
            self.add_error(None, text)
        self.set_picture_of(self.instance, data)
        self.check_condition(data)
        self.check_actions(data)
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("The end must be later than the beginning."))
        for problem in self.draft.problems():
            self.add_error(None, problem)
        return data

    def changes(self) -> list[str]:
        """Return the names of what is not as the saved rule has it."""
        stored, typed = self.stored_draft.shown(), self.draft.shown()
        beside = [name for name in stored if stored[name] != typed[name]]
        return [*(name for name in self.changed_data if name != "kept"), *beside]

    def check_condition(self, data: dict[str, Any]) -> None:
        when, category = data.get("when"), data.get("category", "")
        is_about_words = when in (Rule.When.WORDS, Rule.When.CONTAINS)
        if is_about_words and not terms_of(data.get("words", "")):
            self.add_error("words", _("Type the words that the rule is for."))
        if when == Rule.When.CATEGORY:
            # One that the source has renamed since stands: the rest of the rule can be changed.
            kept = category if category == self.initial.get("category") else ""
            data["category"] = category_of(self.draft.store, category) or kept
            if not data["category"]:
                self.add_error("category", _("No product of this store is in this category."))
        if data.get("redirect_to") and not is_about_words:
            self.add_error("redirect_to", _("Only a rule about words can redirect."))
        elif data.get("redirect_to") and (problem := self.redirect_problem(data)):
            self.add_error("redirect_to", problem)

    def redirect_problem(self, data: dict[str, Any]) -> str:
        """Return why the redirect would never end, or ""."""
        names = ("when", "words", "redirect_to", "starts_at", "ends_at")
        typed = Rule(pk=self.instance.pk, **{name: data[name] for name in names if name in data})
        rule = rule_with(typed, (), ())
        if leads_to(rule, rule, self.host):
            return _("This leads back to the search it comes from.")
        others = of_store(self.draft.store).rules if data.get("enabled") else ()
        if (last := last_of_circle(rule, others, self.host)) is None:
            return ""
        text = _("Rule %(number)s “%(name)s” leads back to the search this comes from.")
        return text % {"number": last.pk, "name": last.name}

    def check_actions(self, data: dict[str, Any]) -> None:
        if data.get("banner_link") and not data.get("banner_text"):
            self.add_error("banner_text", _("A link needs the text of a banner."))
        if self.instance.picture and not data.get("banner_text"):
            text = _("A picture needs the text of a banner, for those who do not see it.")
            self.add_error("banner_text", text)
        says = any(data.get(name) for name in ("redirect_to", "banner_text"))
        moves = self.draft.products or self.draft.waiting or self.draft.boosts
        if not (says or moves or self.errors):
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
