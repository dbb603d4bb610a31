"""Files of XML in encodings that the parser of XML does not read, and with false declarations."""

import pytest

from catalog_search.types import Problem
from tests.support.manifests import parsed


def feed(declared: str, title: str, encoding: str, spaces: str = "") -> bytes:
    head = f'<?xml version="1.0" encoding{spaces}={spaces}"{declared}"?>\n'
    text = f"{head}<products><product><sku>1</sku><title>{title}</title></product></products>"
    return text.encode(encoding)


@pytest.mark.parametrize(
    ("declared", "encoding", "title"),
    [
        ("Shift_JIS", "shift_jis", "青いマグカップ"),
        ("x-sjis", "cp932", "㈱カップ①"),
        ("EUC-JP", "euc_jp", "青いマグカップ"),
        ("EUC-JP", "euc_jis_2004", "カップ①"),
        ("ISO-2022-JP", "iso2022_jp", "青いマグカップ"),
        ("GBK", "gbk", "蓝色杯子"),
        ("gb2312", "gb18030", "蓝色杯子 𠀀"),
        ("GB18030", "gb18030", "蓝色杯子"),
        ("Big5", "cp950", "藍色杯子 碁"),
        ("EUC-KR", "cp949", "파란 컵 똠"),
        ("ks_c_5601-1987", "euc_kr", "파란 컵"),
        ("windows-949", "cp949", "파란 컵"),
        ("UTF-7", "utf-7", "Größe"),
        ("UTF-32", "utf-32", "Größe"),
        ("x-ansi", "cp1252", "Größe für Mädchen"),
        ("windows-874", "cp874", "แก้วสีน้ำเงิน"),
        ("windows-1251", "cp1251", "Синяя кружка"),
    ],
)
def test_a_feed_is_read_in_the_encoding_that_it_declares(
    declared: str, encoding: str, title: str
) -> None:
    [product] = parsed(feed(declared, title, encoding), "catalog.xml")
    assert (product.sku, product.title) == ("1", title)


@pytest.mark.parametrize(
    "declared",
    ["Shift_JIS", "GBK", "windows-1251", "unicode", "utf8mb4", "rot13", "idna", "hex", "UTF-16"],
)
@pytest.mark.parametrize("title", ["Синяя кружка", "Mug"])
def test_a_feed_in_utf_8_is_read_whatever_it_declares(declared: str, title: str) -> None:
    [product] = parsed(feed(declared, title, "utf-8"), "catalog.xml")
    assert product.title == title
    [product] = parsed(feed(declared, title, "utf-8-sig", spaces=" "), "catalog.xml")
    assert product.title == title
    [product] = parsed(feed(declared, title, "utf-16"), "catalog.xml")
    assert product.title == title


@pytest.mark.parametrize("declared", ["Shift_JIS", "unicode", "utf8mb4", "idna", "UTF-16"])
def test_a_feed_in_another_encoding_than_it_declares_is_told(declared: str) -> None:
    [problem] = parsed(feed(declared, "GRÖßE für Mädchen à Ý", "cp1252"), "shop/catalog.xml")
    assert isinstance(problem, Problem) and problem.product_lost
    assert problem.where == "shop/catalog.xml" and "save it as UTF-8" in problem.reason


def test_a_letter_that_was_cut_costs_no_feed() -> None:
    whole = feed("EUC-KR", "파란 컵 " * 50, "euc_kr")
    cut = whole.replace("컵".encode("euc_kr") + b" <", "컵".encode("euc_kr")[:1] + b" <")
    assert cut != whole
    [product] = parsed(cut, "catalog.xml")
    assert product.title.startswith("파란 컵 파란 컵")


@pytest.mark.parametrize("error", [KeyError, IndexError, ValueError])
def test_other_errors_are_not_called_a_wrong_encoding(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def broken(*_: object) -> None:
        raise error("not of the encoding")

    monkeypatch.setattr("catalog_search.sync.exports.feed.row_of", broken)
    with pytest.raises(error, match="not of the encoding"):
        parsed(feed("UTF-8", "Mug", "utf-8"), "catalog.xml")
