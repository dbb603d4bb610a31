"""The articles that JTL-Ameise exports; `normal_name` makes some of their titles English."""

from catalog_search.sync.exports.export import Export

LEVELS = tuple(f"kategorie_ebene_{number}" for number in range(1, 6))
IMAGES = tuple(
    form.format(number)
    for form in ("bild_{}", "bildpfad_{}", "bild_{}_pfad/url", "bild_{}_url")
    for number in range(1, 11)
)

JTL = Export(
    system="JTL",
    required=("sku", "artikelname"),
    typical=("brutto-vk", "std._vk_brutto", "netto-vk", "vaterartikel", *LEVELS),
    key=("sku",),
    parent=("vaterartikel", "identifizierungsspalte_vaterartikel"),
    parent_is_sold=False,
    columns={
        "title": ("artikelname",),
        "description": ("description", "short_description"),
        "brand": ("hersteller",),
        "category": LEVELS[:1],
    },
    levels=LEVELS,
    collected={"variant_sku": ("sku",), "gtin": ("gtin", "ean")},
    price=("std._vk_brutto", "brutto-vk", "brutto_vk", "netto-vk"),
    compare_price=("uvp",),
    stock=("stock", "lagerbestand_gesamt", "verfügbar", "bestand"),
    always_sold={"überverkäufe_möglich": ["y", "1", "ja"]},
    images=(*IMAGES, "bild", "bild-url"),
    hidden={"aktiv": ["n", "0", "nein"]},
    ignored=("*ek", "*netto*", "steuer*", "lieferant*", "*gewicht*", "warengruppe", "aktiv"),
)
