"""What a bucket holds besides photos and manifests: told, or left out."""

import pytest

from catalog_search.backends.s3.tables import Tables
from catalog_search.sync.files import unread
from catalog_search.sync.left_behind import left_behind
from catalog_search.types import Problem, Record
from tests.support.shops.shelves import BucketShelf


@pytest.mark.parametrize(
    ("key", "advice"),
    [
        ("products.csv", "call it catalog.csv"),
        ("a/catalog.tsv", "call it catalog.csv"),
        ("catalog (1).csv", "call it catalog.csv"),
        ("catalog_de.csv", "call it catalog.csv"),
        ("Catalog.XLSX", "save it as CSV UTF-8"),
        ("stock.ods", "save it as CSV UTF-8"),
        ("catalog.csv.gz", "unpack it and call it catalog.csv"),
        ("catalog.jsonl.zip", "unpack it and call it catalog.jsonl"),
        ("catalog.json", "call it catalog.jsonl"),
        ("Artikel.json", "call it catalog.jsonl"),
        ("produits.xml", "call it catalog.xml"),
        ("feed.rss", "call it catalog.xml"),
        ("catalog.csv.txt", "call it catalog.csv"),
        ("catalog.csv ", "call it catalog.csv"),
        ("catalog.zip", "unpack it"),
        ("photos.tar.gz", "unpack it"),
        ("products.parquet", "save it as CSV UTF-8"),
        ("products.ndjson", "call it catalog.jsonl"),
        ("feed.xml", "call it catalog.xml"),
        ("export.txt", "call it catalog.csv"),
        ("CATALOG", "call it catalog.csv"),
        ("catalog.jl", "call it catalog.jsonl"),
        ("catalog.csv.1", "call it catalog.csv"),
        ("catalog.psv", "call it catalog.csv"),
        ("catalog.fods", "save it as CSV UTF-8"),
        ("products.pdf", "save it as CSV UTF-8"),
        ("товары.xml", "call it catalog.xml"),
        ("Preisliste.txt", "call it catalog.csv"),
        ("cata\u0301logo.xml", "call it catalog.xml"),
        ("allproducts.json", "call it catalog.jsonl"),
        ("warenbestand.json", "call it catalog.jsonl"),
        ("data.json", "call it catalog.jsonl"),
        ("google_shopping.txt", "call it catalog.csv"),
        ("google.xml", "call it catalog.xml"),
        ("shop.xml", "call it catalog.xml"),
        ("rss.xml", "call it catalog.xml"),
        ("datafeed.txt", "call it catalog.csv"),
        ("Liste.txt", "call it catalog.csv"),
        ("catalog.cvs", "call it catalog.csv"),
        ("catalog_csv", "call it catalog.csv"),
        ("catalog.csv.bak", "call it catalog.csv"),
        ("catalog.csv.old", "call it catalog.csv"),
        ("catalog.jsonl~", "call it catalog.jsonl"),
        ("catalog.csv.br", "unpack it and call it catalog.csv"),
        ("catalog.gsheet", "save it as CSV UTF-8"),
        ("products.csv.part", "upload the whole file as catalog.csv"),
        ("catalog.csv.crdownload", "upload the whole file as catalog.csv"),
        ("catalog.jsonl.tmp", "upload the whole file as catalog.jsonl"),
        ("products.geojson", "save it as CSV UTF-8"),
        ("products.orc", "save it as CSV UTF-8"),
        ("\u0441atalog.csv", "call it catalog.csv"),
        ("c\u0430talog.json", "call it catalog.jsonl"),
        ("catalog.\u0441sv", "call it catalog.csv"),
        (
            "\uff43\uff41\uff54\uff41\uff4c\uff4f\uff47\uff0e\uff43\uff53\uff56",
            "call it catalog.csv",
        ),
        ("\u0441atalog.jsonl", "call it catalog.jsonl"),
        ("catalog.csv.", "call it catalog.csv"),
        ("#catalog.csv#", "call it catalog.csv"),
        ("catalog.csv_old", "call it catalog.csv"),
        ("catalog.csv-1", "call it catalog.csv"),
        ("catalog.csv.001", "call it catalog.csv"),
        ("BMEcat_2005.xml", "call it catalog.xml"),
        ("Flat.File.Clothing.txt", "call it catalog.csv"),
        ("catalog csv", "call it catalog.csv"),
        ("catalog%2Ecsv", "call it catalog.csv"),
        ("catalog.csv%20", "call it catalog.csv"),
        ("catalog.csv?versionId=3", "call it catalog.csv"),
        ("catalog.csv\u200b", "call it catalog.csv"),
        ("market-feed.yml", "call it catalog.xml"),
        ("product_catalog", "call it catalog.csv"),
        ("shop/items", "call it catalog.csv"),
        ("shop/Product Export 2026-11-27", "call it catalog.csv"),
        ("produkt-katalog", "call it catalog.csv"),
        *(
            (f"catalog.csv{tail}", "call it catalog.csv")
            for tail in (
                ".2026-11-01",
                "-20261101",
                " (1)",
                " - Copy",
                ";1",
                ".processed",
                ".gz.part",
            )
        ),
        *(("catalogcsv", "call it catalog.csv"), ("catalog.jsonl.done", "call it catalog.jsonl")),
        ("PRODUITS_20261127", "call it catalog.csv"),
        ("lista_productos", "call it catalog.csv"),
    ],
)
def test_a_file_that_looks_like_a_catalogue_is_told(key: str, advice: str) -> None:
    problem = unread(key)
    assert problem is not None and problem.where == key and problem.warning
    assert advice in problem.reason


