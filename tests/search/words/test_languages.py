"""Queries in German, Spanish and French: prices, orders, exclusions and colors."""

import pytest

from catalog_search.models import Store
from catalog_search.search.query import ParsedQuery, TextQuery, parse_query
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db


def add(title: str, color: str, category: str, description: str = "") -> None:
    fields = {"colors": [color], "category": category, "description": description}
    make_indexed_photo(make_product(title=title, currency="EUR", price=40, **fields))


def of_language(settings, language: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}


@pytest.fixture
def german(settings) -> Store:
    of_language(settings, "german")
    add("Rotes Sommerkleid", "rot", "Kleider", "Ohne Ärmel, aus Leinen.")
    add("Kleid Alma", "schwarz", "Kleider", "Mit langen Ärmeln.")
    add("Grünes Kleid", "grün", "Kleider", "Kurze Ärmel.")
    add("Schwarze Jacke", "schwarz", "Jacken", "Mit Kapuze.")
    add("Blaue Jacke", "blau", "Jacken")
    return make_store()


@pytest.fixture
def spanish(settings) -> Store:
    of_language(settings, "spanish")
    add("Vestido rojo de verano", "rojo", "Vestidos", "Sin mangas, de lino.")
    add("Vestido Alma", "negro", "Vestidos", "Con mangas largas.")
    add("Vestido verde", "verde", "Vestidos", "Mangas cortas.")
    add("Chaqueta negra", "negro", "Chaquetas", "Con capucha.")
    add("Chaqueta azul", "azul", "Chaquetas")
    return make_store()


@pytest.fixture
def french(settings) -> Store:
    of_language(settings, "french")
    add("Robe rouge d'été", "rouge", "Robes", "Sans manches, en lin.")
    add("Robe Alma", "noir", "Robes", "Avec manches longues.")
    add("Robe verte", "vert", "Robes", "Manches courtes.")
    add("Veste noire", "noir", "Vestes", "Avec capuche.")
    add("Veste bleue", "bleu", "Vestes")
    return make_store()


def parsed(query: ParsedQuery) -> dict[str, object]:
    """Return what the constraints say: prices, order, colors, and the words excluded."""
    filters = query.filters
    excluded = tuple(v for each in query.constraints if each.kind == "not" for v in each.values)
    values = {
        "low": filters.price_min,
        "high": filters.price_max,
        "sort": query.sort,
        "color": filters.color,
        "not": tuple(word.casefold() for word in excluded),
    }
    return {name: value for name, value in values.items() if value not in (None, "", ())}


def titles(store: Store, text: str) -> set[str]:
    return {item.product.title for item in by_text(store, text).items}


@pytest.mark.parametrize(
    ("text", "words", "constraints"),
    [
        ("Kleid unter 50 Euro", "Kleid", {"high": 50}),
        ("Kleid zwischen 20 und 40", "Kleid", {"low": 20, "high": 40}),
        ("Kleid von 20 bis 40 €", "Kleid", {"low": 20, "high": 40}),
        ("Jacke ab 30 €", "Jacke", {"low": 30}),
        ("Jacke bis 1.299,00 €", "Jacke", {"high": 1299}),
        ("Jacke höchstens 80", "Jacke", {"high": 80}),
        ("Jacke nicht mehr als 80 Euro", "Jacke", {"high": 80}),
        ("Kleid um die 50 Euro", "Kleid", {"low": 40, "high": 60}),
        ("Kleid nicht schwarz", "Kleid", {"not": ("schwarz",)}),
        ("Kleid ohne Ärmel", "Kleid", {"not": ("ärmel",)}),
        ("Jacke keine blaue", "Jacke", {"not": ("blaue",)}),
        ("Jacke weder schwarz noch blau", "Jacke", {"not": ("schwarz", "blau")}),
        ("billigste Jacke", "Jacke", {"sort": "price"}),
        ("günstiges Kleid", "Kleid", {"sort": "price"}),
        ("das teuerste Kleid", "Kleid", {"sort": "-price"}),
        ("Kleider von billig nach teuer", "Kleider", {"sort": "price"}),
        ("Kleider vom teuersten zum günstigsten", "Kleider", {"sort": "-price"}),
        ("Kleid nicht zu billig", "Kleid", {"sort": "relevance"}),
        ("neueste Kleider", "Kleider", {"sort": "newest"}),
        ("rotes Kleid", "Kleid", {"color": ("rot",)}),
        ("rote Kleider", "Kleider", {"color": ("rot",)}),
        ("roter Rock", "Rock", {"color": ("rot",)}),
        ("Kleid in der Farbe Grün", "Kleid", {"color": ("grün",)}),
        ("dress under 50", "dress", {"high": 50}),
    ],
)
def test_german(german: Store, text: str, words: str, constraints: dict[str, object]) -> None:
    query = parse_query(german, TextQuery(text, autocorrect=False))
    assert (query.words, parsed(query)) == (words, constraints)


