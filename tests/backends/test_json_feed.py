"""A JSON feed: what is fetched, what is refused, and what no message says."""

import gzip
import json
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from catalog_search.backends.json_feed import JsonFeedSource, mapping
from catalog_search.exceptions import (
    InvalidPhoto,
    PhotoGone,
    SourceUnavailable,
    UnreadableObject,
    WrongSettings,
)
from catalog_search.types import Problem, Record, StoredPhoto


@dataclass
class Site:
    """A web server on loopback; `pages` are bodies, or (status, headers, body), by path."""

    address: str = ""
    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def host(self) -> str:
        return self.address.removeprefix("http://")


def started(site: Site) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            page = site.pages.get(self.path, (404, {}, b""))
            status, headers, body = page if isinstance(page, tuple) else (200, {}, page)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture
def site() -> Iterator[Site]:
    yield from running(Site())


@pytest.fixture
def other() -> Iterator[Site]:
    yield from running(Site())


def running(site: Site) -> Iterator[Site]:
    server = started(site)
    yield site
    server.shutdown()
    server.server_close()


def source_of(site: Site, **options: Any) -> JsonFeedSource:
    return JsonFeedSource(url=f"{site.address}/feed.json?key=secret", **options)


def feed(*items: object) -> bytes:
    return json.dumps(items).encode()


PATH = "/feed.json?key=secret"


def stored(address: str) -> StoredPhoto:
    return StoredPhoto(address, "etag", 0)


def test_items_have_the_columns_of_a_manifest_by_themselves(site: Site) -> None:
    image = f"{site.address}/cup.jpg?v=1"
    row = {"sku": "cup", "title": "Red cup", "price": 9.9, "images": [image], "size": "L"}
    site.pages[PATH] = feed(row)
    source = source_of(site)
    assert list(source.records()) == [
        Record("cup", "Red cup", price=Decimal("9.90"), images=(image,), attributes={"size": "L"})
    ]
    [photo] = source.photos()
    assert isinstance(photo, StoredPhoto)
    assert photo.key == image


def test_a_file_is_as_good_as_an_address(tmp_path: Path) -> None:
    file = tmp_path / "feed.json"
    file.write_bytes(json.dumps({"data": {"products": [{"sku": "cup"}]}}).encode())
    source = JsonFeedSource(path=str(file), items="data.products")
    assert list(source.records()) == [Record("cup")]
    assert source.check() == []


@pytest.mark.parametrize(
    ("pack", "encoding"),
    [(gzip.compress, "gzip"), (gzip.compress, ""), (zlib.compress, "deflate"), (bytes, "gzip"),
     (bytes, "utf-8"), (lambda data: gzip.compress(gzip.compress(data)), "gzip, gzip")],
)  # fmt: skip
def test_what_a_host_packs_is_unpacked(site: Site, pack: Any, encoding: str) -> None:
    """Nobody asked it to; files that are stored packed are sent so all the same."""
    photo = b"\xff\xd8\xff" + bytes(range(99))
    headers = {"Content-Encoding": encoding} if encoding else {}
    site.pages["/cup.jpg"] = (200, headers, pack(photo))
    site.pages[PATH] = (200, headers, pack(feed({"sku": "cup"})))
    source = source_of(site)
    assert [each.sku for each in source.records() if isinstance(each, Record)] == ["cup"]
    assert source.read(stored(f"{site.address}/cup.jpg")) == photo


def test_what_is_packed_in_no_known_way_or_holds_too_much_is_told(site: Site) -> None:
    site.pages[PATH] = (200, {"Content-Encoding": "br"}, b"\x0b\x02")
    with pytest.raises(SourceUnavailable, match="br"):
        list(source_of(site).records())
    site.pages[PATH] = (200, {"Content-Encoding": "gzip"}, gzip.compress(feed({"sku": "c" * 999})))
    with pytest.raises(SourceUnavailable, match="max_feed_bytes"):
        list(source_of(site, max_feed_bytes=500).records())


