"""Decide when a store's calibration must be measured again.

Measuring takes time after every run and its result hardly moves with a few photos. So each store
counts the photos that changed in the index, and is measured again when they are a tenth of those
it had at the last measurement.
"""

from django.db.models import F
from django.utils import timezone

from catalog_search import conf
from catalog_search.indexing.baselines import calibration
from catalog_search.models import Photo, Store, databases

MIN_CHANGED_SHARE = 0.1
"""Share of the store's indexed photos, counted at the last calibration."""

FIELDS = ("calibration", "calibrated_photos", "uncalibrated_changes", "indexed_at")


def add_changes(store: Store, count: int) -> None:
    """Record that `count` photos of the store have just changed in the index."""
    changes = F("uncalibrated_changes") + count
    rows = Store.objects.filter(pk=store.pk)
    rows.update(uncalibrated_changes=changes, indexed_at=timezone.now())
    store.refresh_from_db(using=databases.alias(), fields=FIELDS)


def is_due(store: Store) -> bool:
    """Return whether the current model is not calibrated for the store, or too much changed."""
    if conf.get_encoder().model_id not in store.calibration:
        return True
    return bool(store.uncalibrated_changes >= MIN_CHANGED_SHARE * store.calibrated_photos)


def calibrate(store: Store) -> None:
    """Measure the store's calibration and start counting changes from 0."""
    calibration.calibrate(store)
    live = store.photos.filter(state=Photo.State.LIVE, indexed_model=conf.get_encoder().model_id)
    store.calibrated_photos = live.exclude(indexed_etag="").count()
    store.uncalibrated_changes = 0
    store.save(update_fields=["calibrated_photos", "uncalibrated_changes"])
