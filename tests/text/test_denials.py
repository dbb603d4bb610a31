"""What a text says about a word."""

import time

import pytest

from catalog_search.text.denials import DenialReader, Mentions, plain

SUGAR = DenialReader({"sugar", "sugars"})


@pytest.mark.parametrize(
    "text",
    [
        "cola sugar free", "cola sugar-free", "cola sugarfree", "cola sugarless", "cola zero sugar",
        "zero-sugar cola", "cola 0% sugar", "cola 0 % sugar", "0.0% sugar", "0 g sugar",
        "contains neither sugar nor aspartame.", "neither salt nor sugar", "free from sugar.",
        "free of salt, fat and sugar", "without salt, sugar or fat", "no salt, sugar or fat",
        "no salt, fat or sugar", "no added sugar", "no added cane sugar", "never any sugar",
        "never contains sugar", "doesn't contain sugar", "does not contain any added sugar",
        "sugar: 0 g", "sugar: 0g", "sugars 0%", "sugar (0 g)", "sugars: none",
        "sugar 0 g per 100 ml",
        "sugar- and lactose-free", "lactose- and sugar-free", "w/o sugar", "lacks sugar",
        "sugar is not added", "sugar not included", "non-sugar sweetener", "minus sugar",
        "devoid of sugar", "not made with sugar", "isn't sweetened with sugar",
        "no artificial flavours, no colours, no sugar", "zero calories, zero sugar",
        "free-from sugar", "no-added-sugar", "sugar-not-added", "sugar_free", "sugar - free",
        "sugar: n/a", "sugar \u2717", "sugar level: none", "sugar has been removed",
        "sugar omitted",
        "sugar substitute", "stevia instead of sugar", "excludes sugar", "doesnt contain sugar",
        "w/out sugar", "nil sugar", "sans sugar",
        "sugars (g): 0", "sugar (g per 100 ml): 0", "sugar | 0 g", "free from: sugar, gluten",
        "free from: gluten, sugar", "without: sugar", "sugar \u2013 free", "sugar \u2014 free",
        "sugar-less", "added sugar? no.", "sugar: false", "sugar: absent", "sugar: <0.1 g",
        "sugar < 0.5 g", "less than 0.5 g sugar", "sugar nil.", "zero fat, zero sugar",
        "we replaced the sugar with stevia.", "sugar replaced by stevia", "we removed the sugar",
        "sugar  free", "sugar\u2011free", "sugar\u2013free", "no\u00a0sugar", "without  any  sugar",
        "no: sugar, colours", "no: colours, sugar", "\u274c sugar", "\U0001f6ab sugar, colours",
        "excl. sugar", "void of sugar", "stevia in lieu of sugar", "no 'sugar'", 'no "sugar"',
        "sugar was never added", "sugar isn't used", "sugar: not available", "sugar is missing",
        "sugar sold separately", "doesn't come with sugar", "not equipped with sugar",
        "not for sugar.", "not suitable for sugar", "sugar-free: yes", "sugar free: no added sugar",
        "sugar \u2013 no.", "sugar is not used", "no need for sugar", "say no to sugar",
        "goodbye sugar", "freedom from sugar", "absence of sugar", "lacking in sugar",
        "sugar absent", "we left out the sugar", "steers clear of sugar", "avoiding sugar",
        "sugar: not present", "sugar: not detected", "sugars (g) 0", "no (added) sugar",
        "does not contain: sugar", "no_sugar", "\u274csugar", "vegan \u274csugar \u274cgluten",
        "\u2705 oats \u274c sugar", "\u2705 oats \u274c sugar \u2705 milk", "sugar: ohne",
        "suitable for sugar intolerance", "nothing with sugar", "the sugar is gone",
    ],
)  # fmt: skip
def test_a_denied_word(text: str) -> None:
    assert SUGAR.mentions(plain(text)) == Mentions(affirmed=False, denied=True)


