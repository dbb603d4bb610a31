"""The list of products: bulk actions, filters that stay short, and why a product is found."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from catalog_search import conf
from catalog_search.admin.products import actions
from catalog_search.categories import decisions
from catalog_search.exceptions import IndexUnavailable
from catalog_search.indexing import documents
from catalog_search.models import CategoryDecision, CategorySuggestion, Photo, Product
from catalog_search.search.words.explaining import explain
from catalog_search.sync.rows.products import apply_record
from catalog_search.types import Record
from tests.support.admin_pages import messages_of, page, suggestion, text_of
from tests.support.shops.factories import (
    make_category,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db


def act(client: Client, action: str, *rows: Product, value: str = "", **more: str) -> Any:
    data = {"action": action, "value": value, "_selected_action": [row.pk for row in rows], **more}
    return client.post(page("product"), data, follow=True)


def categories() -> list[str]:
    return list(Product.objects.order_by("pk").values_list("category", flat=True))


class TestActions:
    def test_hide_and_show(self, boss: Client) -> None:
        photo = make_indexed_photo()
        assert messages_of(act(boss, "hide", photo.product)) == ["1 product changed."]
        product = Product.objects.get()
        assert not product.visible
        assert Photo.objects.get().product_digest == documents.digest(product)
        assert messages_of(act(boss, "hide", product)) == ["0 products changed."]
        act(boss, "show", product)
        assert Product.objects.get().visible
        assert LogEntry.objects.filter(change_message="Shown.").exists()

    def test_category_of_many_can_be_undone_as_a_whole(self, boss: Client) -> None:
        make_category("Paint > Red")
        open_one = suggestion(product=make_product(category="Old"), category="Paint > Blue")
        other = make_product()
        response = act(boss, "set_category", open_one.product, other, value="Paint > Red")
        assert messages_of(response) == ["2 products changed."]
        assert categories() == ["Paint > Red"] * 2
        made = CategoryDecision.objects.get()
        assert (made.count, made.by, made.about) == (2, "boss", "2 products of the list")
        assert decisions.undo_decision(made, by="boss") == 2
        assert categories() == ["Old", ""]
        left = CategorySuggestion.objects.get()
        assert (left.pk, left.state, left.category) == (open_one.pk, "open", "Paint > Blue")

    def test_a_category_that_a_store_does_not_have(self, boss: Client) -> None:
        make_category("Paint > Red")
        theirs = make_product(store=make_store("other"))
        for path in ("Paint > Red", ""):
            response = act(boss, "set_category", make_product(), theirs, value=path)
            assert "Not every store of these products has" in messages_of(response)[0]
        assert not CategoryDecision.objects.exists()

    def test_tags_outlast_a_sync(self, boss: Client) -> None:
        product = make_product(attributes={"material": "tin"})
        assert messages_of(act(boss, "add_tag", product, value="Sale")) == ["1 product changed."]
        product.refresh_from_db()
        assert (product.tags, product.attributes["material"]) == (["Sale"], "tin")
        record = Record(sku=product.sku, title=product.title, attributes={"material": "oak"})
        apply_record(product, record, from_manifest=True)
        assert product.attributes == {"material": "oak", "tags": ["Sale"]}
        act(boss, "remove_tag", product, value="Sale")
        assert Product.objects.get().tags == []
        assert "Type a tag" in messages_of(act(boss, "add_tag", product))[0]

    def test_tags_are_a_facet_that_settings_name(self, boss: Client, settings: Any) -> None:
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "FACETS": ["tags"]}
        product = make_product()
        act(boss, "add_tag", product, value="Sale")
        assert documents.payload(Product.objects.get())["tags"] == ["Sale"]

    def test_at_most_so_many(self, boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(actions, "MOST", 2)
        rows = [make_product() for _ in range(3)]
        response = act(boss, "hide", rows[0], select_across="1")
        assert messages_of(response)[0] == "2 products changed."
        assert "At most 2 are changed at once" in messages_of(response)[1]
        assert Product.objects.filter(visible=True).count() == 1

    def test_whoever_may_only_look_has_no_actions(self, viewer: Client) -> None:
        product = make_product()
        act(viewer, "hide", product)
        assert Product.objects.get().visible


@pytest.mark.parametrize(
    "query",
    [
        {"of_brand": "acme"},
        {"in_category": "Home"},
        {"has_suggestion": "yes"},
        {"has_photo": "no"},
        {"has_category": "yes"},
    ],
)
def test_filters(boss: Client, query: dict[str, str]) -> None:
    product = make_product(title="This one", brand="Acme", category="Home > Lamps")
    suggestion(product=product)
    make_photo(product=make_product(title="Another", brand="Bolt"))
    html = text_of(boss.get(page("product"), query))
    assert "This one" in html
    assert "Another" not in html


class TestPage:
    def test_shows_fields_instead_of_json(self, boss: Client) -> None:
        product = make_product(colors=["red", "blue"], attributes={"size": ["S", "M"]})
        make_photo(product=product)
        html = text_of(boss.get(page("product", "change", product.pk)))
        assert "red, blue" in html
        assert "<td>size</td><td>S, M</td>" in html
        assert "/thumbnail/320/" in html
        assert "{&quot;size" not in html

    def test_tags_are_typed(self, boss: Client) -> None:
        product = make_product()
        data = {"category": "", "visible": "on", "tags": " Sale, New,, Sale "}
        forms = {"photos-TOTAL_FORMS": "0", "photos-INITIAL_FORMS": "0"}
        boss.post(page("product", "change", product.pk), {**data, **forms})
        product.refresh_from_db()
        assert product.tags == ["Sale", "New"]

    def test_the_suggestion_is_decided_on_the_page(self, boss: Client) -> None:
        row = suggestion()
        address = page("product", "change", row.product_id)
        html = text_of(boss.get(address))
        button = page("categorysuggestion", "do", row.pk, "accept")
        assert f'formaction="{button}"' in html
        seen = {f"seen-{row.pk}": row.category}
        response = boss.post(button, seen, HTTP_REFERER=f"http://testserver{address}")
        assert response["Location"].endswith(address)
        assert categories() == ["Paint > Red"]


class TestWhyFound:
    def why(self, boss: Client, product: Product, words: str) -> str:
        return text_of(boss.get(page("product", "change", product.pk), {"why": words}))

    def test_found_with_its_place_and_scores(self, boss: Client) -> None:
        product = make_indexed_photo(make_product(title="Red thing"), "red").product
        make_indexed_photo(make_product(title="Blue thing"), "blue")
        html = self.why(boss, product, "red")
        assert "Found: place 1 of" in html
        assert "has “red”" in html
        explanation = explain(product, "red")
        assert [name for name, _ in explanation.scores] == ["photo", "title", "words"]
        blue = dict(explain(product, "blue").scores)
        assert all(value > blue[name] for name, value in explanation.scores)

    def test_a_filter_in_the_words_excludes_it(self, boss: Client) -> None:
        product = make_indexed_photo(make_product(title="Red thing", price=50), "red").product
        html = self.why(boss, product, "red under 20")
        assert "The words ask for price" in html
        assert "Without that it would be found." in html

    def test_hidden_blocked_and_not_indexed(self, boss: Client) -> None:
        product = make_photo(make_product(title="Red thing", visible=False)).product
        make_photo(product=product, state="blocked")
        html = self.why(boss, product, "red")
        assert "The product is hidden." in html
        assert "1 photo: not indexed yet." in html
        assert "1 photo: blocked by moderation." in html
        assert "The product has no photo" in self.why(boss, make_product(), "red")

    def test_nothing_is_told_of_no_words(self, boss: Client) -> None:
        assert 'role="status"' not in self.why(boss, make_product(), " ")

    def test_without_an_index(self, boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        product = make_indexed_photo().product

        def down(ids: object) -> None:
            raise IndexUnavailable("The index is down.")

        monkeypatch.setattr(conf.get_index(), "fetch", down)
        assert "The index is down." in self.why(boss, product, "red")
