"""Signals that a project can listen to, and what each carries.

    @receiver(signals.sync_finished)
    def tell_the_team(sender, sync: signals.SyncFinished, **kwargs): ...

A receiver gets one keyword argument, named at its signal. Those about rows are sent after the
transaction is committed. What a receiver raises is logged and costs neither a page nor a run;
`added_to_basket` alone is part of its page.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.dispatch import Signal

from catalog_search.models import databases
from catalog_search.models.side_notes import side_note

search_performed = Signal()
"""Sent when a search was answered; `search` is a SearchPerformed."""

photo_indexed = Signal()
"""Sent when photos can be found, once for each batch; `indexed` is a list of IndexedPhoto."""

sync_finished = Signal()
"""Sent when a sync ended, however it ended; `sync` is a SyncFinished."""

category_decided = Signal()
"""Sent when people decided on categories; `decided` is a list of DecidedCategory."""

attribute_decided = Signal()
"""Sent when people decided on attributes; `decided` is a list of DecidedAttribute."""

product_blocked = Signal()
"""Sent when moderation blocked a product's photo; `blocked` is a BlockedProduct."""

added_to_basket = Signal()
"""Sent when a shopper sends the form of a card or product page; `item` is an AddedToBasket, and
`request` the page's. A receiver may return the response."""


@dataclass(frozen=True, slots=True)
class SearchPerformed:
    """A search that a page, the JSON API or a function of catalog_search.search answered."""

    store: str
    """The store's slug."""
    kind: str
    """text, browse (no words), photo, look, similar or camera."""
    text: str
    """The words as the shopper typed them; "" for none. Personal data may be among them."""
    total: int
    """Products found; of a long list, of its best candidates only."""
    outcome: str
    """How sure the first answer is: strong, related, listed, nothing or degraded."""
    page: int
    """From 1. Later pages of a list are searches of their own."""


@dataclass(frozen=True, slots=True)
class IndexedPhoto:
    """A photo whose point was written, because it, its product's words or the model changed."""

    store: str
    sku: str
    key: str
    """The photo's key in the source."""


@dataclass(frozen=True, slots=True)
class SyncFinished:
    """A sync of a store, with what it counted."""

    store: str
    state: str
    """done, stopped (it would have deleted too much) or failed."""
    message: str
    """Why it stopped or failed, or what needs attention; "" for nothing."""
    products: int
    products_changed: int
    """New ones among them."""
    products_deleted: int
    photos: int
    photos_new: int
    photos_changed: int
    photos_deleted: int
    problems: int
    """Records and photos that could not be used; the admin lists them."""


@dataclass(frozen=True, slots=True)
class DecidedCategory:
    """A product's category as it is now, after a person decided or took a decision back."""

    store: str
    """The store's slug."""
    sku: str
    category: str
    """The path from the root, with " > " between; "" for none."""
    previous: str
    """What it was before."""
    by: str
    """The user's name; "" if it is not known."""


@dataclass(frozen=True, slots=True)
class DecidedAttribute:
    """A product's values of an attribute, after a person decided or took a decision back."""

    store: str
    """The store's slug."""
    sku: str
    attribute: str
    """Its name, as ATTRIBUTES declares it."""
    values: tuple[str, ...]
    """() for none."""
    previous: tuple[str, ...]
    """What they were before."""
    by: str
    """The user's name; "" if it is not known."""


@dataclass(frozen=True, slots=True)
class BlockedProduct:
    """A product with a photo that moderation keeps out of searches until a person releases it."""

    store: str
    sku: str
    photo: str
    """The photo's key in the source."""
    policy: str
    """Name of the policy that it breaks."""
    score: float
    """Its probability under that policy, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class AddedToBasket:
    """A visible product that a shopper wants to buy."""

    store: str
    """The store's slug."""
    sku: str
    variant: str
    """SKU of the variant that was chosen, one in stock; "" for none."""
    quantity: int
    """From 1 to 99."""


def send_now(signal: Signal, argument: str, sender: type, payload: Callable[[], object]) -> None:
    """Send the signal from within a page; `payload` is called only if somebody listens."""
    if signal.has_listeners(sender):
        side_note(
            f"Receivers of a signal could not be told: {argument}",
            lambda: signal.send_robust(sender=sender, **{argument: payload()}),
        )


def send_on_commit(
    signal: Signal, argument: str, sender: type, payload: Callable[[], object]
) -> None:
    """Send the signal when the transaction is committed; the payload is computed before that.

    Nothing is computed unless somebody listens.
    """
    if signal.has_listeners(sender):
        made = payload()
        databases.on_commit(
            # Robust: Django logs what a receiver raises, and asks the others.
            lambda: signal.send_robust(sender=sender, **{argument: made}),
            robust=True,
        )