@pytest.mark.parametrize(
    "text",
    [
        "with sugar.", "sugar", "sugar: 5 g", "sugar: 0.5 g", "sugar: 0,9 g", "10% sugar",
        "100% sugar", "0.5% sugar", "20 g sugar", "not only sugar but honey", "not just sugar",
        "sugar. free delivery", "sugar free shipping", "sugar free of charge",
        "no salt. sugar added",
        "no problem with sugar", "more sugar, no salt", "no salt but sugar", "no salt and sugar",
        "no-bake sugar cookies", "non-stick sugar pan", "no salt, fat: 0 g, sugar: 9 g",
        "sugar remover", "sugar level: 9 g",
        "no less sugar than before", "size 0, sugar", "sugar-coated, free from nuts",
        "zero fat 10 g sugar", "no fat 5% sugar", "sugar | 9 g", "sugars (g): 9",
        "added sugar? yes",
        "sugar: <0.9 g", "sugar: < 5 g", "less than 5 g sugar", "replaced the fat with sugar",
        "sugar: true", "free from: see below. sugar", "sugar zero waste", "sugar-lessons",
        "no preservatives, sugar added", "less sugar", "low sugar", "free sample! sugar",
        "without: see below\nsugar", "no.\nsugar",
        "fat 0 g sugar 9 g", "fat: 0 g sugar: 9 g", "salt 0% sugar 12%", "not without sugar",
        "never without sugar", "not free from sugar", "not sugar-free", "isn't sugar free",
        "not entirely sugar-free", "not sugarfree", "\u2705 sugar \u274c oats",
        "not suitable for people with sugar intolerance",
        "salt \u274c sugar", "sugar \u2013 no colours", "sugar present",
        "sugar-free: no", "sugar free: false", "sugarfree: no.", "incl. sugar", "with 'sugar'",
        "price excl. tax. sugar", "sugar is used", "comes with sugar", "made for sugar, not salt",
        "not for sugar-allergic people", "not suitable for sugar intolerants", "sugar never melts",
    ],
)  # fmt: skip
def test_an_affirmed_word(text: str) -> None:
    assert SUGAR.mentions(plain(text)) == Mentions(affirmed=True, denied=False)


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("palm oil free, olive oil", Mentions(denied=True)),
        ("palm-oil-free", Mentions(denied=True)),
        ("no palm oil", Mentions(denied=True)),
        ("palm oils", Mentions(affirmed=True)),
        ("palm leaf, oil free", Mentions()),
    ],
)
def test_words_that_stand_together(text: str, mentions: Mentions) -> None:
    assert DenialReader({"palm"}, {"oil", "oils"}).mentions(plain(text)) == mentions


def test_what_weighs_something_may_be_the_pack() -> None:
    assert SUGAR.mentions("cola 0 g sugar 330 g") == Mentions(denied=True)


def test_a_text_may_say_both_or_nothing() -> None:
    assert SUGAR.mentions("with sugar or without sugar") == Mentions(affirmed=True, denied=True)
    assert SUGAR.mentions("sugarcane, no salt") == Mentions()
    assert DenialReader(set()).mentions("no sugar, free") == Mentions()
    assert DenialReader({"c++"}).mentions("no c++") == Mentions(denied=True)
    assert DenialReader({"c"}).mentions("books on c++, c#") == Mentions()
    assert DenialReader({"c"}).mentions("vitamin c+") == Mentions(affirmed=True)


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("made of p.v.c.", Mentions(affirmed=True)),
        ("no p.v.c.", Mentions(denied=True)),
        ("p.v.c. free", Mentions(denied=True)),
        ("p.v.c-free", Mentions(denied=True)),
        ("p. v. c.", Mentions()),
        ("no sugar. pvc", Mentions(affirmed=True)),
    ],
)
def test_abbreviations_are_one_word(text: str, mentions: Mentions) -> None:
    assert DenialReader({"pvc"}).mentions(plain(text)) == mentions


