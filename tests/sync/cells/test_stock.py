"""Whether a product can be bought, as shops and their systems write it."""

import pytest

from catalog_search.sync.cells.fields import in_stock

# ruff: noqa: RUF001  (letters of other alphabets)


@pytest.mark.parametrize(
    "text",
    [
        *("in_stock", "InStock", "https://schema.org/PreOrder", "low stock", "Limited"),
        *("pre-order", "BackOrder", "onbackorder", "available for order", "made to order"),
        *("only 3 left", "3 in stock", "In stock (3)", "In Stock: 5", "5 pcs", ">10", "10+", "<5"),
        *("1,000", "10 000", "ca. 20 Stück", "mehr als 10 Stück", "١٢", "0,5"),
        *("unlimited", "∞", "✓", "ON", "active", "да", "有"),
        *("sofort lieferbar", "1-3 Tage", "Lieferzeit 3-5 Werktage", "disponible sous 3 jours"),
        *(
            "Disponibile",
            "Op voorraad",
            "I lager",
            "På lager",
            "Na stanie",
            "Em estoque",
            "Skladem",
        ),
        *("в наличии", "在庫あり", "有货", "재고 있음"),
    ],
)
def test_what_can_be_bought_is_in_stock(text: str) -> None:
    assert in_stock(text) is True


@pytest.mark.parametrize(
    "text",
    [
        *("OUT-OF-STOCK", "Temporarily out of stock", "SoldOut", "Not in stock", "No stock"),
        *("coming soon", "temporarily unavailable", "no longer available", "Discontinued", "sold"),
        *("0 Stück", "In stock (0)", "Stock: 0", "0 left", "0,0", "０", "-5", "OFF", "✗", "нет"),
        *("zur Zeit nicht verfügbar", "kein Bestand", "vergriffen", "En rupture", "sin stock"),
        *("Non disponibile", "Niet op voorraad", "Slut i lager", "Ikke på lager", "Brak na stanie"),
        *("Esgotado", "Není skladem", "нет в наличии", "在庫なし", "缺货", "품절"),
    ],
)
def test_what_cannot_be_bought_is_not(text: str) -> None:
    assert in_stock(text) is False


@pytest.mark.parametrize(
    "value", [{"level": 0}, {"isAvailable": False}, {"$numberInt": "0"}, {"stock": {"qty": 0}}]
)
def test_stock_in_an_object_of_json(value: dict[str, object]) -> None:
    assert in_stock(value) is False


@pytest.mark.parametrize("value", [{}, {"qty": None}, {"qty": 2}, {"status": ""}])
def test_an_object_that_tells_nothing_is_in_stock(value: dict[str, object]) -> None:
    assert in_stock(value) is True


@pytest.mark.parametrize("value", [{"berlin": 0, "paris": 2}, {"sold_out": True}, {"a": {"b": 0}}])
def test_an_object_that_is_not_known_is_told(value: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="neither yes, no nor a number"):
        in_stock(value)


@pytest.mark.parametrize(
    "text", ["maybe", "x", "A", "yes/no", "on request", "available soon", "12/5", "2026-01-01"]
)
def test_what_leaves_it_open_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="neither yes, no nor a number"):
        in_stock(text)
