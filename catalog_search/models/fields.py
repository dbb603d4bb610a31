"""Model fields: ordered JSON, digests of long text, messages for readers of any language."""

import hashlib
from typing import Any

from django.db import models
from django.db.models.fields.json import KeyTransform

from catalog_search.exceptions import Message, read_message


def with_its_owner(collector: Any, field: Any, rows: Any, using: str) -> None:
    """Delete rows with the one that they refer to: on_delete of a nullable key under a constraint.

    Where a database checks constraints at once (MySQL, MariaDB), Django's CASCADE makes such keys
    null before it deletes the rows, and a constraint that one of them is filled would refuse that.
    """
    owner = field.remote_field.model
    collector.collect(
        rows, source=owner, source_attr=field.name, nullable=False, fail_on_restricted=False
    )


def price_field(name: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    """Return a field for an amount in the currency of its row, empty where none is known."""
    shape: dict[str, Any] = {"max_digits": 12, "decimal_places": 2, "null": True, "blank": True}
    return models.DecimalField(name, **shape, **options)


class OrderedJSONField(models.JSONField):
    """A JSONField whose objects keep the order of their keys.

    PostgreSQL's `jsonb` sorts keys by length, so the column is `json` there, which stores the text
    as it is. Key lookups (`attributes__ean="..."`) work as with a JSONField.
    """

    def db_type(self, connection: Any) -> str | None:
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if connection.vendor == "postgresql" and isinstance(value, dict | list):
            from psycopg.types.json import Json

            return Json(value)
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        # psycopg has already decoded a `json` column.
        if not isinstance(value, str):
            return value
        return super().from_db_value(value, expression, connection)

    def get_transform(self, name: str) -> Any:
        transform = models.Field.get_transform(self, name)
        return transform or _KeyTransformFactory(name)


class _KeyTransformFactory:
    def __init__(self, key: str) -> None:
        self.key = key

    def __call__(self, *args: Any, **kwargs: Any) -> KeyTransform:
        return _OrderedKeyTransform(self.key, *args, **kwargs)


class _OrderedKeyTransform(KeyTransform):
    """The value of a key, cast to jsonb, because PostgreSQL cannot compare `json` values."""

    output_field = models.JSONField()

    def get_transform(self, name: str) -> Any:
        return _KeyTransformFactory(name)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, params = super().as_postgresql(compiler, connection)
        return f"({sql})::jsonb", params


class MessageField(models.TextField):  # type: ignore[type-arg]
    """A text of this package, which each reader sees in the own language: exceptions.Message.

    What somebody else wrote is a message as well, without values.
    """

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return value if value is None else read_message(value)

    def get_prep_value(self, value: Any) -> Any:
        return value.stored if isinstance(value, Message) else super().get_prep_value(value)


class DigestField(models.CharField):  # type: ignore[type-arg]
    """The first 32 hex digits of the SHA-256 of another text field, updated on each save.

    Use it for unique constraints and lookups: an index on the text itself would exceed MySQL's
    limit of 3,072 bytes.
    """

    def __init__(self, of: str, **options: Any) -> None:
        self.of = of
        super().__init__(**{"max_length": 32, "editable": False, **options})

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = digest_of(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value


def digest_of(text: str) -> str:
    """Return the value that a DigestField stores for this text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