@pytest.mark.parametrize(
    "key",
    ["a.jpg", "readme.txt", "sitemap.xml", "settings.json", "csv", "folder.csv/a.jpg", "a.pdf",
     "docker-compose.yml", "notes.sql", "metadata.json", "photoshop.xml", "google1f3a.html",
     "playlist.txt", "tsconfig.json", "a-csv/b.txt", "database.json", "humans.txt",
     "roads.geojson", "readme.md", "import.log", "catalog.csv.md5", "setup.tmp", "a.jpg.part",
     "catalog.xmlrpc",
     "~$catalog.xlsx", "shop/~$products.xlsm", ".~lock.catalog.csv#", "._catalog.csv",
     "__MACOSX/products.xlsx", "#recycle/catalog.csv", ".catalog.csv.swp", ".catalog.csv.part",
     "LICENSE", "item-1234", "products-17", "product", "shop/hat", "items/hat", "front"],
)  # fmt: skip
def test_other_files_are_not(key: str) -> None:
    assert unread(key) is None


@pytest.mark.parametrize(
    "key",
    [
        "._shoe.jpg", "photos/._shoe.jpg", "__MACOSX/photos/._shoe.jpg", "~$shoe.jpg",
        ".trash/old.jpg", "@eaDir/shoe.jpg/SYNOFILE_THUMB_M.jpg", "SYNOFILE_THUMB_M.jpg",
        "Thumbs.db", "#recycle/a.jpg", ".git/catalog.csv", "a/.hidden/b.jpg", ".DS_Store",
        "Recycle Bin - Volume_1/a.jpg", "Trash-1000/files/a.jpg", "@Recycled/a.jpg",
        "Backups.backupdb/a.jpg", "shoe.jpg.sb-1234abcd-xyz123/shoe.jpg",
        "$RECYCLE.BIN/a.jpg", "lost+found/a.jpg", "SYNOFILE THUMB M.jpg", "@Recycle/a.jpg",
        "photos/@__thumb/a.jpg", "RECYCLER/a.jpg", "Network Trash Folder/a.jpg",
        "wp-content/uploads/2024/05/shoe-150x150.jpg", "uploads/2024/05/shoe-1024x768.webp",
        "media/catalog/product/cache/0f3a/s/h/shoe.jpg", "~WRL0001.jpg", "a.tmp.jpg", "a.part.jpg",
        "wp-content/uploads/2024/05/a-300x300@2x.jpg", "img/p/1/2/12-home_default.jpg",
        "image/cache/catalog/shoe-100x100.jpg", "Catalog Previews.lrdata/0/a.jpg",
        "AlbumArt_{0000}_Large.jpg", "_gsdata_/a.jpg",
        "a.sync-conflict-20240131-101500-ABCDEFG.jpg", "a (conflicted copy 2024-01-31).jpg",
        "a (Anna's conflicted copy 2024-01-31 1).jpg",
        "images/shoe.jpg.300x300_q85_crop.jpg", "shoe.png.64x0_q90.png",
        "CACHE/images/shoe/0af3.jpg", "images/shoe.width-300.jpg", "a.2e16d0ba.fill-9x9-c100.jpg",
        "images/shoe.max-165x165.format-webp.webp", "thumbnail/ab/cd/shoe_800x800.jpg",
        "media/image/thumbnail/shoe_600x600@2x.jpg", "woocommerce-placeholder-600x600.png",
        "sites/default/files/styles/large/public/shoe.jpg", "media/cache/small/a.jpg",
        "content/images/size/w600/2024/01/a.jpg", "fileadmin/_processed_/a/b/csm_shoe_1f.jpg",
        "cache/0a/f3/0123456789abcdef0123456789abcdef.jpg", "img/tmp/product_mini_1.jpg",
        "media/tmp/catalog/product/a.jpg", "RECYCLE.BIN/x.jpg", "Trash/y.jpg",
        ".Trash-1000/files/a.jpg", "PaxHeader/a.jpg", "PaxHeaders.12/a.jpg", "@sharebin/a.jpg",
        "_vti_cnf/a.jpg", "_svn/a.jpg", "CVS/a.jpg", "_thumbs/Images/a.jpg", "~snapshot/a.jpg",
        "LOST.DIR/a.jpg", "found.001/a.jpg", "_temporary/0/a.jpg", "typo3temp/a/csm_a.jpg",
        "assets/_resampled/a.jpg", "trashbox/a.jpg", "PRIVATE/M4ROOT/THMBNL/a.jpg",
        "resources/_gen/images/a_hu1_300x0.jpg", "_300x200_crop_center-center_82_line/a.jpg",
        "_autox90_fit_center/a.jpg", "a__FitMaxWzYwMCw0MDBd.jpg", "v1/fill/w_300,h_200,al_c/a.jpg",
        "thumb_12_200_200_0_0_crop.jpg", "application/files/thumbnails/small/a.jpg",
        "media/image/ab/cd/a_140x140.jpg", "__MACOSX 2/a.jpg", "$RECYCLE.BIN (1)/a.jpg",
        "img/c/3-category_default.jpg", "storage/1/conversions/shoe-thumb.jpg", "favicon-32x32.png",
        "1/responsive-images/shoe___media_library_original_340_280.jpg", "apple-touch-icon.png",
        "cdn-cgi/image/width=80/shoe.jpg", "transforms/_800xAUTO/shoe.jpg", "a (Konflikt).jpg",
        "a (Kollision von Anna 2024-01-31).jpg", "a (OneDrive conflict).jpg", "a (Conflict 2).jpg",
        "AlbumArtSmall.jpg", "iPod Photo Cache/F00/a.jpg", "a.lrlibrary/a.jpg", "~lock.a.jpg",
        "a_conflict-20240131-101500.jpg", "a (SFConflict a@x.com 2024-01-31-12-00-00).jpg",
        "a [conflicted].jpg", "a [conflicted 2].jpg", "a (case conflict).jpg", "a.bak.jpg",
        "a (In Konflikt stehende Kopie von Anna 2024-01-31).jpg", "a.icloud.jpg", "a.swp.jpg",
        "a (Copie en conflit de Anna 2024-01-31).jpg", "a~20240131-101500.jpg", "a.filepart.jpg",
        "a (Copia en conflicto de Anna (PC) 2024-01-31).jpg",
    ],
)  # fmt: skip
def test_what_systems_leave_behind_is_known(key: str) -> None:
    assert left_behind(key)
    assert left_behind(f".shop/{key}", ".shop/")


