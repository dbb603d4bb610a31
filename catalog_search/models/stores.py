"""A tenant, its closed set of categories and what it does not show."""

from django.db import models
from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from catalog_search import conf
from catalog_search.exceptions import WrongSettings

CATEGORY_SEPARATOR = " > "
STORE_ATTRIBUTE = "_catalog_search_store"


def category_prefixes(category: str) -> list[str]:
    """Return every category the path lies in: A > B gives ["A", "A > B"]."""
    parts = category.split(CATEGORY_SEPARATOR) if category else []
    return [CATEGORY_SEPARATOR.join(parts[: depth + 1]) for depth in range(len(parts))]


class Store(models.Model):
    """A tenant. Bucket and credentials stay in settings; the row only anchors its data."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    calibration = models.JSONField(
        default=dict,
        blank=True,
        editable=False,
        help_text=_("How high cosines are by chance, by model: see calibration.py."),
    )

    indexed_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When its points last changed.")
    )
    words_published_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When indexing last published its words.")
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """One of the store's closed set of categories, and the words that describe its photos."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="categories")
    path = models.CharField(max_length=500, help_text=_("From the root: Apparel > Shoes"))
    prompt = models.CharField(
        max_length=500,
        blank=True,
        help_text=_("Words for what its photos show; empty: the category's own name."),
    )

    class Meta:
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
        """Words for what its photos show: the prompt, else the whole path, which says more."""
        return self.prompt or self.path


class Policy(models.Model):
    """What a store does not show, in plain words; scored against each photo's vector."""

    store = models.ForeignKey(Store, models.CASCADE, related_name="policies")
    name = models.CharField(max_length=200)
    words = models.CharField(
        max_length=500, help_text=_("What such a photo shows: a gun or a knife")
    )
    threshold = models.FloatField(
        default=0.8, help_text=_("Blocked from this probability, 0 to 1.")
    )
    enabled = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = _("policies")
        constraints = [
            models.UniqueConstraint(fields=["store", "name"], name="one_policy_per_name")
        ]

    def __str__(self) -> str:
        return self.name


def default_slug() -> str:
    """Return DEFAULT_STORE, else the first configured store's slug."""
    slug = conf.get("DEFAULT_STORE") or next(iter(conf.get("STORES")), "")
    if not slug:
        raise WrongSettings("CATALOG_SEARCH['STORES'] is empty: name at least one store.")
    return str(slug)


def default_store(request: HttpRequest) -> str:
    """Answer every request with the default store (the default of STORE_OF_REQUEST)."""
    return default_slug()


def store_of(request: HttpRequest) -> Store:
    """Return the store that STORE_OF_REQUEST names for this request.

    The tenant is decided here, on the server's side, and never read from a client's filters.
    """
    # A page asks for it several times; the row is looked up once per request.
    store: Store | None = getattr(request, STORE_ATTRIBUTE, None)
    if store is None:
        store = open_store(import_string(conf.get("STORE_OF_REQUEST"))(request))
        setattr(request, STORE_ATTRIBUTE, store)
    return store


def open_store(slug: str) -> Store:
    """Return the row of a configured store, making it on first use. Raises WrongSettings."""
    stores = conf.get("STORES")
    if slug not in stores:
        known = ", ".join(sorted(stores)) or "none"
        raise WrongSettings(f"CATALOG_SEARCH['STORES'] has no store {slug!r}; there is: {known}.")
    name = stores[slug].get("NAME", slug)
    return Store.objects.get_or_create(slug=slug, defaults={"name": name})[0]
