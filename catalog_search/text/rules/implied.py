"""What goods have without its name, for each language: a beer has alcohol, fake leather none.

Texts are folded, so expressions have no accents.
"""

import re
from dataclasses import dataclass

from catalog_search.text.rules.language import NOTHING


@dataclass(frozen=True, slots=True)
class Implied:
    """Words that mean that a product has something, without its name."""

    names: str
    """What shoppers may want to avoid."""
    words: str = ""
    """The words that mean it."""
    apart: str = NOTHING
    """Phrases with these words that mean something else, as a regular expression."""
    denials: str = NOTHING
    """Further ways to say that a product does not have it, as a regular expression."""

    def beside(self, other: "Implied") -> "Implied":
        """Return what either means, such as that of the catalogue's language and of English."""
        return Implied(
            f"{self.names} {other.names}",
            f"{self.words} {other.words}",
            f"{self.apart}|{other.apart}",
            f"{self.denials}|{other.denials}",
        )

    def without_other_meanings(self, text: str) -> str:
        """Return the folded text without the phrases that mean something else."""
        return re.sub(self.apart, " ", text)

    def remaining(self, text: str) -> str:
        """Return the folded text without the phrases that mean something else.

        It is "" if the text says that the product does not have it.
        """
        return "" if re.search(self.denials, text) else self.without_other_meanings(text)


PLANT_DAIRY = (
    r"\b(?:almond|oat|soya?|rice|coconut|cashew|hemp) (?:milk|cream|yogh?urt)\b"
    r"|\b(?:peanut|almond|cashew|nut|cocoa|shea|body|hand|face) (?:butter|cream)\b"
)
NO_SEAT = (
    r"\b(?:office|desk|task|swivel|executive|drafting)\b(?!(?: [\w-]+){0,2} (?:chair|stool)s?\b)"
)
"""An office chair has wheels, an office desk has none."""
MICRO = r"\bmicro[ -](?:usb|sd|hdmi|fib|ond)\w*"
NO_WHEEL = r"\b(?:no|without) (?:cast[eo]r|wheel)s?\b"
IMITATED = (
    r"\b(?:faux|fake|vegan|imitation|artificial|synthetic|eco|pu|mock|plant)[ -]"
    r"(?:leather|fur|suede)\b|\b(?:leather|fur|suede)[ -](?:look|like|effect|style)\b"
)

VEGETARIAN = (
    r"\b(?<!non-)(?<!not )(?:vegan|vegetarian|veggie|meat[ -]?free|meatless|plant[ -]based)\b"
)
NO_PORK = r"\b(?:turkey|beef|chicken|duck) (?:bacon|ham|salami)\b"
SHELLFISH = "prawn shrimp crab lobster crayfish langoustine scampi mussel oyster clam scallop squid"

ENGLISH = (
    Implied(
        "alcohol",
        "beer ale lager stout pilsner cider wine champagne prosecco sherry vodka gin rum whisky "
        "whiskey bourbon tequila brandy cognac liqueur vermouth absinthe",
        r"\b(?:ginger|root) (?:beer|ale)\b|\bwine vinegar\b|\brum raisins?\b"
        r"|\b(?:beer|wine|gin|champagne|whiske?y) (?:glass(?:es)?|mugs?|racks?|openers?)\b",
        r"(?<![\d.,])0[.,]0+\s?%|\b(?:de|non|un)-?alcoholi[sz]ed\b|\bmocktails?\b",
    ),
    Implied("gluten", "wheat barley rye spelt semolina bulgur couscous"),
    Implied("dairy", "milk butter cheese cream yogurt yoghurt whey", PLANT_DAIRY),
    Implied("lactose", "milk cheese cream whey", PLANT_DAIRY, r"\bde-?lactosed\b"),
    Implied(
        "meat", "beef pork chicken ham bacon lamb turkey veal salami sausage", denials=VEGETARIAN
    ),
    Implied("pork", "bacon ham gammon salami prosciutto pancetta lard", NO_PORK, VEGETARIAN),
    Implied(
        "fish",
        "tuna salmon cod haddock trout mackerel sardine anchovy herring",
        r"\bsalmon[ -](?:pink|colou?r)\w*|\bcod liver oil\b",
        VEGETARIAN,
    ),
    Implied("shellfish seafood", SHELLFISH, r"\boyster mushrooms?\b|\bcrab apples?\b", VEGETARIAN),
    Implied("egg", "mayonnaise mayo meringue omelette", denials=r"\b(?<!not )vegan\b"),
    Implied("sesame", "tahini halva hummus houmous"),
    Implied("soy soya", "tofu tempeh edamame miso soy soya"),
    Implied("metal", "steel aluminium aluminum brass", r"\bsteel[ -](?:blue|gr[ae]y)\b"),
    Implied("golden", "gold", r"\bgold standard\b"),
    Implied("nut", "almond hazelnut walnut cashew pistachio pecan peanut"),
    Implied("caffeine", "coffee espresso", denials=r"\bde-?caf(?:feinated)?\b"),
    Implied(
        "fragrance perfume parfum scent",
        "fragrance fragranced perfume perfumed parfum scent scented",
        denials=r"\bun-?(?:scented|fragranced|perfumed)\b",
    ),
    Implied("sweetened sugary", "sugar", denials=r"\bunsweetened\b"),
    Implied("salted salt", "salt salted", denials=r"\bunsalted\b"),
    Implied("lined lining", "lined lining", denials=r"\bunlined\b"),
    Implied("zip zipper", "zip zipper"),
    Implied("leather", "suede nubuck cowhide", IMITATED),
    Implied("fur suede", "", IMITATED),
    Implied("wheel", "office desk task swivel executive drafting castor caster", NO_SEAT, NO_WHEEL),
)

