"""Snapshots of the stand-in for a Qdrant server: archives as the server makes them, in memory."""

import io
import json
import re
import tarfile
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

from qdrant_client import QdrantClient, models

ENDING = ".snapshot"
FOLDER = "/qdrant/snapshots"


class Snapshots:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def answer(self, handler: Any, engine: QdrantClient, name: str, path: str) -> Any:
        match handler.command, path:
            case "POST", "snapshots":
                made = f"{name}-17-2026-11-27-12-00-{len(self.kept):02}{ENDING}"
                self.kept[made] = archived(engine, name)
                return self.told(made)
            case "GET", "snapshots":
                return [self.told(made) for made in self.kept if made.startswith(name)]
            case "DELETE", _:
                return self.kept.pop(path.rpartition("/")[2]) is not None
            case "PUT", "snapshots/recover":
                place = f"file://{FOLDER}/{name}/"
                assert handler.body["location"].startswith(place)
                assert handler.body["priority"] == "snapshot"
                made = handler.body["location"].removeprefix(place)
                return recovered(engine, name, self.kept[made])
            case "POST", "snapshots/upload":
                assert parse_qs(urlsplit(handler.path).query)["priority"] == ["snapshot"]
                return recovered(engine, name, uploaded(handler))
        raise NotImplementedError(handler.asked)

    def told(self, made: str) -> dict[str, object]:
        return {"name": made, "size": len(self.kept[made]), "creation_time": None}


def archived(engine: QdrantClient, name: str) -> bytes:
    """Return an archive of what the collection was made with, and of its points."""
    vectors = engine.get_collection(name).config.params.vectors
    assert isinstance(vectors, dict)
    sizes = {each: {"size": vector.size} for each, vector in vectors.items()}
    points, _ = engine.scroll(name, limit=10**6, with_vectors=True)
    files = {
        "config.json": {"params": {"vectors": sizes}},
        "points.json": [point.model_dump(mode="json") for point in points],
    }
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for file, content in files.items():
            data = json.dumps(content).encode()
            entry = tarfile.TarInfo(file)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return target.getvalue()


def recovered(engine: QdrantClient, name: str, data: bytes) -> bool:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        read = {each: json.load(archive.extractfile(each)) for each in archive.getnames()}  # type: ignore[arg-type]
    if engine.collection_exists(name):
        engine.delete_collection(name)
    size = read["config.json"]["params"]["vectors"]["photo"]["size"]
    vector = models.VectorParams(size=size, distance=models.Distance.DOT)
    words = {"words": models.SparseVectorParams()}
    engine.create_collection(name, {"photo": vector, "title": vector}, sparse_vectors_config=words)
    kept = ("id", "vector", "payload")
    points = [
        models.PointStruct(**{key: each[key] for key in kept}) for each in read["points.json"]
    ]
    if points:
        engine.upsert(name, points)
    return True


def uploaded(handler: Any) -> bytes:
    """Return the file in the form that was sent."""
    kind = handler.headers["Content-Type"].encode()
    form = BytesParser().parsebytes(b"Content-Type: " + kind + b"\r\n\r\n" + handler.data)
    [part] = form.get_payload()  # type: ignore[misc]
    assert re.search('name="snapshot"', part["Content-Disposition"])  # type: ignore[index, arg-type]
    data: bytes = part.get_payload(decode=True)  # type: ignore[union-attr, assignment]
    return data
