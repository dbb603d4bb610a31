"""The installation: which database of catalogue rows the index's points belong to."""

import uuid

from django.db import models

from catalog_search import conf
from catalog_search.models import databases
from catalog_search.models.databases import Row, Rows
from catalog_search.protocols.collection import Installation

ONLY = 1
"""The primary key of the one row."""


class InstallationId(Row):
    """Drawn when the database was first used. A copy of the database has the same."""

    value = models.UUIDField(default=uuid.uuid4)

    objects = Rows["InstallationId"].as_manager()

    def __str__(self) -> str:
        return self.value.hex


def installation() -> Installation:
    """Return the installation of this database, read once per process."""
    value = conf.once("installation id", read_id)
    return Installation(conf.settings().installation or value[:8], value, databases.place())


@databases.primary()
def read_id() -> str:
    row, _ = InstallationId.objects.get_or_create(pk=ONLY)
    return row.value.hex


@databases.primary()
def renew() -> Installation:
    """Draw another id, for a copied database: its index is filled beside the original's."""
    InstallationId.objects.update_or_create(pk=ONLY, defaults={"value": uuid.uuid4()})
    conf.forget_backends()
    return installation()