@pytest.mark.parametrize(
    "unit",
    ["no aa, sugar ", "no a a a a sugar ", "without ab and sugar ", "no a-a-a-sugar ", "0 0 sugar ",
     "sugar- and a and ", "neither sugar, ", "free from sugar/", "n't sugar ",
     "free from: sugar (", "sugar (g (g ", "less than 0.4444 sugar ", "sugar: no a ", "sugar: no",
     "made without a from sugar ", "0% silicone, parfum, sugar ", "no sugar / ", "0% vol. sugar "],
)  # fmt: skip
def test_no_text_takes_long(unit: str) -> None:
    """CPU a character beside that of an ordinary text of the same length and as many mentions."""

    def cpu(text: str) -> float:
        times = []
        for _ in range(3):
            started = time.process_time()
            SUGAR.mentions(text)
            times.append(time.process_time() - started)
        return min(times)

    ordinary = "a pleasant drink with sugar and lemon. " * 500
    hostile = (unit * 2000)[: len(ordinary)]
    assert cpu(hostile) < 60 * cpu(ordinary) + 0.05


@pytest.mark.parametrize(
    ("language", "forms", "denied", "affirmed"),
    [
        (
            "german",
            {"zucker", "zuckers"},
            "zucker: keiner|verzicht auf zucker|wir verzichten auf zucker|keinerlei zucker"
            "|zucker nicht enthalten|statt zucker|anstelle von zucker|nicht mit zucker gesusst"
            "|zucker wird nicht zugesetzt|bar jeden zuckers|zuckerersatz|zucker ist nicht drin"
            "|zucker: ohne|weniger als 0,5 g zucker|enthalt nicht: zucker"
            "|auf zucker wird verzichtet|auf zucker wurde verzichtet|exkl. zucker"
            "|ohne fett u. zucker|nicht fur zucker",
            "nicht ohne zucker|nicht frei von zucker|"
            "nicht nur zucker|mit zucker|wenig zucker|ohne salz. zucker"
            "|ohne fett u. mit zucker|zuckerfrei: nein|nicht fur zucker-allergiker"
            "|nicht geeignet fur allergiker gegen zucker",
        ),
        (
            "spanish",
            {"azucar"},
            "azucar: ninguno|ausencia de azucar|en lugar de azucar|en vez de azucar|ningun azucar"
            "|carece de azucar|sustituto del azucar|no endulzado con azucar|jamas azucar|s/ azucar"
            "|menos de 0,5 g de azucar|azucar no anadido|desprovisto de azucar|azucar cero"
            "|no apto para azucar|sin gluten, azucar ni sal|sin gluten, azucar|sin azucar de cana"
            "|sin gluten ni azucar de cana|sin gluten, azucar de cana ni miel",
            "no apto para alergicos al azucar"
            "|no sin azucar|con azucar|menos azucar|sin sal, con azucar"
            "|sin gluten, azucar de cana|sin gluten, azucar de cana.",
        ),
        (
            "french",
            {"sucre"},
            "a la place du sucre|au lieu du sucre|substitut de sucre|absence de sucre|sucre : aucun"
            "|sans la moindre trace de sucre|point de sucre|s/ sucre"
            "|sans : gluten, sucre|moins de 0,5 g de sucre|sucre non ajoute|evite le sucre"
            "|denue de sucre|sucre exclu|sans gluten, sucre ni sel|sans sucre de canne"
            "|sans gluten ou sucre de canne|sans gluten, sucre",
            "sucre inclus|pas adapte aux allergiques au sucre"
            "|pas sans sucre|avec sucre|moins de sucre|sans sel, avec sucre"
            "|sans gluten, sucre de canne|sans gluten, sucre d'orge|sans lait, pur sucre de canne",
        ),
    ],
)
def test_denials_in_each_language(
    settings, language: str, forms: set[str], denied: str, affirmed: str
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "LANGUAGE": language}
    reader = DenialReader(forms)
    assert [text for text in denied.split("|") if not reader.mentions(text).denied] == []
    assert [text for text in affirmed.split("|") if not reader.mentions(text).affirmed] == []
