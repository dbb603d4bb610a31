"""Names in a catalogue meet the keys of the bucket, however either is spelled."""

import unicodedata
from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from catalog_search.backends.memory_source import MemorySource
from catalog_search.backends.record_source import RecordSource
from catalog_search.sync.photo_names.photo_listing import PhotoListing
from catalog_search.sync.photo_names.photo_names import PhotoNames
from catalog_search.sync.rows.deletions import missing
from catalog_search.types import Record, StoredPhoto
from tests.support.manifests import jsonl, parsed
from tests.support.shops.sync_shop import SHOE, State, reasons


def names_of(keys: Iterable[str]) -> PhotoNames:
    names = PhotoNames()
    names.photos.add(StoredPhoto(key, "etag", 1) for key in keys)
    return names


COMPOSED, DECOMPOSED = "\u00e9charpe-bleue.jpg", "e\u0301charpe-bleue.jpg"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        (COMPOSED, DECOMPOSED),
        (DECOMPOSED, COMPOSED),
        ("Å/Ärmel.jpg", unicodedata.normalize("NFD", "Å/ärmel.JPG")),
        ("shoe.jpg", "Shoe.JPG"),
        ("STRASSE.jpg", "straße.jpg"),
        ("photos\\red\\shoe.jpg", "photos/red/shoe.jpg"),
        (".\\photos\\..\\shoe.jpg", "shoe.jpg"),
        ("C:\\Users\\me\\Pictures\\shoe.jpg", "photos/shoe.jpg"),
        ("red%20shoe.jpg", "red shoe.jpg"),
        ("red+shoe.jpg", "red shoe.jpg"),
        ("red shoe.jpg", "red+shoe.jpg"),
        ("red shoe.jpg", "red%20shoe.jpg"),
        ("caf%C3%A9.jpg", "cafe\u0301.jpg"),
        ("red\u00a0shoe.jpg", "red shoe.jpg"),
        ("\u202aC:\\Pictures\\shoe.jpg", "photos/shoe.jpg"),
        ("\u200eshoe.jpg", "shoe.jpg"),
        ("ｓｈｏｅ.jpg", "shoe.jpg"),  # noqa: RUF001
        ("نعل.jpg", "نعل\u200f.jpg"),
        ("كتاب.jpg", "\u06a9تاب.jpg"),  # noqa: RUF001
        ("کیف.jpg", "\u0643\u064aف.jpg"),
        ("كـتاب.jpg", "كتاب.jpg"),
        ("น้ำ.jpg", "น\u0e4d\u0e49\u0e32.jpg"),
        ("น\u0e49\u0e4d\u0e32.jpg", "น\u0e4d\u0e49\u0e32.jpg"),
        ("ນ້ຳ.jpg", "ນ\u0ecd\u0ec9\u0eb2.jpg"),
        ("red  shoe .jpg", "red shoe .jpg"),
        ("red shoe .jpg", "red shoe.jpg"),
        ("shoe.jpeg", "shoe.JPG"),
        ("mom\u2019s shoe\u20131.jpg", "mom's shoe-1.jpg"),
        ("İstanbul.jpg", "istanbul.jpg"),
        ("ISPARTA.jpg", "\u0131sparta.jpg"),
        ("https://x.example/shoe_600x.jpg?v=1", "shoe.jpg"),
        ("https://x.example/a/shoe-300x300.jpg", "a/shoe.jpg"),
        ("https://x.example/shoe.jpg!large", "shoe.jpg"),
        ("s/h/shoe.jpg", "photos/shoe.jpg"),
        ("media/catalog/product/S/H/shoe.jpg", "shoe.jpg"),
        ("https://x.example/shoe_600x600_crop_center.jpg?v=1", "shoe.jpg"),
        ("https://x.example/shoe_large@2x.jpg", "shoe.jpg"),
        ("https://x.example/shoe__12345.1600000000.1280.1280.jpg", "shoe.jpg"),
        ("https://x.example/shoe_3f2504e0-4f89-11d3-9a0c-0305e82c3301.jpg?v=1", "shoe.jpg"),
        ("https://x.example/shoe_300x300.progressive.jpg", "shoe.jpg"),
        ("red%2520shoe.jpg", "red shoe.jpg"),
        ("\u2764\ufe0f.jpg", "\u2764.jpg"),
        ("salt&amp;pepper.jpg", "salt&pepper.jpg"),
        ("shoe.jpg?v=1", "shoe.jpg"),
        ("shoe.jpg?v=1&width=600#top", "shoe.jpg"),
        ("photos//shoe.jpg", "photos/shoe.jpg"),
        ("photos/shoe.jpg", "photos//shoe.jpg"),
        ("./photos/x/../shoe.jpg", "photos/shoe.jpg"),
        ("https://cdn.example/files/red/shoe.jpg?v=1", "photos/red/shoe.jpg"),
        ("https://cdn.example/files/Red%20Shoe.JPG", "photos/red shoe.jpg"),
        ("//cdn.example/shoe.jpg", "shoe.jpg"),
        ("s3://bucket/pre/shoe.jpg", "pre/shoe.jpg"),
        ("HTTP://cdn.example/caf%C3%A9.jpg", "cafe\u0301.jpg"),
    ],
)
def test_a_name_means_the_only_key_that_fits(name, key):
    assert names_of([key, "other/shoes.jpg", "x.png"]).find(name).key == key


