"""Forms of the admin that were opened before a colleague saved: nobody's change gets lost."""

from typing import Any

import pytest
from django.test import Client

from catalog_search.categories import decisions
from catalog_search.indexing import editing
from catalog_search.models import Hotspot, Look, Policy, Product
from catalog_search.photos.uploaded_pictures import set_picture
from tests.support.admin_pages import act, page, text_of
from tests.support.posted import posted
from tests.support.shops.factories import (
    color_image,
    make_category,
    make_indexed_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boot() -> Product:
    for path in ("Shoes", "Boots", "Rugs"):
        make_category(path)
    return make_indexed_photo(make_product(title="Boot", category="Shoes")).product


def change(product: Any, model: str = "product") -> str:
    return page(model, "change", product.pk)


def test_a_recalled_product_stays_hidden(boss: Client, boot: Product) -> None:
    older = posted(boss.get(change(boot)), tags="toy")
    act(boss, "product", "hide", boot)
    boss.post(change(boot), older)
    boot.refresh_from_db()
    assert (boot.visible, boot.tags) == (False, ["toy"])


def test_a_category_that_was_chosen_meanwhile_stays(boss: Client, boot: Product) -> None:
    older = posted(boss.get(change(boot)), visible=None)
    decisions.choose(boot, "Boots", by="ann")
    boss.post(change(boot), older)
    boot.refresh_from_db()
    assert (boot.category, boot.category_chosen_by, boot.visible) == ("Boots", "person", False)


def test_two_categories_are_refused_once(boss: Client, boot: Product) -> None:
    older = posted(boss.get(change(boot)), category="Rugs")
    decisions.choose(boot, "Boots", by="ann")
    refused = boss.post(change(boot), older)
    assert "changed to “Boots” meanwhile" in text_of(refused)
    assert Product.objects.get().category == "Boots"
    boss.post(change(boot), posted(refused))
    assert Product.objects.get().category == "Rugs"


@pytest.mark.parametrize(
    ("typed", "kept"), [("gift, toy", ["sale", "toy"]), ("", ["sale"]), ("gift", ["sale"])]
)
def test_tags_of_both_are_kept(boss: Client, boot: Product, typed: str, kept: list[str]) -> None:
    editing.add_tag([boot], "gift")
    older = posted(boss.get(change(boot)), tags=typed)
    editing.remove_tag([boot], "gift")
    editing.add_tag([boot], "sale")
    boss.post(change(boot), older)
    assert Product.objects.get().tags == kept


def test_tags_of_an_older_page_are_told_apart_as_those_of_a_new_one(
    boss: Client, boot: Product
) -> None:
    editing.add_tag([boot], "toy", "sale")
    older = posted(boss.get(change(boot)), tags="toy; sale; new")
    editing.remove_tag([Product.objects.get()], "sale")
    boss.post(change(boot), older)
    assert Product.objects.get().tags == ["toy", "new"]


def test_who_only_looks_sees_no_field_of_it(viewer: Client, boot: Product) -> None:
    html = text_of(viewer.get(change(boot)))
    assert "Boot" in html
    assert "shown" not in html


def test_policies(boss: Client) -> None:
    row = Policy.objects.create(store=make_store(), name="Guns", words="gun", enabled=False)
    older = posted(boss.get(change(row, "policy")), name="Guns and knives")
    Policy.objects.update(threshold=0.6, enabled=True)
    boss.post(change(row, "policy"), older)
    row.refresh_from_db()
    assert (row.name, row.threshold, row.enabled) == ("Guns and knives", 0.6, True)


class TestLooks:
    @pytest.fixture
    def look(self) -> Look:
        look = Look(store=make_store(), slug="l", title="Terrace", published=True)
        set_picture(look, color_image())
        look.save()
        return look

    def test_the_list_publishes_no_look_again(self, boss: Client, look: Look) -> None:
        older = posted(boss.get(page("look")), **{"form-0-position": "5"})
        Look.objects.update(published=False)
        boss.post(page("look"), {**older, "_save": "Save"})
        look.refresh_from_db()
        assert (look.published, look.position) == (False, 5)

    def test_the_list_refuses_once_what_both_changed(self, boss: Client, look: Look) -> None:
        older = posted(boss.get(page("look")), **{"form-0-position": "5"})
        Look.objects.update(position=3)
        refused = boss.post(page("look"), {**older, "_save": "Save"})
        assert "changed to “3” meanwhile" in text_of(refused)
        assert Look.objects.get().position == 3
        boss.post(page("look"), {**posted(refused), "_save": "Save"})
        assert Look.objects.get().position == 5

    def test_the_page_of_a_look_and_its_hotspots(self, boss: Client, look: Look) -> None:
        lamp = make_product(title="Lamp")
        spots = [
            Hotspot.objects.create(look=look, product=lamp, label=f"H{n}", x=0.5) for n in range(2)
        ]
        older = posted(boss.get(change(look, "look")), title="Balcony")
        older["hotspots-1-label"] = "Lamp"
        Look.objects.update(published=False)
        Hotspot.objects.update(x=0.25)
        assert boss.post(change(look, "look"), older).status_code == 302
        look.refresh_from_db()
        assert (look.title, look.published) == ("Balcony", False)
        saved = Hotspot.objects.in_bulk([spot.pk for spot in spots])
        assert [(each.label, each.x) for each in saved.values()] == [("H0", 0.25), ("Lamp", 0.25)]

    def test_a_product_that_both_changed_is_called_by_its_title(
        self, boss: Client, look: Look
    ) -> None:
        lamp, sofa, chair = (make_product(title=title) for title in ("Lamp", "Sofa", "Chair"))
        Hotspot.objects.create(look=look, product=lamp)
        older = posted(boss.get(change(look, "look")))
        Hotspot.objects.update(product=sofa)
        refused = boss.post(change(look, "look"), {**older, "hotspots-0-product": chair.pk})
        assert "changed to “Sofa” meanwhile" in text_of(refused)
