"""Photos of hidden products, drafts, lost lines and unused records make no product of their own."""

from itertools import chain

import pytest

from tests.support.manifests import jsonl, parsed

SHOPIFY = "Handle,Title,Variant Price,Variant SKU,Image Src,Status\n"
HAT = "hat,Hat,5,H,https://c/h1.jpg,active\n"
PLAIN = "sku,title,price,images\nhat,Hat,5,h1.jpg\n"
WOOCOMMERCE = "Type,SKU,Name,Published,Parent,Regular price,Images,Attribute 1 name\n"

LEFT_OUT = {
    "draft": SHOPIFY + HAT + "secret,Secret,5,S,https://c/secret.jpg,draft\n",
    "second photo of a draft": SHOPIFY
    + HAT
    + "s,Secret,5,S,https://c/other.jpg,archived\ns,,,,https://c/secret.jpg,\n",
    "hidden row": "sku,title,price,images,hidden\nhat,Hat,5,h1.jpg,no\nq,Q,5,secret.jpg,yes\n",
    "list of photos": "sku,images,status\nhat,h1.jpg,active\nq,a.jpg;secret.jpg,draft\n",
    "called like the sku": "sku,title,images,status\nhat,Hat,h1.jpg,active\nsecret,Q,,draft\n",
    "spelled like the sku": "sku,title,images,status\nhat,Hat,h1.jpg,active\nSECRET,Q,,draft\n",
    "hidden variant": WOOCOMMERCE
    + "variable,hat,Hat,1,,,https://c/h1.jpg,Size\nvariation,a,Hat,1,hat,5,,Size\n"
    + "variation,b,Hat,0,hat,5,https://c/secret.jpg,Size\n",
    "no sku": PLAIN + ",No key,5,secret.jpg\n",
    "no key in an export": SHOPIFY + ",Lost,5,,https://c/secret.jpg,active\n" + HAT,
    "too many cells": PLAIN + "x,Blue, wide hat,5,secret.jpg\n",
    "an open quote": PLAIN + 'x,"Blue,5,secret.jpg\n' + "y,Y,5,y.jpg\n",
    "the image cell too late": PLAIN + "x,Blue, wide, hat,5,secret.jpg\n",
    "broken JSON": jsonl(
        {"sku": "hat", "images": ["h1.jpg"]}, '{"sku": "x", "images": ["secret.jpg"'
    ),
    "one photo too many": "sku,images\nhat,h1.jpg;"
    + ";".join(f"h{number}.jpg" for number in range(2, 101))
    + ";secret.jpg\n",
}


def stock(shop, manifest: str | bytes, *photos: str) -> None:
    shop.source.stored_records = parsed(manifest, "catalog.csv")
    shop.source.stored_photos = {key: key.encode() for key in ("h1.jpg", *photos)}