@pytest.mark.parametrize(
    "key",
    [
        "a.jpg",
        "..jpg",
        "./dot.jpg",
        "a/b..jpg",
        "a/../b.jpg",
        "x~$.jpg",
        "mac/osx.jpg",
        "rugs/rug-120x80.jpg",
        "uploads/2024/05/shoe.jpg",
        "wp-content/shoe-2.jpg",
        "cache/a.jpg",
        "photo (1).jpg",
        "hat - Copy.jpg",
        "conflicted copy.jpg",
        "tmp/a.jpg",
        "template.jpg",
        "img/p/1/2/12.jpg",
        "original_images/shoe.jpg",
        "shirt.width-large.jpg",
        "thumbnail/shoe.jpg",
        "thumbnails/rug_120x80.jpg",
        "styles/boho/public-figure.jpg",
        "rug.80x120.jpg",
        "cache/images.jpg",
        "trash cans/a.jpg",
        "placeholder.png",
        "catalog/product/s/h/shoe.jpg",
        "thumbs/a.jpg",
        "case conflict (1).jpg",
        "cvs-receipt.jpg",
        "found-object.jpg",
        "shoe__fit.jpg",
        "shoe__fillwooden.jpg",
        "v1/a.jpg",
        "backup/camera.jpg",
        "gen/a.jpg",
        "swamp.part-2.jpg",
        "album~2024.jpg",
    ],
)
def test_photos_of_products_are_not_left_behind(key: str) -> None:
    assert not left_behind(key)
    assert not left_behind(f".shop/{key}", ".shop/")