GERMAN = (
    Implied(
        "alkohol",
        "bier pils wein weisswein rotwein sekt champagner wodka gin rum whisky likor schnaps",
        r"\bwein(?:essig|glas|gummi)\w*",
        r"(?<![\d.,])0[.,]0+\s?%|\b(?:ent|(?:nicht|un)[ -]?)alkoholis\w*|\balkoholfrei\w*",
    ),
    Implied(
        "gluten",
        "weizen hartweizen weizenmehl weizengriess hartweizengriess dinkel dinkelmehl roggen "
        "roggenmehl gerste gerstenmalz griess bulgur couscous seitan",
    ),
    Implied(
        "laktose lactose",
        "milch vollmilch kuhmilch kase sahne molke butter joghurt quark milchpulver",
        r"\b(?:pflanzlich|vegan)\w* (?:milch|kase|sahne|butter|joghurt)\b",
    ),
    Implied(
        "koffein coffein", "kaffee espresso", denials=r"\b(?:entkoffeiniert|entcoffeiniert)\w*"
    ),
    Implied(
        "fleisch",
        "rind schwein huhn hahnchen schinken speck lamm pute kalb salami wurst",
        r"\b(?:vegan|vegetarisch|pflanzlich)\w* (?:wurst|salami|schinken|speck)\b",
    ),
    Implied("nuss nusse", "mandel cashew pistazie pekannuss macadamia haselnuss walnuss"),
    Implied("salz gesalzen", "salz gesalzen meersalz", denials=r"\bungesalzen\w*"),
    Implied(
        "zucker gezuckert gesusst",
        "zucker gezuckert gesusst rohrzucker",
        denials=r"\bunge(?:zuckert|susst)\w*",
    ),
    Implied(
        "duft parfum parfumiert",
        "duft duftstoff duftstoffe parfum parfumiert",
        denials=r"\b(?:unparfumiert|duftneutral|geruchsneutral)\w*",
    ),
    Implied(
        "futter gefuttert",
        "futter gefuttert innenfutter teddyfutter lammfellfutter",
        denials=r"\bungefuttert\w*",
    ),
    Implied("gestreift streifen", "gestreift streifen", denials=r"\bungestreift\w*"),
    Implied("gemustert muster", "gemustert muster", denials=r"\bungemustert\w*"),
    Implied(
        "leder",
        "wildleder veloursleder rindsleder rindleder lammleder nubuk",
        r"\b(?:vegan\w*|kunst|pu|pflanzlich\w*|synthetisch\w*|imitiert\w*|falsch\w*)[ -]leder\b"
        r"|\bleder(?:[ -]?(?:imitat|optik|look)|ahnlich)\w*",
    ),
    Implied(
        "pelz fell",
        "",
        r"\b(?:vegan\w*|kunst|web|synthetisch\w*|falsch\w*)[ -](?:pelz|fell)\b"
        r"|\b(?:pelz|fell)[ -]?(?:imitat|optik|look)\b",
    ),
)

