"""Classes whose objects are rows of the same model: proxies of it, its child and parent models.

Django's signals and relations speak of the class that somebody used, an adapter of its own.
"""

from collections.abc import Collection, Iterable, Iterator

from django.db.models import Model


def classes_of(model: type[Model]) -> Iterator[type[Model]]:
    """Yield the model and all classes that there are whose objects may be rows of it."""
    parents = [each for each in model.__mro__ if issubclass(each, Model) and each is not Model]
    found = {each for parent in parents for each in (parent, *classes_below(parent))}
    yield from (each for each in found if may_be_rows(each, model))


def classes_below(model: type[Model]) -> Iterator[type[Model]]:
    for child in model.__subclasses__():
        yield child
        yield from classes_below(child)


def are_rows(sender: type[Model], model: type[Model]) -> bool:
    """Return whether every object of this class is a row of the model."""
    own, other = model._meta.concrete_model, sender._meta.concrete_model
    return bool(own and other and issubclass(other, own))


def may_be_rows(sender: type[Model], model: type[Model]) -> bool:
    """Return whether objects of this class may be rows of the model: also those of its parents."""
    return are_rows(sender, model) or are_rows(model, sender)


def as_object(instance: Model, model: type[Model]) -> Model:
    """Return a row of the model as an object of the model's own class."""
    if isinstance(instance, model):
        return instance
    same = model.__new__(model)
    same.__dict__.update(instance.__dict__)
    return same


def objects_of(instance: Model, model: type[Model], using: str) -> Iterable[Model]:
    """Return the row that this object is as one of the model's, read if it is a parent's object."""
    if are_rows(type(instance), model):
        return [as_object(instance, model)]
    return objects_with_keys(type(instance), [instance.pk], model, using)


def objects_with_keys(
    sender: type[Model], keys: Collection[object], model: type[Model], using: str
) -> Iterable[Model]:
    """Return the model's rows that have these primary keys as objects of the class `sender`."""
    if are_rows(model, sender):
        named = {f"{sender._meta.pk.name}__in": keys}
        return model._base_manager.using(using).filter(**named)
    rows = sender._base_manager.using(using).filter(pk__in=keys)
    return (as_object(row, model) for row in rows.iterator())