def test_pictures_in_other_formats_are_told_once(moto) -> None:
    shelf = BucketShelf(moto)
    for key in ("a.jpg", "b.AVIF", "c.heic", "d.gif", "._e.heic", "f.pdf"):
        shelf.put(key, b"x")
    photo, problem = shelf.source.photos()
    assert getattr(photo, "key", "") == "a.jpg"
    assert isinstance(problem, Problem) and problem.warning and problem.where == "b.AVIF"
    assert "(3, this one first)" in problem.reason and "JPEG, PNG or WebP" in problem.reason
    assert [each.where for each in shelf.source.check()] == ["b.AVIF"]


def test_a_bucket_tells_what_it_does_not_read_and_leaves_out_the_rest(moto) -> None:
    shelf = BucketShelf(moto)
    for key in ("a.jpg", "._a.jpg", ".trash/b.jpg", "@eaDir/c.jpg"):
        shelf.put(key, b"x")
    shelf.put("products.csv", b"sku\n1\n")
    shelf.put(".trash/catalog.csv", b"sku\n2\n")
    shelf.put(".trash/products.csv", b"sku\n2\n")
    shelf.put("catalog.csv", b"sku\n3\n")
    items = list(shelf.source.records())
    assert [each.sku for each in items if isinstance(each, Record)] == ["3"]
    assert [each.where for each in items if isinstance(each, Problem)] == ["products.csv"]
    assert [photo.key for photo in shelf.source.photos()] == ["a.jpg"]
    assert [(each.where, each.warning) for each in shelf.source.check()] == [("products.csv", True)]


@pytest.mark.parametrize(
    ("prefix", "advice"),
    [
        ("shob", "Correct OPTIONS['prefix']"),
        ("/shop", "write 'shop'"),
        ("s3://bucket/shop", "without the scheme and the bucket"),
    ],
)
def test_an_empty_prefix_is_told_at_sync_and_by_the_check(moto, prefix: str, advice: str) -> None:
    shelf = BucketShelf(moto, prefix=prefix)
    BucketShelf(moto, prefix="shop").put("shop/a.jpg", b"x")
    for items in (list(shelf.source.records()), shelf.source.check()):
        [problem] = items
        assert isinstance(problem, Problem) and not problem.warning
        assert advice in problem.reason


@pytest.mark.parametrize(
    ("keys", "order", "told"),
    [
        (["backup/catalog.csv", "catalog.csv"], [1, 0], [0]),
        (["a/catalog.csv", "a/old/catalog.csv", "b/Archive/catalog.csv"], [0, 2, 1], [1, 2]),
        (["2026-10-01/catalog.csv", "2026-11-01/catalog.csv"], [1, 0], [0]),
        (
            ["x/2026-1001/catalog.csv", *(f"202{n}1001/catalog.csv" for n in range(4, 7))],
            [3, 0, 2, 1],
            [1, 2],
        ),
        (["archive/catalog.csv", "shop/eu/catalog.csv"], [1, 0], [0]),
        # No folders of copies beside others, and numbers that are no dates.
        (["archive/catalog.csv", "archive/x/catalog.csv"], [0, 1], []),
        (["20261101/catalog.csv", "gold/catalog.csv", "12345678/catalog.csv"], [0, 1, 2], []),
    ],
)
def test_manifests_in_folders_of_older_copies_are_told(
    keys: list[str], order: list[int], told: list[int]
) -> None:
    tables = Tables()
    for key in keys:
        tables.add({"Key": key, "Size": 1, "ETag": "x"})
    items = list(tables)
    assert [item for item in items if isinstance(item, str)] == [keys[number] for number in order]
    problems = [item.where for item in items if isinstance(item, Problem)]
    assert problems == [keys[number] for number in told]