FRENCH = (
    Implied(
        "alcool",
        "biere vin champagne vodka gin rhum whisky liqueur cidre",
        r"\bvinaigre de vin\b|\bverres? a (?:vin|biere)\b",
        r"(?<![\d.,])0[.,]0+\s?%|\b(?:des|non[ -])alcooli(?:se|que)\w*",
    ),
    Implied(
        "gluten",
        "ble froment orge seigle epeautre semoule boulgour couscous seitan",
        r"\bble noir\b",
    ),
    Implied(
        "lactose",
        "lait fromage creme beurre yaourt lactoserum",
        r"\b(?:lait|creme|yaourt) (?:de |d['\u2019]|au )?"
        r"(?:vegetale?|soja|amande|avoine|coco|riz|cajou|corporelle?|corps|mains)\b"
        r"|\bbeurre (?:de |d['\u2019])(?:cacahuete|amande|cacao|karite)s?\b",
        r"\bdelactose\w*",
    ),
    Implied("cafeine", "cafe espresso expresso", denials=r"\b(?:decafeine|deca\b)\w*"),
    Implied(
        "viande",
        "boeuf porc poulet jambon lardons agneau dinde veau saucisse saucisson",
        r"\b(?:saucisse|jambon|lardon)s? (?:vegan|vegetal)\w*",
    ),
    Implied("sucre", "sucre sucree", denials=r"\bnon[ -]sucre\w*"),
    Implied("noix", "amande noisette cajou pistache pecan"),
    Implied("sel", "sale salee", denials=r"\bnon[ -]sale\w*"),
    Implied("parfum", "parfume parfumee fragrance", denials=r"\bnon[ -]parfume\w*"),
    Implied(
        "cuir",
        "daim nubuck vachette",
        r"\b(?:simili|faux|imitation|effet|aspect|facon)[ -]cuir\b"
        r"|\bcuir (?:vegan|vegetalien|synthetique|artificiel|vegetal)\w*",
    ),
    Implied("fourrure", "", r"\bfausse fourrure\b|\bfourrure (?:synthetique|artificielle)\b"),
    Implied("doublure", "double", denials=r"\bnon[ -]double\w*"),
    Implied("micro", "microphone mic", MICRO),
)

SPANISH = (
    Implied(
        "alcohol",
        "cerveza vino champan cava vodka ginebra ron whisky licor sidra",
        r"\bvinagre de vino\b|\b(?:copa|vaso|jarra)s? de (?:vino|cerveza)\b",
        r"(?<![\d.,])0[.,]0+\s?%|\b(?:des|(?:no|sin)[ -])alcoholi(?:zad|c)\w*",
    ),
    Implied(
        "gluten",
        "trigo cebada centeno espelta semola bulgur cuscus seitan",
        r"\btrigo sarraceno\b",
    ),
    Implied(
        "lactosa",
        "leche queso nata mantequilla yogur suero",
        r"\b(?:leche|nata|yogur|queso) (?:vegetal|vegan[oa]|corporal|(?:de |con )"
        r"(?:soja|almendras?|avena|coco|arroz|anacardos?))\b"
        r"|\b(?:mantequilla|crema) de (?:cacahuete|mani|cacao|karite)\b",
        r"\bdeslactosad\w*",
    ),
    Implied("cafeina", "cafe espresso expreso", denials=r"\bdescafeinad\w*"),
    Implied("carne", "ternera cerdo pollo jamon cordero pavo chorizo salchicha"),
    Implied("nuez nueces", "almendra avellana anacardo pistacho pacana"),
    Implied("sal", "salado salada"),
    Implied("micro", "microfono mic", MICRO),
    Implied("perfume fragancia", "perfume perfumado perfumada fragancia"),
    Implied(
        "cuero piel",
        "cuero piel serraje nobuk",
        r"\b(?:cuero|piel) (?:sintetic|vegan|artificial|ecologic|vegetal)\w*"
        r"|\b(?:imitacion|simil|tipo|efecto|falso)[ -](?:a |de )?(?:cuero|piel)\b"
        r"|\bpiel(?=es? (?:sensible|seca|grasa|mixta|madura))\w*|\bla piel\b",
    ),
)

IMPLIED = {"english": ENGLISH, "german": GERMAN, "french": FRENCH, "spanish": SPANISH}
"""By language."""
