"""The demo: its archives are verified and read, and any bucket can be shown by it."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import uuid
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from shop import demo_catalogue
from shop.demo_catalogue import DemoCatalogueError, fetch, load, saleor_objects, vendure_objects
from tests.support.servers.servers import S3Server
from tests.support.shops.factories import color_bytes

PICTURE = color_bytes("red")
PLAIN = {
    "DJANGO_SETTINGS_MODULE": "shop.settings",
    "AWS_ACCESS_KEY_ID": "any",
    "AWS_SECRET_ACCESS_KEY": "any",
    "AWS_DEFAULT_REGION": "us-east-1",
}


def saleor_wheel(path: Path) -> Path:
    def row(model: str, key: int, **fields: object) -> dict:
        return {"model": f"product.{model}", "pk": key, "fields": fields}

    rows = [
        row("category", 1, name="Apparel", parent=None),
        row("category", 2, name="Shoes", parent=1),
        row(
            "product",
            7,
            name="Red shoe",
            description="Walks.",
            category=2,
            minimal_variant_price_amount="5.50",
            currency="USD",
        ),
        row("productimage", 1, product=7, image="products/shoe_AbCdEf1.png"),
        row("productvariant", 1, product=7, sku="123"),
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("saleor/static/populatedb_data.json", json.dumps(rows))
        archive.writestr("saleor/static/placeholders/shoe.png", PICTURE)
    return path


def vendure_archive(path: Path) -> Path:
    table = (
        "name , description , assets , facets , sku , price , stockOnHand\n"
        'Cactus , "Green, spiky" , cactus.jpg , category:Home|category:Plants|color:green , C1 ,'
        " 3.00 , 0\n"
        " , , , , C2 , 4.00 , 5\n"
    )
    members = {
        "package/assets/products.csv": table.encode(),
        "package/assets/images/cactus.jpg": PICTURE,
    }
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


def test_the_first_shop_becomes_a_manifest_and_photos(tmp_path: Path) -> None:
    objects = saleor_objects(saleor_wheel(tmp_path / "saleor.whl"))
    assert objects["saleor/photos/shoe_AbCdEf1.png"] == PICTURE
    assert json.loads(objects["saleor/catalog.jsonl"]) == {
        "sku": "123",
        "title": "Red shoe",
        "description": "Walks.",
        "category": ["Apparel", "Shoes"],
        "price": "5.50",
        "currency": "USD",
        "images": ["photos/shoe_AbCdEf1.png"],
    }


def test_the_second_shop_becomes_a_table_and_photos(tmp_path: Path) -> None:
    objects = vendure_objects(vendure_archive(tmp_path / "vendure.tgz"))
    assert objects["vendure/photos/cactus.jpg"] == PICTURE
    lines = objects["vendure/catalog.csv"].decode().splitlines()
    assert lines[1] == (
        'C1,Cactus,"Green, spiky",Home > Plants,,green,3.00,USD,0,photos/cactus.jpg'
    )
    assert len(lines) == 2


def test_an_archive_that_is_not_the_published_one_is_refused_and_forgotten(tmp_path: Path) -> None:
    path = saleor_wheel(tmp_path / demo_catalogue.SALEOR.file_name)
    with pytest.raises(DemoCatalogueError, match="run again"):
        fetch(demo_catalogue.SALEOR, tmp_path)
    assert not path.exists()


def test_a_failed_download_says_what_to_do(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import sys; sys.exit('no route to host')")
    with pytest.raises(DemoCatalogueError, match=r"no route to host.*network"):
        fetch(replace(demo_catalogue.SALEOR, command=command), tmp_path)


def test_without_npm_the_demo_has_the_first_shop_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = saleor_wheel(tmp_path / demo_catalogue.SALEOR.file_name)
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    monkeypatch.setattr(demo_catalogue, "SALEOR", replace(demo_catalogue.SALEOR, sha256=digest))
    monkeypatch.setattr("shutil.which", lambda name: None)
    catalogue = load(tmp_path)
    assert set(catalogue.objects) == {"saleor/catalog.jsonl", "saleor/photos/shoe_AbCdEf1.png"}
    assert "npm" in catalogue.notes[0]


def test_a_merchants_own_bucket_is_synced_embedded_and_served(
    moto: S3Server, tmp_path: Path
) -> None:
    bucket = f"own-{uuid.uuid4().hex[:8]}"
    client = moto.client()
    client.create_bucket(Bucket=bucket)
    for color in ("red", "blue", "green"):
        key = f"spring/{color}_cup.png"
        client.put_object(Bucket=bucket, Key=key, Body=color_bytes(color, (200, 200)))
    client.put_object(Bucket=bucket, Key="spring/broken.jpg", Body=b"no picture")
    client.close()
    command = [sys.executable, "-m", "shop.demo", "--check", "--bucket", f"s3://{bucket}/spring/"]
    environment = {**os.environ, **PLAIN, "SHOP_VAR_DIR": str(tmp_path)}
    outputs = []
    for _ in range(2):
        done = subprocess.run(
            [*command, "--endpoint", moto.endpoint_url],
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        outputs.append(done.stdout)
    first, second = outputs
    assert "4 products, 4 photos (4 new, 0 changed, 3 embedded now), 1 failures" in first
    assert "spring/broken.jpg: Not a JPEG, PNG or WebP picture." in first
    assert "(0 new, 0 changed, 0 embedded now)" in second
    assert "everything is fine" in second


def test_a_bucket_that_is_not_there_is_explained_in_a_sentence(
    moto: S3Server, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "shop.demo", "--check", "--bucket", "s3://not-there"]
    done = subprocess.run(
        [*command, "--endpoint", moto.endpoint_url],
        env={**os.environ, **PLAIN, "SHOP_VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "There is no bucket 'not-there'" in done.stderr
    assert "Traceback" not in done.stderr