@pytest.mark.parametrize("manifest", LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_photo_of_what_is_left_out_is_not_sold(shop, manifest):
    stock(shop, manifest, "secret.jpg", "own.jpg")
    for _ in range(2):
        shop.sync(allow_deletes=True)
        assert "own" in shop.skus(), "a photo that nothing names is a product as before"
        assert "secret" not in {sku.lower() for sku in shop.skus()}
        assert not {"secret.jpg"} & shop.keys()
        assert shop.photo("h1.jpg").product.sku == "hat"


def test_a_product_that_becomes_a_draft_goes_with_its_photo(shop):
    manifest = SHOPIFY + HAT + "secret,Secret,5,S,https://c/secret.jpg,active\n"
    stock(shop, manifest, "secret.jpg")
    shop.sync()
    assert shop.skus() == {"hat", "secret"}
    stock(shop, manifest.replace("secret.jpg,active", "secret.jpg,draft"), "secret.jpg")
    shop.sync(allow_deletes=True)
    assert (shop.skus(), shop.keys()) == ({"hat"}, {"h1.jpg"})
    stock(shop, manifest, "secret.jpg")
    shop.sync()
    assert shop.photo("secret.jpg").product.sku == "secret"


def test_the_false_product_of_an_earlier_sync_goes(shop):
    stock(shop, SHOPIFY + HAT, "secret.jpg")
    shop.sync()
    assert shop.skus() == {"hat", "secret"}
    stock(shop, LEFT_OUT["draft"], "secret.jpg")
    shop.sync(allow_deletes=True)
    assert (shop.skus(), shop.keys()) == ({"hat"}, {"h1.jpg"})


def test_what_refused_deletions_keep_keeps_its_photo(shop):
    sold = SHOPIFY + HAT + "secret,Secret,5,S,https://c/secret.jpg,active\n"
    stock(shop, sold, "secret.jpg")
    shop.sync()
    stock(shop, sold.replace("active", "draft"), "secret.jpg")
    assert shop.sync().state == "stopped"
    assert shop.photo("secret.jpg").product.sku == "secret"


@pytest.mark.parametrize("images", ["secret.jpg", ""])
def test_a_product_whose_line_is_lost_keeps_its_photo(shop, images):
    stock(shop, f"{PLAIN}secret,Secret,5,{images}\n", "secret.jpg")
    shop.sync()
    stock(shop, f"{PLAIN}secret,Very, secret,5,{images or 'secret.jpg'}\n", "secret.jpg")
    shop.sync(allow_deletes=True)
    assert shop.photo("secret.jpg").product.sku == "secret"
    assert shop.product("secret").title == "Secret"


def test_a_photo_that_another_product_names_as_well_is_that_product_s(shop):
    stock(shop, LEFT_OUT["draft"] + "mug,Mug,5,M,https://c/secret.jpg,active\n", "secret.jpg")
    for _ in range(2):
        shop.sync()
        assert shop.photo("secret.jpg").product.sku == "mug"


def test_names_of_left_out_photos_are_relative_to_their_manifest():
    items = parsed(
        "sku,images,status\na,../x.jpg;/y.jpg;z.jpg;https://c/w.jpg,draft\n",
        "s/t/catalog.csv",
        "s/",
    )
    names = set(chain.from_iterable(item.left_out for item in items))
    assert names == {"s/x.jpg", "s/y.jpg", "s/t/z.jpg", "https://c/w.jpg", "a"}


HIDES = "sku,title,price,images,published\nhat,Hat,5,h1.jpg,yes\ncap,Cap,6,secret.jpg,no\n"
DRAFT = SHOPIFY + HAT + "cap,Cap,5,C,https://c/secret.jpg,draft\n"


@pytest.mark.parametrize("manifest", [HIDES, DRAFT])
@pytest.mark.parametrize(
    "other", ["sku,in_stock\nhat,3\ncap,4\n", "sku,title,images\ncap,Cap,secret.jpg\n"]
)
def test_what_one_manifest_hides_another_does_not_show(shop, manifest: str, other: str) -> None:
    shown = manifest.replace(",no\n", ",yes\n").replace(",draft\n", ",active\n")
    for text, skus in ((shown, {"hat", "cap"}), (manifest, {"hat"}), (shown, {"hat", "cap"})):
        stock(shop, text, "secret.jpg")
        shop.source.stored_records += parsed(other, "stock/catalog.csv")
        run = shop.sync(allow_deletes=True)
        assert shop.skus() == skus
        told = "is hidden in %(other)s" in str(run.problems)
        assert told == ("cap" not in skus)


def test_what_a_manifest_shows_before_another_hides_it_is_told(shop) -> None:
    shop.source.stored_records = parsed("sku,in_stock\ncap,4\n", "a/catalog.csv")
    shop.source.stored_records += parsed(HIDES, "b/catalog.csv")
    assert "It is hidden in %(manifest)s, but shown" in str(shop.sync().problems)


def test_a_manifest_may_hide_one_of_two_rows_and_show_the_other(shop) -> None:
    stock(shop, HIDES + "cap,Cap,6,secret.jpg,yes\n", "secret.jpg")
    run = shop.sync()
    assert shop.skus() == {"hat", "cap"} and "hidden in" not in str(run.problems)
