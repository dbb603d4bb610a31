"""Letters and their marks in several scripts."""

# ruff: noqa: RUF001

import time

import pytest

from catalog_search.models import Store
from catalog_search.text.analysis import compounds, fold, tokens, whole_tokens
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("バス", "ハス"), ("パン", "ハン"), ("ガム", "カム"), ("ぶた", "ふた"), ("ﾊﾞｽ", "ﾊｽ"),
        ("йод", "иод"), ("мой", "мои"), ("їжа", "іжа"), ("ўсё", "усё"), ("ќе", "ке"), ("ѓ", "г"),
        ("किताब", "कताब"), ("दिन", "दीन"), ("பால்", "பல்"), ("ক্ষুদ্র", "কষদর"), ("ज़", "ज"),
        ("ไม้", "ไม"), ("เสื้อ", "เสือ"), ("ขาว", "ข้าว"), ("가", "각"), ("바지", "버지"),
        ("ភ្នំ", "ភន"), ("မြန်မာ", "မနမ"), ("བོད", "བད"), ("ئ", "ي"),
    ],
)  # fmt: skip
def test_a_mark_that_makes_another_letter_stays(word: str, other: str) -> None:
    assert fold(word) != fold(other)
    assert len(whole_tokens(word)) == 1, "no mark ends a word"
    assert tokens(word) != tokens(other)


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("Café", "cafe"), ("Cafe\u0301", "cafe"), ("CRÈME", "creme"), ("Ångström", "angstrom"),
        ("señor", "senor"), ("İstanbul", "istanbul"), ("Việt", "viet"), ("naïve", "naive"),
        ("Ψάρι", "ψαρι"), ("ёлка", "елка"), ("вода́", "вода"), ("שָׁלוֹם", "שלום"), ("كِتَاب", "كتاب"),
        ("أحمد", "احمد"), ("آب", "اب"), ("ＡＢＣ", "abc"), ("ﬁt", "fit"),
    ],
)  # fmt: skip
def test_an_accent_is_left_out(word: str, plain: str) -> None:
    assert fold(word) == plain
    assert tokens(word) == tokens(plain)


@pytest.mark.parametrize(
    ("composed", "other"),
    [
        *[("バス", "ハ\u3099ス"), ("йод", "и\u0306од"), ("ﾊﾞｽ", "バス")],
        ("각", "\u1100\u1161\u11a8"),
    ],
)
def test_both_forms_of_a_letter_are_one(composed: str, other: str) -> None:
    assert tokens(composed) == tokens(other)


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("人々", "人人"), ("いすゞ", "いすず"), ("こゝろ", "こころ"), ("バナヽ", "バナナ"),
        ("あゞ", "ああ"),
        ("コ―ヒー", "コーヒー"), ("ビ−ル", "ビール"), ("3ヶ月", "3か月"), ("3カ月", "3ケ月"),
        ("हिन्दी", "हिंदी"), ("चाँद", "चांद"),
    ],
)  # fmt: skip
def test_what_is_written_in_several_ways_is_one_word(word: str, other: str) -> None:
    assert tokens(word) == tokens(other)


@pytest.fixture
def towels() -> Store:
    for sku, title in {
        **{"jp3": "ハス の 花", "jp2": "バス タオル", "hi1": "कताब नया", "hi2": "किताब नई"},
        **{"ru1": "иод", "ru2": "йод", "th1": "เสือ ไทย", "th2": "เสื้อ ไทย", "fr": "Crème brûlée"},
    }.items():
        make_indexed_photo(make_product(sku=sku, title=title))
    return make_store()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "sku"),
    [("バス", "jp2"), ("ﾊﾞｽ", "jp2"), ("ハス", "jp3"), ("किताब", "hi2"), ("कताब", "hi1"),
     ("ЙОД", "ru2"), ("เสื้อ", "th2"), ("เสือ", "th1"), ("creme brulee", "fr")],
)  # fmt: skip
def test_the_word_that_was_meant_is_found(towels: Store, text: str, sku: str) -> None:
    results = by_text(towels, text)
    assert results.corrected == ""
    with_word = {
        item.product.sku
        for item in results.items
        if any("has “" in str(reason) for reason in item.reasons)
    }
    assert with_word == {sku}


def test_long_runs_of_letters_take_linear_time() -> None:
    """Scripts without spaces write whole paragraphs as one run."""

    def cpu(text: str) -> float:
        started = time.process_time()
        compounds(text)
        tokens(text)
        return time.process_time() - started

    spaced, run = "किताब ไม้ abc " * 2000, "किताबไม้abc" * 2400
    cpu(spaced)
    assert cpu(run) < 20 * cpu(spaced) + 0.05


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("أَحْمَر", "احمر"), ("إِبْرِيق", "ابريق"), ("إبـــريق", "ابريق"), ("Łódź", "lodz"),
        ("RØD", "rod"), ("Đỏ", "do"), ("æble", "aeble"), ("œuvre", "oeuvre"),
        ("ISPARTA", "isparta"), ("ısparta", "isparta"), ("Schuh\u00adschrank", "schuhschrank"),
        ("\u200fשחור\u200f", "שחור"), ("ش\u200cهر", "شهر"), ("ශ\u0dca\u200dරී", "ශ\u0dcaරී"),
        ("کتاب", "كتاب"), ("علی", "علي"), ("مدرسة", "مدرسه"), ("٣", "3"), ("१२", "12"), ("۴", "4"),
        ("خانۀ", "خانه"), ("ہم", "هم"), ("ٱلكتاب", "الكتاب"),
        ("𝗕𝗢𝗟𝗗", "bold"), ("№ 5", "no 5"), ("N°5", "no 5"), ("nº 5", "no  5"),
        ("นํ\u0e49า", "น\u0e49\u0e4d\u0e32"), ("เเดง", "แดง"), ("5×7", "5x7"),
    ],
)  # fmt: skip
def test_letters_are_found_as_other_keyboards_write_them(word: str, plain: str) -> None:
    assert fold(word) == plain
    assert tokens(word) == tokens(plain)


@pytest.mark.parametrize(
    ("text", "token"),
    [("L´Oréal", "loreal"), ("L`Oréal", "loreal"), ("Lʼoréal", "loreal"), ("צ׳יפס", "ציפס"),
     ("10''", "10in"), ("Hawaiʻi", "hawaii"), ("1٫5 l", "1500ml")],
)  # fmt: skip
def test_apostrophes_and_marks_of_other_keyboards_part_no_word(text: str, token: str) -> None:
    assert tokens(text) == [token]
    assert tokens(token) == [token]
