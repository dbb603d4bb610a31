"""Denied words that products state in others: other names, what implies them, imitations."""

import pytest

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