@pytest.mark.parametrize(
    ("name", "keys", "key"),
    [
        (COMPOSED, [COMPOSED, DECOMPOSED], COMPOSED),
        (DECOMPOSED, [COMPOSED, DECOMPOSED], DECOMPOSED),
        ("shoe.jpg", ["Shoe.jpg", "shoe.jpg"], "shoe.jpg"),
        ("shoe.jpg?v=1", ["Shoe.jpg", "shoe.jpg"], "shoe.jpg"),
        ("red+shoe.jpg", ["red shoe.jpg", "red+shoe.jpg"], "red+shoe.jpg"),
        ("red%20shoe.jpg", ["red shoe.jpg", "red%20shoe.jpg"], "red%20shoe.jpg"),
        ("red%20shoe.jpg", ["red shoe.jpg", "Red Shoe.jpg"], "red shoe.jpg"),
        ("a\\b.jpg", ["a/b.jpg", "a\\b.jpg"], "a\\b.jpg"),
        ("what?.jpg", ["what.jpg", "what?.jpg"], "what?.jpg"),
        ("https://x.example/b/shoe.jpg", ["a/shoe.jpg", "b/shoe.jpg"], "b/shoe.jpg"),
        ("https://x.example/c/b/shoe.jpg", ["b/shoe.jpg", "c/b/Shoe.jpg"], "c/b/Shoe.jpg"),
        ("https://x.example/b/shoe.jpg", ["B/shoe.jpg", "B/Shoe.jpg"], "B/shoe.jpg"),
        ("https://x.example/z/shoe.jpg", ["a/shoe.jpg", "b/Shoe.jpg"], "a/shoe.jpg"),
        ("https://x.example/shoe@2x.jpg", ["shoe.jpg", "shoe@2x.jpg"], "shoe@2x.jpg"),
    ],
)
def test_the_nearest_spelling_wins(name, keys, key):
    assert names_of(keys).find(name).key == key


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("SHOE.jpg", ["Shoe.jpg", "shoe.jpg"]),
        ("R\u00c9D.jpg", ["r\u00e9d.jpg", "re\u0301d.jpg"]),
        ("Red%20shoe.jpg", ["red+shoe.jpg", "RED shoe.jpg"]),
        ("https://x.example/c/shoe.jpg", ["a/shoe.jpg", "b/shoe.jpg"]),
        ("D:\\shoe.jpg", ["a/shoe.jpg", "b/shoe.jpg"]),
    ],
)
def test_several_that_fit_are_told_by_name(name, keys):
    photo = names_of(keys).find(name)
    assert (photo.key, photo.ambiguous) == ("", True)
    written = [key if key.isascii() else ascii(key)[1:-1] for key in keys]
    assert all(f"'{key}'" in photo.reason for key in written)


@pytest.mark.parametrize(
    ("name", "keys", "key"),
    [
        ("shoe.jpg", ["shoe.webp"], "shoe.webp"),
        ("a/shoe.jpg", ["a/Shoe.PNG", "b/shoe.png"], "a/Shoe.PNG"),
        ("https://x.example/a/shoe.jpg?v=1", ["a/shoe.webp", "b/shoe.webp"], "a/shoe.webp"),
        ("https://x.example/a/shoe-300x300.jpg", ["a/shoe.webp"], "a/shoe.webp"),
        ("shoe-scaled.jpg", ["shoe.jpg"], "shoe.jpg"),
        ("2024/01/shoe.jpg", ["2024/01/shoe-scaled.jpg"], "2024/01/shoe-scaled.jpg"),
        ("https://x.example/2024/shoe.jpg", ["2024/shoe-scaled.webp"], "2024/shoe-scaled.webp"),
        ("shoe.jpg", ["shoe.JPEG", "shoe.webp"], "shoe.JPEG"),
        ("v1.2.jpg", ["v1.2.png", "v1.3.png", "v1.png"], "v1.2.png"),
        ("shoe.jpg", ["shoe.webp", "shoe.png"], ""),
        ("a/shoe.jpg", ["b/shoe.webp"], ""),
        ("shoe.jpg", ["shoe.left.webp", "shoes.webp"], ""),
        ("shoe", ["shoe.webp"], ""),
        # No copies of it, but photos of other sizes of what is sold.
        ("rug-120x180.jpg", ["rug.jpg"], ""),
        ("a/bag_small.jpg", ["a/bag.jpg", "a/bag.webp"], ""),
    ],
)
def test_a_photo_that_was_converted_or_shrunk_is_found(name, keys, key):
    assert names_of(keys).find(name).key == key


