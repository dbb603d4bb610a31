"""Which model searches use: switch to the next, go back, drop what is not used any more."""

from collections.abc import Sequence

from catalog_search import conf
from catalog_search.exceptions import CannotSwitch, CatalogSearchError, CollectionBusy, message_of
from catalog_search.exceptions import message as _
from catalog_search.indexing import reconcile
from catalog_search.indexing.baselines import recalibration
from catalog_search.indexing.changing_model.next_model import (
    Coverage,
    coverage,
    fill_next,
    next_entry,
)
from catalog_search.models import Collection, Store, databases
from catalog_search.models.indexing import collections

ENOUGH = 0.99
"""Share of the photos that a collection must have before searches may use it.

The rest are photos that cannot be read any more, or that came in the last seconds.
"""


def prepare_collections() -> None:
    """Build what makes searches cheap, in the live collection and the one being filled."""
    with collections.serving():
        conf.get_index().prepare()
        entries = collections.other_entries() if next_entry() else []
    for entry in entries:
        with conf.using(entry):
            conf.get_index().prepare()


@databases.primary()
def switch() -> Coverage:
    """Let searches use NEXT_ENCODER and its collection from now on; return what that has.

    What is missing there is filled in first, if that is little. Raises CannotSwitch,
    CollectionBusy, SourceUnavailable, EncoderUnavailable, IndexUnavailable.
    """
    with conf.using(entry_to_switch_to()):
        refuse_unless_full(coverage())
        filled = fill_next().coverage
        entry_to_switch_to()  # Another process may have switched meanwhile.
        refuse_unless_full(filled)
        with Collection.in_use().leased():
            calibrate_stores()
            use()
    return filled


def entry_to_switch_to() -> conf.Entry:
    """Return NEXT_ENCODER. Raises CannotSwitch if there is none or searches use it already."""
    if entry := next_entry():
        return entry
    raise CannotSwitch(
        _(
            "There is nothing to switch to: name the next model in "
            "CATALOG_SEARCH['NEXT_ENCODER']. If searches use it already, move it to "
            "CATALOG_SEARCH['ENCODER']."
        )
    )


def refuse_unless_full(next_coverage: Coverage) -> None:
    if next_coverage.share < ENOUGH:
        raise CannotSwitch(
            _(
                "The collection of the next model has %(found)s that searches find; it needs "
                "%(enough)s. Run catalog_index, which fills it, then switch. Nothing was changed.",
                found=next_coverage,
                enough=f"{ENOUGH:.0%}",
            )
        )


@databases.primary()
def roll_back() -> Coverage:
    """Let searches use ENCODER and its collection again, as it is; return what that has.

    What changed since is indexed by the next run. Raises CannotSwitch, IndexUnavailable.
    """
    entry, live = conf.settings().encoder, collections.read_live_entry()
    with conf.using(entry):
        if live == entry or not conf.get_index().state().points:
            raise CannotSwitch(
                _(
                    "There is nothing to go back to: searches use CATALOG_SEARCH['ENCODER'], or "
                    "its collection was dropped. To change the model, name it in NEXT_ENCODER and "
                    "run catalog_index."
                )
            )
        previous = coverage()
        use()
    return previous


def use() -> None:
    """Make the collection in use the live one, and say so in the rows of photos."""
    Collection.in_use().make_live()
    index = conf.get_index()
    index.announce()
    for store in Store.objects.all():
        reconcile.adopt(store, index.create())


def calibrate_stores() -> None:
    """Measure the stores that were never measured with this model."""
    for store in Store.objects.all():
        if conf.get_encoder().model_id not in store.calibration:
            recalibration.calibrate(store)


@databases.primary()
@collections.serving()
def drop_old() -> Sequence[str]:
    """Delete the collections that searches do not use; return their names.

    One that is being filled for NEXT_ENCODER stays. Raises IndexUnavailable.
    """
    names_in_use = {conf.get_index().state().collection}
    if entry := next_entry():
        with conf.using(entry):
            names_in_use.add(conf.get_index().state().collection)
    old = list(Collection.objects.exclude(name__in=names_in_use).filter(is_live=False))
    for row in old:
        # Asked for by its own encoder, if settings name it, so that nothing of it is remembered.
        with conf.using(row.entry() or conf.encoder_in_use()[1]):
            conf.get_index().drop(row.name)
        row.delete()
    return [row.name for row in old]


def carry_out_requests() -> int:
    """Do what somebody asked for on the desk; return how many requests were done or refused.

    Why one was refused is kept in its row. One whose collection is being filled waits.
    """
    waiting = list(Collection.objects.exclude(requested=""))
    return sum(carry_out(row) for row in waiting)


def use_collection_of(row: Collection) -> None:
    """Let searches use this collection. Raises as roll_back() and switch() do."""
    if not row.is_configured:
        raise CannotSwitch(
            _(
                "The settings do not name the model %(model)s any more, so searches cannot use it. "
                "Nothing was changed. To go back to it, name it in NEXT_ENCODER and run "
                "catalog_index.",
                model=row.model_id,
            )
        )
    if row.entry() == conf.settings().encoder:
        roll_back()
    else:
        switch()


def carry_out(row: Collection) -> bool:
    refused = ""
    try:
        if row.requested == Collection.Request.DROP:
            drop_old()
        elif not row.is_live:  # It may have been done by the command meanwhile.
            use_collection_of(row)
    except CollectionBusy:
        return False
    except CatalogSearchError as error:
        refused = message_of(error)
    Collection.objects.filter(pk=row.pk).update(requested="", refused=refused)
    return True
