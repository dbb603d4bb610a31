"""Whose points a collection holds: installations that share a server or a folder never mix."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from catalog_search import conf
from catalog_search.backends.qdrant.index import QdrantIndex
from catalog_search.backends.qdrant.owner import point_alias
from catalog_search.backends.qdrant_edge import EdgeIndex
from catalog_search.exceptions import ForeignIndex
from catalog_search.indexing.photos import index_stale
from catalog_search.models import InstallationId, installations
from catalog_search.protocols import VectorIndex
from catalog_search.protocols.collection import Installation
from tests.contracts.vector_index import DIMENSION, make_points
from tests.support.checks import QDRANT, messages_by_id
from tests.support.servers.qdrant_server import QdrantServer, qdrant_server
from tests.support.shops.factories import make_photo

POINTS = make_points(6)
OURS = Installation("ours", "1" * 32, "here")
THEIRS = Installation("theirs", "2" * 32, "there")
NAMED_ALIKE = Installation("ours", "2" * 32, "there")
COPY = Installation("ours", "1" * 32, "elsewhere")

Opened = Callable[[Installation], VectorIndex]


@pytest.fixture
def server() -> Iterator[QdrantServer]:
    with qdrant_server() as server:
        yield server


@pytest.fixture(params=["server", "folder"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Open the index as this installation does; all share one server or one folder."""
    indexes: list[VectorIndex] = []

    def open_as(installation: Installation) -> VectorIndex:
        options: dict[str, Any] = {"installation": installation}
        if request.param == "folder":
            index: VectorIndex = EdgeIndex("fake", DIMENSION, path=tmp_path, **options)
        else:
            url = request.getfixturevalue("server").url
            index = QdrantIndex("fake", DIMENSION, url=url, timeout=30, **options)
        indexes.append(index)
        return index

    yield open_as
    for index in indexes:
        index.close()


def test_two_installations_share_a_server_and_meet_no_point_of_each_other(opened: Opened) -> None:
    ours, theirs = opened(OURS), opened(THEIRS)
    ours.upsert(POINTS[:4])
    theirs.upsert(POINTS[4:])
    assert (ours.count(), theirs.count()) == (4, 2)
    assert set(ours.ids()) == {point.id for point in POINTS[:4]}
    ours.delete([point.id for point in POINTS])
    assert theirs.count() == 2


def test_another_installation_of_the_same_name_is_refused_and_nothing_is_lost(
    opened: Opened,
) -> None:
    ours = opened(OURS)
    ours.upsert(POINTS)
    other = opened(NAMED_ALIKE)
    for ask in (other.count, other.state, other.create, lambda: other.upsert(POINTS[:1])):
        with pytest.raises(ForeignIndex, match=r"belongs to another installation.*INSTALLATION"):
            ask()
    assert ours.count() == len(POINTS)


def test_a_collection_has_an_id_until_it_is_deleted(opened: Opened) -> None:
    index = opened(OURS)
    assert index.state().id == ""
    first = index.create()
    assert (index.create(), index.state().id, opened(OURS).state().id) == (first,) * 3
    index.upsert(POINTS)
    assert index.state().id == first
    index.drop(index.state().collection)
    assert index.state().id == ""
    assert index.create() not in ("", first)


def test_dropping_a_collection_that_is_not_there_changes_nothing(opened: Opened) -> None:
    index = opened(OURS)
    index.upsert(POINTS)
    index.drop("catalog_nobody_3")
    assert index.count() == len(POINTS)


def test_a_copied_database_reads_the_original_s_points_and_writes_none(
    server: QdrantServer,
) -> None:
    def index(installation: Installation) -> QdrantIndex:
        options: dict[str, Any] = {"url": server.url, "installation": installation}
        return QdrantIndex("fake", DIMENSION, timeout=30, **options)

    index(OURS).upsert(POINTS)
    copy = index(COPY)
    assert copy.count() == len(POINTS)
    with pytest.raises(ForeignIndex, match=r"--new-installation.*--moved"):
        copy.create()
    copy.take_over()
    assert copy.create() == index(OURS).state().id
    with pytest.raises(ForeignIndex):
        index(OURS).create()


def test_the_alias_names_the_collection_that_was_announced(server: QdrantServer) -> None:
    options: dict[str, Any] = {"url": server.url, "installation": OURS, "timeout": 30}
    first, second = (QdrantIndex(model, DIMENSION, **options) for model in ("old", "new"))
    for index in (first, second):
        index.create()
    for index in (first, second, second, first):
        index.announce()
        aliases = {
            each.alias_name: each.collection_name for each in server.engine.get_aliases().aliases
        }
        assert aliases == {"catalog_ours": index.collection}


def test_an_alias_that_means_another_collection_is_put_right(server: QdrantServer) -> None:
    options: dict[str, Any] = {"url": server.url, "installation": OURS, "timeout": 30}
    index = QdrantIndex("fake", DIMENSION, **options)
    index.create()
    index.announce()
    QdrantIndex("other", DIMENSION, **options).create()
    point_alias(server.engine, "catalog_ours", "catalog_ours_other_3")
    assert index.count() == 0
    index.upsert(POINTS)
    # Searches name the collection themselves, so they do not depend on it.
    assert index.count() == len(POINTS)
    index.announce()
    [aliases] = server.engine.get_aliases().aliases
    assert aliases.collection_name == index.collection


@pytest.mark.django_db
def test_an_installation_is_drawn_once_and_can_be_drawn_again() -> None:
    first = installations.installation()
    assert installations.installation() == first
    assert InstallationId.objects.get().value.hex == first.id
    assert first.name == first.id[:8]
    assert installations.renew().id != first.id
    assert InstallationId.objects.count() == 1


@pytest.mark.django_db
def test_settings_may_name_the_installation(settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "INSTALLATION": "staging"}
    assert installations.installation().name == "staging"


@pytest.mark.django_db
def test_checks_tell_of_a_foreign_collection(settings: Any, server: QdrantServer) -> None:
    options: dict[str, Any] = {"url": server.url, "timeout": 30}
    own = {"INDEX": {"BACKEND": QDRANT, "OPTIONS": options}, "INSTALLATION": "shop"}
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, **own}
    theirs = Installation("shop", "3" * 32, "there")
    QdrantIndex("color-words-64", 64, installation=theirs, **options).create()
    message = messages_by_id(deploy=True)["E035"]
    assert "another installation" in message.msg


@pytest.mark.django_db
def test_a_move_from_folder_to_server_fills_the_server_by_itself(
    settings: Any, server: QdrantServer, tmp_path: Path
) -> None:
    def use_index(backend: str, **options: Any) -> None:
        photos = dict(conf.get_source("demo").stored_photos)  # type: ignore[attr-defined]
        entry = {"BACKEND": backend, "OPTIONS": options}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "INDEX": entry}
        conf.get_source("demo").stored_photos.update(photos)  # type: ignore[attr-defined]

    use_index("catalog_search.backends.qdrant_edge.EdgeIndex", path=tmp_path)
    for color in ("red", "blue"):
        make_photo(color=color)
    assert index_stale().indexed == 2
    use_index(QDRANT, url=server.url, timeout=30)
    assert (index_stale().indexed, conf.get_index().count()) == (2, 2)
    # Another prefix is another collection, too; going back finds all there.
    use_index(QDRANT, url=server.url, timeout=30, collection_prefix="other")
    assert (index_stale().indexed, conf.get_index().count()) == (2, 2)
    use_index(QDRANT, url=server.url, timeout=30)
    report = index_stale()
    assert (report.adopted, report.indexed) == (2, 0)