def test_a_packed_file_is_unpacked(tmp_path: Path) -> None:
    file = tmp_path / "feed.json.gz"
    file.write_bytes(gzip.compress(b'[{"sku": "cup"}]'))
    assert list(JsonFeedSource(path=str(file)).records()) == [Record("cup")]


@pytest.mark.parametrize("address", ["//{host}/cup.jpg", " {address}/cup.jpg\n"])
def test_an_address_without_scheme_or_with_spaces_around_it(site: Site, address: str) -> None:
    image = address.format(host=site.host, address=site.address)
    site.pages |= {PATH: feed({"sku": "cup", "images": [image]}), "/cup.jpg": b"photo"}
    source = source_of(site)
    [photo] = source.photos()
    assert isinstance(photo, StoredPhoto)
    assert (photo.key, source.read(photo)) == (f"{site.address}/cup.jpg", b"photo")


def test_a_photo_whose_address_changed_is_another_photo(site: Site) -> None:
    etags = set()
    for version in (1, 2):
        site.pages[PATH] = feed({"sku": "cup", "images": [f"{site.address}/cup.jpg?v={version}"]})
        [photo] = source_of(site).photos()
        assert isinstance(photo, StoredPhoto)
        etags.add(photo.etag)
    assert len(etags) == 2


def test_the_version_changes_with_the_feed(site: Site) -> None:
    site.pages[PATH] = feed({"sku": "cup"})
    source = source_of(site)
    before = source.version()
    assert source.version() == before
    site.pages[PATH] = feed({"sku": "cup", "title": "Cup"})
    assert source.version() != before


def test_pages_are_read_until_one_is_empty(site: Site) -> None:
    for number, items in enumerate(([{"sku": "a"}], [{"sku": "b"}], []), 1):
        site.pages[f"{PATH}&page={number}"] = feed(*items)
    source = source_of(site, page_parameter="page")
    assert list(source.records()) == [Record("a"), Record("b")]
    # Some hosts answer with the last page for all behind it.
    site.pages[f"{PATH}&page=3"] = feed({"sku": "b"})
    assert list(source.records()) == [Record("a"), Record("b")]


def test_a_host_that_does_not_know_the_parameter_of_pages_is_told(site: Site) -> None:
    for number in range(1, 9):
        site.pages[f"{PATH}&page={number}"] = b" " * number + feed({"sku": "a"})
    source = source_of(site, page_parameter="page")
    for read in (source.version, lambda: list(source.records())):
        with pytest.raises(SourceUnavailable, match="page_parameter"):
            read()
    assert len(site.asked) == 4


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "is not JSON"),
        (b'{"products": []}', "has no list of products"),
        (b"[" * 100_000, "is not JSON"),
        (b"[" + b" " * 2000 + b"]", "is larger than"),
        ((500, {}, b"[]"), "status 500"),
        ((200, {"Content-Length": "9"}, b"[]"), "broke off"),
    ],
)
def test_a_feed_that_cannot_be_read_is_no_empty_shop(site: Site, body: Any, reason: str) -> None:
    site.pages[PATH] = body
    limit = 1000 if reason == "is larger than" else 10**6
    source = source_of(site, max_feed_bytes=limit, read_timeout=5)
    with pytest.raises(SourceUnavailable, match=reason) as error:
        list(source.records())
    assert "secret" not in str(error.value)
    assert reason in source.check()[0].reason


def test_an_item_that_is_none_may_be_a_product(site: Site) -> None:
    site.pages[PATH] = feed("cup", {"title": "no sku"})
    problems = list(source_of(site).records())
    assert all(isinstance(each, Problem) and each.product_lost for each in problems)
    assert len(problems) == 2


