"""Files in other encodings than UTF-8, and files that are no text."""

import base64
import gzip
import io
import zipfile
import zlib

import pytest

from catalog_search.types import Problem, Record
from tests.support.manifests import parsed, records

GERMAN = "sku;title;price\nA;Mädchenschürze „Größe 36“;1.299,00 €\nB;Café à la crème;5,00\n"


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "utf-8"]
)
@pytest.mark.parametrize("name", ["shop/catalog.csv", "shop/catalog.jsonl"])
def test_unicode_in_any_form_is_read(encoding: str, name: str) -> None:
    text = GERMAN if name.endswith("csv") else '{"sku": "A", "title": "Größe"}\n{"sku": "B"}\n'
    items = parsed(text.encode(encoding), name)
    assert [each.sku for each in items if isinstance(each, Record)] == ["A", "B"]
    assert "Größe" in items[0].title


def test_windows_1252_is_read_and_told() -> None:
    problem, first, second = parsed(GERMAN.encode("cp1252"))
    assert isinstance(problem, Problem) and problem.warning and "Windows-1252" in problem.reason
    assert (first.title, first.currency) == ("Mädchenschürze „Größe 36“", "EUR")
    assert second.title == "Café à la crème"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Красное платье", "cp1251"), ("Κόκκινο φόρεμα", "cp1253"), ("אדום", "cp1255"),
        ("赤いドレス", "shift_jis"), ("红色连衣裙", "gbk"), ("빨간 원피스", "euc-kr"),
        ("Zażółć gęślą jaźń", "cp1250"), ("Größe für Mädchen", "mac_roman"),
    ],
)  # fmt: skip
def test_other_code_pages_are_not_guessed(text: str, encoding: str) -> None:
    problem, good = parsed(f"sku,title\n1,{text}\n2,plain\n".encode(encoding))
    assert "is not UTF-8" in problem.reason and problem.product_lost
    assert good.sku == "2"


def test_a_broken_line_of_a_file_in_utf_8_costs_that_line_only() -> None:
    items = parsed("sku,title\n1,Größe\n".encode() + b"2,Gr\xf6\xdfe\n3,x\n")
    assert [each.sku for each in items if isinstance(each, Record)] == ["1", "3"]


def zipped(**files: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (zipped(**{"[Content_Types].xml": "x", "xl/workbook.xml": "x"}), "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99 + b"sku,title\n", "Excel workbook"),
        (
            zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
            "OpenDocument spreadsheet",
        ),
        (zipped(**{"catalog.csv": "sku\n1\n"}), "zip archive"),
        (gzip.compress(b"sku\n1\n", mtime=0), "packed by gzip"),
        (b"\x28\xb5\x2f\xfd\x24\x10sku,title\n", "packed by Zstandard"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\n<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (bytes(range(32)) * 9 + b"sku,title", "no text"),
        (b"catalog.csv".ljust(257, b"\0") + b"ustar\x0000" + b"sku,title\n1,a\n", "tar archive"),
        (zlib.compress(b"sku,title\n1,One\n"), "packed by zlib"),
        (b"\x1f\x9d\x90sku,title\n", "packed by compress"),
        (b"\x04\x22\x4d\x18sku,title\n", "packed by LZ4"),
        (base64.encodebytes(b"sku,title\n1,One\n" * 9), "text in Base64"),
        (base64.b64encode(gzip.compress(b"sku,title" * 9, mtime=0)), "text in Base64"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n", "encrypted"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n", "pointer of Git"),
        (b"<?xml version='1.0'?>\n<Error><Code>AccessDenied</Code></Error>", "(AccessDenied)"),
    ],
)
@pytest.mark.parametrize("name", ["catalog.csv", "catalog.jsonl"])
def test_a_file_that_is_no_text_is_called_what_it_is(data: bytes, what: str, name: str) -> None:
    [problem] = parsed(data, name)
    assert what in problem.reason and problem.product_lost and problem.where == name


@pytest.mark.parametrize("data", ["", "\n \n", "sku,title\n", "sku,title\n,\n"])
def test_a_file_without_products_is_told(data: str) -> None:
    [problem] = parsed(data)
    assert problem.reason == "The file holds no products." and problem.warning
    assert records(data) == []


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n", b"<html><body>Sign in</body></html>", b"name\nhat\n", b"<a></a>", b"{",
     b"version https://git-lfs.github.com/spec/v1\n", "sku,title\n1,\u0434".encode("cp1251")],
)  # fmt: skip
def test_photos_wait_while_a_file_gives_no_product_because_it_cannot_be_read(data: bytes) -> None:
    *_told, last = parsed(data)
    assert isinstance(last, Problem) and last.passing


@pytest.mark.parametrize("data", [b"sku,title\n1,One\n2\xff,Two\n", b"sku,title\n", b""])
def test_photos_wait_for_no_file_that_is_read(data: bytes) -> None:
    assert not any(each.passing for each in parsed(data) if isinstance(each, Problem))


def test_a_column_of_long_keys_is_no_base64() -> None:
    keys = [f"{number:040x}" for number in range(3)]
    assert [each.sku for each in records("\n".join(["sku", *keys]))] == keys


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ("a,Hat,x\nb,Gr\ufffd\ufffde,x\nc,M\ufffdtze,x\n", 3),
        ("a,Hat,sch\ufffdn\n", 2),
        ("a,Größe,Text gek\ufffd\n", 0),
    ],
)
def test_letters_that_were_lost_before_are_told_once(rows: str, line: int) -> None:
    items = parsed(f"sku,title,description\n{rows}")
    assert len([each for each in items if isinstance(each, Record)]) == rows.count("\n")
    told = [each for each in items if isinstance(each, Problem)]
    assert [(each.line, each.warning) for each in told] == [(line, True)] * bool(line)
    assert all("Letters were lost" in each.reason for each in told)
