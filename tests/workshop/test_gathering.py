"""Training examples: parts of the store, phrases, and decisions of people."""

import pytest

from catalog_search.models import Product, Store
from catalog_search.workshop.finetuning import gathering, signals
from catalog_search.workshop.finetuning.examples import PARTS
from tests.support.shops import factories, trained_shop


class TestExamples:
    def test_each_product_is_in_one_part_and_twins_stay_together(self, shop: Store) -> None:
        twin = factories.make_product(shop, sku="twin", title="ember twin", category="Kitchen > a")
        first = shop.photos.get(key="000.png")
        factories.make_photo(twin, key="twin.png", etag=first.etag)
        examples = gathering.gather(shop, None, 0)
        assert len(examples.products) == trained_shop.PRODUCTS + 1
        sizes = examples.sizes()
        assert sum(sizes.values()) == trained_shop.PRODUCTS + 1
        assert [sizes[part] for part in PARTS] == pytest.approx([112, 24, 24], abs=1)
        part = {
            product.sku: each
            for product, each in zip(examples.products, examples.parts, strict=True)
        }
        assert part["twin"] == part["sku-000"]

    def test_the_same_seed_draws_the_same(self, shop: Store) -> None:
        first, second = gathering.gather(shop, None, 0), gathering.gather(shop, None, 0)
        assert first.fingerprint() == second.fingerprint()
        assert first.fingerprint() != gathering.gather(shop, None, 1).fingerprint()

    def test_what_is_held_out_takes_no_part(self, shop: Store) -> None:
        examples = gathering.gather(shop, ("split", "dev"), 0)
        assert len(examples.products) == trained_shop.PRODUCTS * 4 // 5
        assert {product.attributes["split"] for product in examples.products} == {"train"}

    def test_hidden_products_teach_nothing(self, shop: Store) -> None:
        shop.products.filter(sku="sku-007").update(visible=False)
        assert "sku-007" not in {each.sku for each in gathering.gather(shop, None, 0).products}

    def test_what_people_decided_counts_for_more(self, shop: Store) -> None:
        product = shop.products.get(sku="sku-001")
        product.category_chosen_by = Product.ChosenBy.PERSON
        product.save()
        (text,) = signals.decisions(shop, 0)
        assert (text.product, text.text, text.times) == (product.pk, "lagoon", 3)

    def test_every_product_of_a_phrase_is_right_for_it(self, shop: Store) -> None:
        examples = gathering.gather(shop, None, 0)
        ember = examples.texts.index("ember")
        owners = {
            product.sku
            for product, own in zip(examples.products, examples.product_texts, strict=True)
            if ember in own
        }
        assert ember in examples.phrases
        assert owners == {f"sku-{number:03}" for number in range(0, trained_shop.PRODUCTS, 4)}
