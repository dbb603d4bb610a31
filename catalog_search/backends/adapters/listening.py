"""Listen to the signals of an adapter's models, and say which products each of them changes."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from django.apps import apps
from django.db.models import Model
from django.db.models.signals import (
    ModelSignal,
    class_prepared,
    m2m_changed,
    post_save,
    pre_delete,
    pre_save,
)

from catalog_search.backends.adapters import noticing
from catalog_search.backends.adapters.same_rows import (
    are_rows,
    classes_of,
    may_be_rows,
    objects_of,
    objects_with_keys,
)

if TYPE_CHECKING:
    from catalog_search.backends.adapters.adapter import CatalogAdapter

Source: TypeAlias = "CatalogAdapter[Any]"
Adapter: TypeAlias = type["CatalogAdapter[Any]"]

Products: TypeAlias = Callable[[Source], Iterable[Model]]


def connect(adapter: Adapter) -> None:
    """Listen to the adapter's models. Doing it twice equals doing it once."""
    name = noticing.name_of(adapter)
    noticing.CONNECTED.add(name)
    for model in (adapter.model, *adapter.watched):
        for sender in classes_of(model):
            connect_class(adapter, model, sender)
        defined = partial(class_defined, adapter, model)
        uid = f"{name} {model._meta.label}"
        class_prepared.connect(defined, weak=False, dispatch_uid=uid)


def class_defined(adapter: Adapter, model: type[Model], sender: type[Model], **kwargs: Any) -> None:
    """Listen also to a class that is defined after `connect`."""
    if may_be_rows(sender, model):
        connect_class(adapter, model, sender)


def connect_class(adapter: Adapter, model: type[Model], sender: type[Model]) -> None:
    """Listen to what happens to the model's rows as objects of this class."""
    uid = f"{noticing.name_of(adapter)} {model._meta.label}"

    def listen(signal: ModelSignal, receive: Any, to: type[Model]) -> None:
        signal.connect(receive, sender=to, weak=False, dispatch_uid=uid)

    listen(post_save, partial(row_saved, adapter, model), sender)
    # A parent's object that is deleted takes its child with it, which sends its own signal.
    if are_rows(sender, model):
        listen(pre_delete, partial(row_deleted, adapter, model), sender)
    if model is adapter.model:
        for relation in relations_of(sender):
            through = relation.remote_field.through
            listen(m2m_changed, partial(relation_changed, adapter, relation), through)
    else:
        listen(pre_save, partial(row_moved, adapter, model), sender)


def relations_of(model: type[Model]) -> list[Any]:
    """Return the many-to-many fields of this class, and those of other models that lead to it."""
    fields: list[Any] = list(model._meta.many_to_many)
    if apps.models_ready:
        known: list[Any] = list(model._meta.get_fields(include_hidden=True))
        fields += [each.field for each in known if each.many_to_many and each.auto_created]
    return [field for field in fields if isinstance(field.remote_field.through, type)]


def note(adapter: Adapter, products: Products, using: str, *, quietly: bool = False) -> None:
    """Note what one signal changed; somebody may wait for the page that sent it."""
    noticing.note(adapter, products, using, at_most=noticing.AT_MOST, quietly=quietly)


def row_saved(
    adapter: Adapter, model: type[Model], instance: Model, using: str, raw: bool, **kwargs: Any
) -> None:
    """Note the product that was saved, or those that a watched row belongs to.

    What a fixture's row refers to may not be loaded yet; it is noted when it is.
    """
    changed = partial(products_of, adapter, model, instance, using)
    note(adapter, changed, using, quietly=raw)


def row_deleted(
    adapter: Adapter, model: type[Model], instance: Model, using: str, **kwargs: Any
) -> None:
    """Note the products of a row as long as they can be found by it."""
    note(adapter, partial(products_of, adapter, model, instance, using), using)


def products_of(
    adapter: Adapter, model: type[Model], instance: Model, using: str, source: Source
) -> Iterable[Model]:
    rows = objects_of(instance, model, using)
    if model is adapter.model:
        return rows
    row = next(iter(rows), None)
    return source.products_of(row) if row else ()


def row_moved(
    adapter: Adapter,
    model: type[Model],
    sender: type[Model],
    instance: Model,
    using: str,
    raw: bool,
    **kwargs: Any,
) -> None:
    """Note the products that a watched row leaves, such as a photo for another product."""

    def left(source: Source) -> Iterable[Model]:
        before = sender._base_manager.using(using).filter(pk=instance.pk).first()
        if before is None or links_of(before) == links_of(instance):
            return ()
        return products_of(adapter, model, before, using, source)

    if not (raw or instance._state.adding) and links_of(instance):
        note(adapter, left, using)


def links_of(instance: Model) -> list[Any]:
    """Return the keys of the rows that this one refers to."""
    meta = instance._meta
    own = [field.attname for field in meta.concrete_fields if field.remote_field]
    generic = [getattr(field, "fk_field", None) for field in meta.private_fields]
    return [getattr(instance, name) for name in (*own, *filter(None, generic))]


def relation_changed(
    adapter: Adapter,
    relation: Any,
    instance: Model,
    action: str,
    model: type[Model],
    pk_set: Any,
    using: str,
    **kwargs: Any,
) -> None:
    """Note the products to which categories, say, were added, or from which they were removed."""
    own = adapter.model
    if action == "pre_clear":
        note(adapter, lambda source: linked(own, relation, instance, using), using)
    elif action.startswith("post_"):
        if may_be_rows(type(instance), own):
            note(adapter, lambda source: objects_of(instance, own, using), using)
        if pk_set and may_be_rows(model, own):
            note(adapter, lambda source: objects_with_keys(model, pk_set, own, using), using)


def linked(own: type[Model], relation: Any, instance: Model, using: str) -> Iterable[Model]:
    """Yield the products that this object of the relation's other end has."""
    ends = [
        (relation.model, relation.m2m_field_name()),
        (relation.related_model, relation.m2m_reverse_field_name()),
    ]
    pairs = relation.remote_field.through._base_manager.using(using)
    for (sender, name), (other, other_name) in (ends, ends[::-1]):
        if may_be_rows(sender, own) and isinstance(instance, other._meta.concrete_model):
            keys = pairs.filter(**{other_name: instance}).values_list(f"{name}__pk", flat=True)
            yield from objects_with_keys(sender, keys, own, using)
