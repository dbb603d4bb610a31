"""The products that commercetools exports as CSV: a row for each variant, prices in cents."""

from catalog_search.sync.exports.export import Export

LANGUAGES = ("en", "en-us", "en-gb", "de", "de-de", "fr", "fr-fr", "es", "es-es", "it", "nl")

COMMERCETOOLS = Export(
    system="commercetools",
    required=("producttype", "variantid"),
    typical=("sku", "prices", "tax", "slug", "slug.en", "slug.de"),
    key=("id", "key", "slug", "name"),
    continues=True,
    columns={
        "title": ("name",),
        "description": ("description",),
        "category": ("categories",),
    },
    collected={"variant_sku": ("sku",)},
    price=("prices",),
    prices_in_cents=True,
    images=("images",),
    separator=";",
    category_separator=";",
    renamed={
        f"{name}.{language}": name
        for name in ("name", "description", "slug")
        for language in LANGUAGES
    },
    hidden={"_published": ["false"]},
    ignored=(
        *("producttype", "variantid", "variantkey", "id", "key", "slug*", "tax", "meta*", "_*"),
        *("*.meta*", "searchkeywords*", "categoryorderhints", "action", "version", "name.*"),
        *("description.*", "publish", "published", "createdat", "lastmodifiedat"),
    ),
)
