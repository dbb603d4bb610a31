"""The demo's products: the sample data of two open-source shops, downloaded once.

None of it is in this repository. Each archive is fetched from its package registry, checked
against the SHA-256 below and kept in the cache folder.
"""

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


class DemoCatalogueError(Exception):
    """The demo's catalogue could not be fetched, or has the wrong contents."""


@dataclass(frozen=True)
class Archive:
    """A published package: its file name, its digest and the command that fetches it."""

    file_name: str
    sha256: str
    command: tuple[str, ...]


SALEOR = Archive(
    "saleor-2.10.1-py3-none-any.whl",
    "ebf33a74d000dcee5298b728b1bb10321521feea74c94a28bf85da556bfd337c",
    (
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--ignore-requires-python", "saleor==2.10.1"),
    ),
)
VENDURE = Archive(
    "vendure-create-3.7.3.tgz",
    "89f0a9ce225c44b7f9fc07a85bca655f98c48bbb7f3aa06ae0e9c04ce5db0af7",
    ("npm", "pack", "--silent", "@vendure/create@3.7.3"),
)


@dataclass
class DemoCatalogue:
    """Objects for a bucket, by key, and notes to print."""

    objects: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def load(cache: Path) -> DemoCatalogue:
    """Return the demo's objects; fetch the archives that are not in the cache folder.

    Without npm only the first shop is loaded, and `notes` says so. Raises DemoCatalogueError.
    """
    cache.mkdir(parents=True, exist_ok=True)
    catalogue = DemoCatalogue()
    catalogue.objects.update(saleor_objects(fetch(SALEOR, cache)))
    if (cache / VENDURE.file_name).exists() or shutil.which("npm"):
        catalogue.objects.update(vendure_objects(fetch(VENDURE, cache)))
    else:
        catalogue.notes.append("npm is not installed, so the demo has 35 products instead of 89.")
    return catalogue


def fetch(archive: Archive, cache: Path) -> Path:
    path = cache / archive.file_name
    if not path.exists():
        print(f"Fetching {archive.file_name} (once) ...", flush=True)  # noqa: T201
        done = subprocess.run(  # noqa: S603  the commands are the constants above
            archive.command, cwd=cache, capture_output=True, text=True, timeout=600
        )
        if done.returncode or not path.exists():
            raise DemoCatalogueError(
                f"Could not fetch {archive.file_name}: {done.stderr.strip()[-500:]} "
                "Check the network connection and run the same command again."
            )
    if hashlib.sha256(path.read_bytes()).hexdigest() != archive.sha256:
        path.unlink()
        raise DemoCatalogueError(
            f"{archive.file_name} had the wrong contents and was deleted; run again to fetch it."
        )
    return path


def saleor_objects(wheel: Path) -> dict[str, bytes]:
    """Return the first shop as a JSON Lines manifest and its photos."""
    with zipfile.ZipFile(wheel) as archive:
        rows = json.loads(archive.read("saleor/static/populatedb_data.json"))
        objects = {}
        lines = []
        for record in saleor_records(rows):
            for image in record["images"]:
                source = re.sub(r"_[A-Za-z0-9]{7}\.png$", ".png", Path(image).name)
                objects[f"saleor/{image}"] = archive.read(f"saleor/static/placeholders/{source}")
            lines.append(json.dumps(record))
    objects["saleor/catalog.jsonl"] = "\n".join(lines).encode()
    return objects


def saleor_records(rows: list[dict]) -> Iterator[dict]:
    tables: dict[str, dict] = {}
    for row in rows:
        tables.setdefault(row["model"].removeprefix("product."), {})[row["pk"]] = row["fields"]
    images: dict[int, list[str]] = {}
    for image in tables["productimage"].values():
        images.setdefault(image["product"], []).append(f"photos/{Path(image['image']).name}")
    skus: dict[int, str] = {}
    for variant in tables["productvariant"].values():
        skus.setdefault(variant["product"], variant["sku"])
    for key, product in tables["product"].items():
        yield {
            "sku": skus.get(key, f"saleor-{key}"),
            "title": product["name"],
            "description": product["description"],
            "category": saleor_category(tables["category"], product["category"]),
            "price": product["minimal_variant_price_amount"],
            "currency": product["currency"],
            "images": images.get(key, []),
        }


def saleor_category(categories: dict, key: int | None) -> list[str]:
    path: list[str] = []
    while key:
        path.insert(0, categories[key]["name"])
        key = categories[key]["parent"]
    return path


def vendure_objects(archive_path: Path) -> dict[str, bytes]:
    """Return the second shop as a CSV manifest and its photos."""
    objects: dict[str, bytes] = {}
    with tarfile.open(archive_path) as archive:
        text = read_member(archive, "package/assets/products.csv").decode()
        columns = ("sku", "title", "description", "category", "brand", "colors")
        out = io.StringIO()
        writer = csv.DictWriter(out, (*columns, "price", "currency", "in_stock", "images"))
        writer.writeheader()
        for record in vendure_records(text):
            writer.writerow(record)
            name = Path(record["images"]).name
            objects[f"vendure/photos/{name}"] = read_member(
                archive, f"package/assets/images/{name}"
            )
    objects["vendure/catalog.csv"] = out.getvalue().encode()
    return objects


def vendure_records(text: str) -> Iterator[dict[str, str]]:
    for raw in csv.DictReader(io.StringIO(text), skipinitialspace=True):
        row = {key.strip(): (value or "").strip() for key, value in raw.items() if key}
        if not row["name"]:
            continue
        facets: dict[str, list[str]] = {}
        for facet in filter(None, row["facets"].split("|")):
            name, _, value = facet.partition(":")
            facets.setdefault(name, []).append(value)
        yield {
            "sku": row["sku"],
            "title": row["name"],
            "description": row["description"],
            "category": " > ".join(facets.get("category", [])),
            "brand": ", ".join(facets.get("brand", [])),
            "colors": ", ".join(facets.get("color", [])),
            "price": row["price"],
            "currency": "USD",
            "in_stock": row["stockOnHand"],
            "images": f"photos/{row['assets'].split('|')[0]}",
        }


def read_member(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise DemoCatalogueError(f"{name} is missing from the archive.")
    return member.read()