def test_a_path_is_not_sought_in_other_folders_but_told():
    photo = names_of(["b/shoe.jpg", "c/d/SHOE.jpg"]).find("a/shoe.jpg")
    assert (photo.key, photo.ambiguous) == ("", False)
    assert photo.reason == "is not in the source. There is 'b/shoe.jpg' or 'c/d/SHOE.jpg'"
    assert names_of(["b/hat.jpg"]).find("https://x.example/shoe.jpg").reason == (
        "is not in the source"
    )


def test_a_file_name_that_every_folder_has_costs_little(monkeypatch):
    """Each name looks at its own folder's photo, never at all that are called alike."""
    names = names_of(f"sku-{number}/main.jpg" for number in range(20_000))
    looked_at = []
    beginning = PhotoListing.beginning

    def counted(self, *args, **kwargs):
        keys = beginning(self, *args, **kwargs)
        looked_at.append(len(keys))
        return keys

    monkeypatch.setattr(PhotoListing, "beginning", counted)
    assert names.find("https://x.example/SKU-7/main.jpg").key == "sku-7/main.jpg"
    assert "or others" in names.find("https://x.example/main.jpg").reason
    assert max(looked_at) <= 50


def test_a_listing_gives_back_what_it_was_given():
    photos = [StoredPhoto(f"{n}.jpg", f"e{n}", n, "v" * (n % 2)) for n in range(3)]
    names = PhotoNames()
    names.photos.add(photos)
    assert list(names.photos) == photos


@given(st.lists(st.text(max_size=20), max_size=8), st.text(max_size=30))
@example(["a.jpg"], "?")
@example(["", "/"], "https://")
def test_no_name_fails_and_what_is_found_is_a_key(keys, name):
    names = names_of(keys)
    assert names.find(name).key in {"", *keys}
    assert [names.find(key).key for key in keys] == keys


# In a sync


def test_a_photo_spelled_otherwise_belongs_to_the_product_that_names_it(shop):
    shop.source.stored_records = [replace(SHOE, images=(COMPOSED, "https://x.example/B.jpg?v=1"))]
    shop.source.stored_photos = {DECOMPOSED: b"x", "photos/b.jpg": b"y"}
    run = shop.sync()
    assert (run.problem_count, shop.skus()) == (0, {"shoe"})
    assert shop.keys() == {DECOMPOSED, "photos/b.jpg"}
    assert [photo.key for photo in shop.product("shoe").photos.all()] == [
        DECOMPOSED,
        "photos/b.jpg",
    ]
    again = shop.sync()
    assert (again.photos_new, again.photos_changed, again.problem_count) == (0, 0, 0)
    assert shop.photo(DECOMPOSED).state == State.LIVE


def test_a_title_is_made_of_the_photo_that_is_meant(shop):
    shop.source.stored_records = [Record("1", images=("https://x.example/red-shoe.jpg",))]
    shop.source.stored_photos, shop.source.stored_titles = {"a/red-shoe.jpg": b"x"}, {}
    shop.sync()
    assert shop.product("1").title == "Red shoe"


def test_a_name_with_two_meanings_is_told_and_no_row(shop):
    shop.source.stored_records = [replace(SHOE, images=("SHOE.jpg", "https://x.example/no.jpg"))]
    shop.source.stored_photos = {"shoe.jpg": b"x", "Shoe.jpg": b"y"}
    run = shop.sync()
    assert shop.keys() == {"shoe.jpg", "Shoe.jpg"}
    messages = [reason for _, reason in reasons(run)]
    assert messages == [
        "shoe: image 'SHOE.jpg' may be 'Shoe.jpg' or 'shoe.jpg'; write the one that is meant.",
        "shoe: image 'https://x.example/no.jpg' is not in the source.",
    ]


