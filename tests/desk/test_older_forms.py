"""Forms of the desk that were opened before a colleague saved: nobody's change gets lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from catalog_search.models import Policy, Rule, Synonym
from tests.support.admin_pages import text_of
from tests.support.posted import posted
from tests.support.rules import make_rule
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"catalog_search:desk_{name}", args=["demo", *args])


class TestPolicies:
    @pytest.fixture
    def row(self) -> Policy:
        return Policy.objects.create(
            store=make_store(), name="Guns", words="gun", threshold=0.9, enabled=False
        )

    def test_a_new_name_leaves_what_a_colleague_set(self, boss: Client, row: Policy) -> None:
        older = posted(boss.get(url("policy", row.pk)), name="Guns and knives")
        Policy.objects.filter(pk=row.pk).update(threshold=0.6, enabled=True)
        boss.post(url("policy", row.pk), older)
        row.refresh_from_db()
        assert (row.name, row.threshold, row.enabled) == ("Guns and knives", 0.6, True)

    def test_what_both_changed_is_refused_once(
        self, boss: Client, admin_client: Client, row: Policy
    ) -> None:
        older = posted(boss.get(url("policy", row.pk)), threshold="0.7")
        admin_client.post(
            url("policy", row.pk), posted(boss.get(url("policy", row.pk)), threshold=".6")
        )
        refused = boss.post(url("policy", row.pk), older)
        assert "changed to “0.6” meanwhile" in text_of(refused)
        assert "admin changed it." in text_of(refused)
        assert Policy.objects.get().threshold == 0.6
        again = posted(refused)
        assert again["threshold"] == ["0.7"]
        boss.post(url("policy", row.pk), again)
        assert Policy.objects.get().threshold == 0.7

    def test_a_preview_in_between_changes_nothing_of_that(self, boss: Client, row: Policy) -> None:
        older = posted(boss.get(url("policy", row.pk)), name="Guns and knives")
        Policy.objects.filter(pk=row.pk).update(threshold=0.6, words="guns")
        preview = boss.get(url("policy", row.pk), older)
        boss.post(url("policy", row.pk), posted(preview))
        row.refresh_from_db()
        assert (row.name, row.threshold, row.words) == ("Guns and knives", 0.6, "guns")


class TestSynonyms:
    @pytest.fixture
    def row(self) -> Synonym:
        return Synonym.objects.create(store=make_store(), words="sofa, couch")

    def test_a_colleague_s_word_is_not_lost(self, boss: Client, row: Synonym) -> None:
        older = posted(boss.get(url("synonym", row.pk)), words="sofa, couch, divan")
        Synonym.objects.filter(pk=row.pk).update(words="sofa, couch, settee")
        refused = boss.post(url("synonym", row.pk), older)
        assert refused.status_code == 400
        assert "changed to “sofa, couch, settee” meanwhile" in text_of(refused)
        assert posted(refused)["words"] == ["sofa, couch, divan"]
        assert Synonym.objects.get().words == "sofa, couch, settee"

    def test_another_field_is_saved_beside_it(self, boss: Client, row: Synonym) -> None:
        older = posted(boss.get(url("synonym", row.pk)), kind="one_way", finds="bed")
        Synonym.objects.filter(pk=row.pk).update(words="sofa, couch, settee")
        boss.post(url("synonym", row.pk), older)
        row.refresh_from_db()
        assert (row.words, row.kind, row.finds) == ("sofa, couch, settee", "one_way", "bed")


class TestRules:
    @pytest.fixture
    def row(self) -> Rule:
        return make_rule(
            "sale", banner_text="50 % off", pins=[(1, product("p1"))], boosts=[("brand", "Acme", 2)]
        )

    def save(self, boss: Client, row: Rule, data: dict[str, Any]) -> Any:
        return boss.post(url("rule", row.pk), {**data, "do": "save"})

    def test_a_rule_that_was_turned_off_stays_off(self, boss: Client, row: Rule) -> None:
        older = posted(boss.get(url("rule", row.pk)), banner_text="50 % off!")
        boss.post(url("move_rule", row.pk), {"do": "off"})
        self.save(boss, row, older)
        row.refresh_from_db()
        assert (row.enabled, row.banner_text) == (False, "50 % off!")

    def test_pins_boosts_and_pictures_of_a_colleague_stay(self, boss: Client, row: Rule) -> None:
        older = posted(boss.get(url("rule", row.pk)), name="Sale")
        row.products.create(product=product("p2"), place=2)
        row.boosts.create(field="brand", value="Bolt", factor=0.5)
        Rule.objects.filter(pk=row.pk).update(picture="a.webp", width=1, height=1)
        self.save(boss, row, older)
        row.refresh_from_db()
        assert (row.name, row.picture) == ("Sale", "a.webp")
        assert [each.product.sku for each in row.products.all()] == ["p1", "p2"]
        assert [each.value for each in row.boosts.all()] == ["Acme", "Bolt"]

    def test_products_of_both_are_pinned(self, boss: Client, row: Rule) -> None:
        product("p3")
        older = posted(boss.get(url("rule", row.pk)), product="p3")
        row.products.create(product=product("p2"), place=4)
        older = posted(boss.post(url("rule", row.pk), {**older, "do": "pin:"}))
        self.save(boss, row, older)
        assert {each.product.sku: each.place for each in row.products.all()} == {
            "p1": 1,
            "p2": 4,
            "p3": 2,
        }

    def test_a_product_that_was_unpinned_stays_out(self, boss: Client, row: Rule) -> None:
        older = posted(boss.get(url("rule", row.pk)), banner_text="Sale")
        row.products.all().delete()
        self.save(boss, row, older)
        assert not row.products.exists()

    @pytest.mark.parametrize("what", ["place", "boost"])
    def test_what_both_changed_is_refused_once(self, boss: Client, row: Rule, what: str) -> None:
        pin = row.products.get()
        mine = {"place": {f"place_{pin.product_id}": "5"}, "boost": {"boost_factor": ["0.5", "2"]}}
        older = posted(boss.get(url("rule", row.pk)), **mine[what])
        row.products.update(place=3)
        row.boosts.update(factor=4.0)
        refused = self.save(boss, row, older)
        assert "changed meanwhile" in text_of(refused)
        assert (row.products.get().place, row.boosts.get().factor) == (3, 4.0)
        self.save(boss, row, posted(refused))
        after = row.products.get().place, row.boosts.get().factor
        assert after == {"place": (5, 4.0), "boost": (3, 0.5)}[what]

    def test_texts_that_both_changed_are_refused(self, boss: Client, row: Rule) -> None:
        older = posted(boss.get(url("rule", row.pk)), banner_text="Sale")
        self.save(boss, row, posted(boss.get(url("rule", row.pk)), banner_text="60 % off"))
        refused = self.save(boss, row, older)
        assert refused.status_code == 400
        assert "changed to “60 % off” meanwhile" in text_of(refused)
        assert posted(refused)["banner_text"] == ["Sale"]


def product(sku: str) -> Any:
    return make_indexed_photo(make_product(sku=sku, title=sku)).product


@pytest.mark.parametrize(
    "shown",
    [
        *("", "x", "[]", "{}", "1", '{"at": 1, "values": {}, "others": {}}', "[" * 5000),
        '{"at": "2026-01-01T00:00:00", "values": {"words": ["x"]}, "others": {}}',
        '{"at": "x", "values": {"words": "a"}, "others": {"products": 1}}',
    ],
)
def test_a_damaged_hidden_field_breaks_no_page(boss: Client, shown: str) -> None:
    row = make_rule("sale", banner_text="Sale")
    older = posted(boss.get(url("rule", row.pk)), shown=shown, name="Another")
    assert boss.post(url("rule", row.pk), {**older, "do": "save"}).status_code in (302, 400)
