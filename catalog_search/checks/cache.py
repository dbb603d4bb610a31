"""Check the cache that holds shoppers' photos, and the storage of thumbnails."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as Caution
from django.utils.translation import gettext

from catalog_search import conf
from catalog_search.checks.registry import backend_path, check, live_check, options_of, shown
from catalog_search.models.side_notes import cache_room

UNSHARED = "locmem.LocMemCache"
KEEPS_NOTHING = "dummy.DummyCache"
FILES = ".FileSystemStorage"
LITTLE_ROOM = 1000
"""Entries. A shopper's photo and its results are two."""


def backend() -> str:
    """Return the dotted path of the cache that CACHE names, "" if there is none."""
    return str(settings.CACHES[alias].get("BACKEND", "")) if (alias := cache_alias()) else ""


def cache_alias() -> str:
    """Return CACHE, "" if it is no alias of the project's caches."""
    alias = conf.settings().cache
    return alias if isinstance(alias, str) and alias in settings.CACHES else ""


@check
def aliases() -> Iterator[CheckMessage]:
    """Check that CACHE and the others are aliases of the project's caches and storages."""
    named = (("CACHE", "CACHES"), ("LISTING_CACHE", "CACHES"), ("STORAGE", "STORAGES"))
    for name, project in named:
        alias, project_aliases = conf.get(name), getattr(settings, project)
        is_alias = isinstance(alias, str) and alias in project_aliases
        if not is_alias and (alias or conf.DEFAULTS[name]):
            yield Error(
                gettext("CATALOG_SEARCH[%(name)r] is %(alias)r, which is no alias in %(project)s.")
                % {"name": name, "alias": shown(alias), "project": project},
                hint=gettext("Write one of: %(names)s.")
                % {"names": ", ".join(sorted(project_aliases))},
                id="catalog_search.E006",
            )


@live_check
def folder() -> Iterator[CheckMessage]:
    """Warn about files without a folder: they are written where the process was started."""
    alias = conf.settings().storage
    storage = settings.STORAGES.get(alias) if isinstance(alias, str) else None
    has_folder = settings.MEDIA_ROOT or options_of(storage).get("location")
    if backend_path(storage).endswith(FILES) and not has_folder:
        yield Caution(
            gettext(
                "MEDIA_ROOT is empty: thumbnails and the pictures of looks are written into the "
                "folder in which a process is started."
            ),
            hint=gettext("Set %(setting)s, or name another storage in CATALOG_SEARCH['STORAGE'].")
            % {"setting": 'MEDIA_ROOT = BASE_DIR / "media"'},
            id="catalog_search.W054",
        )


@check
def keeping_cache() -> Iterator[CheckMessage]:
    """Warn about a cache that keeps nothing, also in development: photo search needs one."""
    if backend().endswith(KEEPS_NOTHING):
        yield Caution(
            gettext(
                "The cache %(cache)r is DummyCache, which keeps nothing: searching with a photo "
                "answers 503 after the upload."
            )
            % {"cache": conf.settings().cache},
            hint=gettext(
                "Name another alias in CATALOG_SEARCH['CACHE'], such as one of LocMemCache for a "
                "single process or of Valkey, Redis, memcached or the database for several."
            ),
            id="catalog_search.W051",
        )


@live_check
def shared_cache() -> Iterator[CheckMessage]:
    """Warn about a cache per process. Only with --deploy: development uses a single process."""
    if backend().endswith(UNSHARED):
        yield Caution(
            gettext(
                "The cache %(cache)r is %(backend)s, which processes do not share: a shopper's "
                "photo can be found only by the process that received it, and the upload limit is "
                "counted separately in each process."
            )
            % {"cache": conf.settings().cache, "backend": backend().rpartition(".")[2]},
            hint=gettext(
                "With more than one process, point CATALOG_SEARCH['CACHE'] at Valkey, Redis, "
                "memcached or the database; with only one, silence this check."
            ),
            id="catalog_search.W050",
        )


@live_check
def room() -> Iterator[CheckMessage]:
    """Warn about a cache that deletes entries at random long before its memory is full."""
    if not cache_alias():
        return
    entries = cache_room()
    if entries is not None and entries < LITTLE_ROOM:
        yield Caution(
            gettext(
                "The cache %(cache)r deletes entries at random as soon as it has %(entries)s, "
                "among them the photos that shoppers search with."
            )
            % {"cache": conf.settings().cache, "entries": entries},
            hint=gettext(
                "Set %(option)s in CACHES, or give CATALOG_SEARCH['CACHE'] an alias of its own "
                "with as many."
            )
            % {"option": '"OPTIONS": {"MAX_ENTRIES": 3000}'},
            id="catalog_search.W052",
        )