@pytest.mark.parametrize(
    ("text", "words", "constraints"),
    [
        ("vestido menos de 50 euros", "vestido", {"high": 50}),
        ("vestido entre 20 y 40", "vestido", {"low": 20, "high": 40}),
        ("vestido de 20 a 40 €", "vestido", {"low": 20, "high": 40}),
        ("chaqueta a partir de 30 €", "chaqueta", {"low": 30}),
        ("chaqueta hasta 1.299,00 €", "chaqueta", {"high": 1299}),
        ("chaqueta no más de 80", "chaqueta", {"high": 80}),
        ("chaqueta más de 80 euros", "chaqueta", {"low": 80}),
        ("vestido sin mangas", "vestido", {"not": ("mangas",)}),
        ("vestido no negro", "vestido", {"not": ("negro",)}),
        ("chaqueta que no sea azul", "chaqueta", {"not": ("azul",)}),
        ("el vestido más barato", "vestido", {"sort": "price"}),
        ("vestidos baratos", "vestidos", {"sort": "price"}),
        ("chaqueta más cara", "chaqueta", {"sort": "-price"}),
        ("vestidos de más barato a más caro", "vestidos", {"sort": "price"}),
        ("vestidos de más caro a más barato", "vestidos", {"sort": "-price"}),
        ("vestidos precio ascendente", "vestidos", {"sort": "price"}),
        ("vestidos por precio descendente", "vestidos", {"sort": "-price"}),
        ("vestido no muy barato", "vestido", {"sort": "relevance"}),
        ("vestidos más nuevos", "vestidos", {"sort": "newest"}),
        ("faldas rojas", "faldas", {"color": ("rojo",)}),
        ("vestido de color verde", "vestido", {"color": ("verde",)}),
    ],
)
def test_spanish(spanish: Store, text: str, words: str, constraints: dict[str, object]) -> None:
    query = parse_query(spanish, TextQuery(text, autocorrect=False))
    assert (query.words, parsed(query)) == (words, constraints)


@pytest.mark.parametrize(
    ("text", "words", "constraints"),
    [
        ("robe moins de 50 €", "robe", {"high": 50}),
        ("robe entre 20 et 40", "robe", {"low": 20, "high": 40}),
        ("robe de 20 à 40 euros", "robe", {"low": 20, "high": 40}),
        ("veste à partir de 30 €", "veste", {"low": 30}),
        ("veste jusqu'à 1 299 €", "veste", {"high": 1299}),
        ("veste plus de 80 euros", "veste", {"low": 80}),
        ("veste 80 € maximum", "veste", {"high": 80}),
        ("robe sans manches", "robe", {"not": ("manches",)}),
        ("robe pas noire", "robe", {"not": ("noire",)}),
        ("veste sauf bleu", "veste", {"not": ("bleu",)}),
        ("la robe la moins chère", "robe", {"sort": "price"}),
        ("robe pas chère", "robe", {"sort": "price"}),
        ("veste la plus chère", "veste", {"sort": "-price"}),
        ("robes du moins cher au plus cher", "robes", {"sort": "price"}),
        ("robes du plus cher au moins cher", "robes", {"sort": "-price"}),
        ("robes les plus récentes", "robes", {"sort": "newest"}),
        ("jupes rouges", "jupes", {"color": ("rouge",)}),
        ("robe de couleur verte", "robe", {"color": ("vert",)}),
    ],
)
def test_french(french: Store, text: str, words: str, constraints: dict[str, object]) -> None:
    query = parse_query(french, TextQuery(text, autocorrect=False))
    assert (query.words, parsed(query)) == (words, constraints)


