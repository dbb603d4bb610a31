"""Stores (tenants) and their categories."""

from django.db import models
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from catalog_search import conf
from catalog_search.exceptions import WrongSettings, gettext_noop, message
from catalog_search.models.databases import Row, Rows

CATEGORY_SEPARATOR = " > "
STORE_ATTRIBUTE = "_catalog_search_store"


def category_prefixes(category: str) -> list[str]:
    """Return every category the path lies in: A > B gives ["A", "A > B"]."""
    parts = category.split(CATEGORY_SEPARATOR) if category else []
    return [CATEGORY_SEPARATOR.join(parts[: depth + 1]) for depth in range(len(parts))]


class Store(Row):
    """A tenant. Its source and credentials are in settings; its other rows point to this one."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    calibration = models.JSONField(
        _("calibration"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("Scores of unrelated pairs, by model; see calibration.py."),
    )
    category_confidence = models.JSONField(
        _("category confidence"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("How often suggestions are right, by model; see categories/confidence.py."),
    )
    calibrated_photos = models.PositiveIntegerField(
        _("calibrated photos"),
        default=0,
        editable=False,
        help_text=_("Indexed photos at the last calibration."),
    )
    uncalibrated_changes = models.PositiveIntegerField(
        _("uncalibrated changes"),
        default=0,
        editable=False,
        help_text=_("Photos changed since the last calibration."),
    )
    indexed_at = models.DateTimeField(
        _("indexed at"), null=True, editable=False, help_text=_("When its points last changed.")
    )
    filling = models.BooleanField(
        _("filling"),
        default=False,
        editable=False,
        help_text=_("The index misses so much of it that words are looked up in the database."),
    )
    synced = models.JSONField(
        _("synced"),
        default=dict,
        blank=True,
        editable=False,
        help_text=_("What the last complete sync found; see sync/unchanged.py."),
    )
    words_published_at = models.DateTimeField(
        _("words published at"),
        null=True,
        editable=False,
        help_text=_("When indexing last published its words."),
    )
    columns_published_at = models.DateTimeField(
        _("columns published at"),
        null=True,
        editable=False,
        help_text=_("When indexing last published its columns."),
    )
    complements_published_at = models.DateTimeField(
        _("complements published at"),
        null=True,
        editable=False,
        help_text=_("When indexing last wrote what completes what."),
    )
    rules_version = models.PositiveIntegerField(
        _("rules version"),
        default=0,
        editable=False,
        help_text=_("Raised with every change of its rules."),
    )
    synonyms_version = models.PositiveIntegerField(
        _("synonyms version"),
        default=0,
        editable=False,
        help_text=_("Raised with every change of its synonyms."),
    )

    checked_until = models.DateTimeField(
        _("checked until"),
        null=True,
        editable=False,
        help_text=_("Photos indexed until then were looked at."),
    )
    checked_photo = models.PositiveBigIntegerField(
        _("checked photo"),
        default=0,
        editable=False,
        help_text=_("Key of the last photo that was looked at."),
    )
    policy_version = models.PositiveIntegerField(
        _("policy version"),
        default=0,
        editable=False,
        help_text=_("Rises with each change of its policies."),
    )
    classified_by = models.CharField(_("classified by"), max_length=200, blank=True, editable=False)

    objects = Rows["Store"].as_manager()

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        base_manager_name = "objects"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(Row):
    """One of the store's categories, with words that describe its photos to the model."""

    store = models.ForeignKey(
        Store, models.CASCADE, related_name="categories", verbose_name=_("store")
    )
    path = models.CharField(
        _("path"), max_length=500, help_text=_("The full path, such as Apparel > Shoes.")
    )
    prompt = models.CharField(
        _("prompt"),
        max_length=500,
        blank=True,
        help_text=_("Describes what its photos show. Leave empty to use the path."),
    )
    size = models.PositiveIntegerField(
        _("size"),
        default=0,
        editable=False,
        help_text=_("Visible products, when indexing last counted them."),
    )

    objects = Rows["Category"].as_manager()

    class Meta:
        base_manager_name = "objects"
        verbose_name = _("category")
        ordering = ["path"]
        verbose_name_plural = _("categories")
        constraints = [
            models.UniqueConstraint(fields=["store", "path"], name="one_category_per_path")
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def leaf(self) -> str:
        return self.path.rsplit(CATEGORY_SEPARATOR, 1)[-1]

    @property
    def words(self) -> str:
        """The text that the model compares photos with: the prompt, else the whole path."""
        return self.prompt or self.path


class Complement(Row):
    """A category whose products complete those of another; see catalogue/complements.py."""

    category = models.ForeignKey(
        Category, models.CASCADE, related_name="complements", verbose_name=_("category")
    )
    other = models.ForeignKey(Category, models.CASCADE, related_name="+", verbose_name=_("other"))
    weight = models.FloatField(_("weight"))
    together = models.BooleanField(
        _("together"),
        help_text=_("Whether looks or baskets have products of both; else it is another kind."),
    )

    objects = Rows["Complement"].as_manager()

    class Meta:
        ordering = ["-weight", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["category", "other"], name="one_complement_per_pair")
        ]

    def __str__(self) -> str:
        return f"{self.category} + {self.other}"


def default_slug() -> str:
    """Return DEFAULT_STORE, else the slug of the first configured store. Raises WrongSettings."""
    slug = conf.settings().default_store or next(iter(conf.settings().stores), "")
    if not slug:
        raise WrongSettings(
            message(gettext_noop("CATALOG_SEARCH['STORES'] is empty: name at least one store."))
        )
    return str(slug)


def default_store(request: HttpRequest) -> str:
    """Return the default store's slug for every request (the default of STORE_OF_REQUEST)."""
    return default_slug()


def store_of(request: HttpRequest) -> Store:
    """Return the store that STORE_OF_REQUEST chooses for this request.

    The server chooses the tenant; filters in the request cannot change it.
    """
    # A page asks for it several times; the row is looked up once per request.
    store: Store | None = getattr(request, STORE_ATTRIBUTE, None)
    if store is None:
        store = open_store(import_string(conf.settings().store_of_request)(request))
        setattr(request, STORE_ATTRIBUTE, store)
    return store


def configured() -> models.QuerySet[Store]:
    """Return the stores of the settings; one that left them keeps its rows, and waits."""
    return Store.objects.filter(slug__in=list(conf.settings().stores))


def row_of(store: Store | str) -> Store:
    """Return the store itself, or the one with this slug; "" is the default store."""
    return store if isinstance(store, Store) else open_store(store or default_slug())


def open_store(slug: str) -> Store:
    """Return the row of a configured store, creating it on first use. Raises WrongSettings."""
    entry = conf.store_entry(slug)
    if row := Store.objects.filter(slug=slug).first():
        return row
    name = entry.get("NAME") or slug
    return Store.objects.get_or_create(slug=slug, defaults={"name": name})[0]
