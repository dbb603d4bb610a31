"""A photo belongs to one worker at a time; what a batch costs the database."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog_search import conf
from catalog_search.indexing.stages import claims
from catalog_search.models import Photo
from tests.support.shops.factories import make_photo, make_product

WORKERS = 4


def test_workers_that_claim_at_once_never_share_a_photo(postgres: None) -> None:
    product = make_product()
    for _ in range(60):
        make_photo(product, "red")
    barrier = Barrier(WORKERS)
    with ThreadPoolExecutor(WORKERS) as pool:
        claimed = list(pool.map(claim_everything, [barrier] * WORKERS))
    owners = Counter(pk for mine in claimed for pk in mine)
    assert len(owners) == 60
    assert set(owners.values()) == {1}
    assert set(Photo.objects.values_list("attempts", flat=True)) == {1}


def claim_everything(barrier: Barrier) -> list[int]:
    """Claim until nothing is left, starting at the same moment as the others."""
    mine: list[int] = []
    barrier.wait()
    # A worker that lost a race comes back empty-handed though there is more to do.
    for _ in range(60):
        _token, photos = claims.claim(limit=5)
        mine += [photo.pk for photo in photos]
    connection.close()
    return mine


@pytest.mark.django_db
def test_only_rows_that_are_held_and_unchanged_are_marked() -> None:
    product = make_product()
    for _ in range(4):
        make_photo(product, "red")
    token, [done, changed, overtaken, gone] = claims.claim(limit=4)
    Photo.objects.filter(pk=changed.pk).update(etag="another picture")
    Photo.objects.filter(pk=overtaken.pk).update(claimed_by=uuid4())
    Photo.objects.filter(pk=gone.pk).delete()
    done.width = 320
    photos = [done, changed, overtaken, gone]
    assert claims.finish(photos, token, "a model", "a collection") == [changed, overtaken, gone]
    rows = {row.pk: row for row in Photo.objects.all()}
    marked = rows.pop(done.pk)
    assert (marked.width, marked.indexed_etag, marked.indexed_model) == (320, done.etag, "a model")
    assert marked.indexed_in == "a collection"
    assert (marked.behind, marked.claimed_by, marked.attempts) == (0, None, 0)
    assert [(row.behind, row.indexed_model) for row in rows.values()] == [(1, "")] * 2
    # The changed row is free at once; the other belongs to whoever claimed it.
    assert rows[changed.pk].claimed_by is None
    assert rows[overtaken.pk].claimed_by is not None


@pytest.mark.django_db
def test_a_batch_costs_the_database_no_more_queries_than_one_photo() -> None:
    product = make_product()
    counts = []
    for size in (1, 20):
        for _ in range(size):
            make_photo(product, "red")
        with CaptureQueriesContext(connection) as queries:
            token, photos = claims.claim(limit=size, store=product.store)
            assert not claims.finish(photos, token, "a model", "a collection")
        assert len(photos) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_a_lease_that_lapses_while_another_worker_claims_gives_no_attempt_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    product = make_product()
    photo = make_photo(product, "red")
    most = conf.settings().max_attempts
    Photo.objects.filter(pk=photo.pk).update(attempts=most)
    with monkeypatch.context() as patch:
        # The claim of the worker that died lapses after this one looked for exhausted photos.
        patch.setattr(claims, "quarantine_exhausted", lambda photos: None)
        assert claims.claim(limit=5, store=product.store)[1] == []
    assert claims.claim(limit=5, store=product.store)[1] == []
    photo.refresh_from_db()
    assert (photo.state, photo.attempts, photo.reason) == ("quarantined", most, claims.DIED)
