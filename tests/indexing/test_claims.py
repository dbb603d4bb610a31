"""Several workers at once on PostgreSQL: a photo belongs to one of them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from catalog_search.indexing import claims
from catalog_search.models import Photo
from tests.support.factories import make_photo, make_product

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