def test_two_names_of_one_photo_are_one_and_two_products_of_one_are_told(shop):
    shop.source.stored_records = [
        Record("1", images=("A.jpg", "a.jpg?v=2", "https://x.example/a.jpg")),
        Record("2", images=("a.JPG",)),
    ]
    shop.source.stored_photos = {"a.jpg": b"x"}
    run = shop.sync()
    assert [photo.key for photo in shop.product("1").photos.all()] == ["a.jpg"]
    assert [reason for _, reason in reasons(run)] == ["2: 'a.jpg' is already a photo of 1."]


def test_a_path_in_the_wrong_folder_is_told_with_what_there_is(shop):
    shop.source.stored_records = [Record("1", images=("a/shoe.jpg",))]
    shop.source.stored_photos = {"b/shoe.jpg": b"x"}
    run = shop.sync()
    assert reasons(run) == [
        ("a/shoe.jpg", "Product 1 names this photo, but the source does not have it. "
                       "There is 'b/shoe.jpg'.")
    ]  # fmt: skip
    assert shop.photo("a/shoe.jpg").state == State.MISSING


@pytest.mark.parametrize(
    ("key", "words"),
    [(".photos/a.jpg", "hidden"), ("@eaDir/a.jpg", "hidden"), ("x/._a.jpg", "hidden"),
     ("photos/.22-pellets.jpg", "does not have it"), ("b/a.jpg", "does not have it")],
)  # fmt: skip
def test_a_hidden_photo_is_told_as_that(key: str, words: str) -> None:
    assert words in missing(key, "S1", "")
    assert "There is 'b/c.jpg'." in missing(key, "S1", "'b/c.jpg'")


def test_a_source_whose_names_are_keys_is_listed_after_its_records(shop, monkeypatch):
    calls = []
    shop.stock(SHOE)
    for name in ("records", "photos"):
        ask = getattr(MemorySource, name)
        monkeypatch.setattr(
            MemorySource, name, lambda self, ask=ask, name=name: calls.append(name) or ask(self)
        )
    monkeypatch.setattr(MemorySource, "names_are_keys", True, raising=False)
    assert shop.sync().photos == 2
    assert calls == ["records", "photos"]
    assert RecordSource.names_are_keys


# In a manifest


