"""Records become product rows, and the photos they name are tied to them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from catalog_search.models import CATEGORY_SEPARATOR, Category, Photo, Product, SyncRun, with_keys
from catalog_search.models.locks import locked
from catalog_search.sync.writing import AT_ONCE, overwrite
from catalog_search.types import Problem, Record

ABSENT = "Named by the catalogue, but not among the photos of the source."
FIELDS = (
    "title",
    "description",
    "category",
    "brand",
    "colors",
    "price",
    "currency",
    "in_stock",
    "url",
    "attributes",
    "from_manifest",
)


@dataclass
class Written:
    """What one batch did to the rows; the counts are named as those of SyncRun."""

    products: int = 0
    products_changed: int = 0
    """New ones too."""
    photos: int = 0
    photos_new: int = 0
    photos_changed: int = 0
    problems: list[Problem] = field(default_factory=list)

    def tallies(self) -> dict[str, int]:
        return {name: value for name, value in vars(self).items() if name != "problems"}


def write_records(run: SyncRun, records: Sequence[Record]) -> Written:
    """Make or change the records' products, note their photos, mark all as seen by this run."""
    written = Written()
    wanted = without_twins(run, records, written)
    products = upsert(run, wanted, written, from_manifest=True)
    add_categories(run, wanted.values())
    link_photos(run, wanted, products, written)
    return written


def without_twins(run: SyncRun, records: Iterable[Record], written: Written) -> dict[str, Record]:
    """Return the records by sku; one whose sku came before in this run is a problem."""
    skus = {record.sku for record in records}
    before = Product.objects.filter(store=run.store, last_seen=run).with_skus(skus)
    taken = set(before.values_list("sku", flat=True))
    wanted: dict[str, Record] = {}
    for record in records:
        if record.sku in taken or record.sku in wanted:
            reason = f"{record.sku}: The sku comes twice; the first record is used."
            written.problems.append(problem(record, reason))
        else:
            wanted[record.sku] = record
    return wanted


def upsert(
    run: SyncRun, wanted: Mapping[str, Record], written: Written, *, from_manifest: bool
) -> dict[str, Product]:
    """Return the products of these skus, made or changed where they are not as wanted."""
    rows = {p.sku: p for p in Product.objects.filter(store=run.store).with_skus(wanted)}
    new: list[Product] = []
    changed: list[Product] = []
    for sku, record in wanted.items():
        product = rows.setdefault(sku, Product(store=run.store, sku=sku, last_seen=run))
        product.store = run.store
        if apply_record(product, record, from_manifest) or product.pk is None:
            (new if product.pk is None else changed).append(product)
    Product.objects.bulk_create(new, AT_ONCE)
    overwrite(changed, [*FIELDS, "updated_at"], key=("store", "sku_digest"))
    Product.objects.filter(pk__in=[p.pk for p in rows.values()]).update(last_seen=run)
    written.products += len(rows)
    written.products_changed += len(new) + len(changed)
    return rows


def apply_record(product: Product, record: Record, from_manifest: bool) -> bool:
    """Give the product what its record says; return whether that was anything new."""
    price = None if record.price is None else record.price.quantize(Decimal("0.01"))
    told = {
        "title": record.title,
        "description": record.description,
        "category": CATEGORY_SEPARATOR.join(record.category),
        "brand": record.brand,
        "colors": list(record.colors),
        "price": price,
        "currency": record.currency,
        "in_stock": record.in_stock,
        "url": record.url,
        "attributes": dict(record.attributes),
        "from_manifest": from_manifest,
    }
    if product.category_chosen_by != Product.ChosenBy.SOURCE:
        del told["category"]
    differs = [name for name, value in told.items() if getattr(product, name) != value]
    for name in differs:
        setattr(product, name, told[name])
    return bool(differs)


def add_categories(run: SyncRun, records: Iterable[Record]) -> None:
    """Add the categories not seen before to the store's closed set."""
    paths = {CATEGORY_SEPARATOR.join(record.category) for record in records} - {""}
    known = Category.objects.filter(store=run.store, path__in=paths)
    new = sorted(paths - set(known.values_list("path", flat=True)))
    rows = [Category(store=run.store, path=path) for path in new]
    Category.objects.bulk_create(rows, ignore_conflicts=True)


def link_photos(
    run: SyncRun, wanted: Mapping[str, Record], products: Mapping[str, Product], written: Written
) -> None:
    """Tie each photo that a record names to its product, at its place.

    A photo that is not known yet waits as missing until the listing shows it.
    """
    places = places_of(wanted, written)
    pks = {product.pk for product in products.values()}
    of_these = with_keys(places) | Q(product__in=pks, named=True)
    rows = Photo.objects.filter(of_these, store=run.store).select_related("product").order_by("pk")
    changed = []
    for photo in locked(rows):
        record, position = places.pop(photo.key, (None, 0))
        if record and is_named_elsewhere(photo, run, pks):
            written.problems.append(twice(record, photo.key, photo.product.sku))
        elif place(photo, products[record.sku] if record else None, position):
            changed.append(photo)
    new = [
        Photo(
            store=run.store,
            key=key,
            state=Photo.State.MISSING,
            reason=ABSENT,
            named=True,
            product=products[record.sku],
            position=position,
        )
        for key, (record, position) in places.items()
    ]
    Photo.objects.bulk_create(new, AT_ONCE)
    overwrite(changed, ["named", "product", "position"], key=("store", "key_digest"))


def is_named_elsewhere(photo: Photo, run: SyncRun, pks: Collection[int]) -> bool:
    """Return whether an earlier batch of this run has tied the photo to its product."""
    return photo.named and photo.product_id not in pks and photo.product.last_seen_id == run.pk


def place(photo: Photo, product: Product | None, position: int) -> bool:
    """Tie the photo to the product that names it, if one does; return whether that is new."""
    if product is None:
        photo.named = False
        return True
    before = photo.named, photo.product_id, photo.position
    photo.named, photo.product, photo.position = True, product, position
    return before != (True, product.pk, position)


def places_of(wanted: Mapping[str, Record], written: Written) -> dict[str, tuple[Record, int]]:
    """Return record and position by photo key; a photo named by two records is a problem."""
    places: dict[str, tuple[Record, int]] = {}
    for record in wanted.values():
        for position, key in enumerate(record.images):
            if key in places:
                written.problems.append(twice(record, key, places[key][0].sku))
            else:
                places[key] = record, position
    return places


def twice(record: Record, key: str, first: str) -> Problem:
    return problem(record, f"{record.sku}: {key!r} is already a photo of {first}.")


def problem(record: Record, reason: str) -> Problem:
    return Problem(record.where or record.sku, reason, record.line)
