"""WooCommerce's export in more languages, and exports with renamed columns."""

from decimal import Decimal

import pytest

from catalog_search.types import Problem
from tests.support.manifests import parsed, records

HEADERS = {
    "it": "ID,Tipo,SKU,Nome,Pubblicato,Visibilità nel catalogo,Descrizione,In stock?,"
    "Prezzo in offerta,Prezzo di listino,Categorie,Immagini,Genitore,Nome dell'attributo 1,"
    "Valore(i) dell'attributo 1",
    "nl": "ID,Type,SKU,Naam,Gepubliceerd,Zichtbaarheid in catalogus,Beschrijving,Op voorraad?,"
    "Actieprijs,Reguliere prijs,Categorieën,Afbeeldingen,Hoofd,Attribuut 1 naam,"
    "Attribuut 1 waarde(n)",
    "pt": "ID,Tipo,SKU,Nome,Publicado,Visibilidade no catálogo,Descrição,Em stock?,"
    "Preço promocional,Preço normal,Categorias,Imagens,Superior,Nome do atributo 1,"
    "Valor(es) do atributo 1",
    "pt-br": "ID,Tipo,SKU,Nome,Publicado,Visibilidade no catálogo,Descrição,Em estoque?,"
    "Preço promocional,Preço,Categorias,Imagens,Ascendente,Nome do atributo 1,"
    "Valores do atributo 1",
    "pl": "ID,Typ,SKU,Nazwa,Opublikowano,Widoczność w katalogu,Opis,Na stanie?,"
    "Cena promocyjna,Cena podstawowa,Kategorie,Obrazki,Nadrzędny,Nazwa atrybutu 1,"
    "Wartości atrybutu 1",
    "sv": "ID,Typ,Artikelnummer,Namn,Publicerad,Synlighet i katalog,Beskrivning,I lager?,"
    "Reapris,Ordinarie pris,Kategorier,Bilder,Överordnad,Namn på attribut 1,"
    "Värde(n) för attribut 1",
    "da": "ID,Type,Varenummer,Navn,Udgivet,Synlighed i katalog,Beskrivelse,På lager?,"
    "Tilbudspris,Normalpris,Kategorier,Billeder,Overordnet,Attribut 1 navn,"
    "Attribut 1 værdi(er)",
}
ROWS = (
    '1,variable,hat,Hat,1,visible,Straw,1,,,Hats,https://x.example/hat.jpg,,Size,"S, M"\n'
    '2,variation,hat-s,Hat - S,1,visible,,1,"15,00","20,00",,,hat,Size,S\n'
    '3,variation,hat-m,Hat - M,1,visible,,1,,"20,00",,,hat,Size,M\n'
    '4,simple,old,Old,-1,visible,,1,,"9,00",,,,,\n'
)


@pytest.mark.parametrize("language", HEADERS)
def test_woocommerce_is_read_in_more_languages(language: str) -> None:
    hat, problem = parsed(f"{HEADERS[language]}\n{ROWS}")
    assert "1 product is left out" in problem.reason
    assert (hat.sku, hat.title, hat.description) == ("hat", "Hat", "Straw")
    assert (hat.price, hat.compare_at_price) == (Decimal(15), Decimal(20))
    assert (hat.category, len(hat.images)) == (("Hats",), 1)
    assert [each["size"] for each in hat.variants] == ["S", "M"]


def test_an_export_in_a_language_that_is_not_known_is_told_and_not_read() -> None:
    header = "ID,種類,SKU,名前,公開,表示,説明,在庫,特価,通常価格,種別,写真,親,属性,値"
    [problem] = parsed(f"{header}\n{ROWS}")
    assert isinstance(problem, Problem) and problem.product_lost
    assert "WooCommerce in a language that is not known" in problem.reason


def test_a_manifest_of_words_alike_is_read() -> None:
    text = "sku,title,kind,state\nhat,Hat,variable,visible\n"
    assert [record.title for record in records(text)] == ["Hat"]


@pytest.mark.parametrize(
    "header",
    [
        "Handle,Title,Vendor,Option1 Name,Option1 Value,sku,price,images",
        "Handle,Title,brand,Option1 Name,Option1 Value,SKU,Preis,Image 1",
        "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Price (EUR),photos",
    ],
)
def test_columns_that_were_renamed_to_those_of_manifests_are_read(header: str) -> None:
    [hat] = records(f"{header}\nsun-hat,Sun hat,Halden,Size,S,HAT-S,20.00,https://x.example/h.jpg")
    assert (hat.sku, hat.brand, hat.price) == ("sun-hat", "Halden", Decimal(20))
    assert hat.images == ("https://x.example/h.jpg",)
    assert hat.attributes == {"variant_sku": "HAT-S", "size": "S"}