@pytest.mark.parametrize(
    ("written", "images"),
    [
        ("a.jpg, b.jpg", ("f/a.jpg", "f/b.jpg")),
        ("a.jpg,b.jpg?v=1 , c.PNG", ("f/a.jpg", "f/b.jpg?v=1", "f/c.PNG")),
        ("red, blue.jpg", ("f/red, blue.jpg",)),
        ("https://x.example/a.jpg, https://x.example/b.jpg",
         ("https://x.example/a.jpg", "https://x.example/b.jpg")),
        (["a, b.jpg"], ("f/a, b.jpg",)),
        ('"a.jpg"; \u201cb.jpg\u201d', ("f/a.jpg", "f/b.jpg")),
        ("\u201ea.jpg\u201c", ("f/a.jpg",)),
        ("\u201ea.jpg\u201c, \u201eb.jpg\u201c", ("f/a.jpg", "f/b.jpg")),
        ("\u201aa.jpg\u2018; \u2019b.jpg\u2019", ("f/a.jpg", "f/b.jpg")),
        ("\u300ca.jpg\u300d|\u2039b.jpg\u203a", ("f/a.jpg", "f/b.jpg")),
        ("`a.jpg`", ("f/a.jpg",)),
        ("\u300cnew\u300da.jpg", ("f/\u300cnew\u300da.jpg",)),
        ("\u2019s a.jpg", ("f/\u2019s a.jpg",)),
        ("https:\\/\\/x.example\\/a.jpg", ("https://x.example/a.jpg",)),
        ("\\\\server\\a.jpg", ("f/\\\\server\\a.jpg",)),
        ("a&amp;b.jpg; c.jpg", ("f/a&b.jpg", "f/c.jpg")),
        ("https://x.example/a.jpg?w=1&amp;h=2", ("https://x.example/a.jpg?w=1&h=2",)),
        ("https://x.example/a.jpg?w=1&copy=2", ("https://x.example/a.jpg?w=1&copy=2",)),
        ("a.jpg\nb.jpg\r\nc.jpg", ("f/a.jpg", "f/b.jpg", "f/c.jpg")),
        ("a.jpg b.jpg", ("f/a.jpg", "f/b.jpg")),
        ("red shoe.jpg", ("f/red shoe.jpg",)),
        ("https://x.example/red hat.jpg https://x.example/b.jpg",
         ("https://x.example/red hat.jpg", "https://x.example/b.jpg")),
        ("https://x.example/w_9,h_9/a.jpg,https://x.example/w_9,h_9/b.jpg",
         ("https://x.example/w_9,h_9/a.jpg", "https://x.example/w_9,h_9/b.jpg")),
        ("a.jpg, b.jpg, ", ("f/a.jpg", "f/b.jpg")),
        ("a.jpg,", ("f/a.jpg",)),
        ("[a.jpg, b.jpg]", ("f/a.jpg", "f/b.jpg")),
        ("https://x.example/a.jpg ! alt : A, b ! title : A | https://x.example/b.jpg ! alt :",
         ("https://x.example/a.jpg", "https://x.example/b.jpg")),
        ("a.jpg::Front view;b.jpg::Back", ("f/a.jpg", "f/b.jpg")),
        ("a.jpg:Front, in the sun|b.jpg:Back|", ("f/a.jpg", "f/b.jpg")),
        ("a.jpg (main), b.jpg", ("f/a.jpg", "f/b.jpg")),
        ("shoe (1).jpg", ("f/shoe (1).jpg",)),
        ("a.jpg\uff0cb.jpg\u3001c.jpg", ("f/a.jpg", "f/b.jpg", "f/c.jpg")),
        ("a.jpg & b.jpg", ("f/a.jpg", "f/b.jpg")),
        ("a.jpg / b.jpg", ("f/a.jpg", "f/b.jpg")),
        ("a / b.jpg", ("f/a / b.jpg",)),
        ("a.jpg/b.jpg", ("f/a.jpg/b.jpg",)),
        ("a.jpg + b.jpg + c.jpg", ("f/a.jpg", "f/b.jpg", "f/c.jpg")),
        ("salt & pepper.jpg", ("f/salt & pepper.jpg",)),
        ("https://x.example/a.jpg?f=b.jpg&g=c.jpg", ("https://x.example/a.jpg?f=b.jpg&g=c.jpg",)),
        ("a.jpg<br>b.jpg<br/>c.jpg", ("f/a.jpg", "f/b.jpg", "f/c.jpg")),
        ('<img alt="x" src="a.jpg"><p><img src=\'b.jpg\'></p>', ("f/a.jpg", "f/b.jpg")),
        ("&lt;img src=&quot;a.jpg&quot;&gt;", ("f/a.jpg",)),
        ("<https://x.example/a.jpg>", ("https://x.example/a.jpg",)),
        ("<a.jpg>", ("f/a.jpg",)),
        ('=IMAGE("https://x.example/a.jpg", 1)', ("https://x.example/a.jpg",)),
        ("a.jpg\\nb.jpg", ("f/a.jpg", "f/b.jpg")),
        ("photos\\new.jpg", ("f/photos\\new.jpg",)),
    ],
)  # fmt: skip
def test_images_of_a_cell(written, images):
    (record,) = parsed(jsonl({"sku": "s", "images": written}), "f/catalog.jsonl", "")
    assert record.images == images


@pytest.mark.parametrize(
    ("written", "images", "told"),
    [
        ("a.jpg, b.gif", ("a.jpg",), ["b.gif"]),
        ("b.gif, a.jpg, manual.pdf", ("a.jpg",), ["b.gif", "manual.pdf"]),
        ("a.jpg b.gif", ("a.jpg",), ["b.gif"]),
        ("a.jpg, b", ("a.jpg",), ["b"]),
        ("https://x.example/a.jpg, https://x.example/b?id=3", ("https://x.example/a.jpg",),
         ["https://x.example/b?id=3"]),
        ("one two.gif", (), ["one two.gif"]),
        ("see a.jpg of it", (), ["see a.jpg of it"]),
    ],
)  # fmt: skip
def test_one_file_that_is_no_photo_costs_no_other(written, images, told):
    *problems, record = parsed(jsonl({"sku": "s", "images": written}), "catalog.jsonl", "")
    assert record.images == images
    assert [p.reason for p in problems] == [
        f"s: image {name!r} is not a .jpg, .jpeg, .png or .webp file." for name in told
    ]


def test_an_endless_name_is_told():
    for name in ("https://x.example/" + "?" * 10_000 + ".jpg", "a.jpg?" + "v" * 10_000):
        problem, record = parsed(jsonl({"sku": "s", "images": [name]}), "catalog.jsonl")
        assert (record.images, "longer than" in problem.reason) == ((), True)
