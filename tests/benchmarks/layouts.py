"""Three layouts of a catalogue in Qdrant, each of which returns pages of products."""

import os
import uuid
from abc import ABC, abstractmethod
from collections.abc import Sequence

from qdrant_client import QdrantClient, models

from catalog_search.types import Vector
from tests.benchmarks.catalogue import DIMENSION, Catalogue

CANDIDATES = 1000
BATCH = 256
IN_STOCK = models.Filter(
    must=[models.FieldCondition(key="in_stock", match=models.MatchValue(value=True))]
)
ONE = models.VectorParams(size=DIMENSION, distance=models.Distance.DOT)
MANY = models.VectorParams(
    size=DIMENSION,
    distance=models.Distance.DOT,
    multivector_config=models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM),
)


class Layout(ABC):
    """A collection of its own, in memory or on the server at QDRANT_URL."""

    photo_vectors = ONE

    def __init__(self, catalogue: Catalogue) -> None:
        url = os.environ.get("QDRANT_URL")
        self.client = QdrantClient(url=url) if url else QdrantClient(":memory:")
        self.catalogue = catalogue
        self.name = f"layout_{uuid.uuid4().hex}"
        vectors = {"photo": self.photo_vectors, "title": ONE}
        self.client.create_collection(self.name, vectors_config=vectors)
        if url:
            self.index_payload()
        points = self.points()
        for start in range(0, len(points), BATCH):
            self.client.upsert(self.name, points[start : start + BATCH], wait=True)

    def index_payload(self) -> None:
        kinds = models.PayloadSchemaType
        for field, kind in {"product": kinds.INTEGER, "in_stock": kinds.BOOL}.items():
            self.client.create_payload_index(self.name, field, kind, wait=True)

    @abstractmethod
    def points(self) -> Sequence[models.PointStruct]: ...

    @abstractmethod
    def page(
        self, query: Vector, number: int, size: int = 10, *, in_stock: bool = False
    ) -> list[int]:
        """Return the products of one page, counted from 0."""

    @abstractmethod
    def replace_photo(self, photo: int, vector: Vector) -> int:
        """Store another vector for one photo; return the number of vectors written."""

    def sell_out(self, product: int) -> int:
        """Mark the product as sold out; return the number of points written."""
        ids = self.ids_of(product)
        self.client.set_payload(self.name, {"in_stock": False}, points=ids, wait=True)
        self.catalogue.in_stock[product] = False
        return len(ids)

    @abstractmethod
    def ids_of(self, product: int) -> list[int]:
        """Return the ids of the product's points."""

    def close(self) -> None:
        self.client.delete_collection(self.name)
        self.client.close()


class PhotoPoints(Layout):
    """One point per photo, each with its product's title and filter values."""

    def points(self) -> Sequence[models.PointStruct]:
        return [self.point(photo) for photo in range(len(self.catalogue.owner))]

    def point(self, photo: int) -> models.PointStruct:
        catalogue, product = self.catalogue, int(self.catalogue.owner[photo])
        vectors = {
            "photo": catalogue.photos[photo].tolist(),
            "title": catalogue.titles[product].tolist(),
        }
        payload = {"product": product, "in_stock": bool(catalogue.in_stock[product])}
        return models.PointStruct(id=photo, vector=vectors, payload=payload)

    def replace_photo(self, photo: int, vector: Vector) -> int:
        self.catalogue.photos[photo] = vector
        self.client.upsert(self.name, [self.point(photo)], wait=True)
        return 2

    def ids_of(self, product: int) -> list[int]:
        return self.catalogue.photos_of(product)


class GroupedByUs(PhotoPoints):
    """One candidate set of photos per search; we group it by product and page it."""

    def page(
        self, query: Vector, number: int, size: int = 10, *, in_stock: bool = False
    ) -> list[int]:
        answer = self.client.query_points(
            self.name,
            query=query.tolist(),
            using="photo",
            limit=CANDIDATES,
            query_filter=IN_STOCK if in_stock else None,
            with_payload=True,
        )
        products = list(dict.fromkeys(hit.payload["product"] for hit in answer.points))
        return products[number * size : (number + 1) * size]


class GroupedByQdrant(PhotoPoints):
    """Qdrant's groups. They take no offset, so page n requests n pages and returns the last."""

    def page(
        self, query: Vector, number: int, size: int = 10, *, in_stock: bool = False
    ) -> list[int]:
        answer = self.client.query_points_groups(
            self.name,
            group_by="product",
            query=query.tolist(),
            using="photo",
            limit=(number + 1) * size,
            group_size=1,
            query_filter=IN_STOCK if in_stock else None,
        )
        return [int(group.id) for group in answer.groups][number * size :]


class ProductPoints(Layout):
    """One point per product, with its photos as a multivector scored by the best photo."""

    photo_vectors = MANY

    def points(self) -> Sequence[models.PointStruct]:
        return [self.point(product) for product in range(self.catalogue.products)]

    def point(self, product: int) -> models.PointStruct:
        catalogue = self.catalogue
        photos = catalogue.photos[catalogue.photos_of(product)].tolist()
        vectors = {"photo": photos, "title": catalogue.titles[product].tolist()}
        payload = {"product": product, "in_stock": bool(catalogue.in_stock[product])}
        return models.PointStruct(id=product, vector=vectors, payload=payload)

    def page(
        self, query: Vector, number: int, size: int = 10, *, in_stock: bool = False
    ) -> list[int]:
        answer = self.client.query_points(
            self.name,
            query=[query.tolist()],
            using="photo",
            limit=size,
            offset=number * size,
            query_filter=IN_STOCK if in_stock else None,
        )
        return [int(hit.id) for hit in answer.points]

    def replace_photo(self, photo: int, vector: Vector) -> int:
        """Replace one vector; the other photos' vectors exist only here, so they are read first."""
        product = int(self.catalogue.owner[photo])
        photos = self.catalogue.photos_of(product)
        (record,) = self.client.retrieve(self.name, [product], with_vectors=True)
        vectors = record.vector
        vectors["photo"][photos.index(photo)] = vector.tolist()
        point = models.PointStruct(id=product, vector=vectors, payload=record.payload)
        self.client.upsert(self.name, [point], wait=True)
        self.catalogue.photos[photo] = vector
        return len(photos) + 1

    def ids_of(self, product: int) -> list[int]:
        return [product]


LAYOUTS: tuple[type[Layout], ...] = (GroupedByUs, GroupedByQdrant, ProductPoints)
