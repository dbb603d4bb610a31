"""The admin history of what is changed on the desk: rules and synonyms."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from catalog_search.models import Rule, Synonym
from tests.support.rule_pages import page, post
from tests.support.shops.factories import make_product, make_store

pytestmark = pytest.mark.django_db


def history(model: str) -> list[tuple[int, str, str]]:
    """Return flag, name and message of each entry, the oldest first."""
    rows = LogEntry.objects.filter(content_type__model=model, user__username="boss").order_by("pk")
    return [(row.action_flag, row.object_repr, row.change_message) for row in rows]


def test_rules(boss: Client) -> None:
    make_store()
    product = make_product()
    post(boss, "save", banner_text="Sale")
    rule = Rule.objects.get()
    post(boss, "save", rule.pk, banner_text="Last days", pin=[product.pk])
    for what in ("off", "up", "sideways"):
        boss.post(page("desk_move_rule", rule.pk), {"do": what})
    boss.post(page("desk_delete_rule", rule.pk))
    told = history("rule")
    assert [flag for flag, _name, _message in told] == [1, 2, 2, 2, 3]
    assert {name for _flag, name, _message in told} == {"a rule"}
    assert [message for _flag, _name, message in told][1:] == [
        "banner_text, products",
        "enabled: off",
        "moved: up",
        "pins 1, shows a banner",
    ]


def test_a_preview_is_no_change(boss: Client) -> None:
    make_store()
    post(boss, "preview", banner_text="Sale")
    assert history("rule") == []


def test_synonyms(boss: Client) -> None:
    make_store()
    new = reverse("catalog_search:desk_new_synonym", args=["demo"])
    boss.post(new, {"words": "sofa, couch", "kind": "equal", "finds": ""})
    pk = Synonym.objects.get().pk
    boss.post(page("desk_synonym", pk), {"words": "sofa", "kind": "one_way", "finds": "divan"})
    boss.post(page("desk_delete_synonym", pk))
    assert history("synonym") == [
        (1, "sofa, couch", "equal: sofa, couch"),
        (2, "sofa", "one_way: sofa -> divan"),
        (3, "sofa", "one_way: sofa -> divan"),
    ]
