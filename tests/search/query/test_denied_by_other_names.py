"""Denied words that products state in others: other names, what implies them, imitations."""

import pytest

from catalog_search.models import Product
from catalog_search.search.query.denials.elisions import words_in
from catalog_search.search.query.denials.products import DeniedWords, names_of
from catalog_search.text.analysis import fold
from catalog_search.text.denials import plain
from catalog_search.text.store.words_build import build
from tests.search.query.test_denied_traits import shop_of, skus

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "category", "without", "having", "texts"),
    [
        # Compounds that are written apart, and the other way round.
        ("english", "Chair", ["Without headrest."], ["Headrest."],
         "chair without head rest|chair no head rest|chair without head-rest|no head rest chair"),
        ("english", "Chair", ["No head rest.", "For the head. A rest."], ["With a head rest."],
         "chair without headrest|chair no headrest"),
        ("english", "Chair", ["No armrests."], ["With armrests."], "chair without arm rests"),
        ("english", "Trouser", ["No drawstring."], ["A drawstring."],
         "trouser without draw string|trouser no drawcord"),
        ("german", "Stuhl", ["Ohne Armlehnen."], ["Mit Armlehnen."],
         "Stuhl ohne Arm Lehnen|Stuhl ohne Arm-Lehnen"),
        # Other names of parts.
        ("english", "Chair", ["Without castors."], ["On castors."],
         "chair without casters|chair no casters|chair without wheels"),
        ("english", "Webcam", ["No microphone."], ["With microphone."],
         "webcam without mic|webcam no mic"),
        ("english", "Keyboard", ["No number pad."], ["With number pad."],
         "keyboard no numpad|keyboard without num pad|keyboard without numeric keypad"),
        ("english", "Keyboard", ["No numpad."], ["Numpad."], "keyboard without number pad"),
        ("german", "Headset", ["Ohne Mikrofon."], ["Mit Mikrofon."], "Headset ohne Mic"),
        ("french", "Casque", ["Sans microphone. Micro USB."], ["Avec microphone."],
         "casque sans micro"),
        ("spanish", "Chaqueta", ["Sin cremallera."], ["Con cremallera."], "chaqueta sin zip"),
        # Imitations.
        ("german", "Jacke", ["Veganes Leder.", "Kunstleder.", "Lederimitat.", "Lederoptik."],
         ["Echtes Leder.", "Wildleder."], "Jacke ohne Leder|Jacke nicht aus Leder"),
        ("french", "Veste", ["Simili cuir.", "Similicuir.", "Imitation cuir.", "Cuir vegan."],
         ["Cuir.", "En cuir de vachette."], "veste sans cuir|veste pas en cuir"),
        ("spanish", "Chaqueta", ["Cuero sintético.", "Polipiel.", "Imitación de cuero."],
         ["De cuero.", "De piel."], "chaqueta sin cuero|chaqueta no de cuero"),
        ("german", "Mantel", ["Kunstpelz.", "Veganer Pelz."], ["Mit Pelz."], "Mantel ohne Pelz"),
        # What implies contents.
        ("german", "Kaffee", ["Entkoffeiniert.", "Koffeinfrei."], ["Stark.", "Mild."],
         "Kaffee ohne Koffein|koffeinfreier Kaffee"),
        ("german", "Nudel", ["Aus Mais.", "Buchweizen.", "Glutenfrei."],
         ["Hartweizen.", "Dinkel."], "Nudel ohne Gluten|glutenfreie Nudel"),
        ("german", "Milch", ["Laktosefrei."], ["Frisch."], "Milch ohne Laktose|laktosefreie Milch"),
        ("french", "Café", ["Décaféiné."], ["Moulu."], "café sans caféine"),
        ("french", "Pâte", ["De riz.", "Blé noir."], ["Blé dur."], "pâte sans gluten"),
        ("french", "Cacahuète", ["Nature.", "Sans sel."], ["Salées."], "cacahuète sans sel"),
        ("french", "Lait", ["Sans lactose."], ["Entier."], "lait sans lactose"),
        ("spanish", "Galleta", ["De arroz.", "Sin gluten."], ["Harina de trigo."],
         "galleta libre de gluten|galleta sin gluten"),
        ("spanish", "Café", ["Descafeinado."], ["Molido."], "café sin cafeína"),
        ("german", "Keks", ["Zuckerfrei: ja", "Zuckerfrei."],
         ["Zuckerfrei: nein", "Nicht zuckerfrei."], "Keks ohne Zucker|zuckerfreier Keks"),
        ("spanish", "Leche", ["Deslactosada."], ["Entera."], "leche deslactosada"),
        ("french", "Lait", ["Délactosé."], ["Entier."], "lait délactosé|lait delactosé"),
        ("german", "Joghurt", ["Laktosefrei."], ["Milch."],
         "Joghurt laktoseintolerant|Joghurt für Laktoseintolerante"),
        ("english", "Sausage", ["Vegetarian.", "Vegan."], ["Beef.", "Not vegetarian."],
         "sausage without meat|sausage ❌ meat|sausage 🚫meat"),
        # Signs and dots.
        ("english", "Pipe", ["Copper.", "No PVC.", "12 V. C. P."], ["Of P.V.C.", "PVC."],
         "pipe without P.V.C.|pipe no p.v.c|pipe without PVC"),
        ("english", "Book", ["On C.", "On C#."], ["On C++."], "book not c++|book no C++"),
        # Adjectives with "un".
        ("german", "Stiefel", ["Ungefüttert.", "Ohne Futter."], ["Gefüttert.", "Mit Futter."],
         "ungefütterte Stiefel|Stiefel ungefüttert|Stiefel ohne Futter|Stiefel nicht gefüttert"),
        ("german", "Mandel", ["Ungesalzen.", "Ohne Salz."], ["Gesalzen.", "Meersalz."],
         "ungesalzene Mandel|Mandel ohne Salz"),
        ("german", "Schal", ["Uni."], ["Gestreift.", "Mit Streifen."], "ungestreifter Schal"),
        ("german", "Saft", ["Zuckerfrei.", "Ungezuckert."], ["Mit Zucker.", "Gezuckert."],
         "ungezuckerter Saft|zuckerfreier Saft|Saft zuckerfrei"),
        ("german", "Stoff", ["Glatt."], ["Geblümt."], "ungeblümter Stoff"),
        ("english", "Boot", ["Unlined.", "No lining."], ["Lined.", "With warm lining."],
         "unlined boot|boot without lining"),
        ("english", "Almond", ["Unsalted."], ["Salted.", "Sea salt."], "unsalted almond"),
    ],
)  # fmt: skip
def test_what_says_it_in_other_words_goes(
    settings, language: str, category: str, without: list[str], having: list[str], texts: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    store = shop_of(category, without, having)
    for text in texts.split("|"):
        assert skus(store, text) == {f"w{number}" for number in range(len(without))}, text


@pytest.mark.parametrize(
    ("language", "text"),
    [("german", "ungefähr Jacke"), ("german", "ungewöhnliche Jacke"), ("english", "united jacke")],
)
def test_other_words_that_begin_with_un_deny_nothing(settings, language: str, text: str) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    assert skus(shop_of("Jacke", ["Gefähr. Ted."], ["Gewöhnliche."]), text) == {"w0", "h0"}


@pytest.mark.parametrize(
    ("word", "title", "has_it"),
    [
        ("women", "Ladies' watch", True),
        ("ladies", "Women's watch", True),
        ("gents", "Men's watch", True),
        ("men", "Watch for gentlemen", True),
        ("children", "Kids watch", True),
        ("women", "Men's watch", False),
        ("men", "Women's watch", False),
        ("kids", "Men's watch", False),
        ("men", "Boys watch", False),
        ("women", "Unisex watch", False),
        ("ladies", "Watch", False),
        ("kids", "Shampoo", False),
        ("steel", "Ladies' watch", False),
    ],
)
def test_wearers_have_other_names(word: str, title: str, has_it: bool) -> None:
    goods = Product(pk=1, title=title, description="Keep out of reach of children.")
    words = DeniedWords(build([goods]), [word])
    assert words.affirmed(names_of(goods), "keep out of reach of children.") == has_it


@pytest.mark.parametrize(
    ("language", "word", "without", "having"),
    [
        ("german", "Latex", "Nitril.|Latexfrei.|Ohne Latexbeschichtung.", "Mit Latexbeschichtung."),
        ("german", "Milch", "Passt zu Milchkaffee.|Hafermilch.", "Mit Milchpulver.|Büffelmilch."),
        ("german", "Zucker", "Zuckerfrei.|Ohne Zuckerguss.", "Kokosblütenzucker.|Mit Zuckerguss."),
        (
            "english",
            "fish",
            "Cheese.|Vegetarian, no tuna.|In salmon pink.",
            "Tuna.|With anchovies.",
        ),
        ("english", "shellfish", "Oyster mushrooms.|Tofu.", "Prawns.|With lobster."),
        ("english", "seafood", "Crab apple.|Beef.", "Squid."),
        ("english", "pork", "Turkey bacon.|Beef.|Vegan ham.", "Ham.|Bacon."),
        ("english", "egg", "Garlic.|Vegan mayo.|Eggplant.", "Mayonnaise."),
        ("english", "sesame", "Garlic.", "Tahini."),
        ("english", "soy", "Soy-free.|Beef.", "Tofu."),
        ("english", "metal", "Glass.|Steel blue glass.", "Of steel."),
        ("english", "tree nuts", "Oats.|Nut-free.", "Almonds.|Nuts."),
        ("english", "advertising", "No ads.|Added.", "With adverts."),
        ("french", "fruits à coque", "Porc.|Sans fruits à coque.", "Aux noisettes.|Aux noix."),
        ("spanish", "frutos secos", "Maíz.|Sin frutos secos.", "Avellana.|Con nueces."),
        ("german", "Schalenfrüchte", "Hafer.|Ohne Schalenfrüchte.", "Haselnüsse.|Mandeln."),
        ("german", "Plastik", "Zink.|Plastikfrei.|Ohne Kunststoff.", "Kunststoff."),
        ("english", "5g", "64 GB.|5 g of dust.|No 5G.", "128 GB, 5G."),
        ("english", "golden", "Blue.", "Gold."),
        ("english", "c", "On C++.|On C#.", "On C."),
    ],
)
def test_what_implies_it_goes(
    settings, language: str, word: str, without: str, having: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    texts = [*without.split("|"), *having.split("|")]
    products = [
        Product(pk=n, sku=f"s{n}", title="Thing", description=text) for n, text in enumerate(texts)
    ]
    words = DeniedWords(build(products), words_in(word))
    found = [texts[row] for row in words.rows() if words.affirmed("thing", plain(fold(texts[row])))]
    assert sorted(found) == sorted(having.split("|"))
