"""What a product costs at one moment: a sale may begin and end at moments that are known before.

A row keeps the price outside of its sale, the sale, and what counts as of the last indexing run or
sync. Pages ask `Product.offer`, which is right at any moment.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _

from catalog_search.models import clock
from catalog_search.models.databases import Row
from catalog_search.models.fields import price_field

PLANNED = (
    *("normal_price", "normal_compare_at_price"),
    *("sale_price", "sale_starts_at", "sale_ends_at"),
)
"""The fields of a product that say what it costs when."""

SETTLED = ("price", "compare_at_price", "price_changes_at")
"""The fields that `Product.settle` sets from them."""


@dataclass(frozen=True, slots=True)
class Sale:
    """A price for a limited time: from `starts` on, and up to `ends`, which is no part of it."""

    price: Decimal
    starts: datetime | None = None
    """None if it has begun already."""
    ends: datetime | None = None
    """None if no end is known."""

    def counts_at(self, moment: datetime) -> bool:
        return counts(moment, self.starts, self.ends)

    def next_change(self, moment: datetime) -> datetime | None:
        """Return when it begins or ends after this moment, whichever is first."""
        ahead = [each for each in (self.starts, self.ends) if each and each > moment]
        return min(ahead, default=None)


def counts(moment: datetime, starts: datetime | None, ends: datetime | None) -> bool:
    """Return whether a sale between these two counts at the moment."""
    return (starts is None or starts <= moment) and (ends is None or moment < ends)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a product costs at one moment."""

    price: Decimal | None = None
    """The price to pay."""
    before: Decimal | None = None
    """The price before; not necessarily a higher one."""
    in_sale: bool = False
    """Whether the price is that of a sale with a beginning or an end."""
    changes_at: datetime | None = None
    """When another price begins to count, if that is known."""

    @property
    def discount(self) -> int:
        """The whole percent by which the price is below the one before; 0 if it is not."""
        if self.price is None or not self.before:
            return 0
        return max(0, int(100 - 100 * Decimal(self.price) / Decimal(self.before)))


def offer_at(
    moment: datetime, price: Decimal | None, before: Decimal | None, sale: Sale | None
) -> Offer:
    """Return what counts at the moment. `price` and `before` are those outside of the sale."""
    if sale is None:
        return Offer(price, before)
    changes_at = sale.next_change(moment)
    if sale.counts_at(moment):
        return Offer(sale.price, before if price is None else price, True, changes_at)
    return Offer(price, before, False, changes_at)


class Priced(Row):
    """What a product costs, with the sale that changes it.

    `price` and `compare_at_price` are as of the last sync or indexing run; `offer` is of now.
    """

    price = price_field(_("price"))
    compare_at_price = price_field(
        _("price before"), help_text=_("What it cost before, if it is on sale.")
    )
    normal_price = price_field(_("price outside of the sale"), editable=False)
    normal_compare_at_price = price_field(_("price before, outside of the sale"), editable=False)
    sale_price = price_field(
        _("sale price"), help_text=_("What is paid between the sale's beginning and its end.")
    )
    sale_starts_at = models.DateTimeField(_("sale starts"), null=True, blank=True)
    sale_ends_at = models.DateTimeField(_("sale ends"), null=True, blank=True)
    price_changes_at = models.DateTimeField(
        _("price changes at"),
        null=True,
        editable=False,
        help_text=_("When another price begins to count; empty if that is not known."),
    )
    attributes: Any
    """The attributes of the product."""

    class Meta:
        abstract = True

    @property
    def offer(self) -> Offer:
        """What the product costs now."""
        if self.sale_price is None:
            return Offer(self.price, self.compare_at_price)
        return self.offer_at(clock.now())

    def offer_at(self, moment: datetime) -> Offer:
        if self.sale_price is None:
            return offer_at(moment, self.price, self.compare_at_price, None)
        sale = Sale(self.sale_price, self.sale_starts_at, self.sale_ends_at)
        return offer_at(moment, self.normal_price, self.normal_compare_at_price, sale)

    def settle(self, moment: datetime) -> None:
        """Let the row have the price of this moment, and when it is due again; unsaved."""
        offer = self.offer_at(moment)
        self.price, self.compare_at_price = offer.price, offer.before
        self.price_changes_at = offer.changes_at

    def made_due(self) -> frozenset[str]:
        """Have the next indexing run look at a product with a sale; return what changed, unsaved.

        Whoever saves the product may have changed when it costs what.
        """
        if self.sale_price is None:
            return frozenset()
        self.price_changes_at = clock.now()
        return frozenset({"price_changes_at"})

    @property
    def highest_price(self) -> str:
        """What the dearest of its variants costs now; "" if they all cost the same."""
        if not self.attributes:
            return ""
        name = "highest_sale_price" if self.offer.in_sale else "highest_price"
        return str(self.attributes.get(name) or "")

    @property
    def price_varies(self) -> bool:
        """Whether variants of the product cost more than its price."""
        return bool(self.highest_price)

    @property
    def discount(self) -> int:
        """The whole percent by which the price is below the one before; 0 if it is not."""
        return self.offer.discount

    @property
    def price_value(self) -> float | None:
        return as_float(self.offer.price)

    @property
    def prices_ahead(self) -> float | list[float] | None:
        """What it costs now or later, as far as that is known: a number, or several in order."""
        offer = self.offer
        amounts = [offer.price]
        if offer.changes_at:
            amounts += [self.normal_price, self.sale_price]
        prices = sorted({float(Decimal(each)) for each in amounts if each is not None})
        return prices if len(prices) > 1 else next(iter(prices), None)


def as_float(number: Decimal | None) -> float | None:
    return None if number is None else float(Decimal(number))


def price_at(moment: datetime) -> Case:
    """Return the price that counts at the moment as an expression of a product's row."""
    has_begun = Q(sale_starts_at=None) | Q(sale_starts_at__lte=moment)
    is_not_over = Q(sale_ends_at=None) | Q(sale_ends_at__gt=moment)
    return Case(
        When(sale_price=None, then=F("price")),
        When(has_begun & is_not_over, then=F("sale_price")),
        default=F("normal_price"),
    )


def due_if_planned(names: Collection[str]) -> dict[str, datetime]:
    """Return the further values of an update of these fields: what it changes is settled next."""
    return {} if set(PLANNED).isdisjoint(names) else {"price_changes_at": clock.now()}