def test_what_texts_deny_stays_in_each_language(german: Store) -> None:
    assert titles(german, "Kleid ohne Ärmel") == {"Rotes Sommerkleid"}


def test_what_spanish_texts_deny_stays(spanish: Store) -> None:
    assert titles(spanish, "vestido sin mangas") == {"Vestido rojo de verano"}


def test_tea_is_no_english_article(french: Store) -> None:
    add("Thé vert", "vert", "Boissons")
    assert parse_query(french, TextQuery("thé")).words == "thé"
    assert titles(french, "thé") == {"Thé vert"}


def test_what_french_texts_deny_stays(french: Store) -> None:
    assert titles(french, "robe sans manches") == {"Robe rouge d'été"}


def test_a_language_without_rules_reads_english(settings) -> None:
    of_language(settings, "dutch")
    add("Rode jurk", "rood", "Jurken")
    query = parse_query(make_store(), TextQuery("jurk under 50", autocorrect=False))
    assert (query.words, parsed(query)) == ("jurk", {"high": 50})


WITHOUT_SUGAR = {
    "german": (
        ["Cola Eins zuckerfrei", "Cola Zwei ohne Zucker"],
        ["Mit Zucker.", "Enthält weder Zucker noch Salz.", "Zucker: 0 g", "Kein Zuckerzusatz."],
        ["Cola ohne Zucker", "Cola ohne Zuckerzusatz", "Cola keinen Zucker", "Cola nix Zucker",
         "Cola die keinen Zucker enthält", "zuckerlose Cola", "Cola die ganz ohne Zucker sind",
         "Cola weder Zucker noch Salz", "völlig zuckerfreie Cola", "Cola mit 0 Zucker"],
    ),
    "spanish": (
        ["Cola Uno sin azúcar", "Cola Dos libre de azúcar"],
        ["Con azúcar.", "No contiene azúcar ni sal.", "Azúcar: 0 g", "Sin azúcares añadidos."],
        ["cola sin azúcar", "cola sin azucar añadido", "cola que no contenga azúcar",
         "cola sin nada de azúcar", "cola exenta de azúcar", "cola sin contenido de azúcar",
         "cola totalmente libre de azúcar", "cola no azúcar"],
    ),
    "french": (
        ["Cola Un sans sucre", "Cola Deux zéro sucre"],
        ["Avec du sucre.", "Ne contient ni sucre ni sel.", "Sucre : 0 g", "Sans sucres ajoutés."],
        ["cola sans sucre", "cola sans sucre ajouté", "cola sans ajout de sucre", "cola 0 sucre",
         "cola dépourvu de sucre", "cola sans sucre svp",
         "cola qui ne contient pas de sucre", "cola qui n'a pas de sucre", "cola sans « sucre »",
         "cola exempt de sucre", "cola pas de sucre"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", WITHOUT_SUGAR)
def test_contents_are_denied_in_each_language(settings, language: str) -> None:
    of_language(settings, language)
    titles, descriptions, texts = WITHOUT_SUGAR[language]
    for title in titles:
        add(title, "", "Cola")
    for number, description in enumerate(descriptions):
        add(f"Cola {number + 7}", "", "Cola", description)
    for text in texts:
        listed = {item.product.title for item in by_text(make_store(), text).items}
        assert listed == {*titles, "Cola 8", "Cola 9", "Cola 10"}, text


def test_german_goods_are_found_by_the_last_word_of_their_names(settings) -> None:
    of_language(settings, "german")
    for title in (
        "Lampe",
        "Terrassenschrauben Edelstahl",
        "Jonglierkeulen",
        "Handschuhe",
        "Schuhe",
    ):
        add(title, "", "Waren")
    store = make_store()
    for text, title in (("Schraube", "Terrassenschrauben Edelstahl"), ("Keulen", "Jonglierkeulen")):
        assert title in titles(store, text)
        assert parse_query(store, TextQuery(text)).terms.may_be_complete()
    bands = {item.product.title: item.band for item in by_text(store, "Schuh").items}
    assert bands["Schuhe"] == "strong"
    assert bands.get("Handschuhe") != "strong"