def test_images_of_other_hosts_are_left_out_and_told(site: Site, other: Site) -> None:
    images = [f"{site.address}/a.jpg", f"{other.address}/b.jpg", "file:///etc/c.jpg", "d.jpg"]
    site.pages[PATH] = feed({"sku": "cup", "images": images})
    problem, record = source_of(site).records()
    assert isinstance(problem, Problem)
    assert "photo_hosts" in problem.reason
    assert isinstance(record, Record)
    assert record.images == (images[0],)
    *_, record = source_of(site, photo_hosts=[other.host]).records()
    assert isinstance(record, Record)
    assert record.images == tuple(images[:2])


def test_no_redirection_leads_to_another_host(site: Site, other: Site) -> None:
    other.pages["/a.jpg"] = b"secret of the other host"
    site.pages["/a.jpg"] = (302, {"Location": f"{other.address}/a.jpg"}, b"")
    with pytest.raises(UnreadableObject, match="may not be asked"):
        source_of(site).read(stored(f"{site.address}/a.jpg"))
    assert other.asked == []
    for address in (f"{other.address}/a.jpg", "file:///etc/passwd", "ftp://127.0.0.1/a.jpg"):
        with pytest.raises(UnreadableObject, match="may not be asked"):
            source_of(site).read(stored(address))
    assert other.asked == []


def test_headers_go_to_the_feeds_own_host_alone(site: Site, other: Site) -> None:
    other.pages["/a.jpg"] = b"picture"
    site.pages |= {PATH: feed(), "/b.jpg": (302, {"Location": f"{other.address}/a.jpg"}, b"")}
    headers = {"Authorization": "Bearer token"}
    source = source_of(site, headers=headers, photo_hosts=[other.host])
    list(source.records())
    assert source.read(stored(f"{other.address}/a.jpg")) == b"picture"
    assert source.read(stored(f"{site.address}/b.jpg")) == b"picture"
    assert all(got.get("Authorization") == "Bearer token" for _, got in site.asked)
    assert len(other.asked) == 2
    assert not any("Authorization" in got for _, got in other.asked)


@pytest.mark.parametrize(
    ("page", "error"),
    [
        ((404, {}, b""), PhotoGone),
        ((403, {}, b""), UnreadableObject),
        ((429, {}, b""), SourceUnavailable),
        ((503, {}, b""), SourceUnavailable),
        (b"", InvalidPhoto),
        (b"x" * 2000, InvalidPhoto),
    ],
)
def test_what_happens_to_a_photo_has_its_own_error(
    site: Site, settings: Any, page: Any, error: type[Exception]
) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "MAX_PHOTO_BYTES": 1000}
    site.pages["/a.jpg"] = page
    with pytest.raises(error):
        source_of(site).read(stored(f"{site.address}/a.jpg"))


def test_an_answer_that_never_ends_is_given_up(site: Site) -> None:
    site.pages["/a.jpg"] = b"x" * 1000
    source = source_of(site, transfer_timeout=-1)
    with pytest.raises(SourceUnavailable, match="takes too long"):
        source.read(stored(f"{site.address}/a.jpg"))


def test_an_address_with_spaces_and_accents_is_asked_as_browsers_do(site: Site) -> None:
    site.pages["/caf%C3%A9%20cup.jpg"] = b"picture"
    assert source_of(site).read(stored(f"{site.address}/café cup.jpg")) == b"picture"


def test_values_are_found_at_their_paths() -> None:
    item = {
        "handle": "a b/../c",
        "variants": [{"price": "12", "available": 0}, {"price": "9.5", "available": False}],
        "images": [{"src": "x.jpg"}, {"src": None}, {"src": "y.jpg"}],
        "tags": ["red", "blue"],
    }
    fields = {
        **mapping.SHOPIFY,
        "colors": "tags",
        "url": "https://shop.example/p/{handle}?v={missing}",
        "brand": "tags",
        "currency": "=EUR",
    }
    row = mapping.row_of(item, fields)
    assert row["price"] == "9.5"
    assert row["in_stock"] is False
    assert row["images"] == ["x.jpg", "y.jpg"]
    assert (row["colors"], row["brand"]) == (["red", "blue"], "red")
    assert row["url"] == "https://shop.example/p/a%20b%2F..%2Fc?v="
    assert (row["title"], row["currency"]) == (None, "EUR")


def test_what_stands_beside_the_lowest_price_is_that_variants() -> None:
    variants = [
        {"price": "20.00", "compare_at_price": "50.00", "sale": {"price": "5", "to": "2026-12-01"}},
        {"price": "12.00", "compare_at_price": "15.00", "sale": {"price": "9", "to": "2026-12-24"}},
        {"compare_at_price": "99.00"},
        "no variant",
    ]
    fields = {
        **mapping.SHOPIFY,
        "sale_price": "variants.sale.price",
        "sale_ends": "variants.sale.to",
    }
    row = mapping.row_of({"variants": variants}, fields)
    assert (row["price"], row["compare_at_price"]) == ("12.00", "15.00")
    assert (row["sale_price"], row["sale_ends"]) == ("9", "2026-12-24")
    assert mapping.row_of({}, fields)["compare_at_price"] is None


def test_a_feed_says_when_a_sale_price_counts(tmp_path: Path) -> None:
    item = {"sku": "cup", "price": 12, "sale_price": 9, "sale_starts": "2026-11-27T08:00+01:00"}
    (tmp_path / "feed.json").write_text(json.dumps([{**item, "sale_ends": "2026-12-01"}]))
    [record] = JsonFeedSource(path=str(tmp_path / "feed.json")).records()
    assert isinstance(record, Record)
    assert (record.price, record.sale_price) == (Decimal(12), Decimal(9))
    assert record.sale_starts == datetime(2026, 11, 27, 7, tzinfo=UTC)
    assert record.sale_ends == datetime(2026, 12, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "options", [{}, {"url": "https://a.example", "path": "b"}, {"path": "a", "layout": "oxid"}]
)
def test_options_that_cannot_work_are_refused(options: dict[str, str]) -> None:
    with pytest.raises(WrongSettings):
        JsonFeedSource(**options)


def test_a_value_nested_too_deeply_is_left_out_of_its_product(tmp_path: Path) -> None:
    deep = "[" * 600 + "]" * 600
    path = tmp_path / "feed.json"
    path.write_text(f'[{{"sku": "a", "x": {{"y": {deep}}}}}, {{"sku": "b", "title": "B"}}]')
    source = JsonFeedSource(path=str(path), fields={"sku": "sku", "title": "x.y.z"})
    problem, *records = source.records()
    assert isinstance(problem, Problem) and not problem.product_lost
    assert [each.sku for each in records if isinstance(each, Record)] == ["a", "b"]


@pytest.mark.parametrize(
    ("options", "shown", "hidden"),
    [
        ({}, {"status": "active"}, {"status": "draft"}),
        ({}, {"published": True, "deleted_at": None}, {"published": False}),
        ({}, {"hidden": False}, {"deleted_at": "2020-01-01"}),
        ({"layout": "shopify"}, {"published_at": "2020-01-01"}, {"published_at": None}),
        ({"layout": "shopify"}, {}, {"status": "archived"}),
        # What a path leads to is what its column says.
        ({"fields": {"sku": "sku", "in_stock": "status"}}, {"status": "inactive"}, {"hidden": 1}),
    ],
)
def test_what_a_feed_marks_as_hidden_is_no_product(
    tmp_path: Path, options: dict[str, Any], shown: dict[str, object], hidden: dict[str, object]
) -> None:
    items = [{"sku": name, "handle": name} for name in "ab"]
    (tmp_path / "feed.json").write_text(json.dumps([items[0] | shown, items[1] | hidden]))
    record, told = JsonFeedSource(path=str(tmp_path / "feed.json"), **options).records()
    assert isinstance(record, Record) and record.sku == "a"
    assert isinstance(told, Problem) and told.warning and "1 products" in str(told.reason)
