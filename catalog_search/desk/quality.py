"""Photos on the desk that somebody should look at: duplicates, few pixels, other things."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog_search.desk import messages
from catalog_search.desk.access import desk_page, may
from catalog_search.desk.menu import desk_response
from catalog_search.desk.parameters import row_keys, whole_number
from catalog_search.indexing import editing, jobs
from catalog_search.models import Finding, Product, Store, databases
from catalog_search.models.clock import local
from catalog_search.models.editors import name_of

PAGE = 24

Kind, State = Finding.Kind, Finding.State

DECISIONS = {"fine": State.FINE, "hide": State.HIDDEN, "undo": State.OPEN}
"""The decisions, by the names of their buttons."""


@desk_page("view_finding")
def quality(request: HttpRequest, store: Store) -> HttpResponse:
    """List the photos of one kind of finding, the latest first."""
    chosen = request.GET.get("kind", Kind.SAME.value)
    chosen = chosen if chosen in Kind.values else Kind.SAME.value
    decided = "decided" in request.GET
    rows = listed(store, chosen, decided=decided)
    if before := whole_number(request.GET.get("before", "")):
        rows = rows.filter(pk__lt=before)
    findings = list(rows[: PAGE + 1])
    more: dict[str, Any] = {"decided": "1"} if decided else {}
    context = {
        "findings": findings[:PAGE],
        "kind": chosen,
        "decided": decided,
        "kinds": [(label, address(store, kind=value), value) for value, label in Kind.choices],
        "other_list": address(store, kind=chosen, **({} if decided else {"decided": "1"})),
        "next": address(store, kind=chosen, before=findings[PAGE - 1].pk, **more)
        if len(findings) > PAGE
        else "",
        "may_change": may(request, "change_finding"),
        "may_hide": may(request, "change_product"),
    }
    return desk_response(request, store, "quality.html", context)


def listed(store: Store, kind: str, *, decided: bool) -> "QuerySet[Finding]":
    rows = Finding.objects.filter(store=store, kind=kind)
    rows = rows.exclude(state=State.OPEN) if decided else rows.filter(state=State.OPEN)
    return rows.select_related("photo__product", "other__product").order_by("-pk")


def address(store: Store, **params: Any) -> str:
    page = reverse("catalog_search:desk_quality", kwargs={"store": store.slug})
    return f"{page}?{urlencode(params)}"


@desk_page("change_finding", "POST")
def decide(request: HttpRequest, store: Store) -> HttpResponse:
    """Mark findings as fine, hide their products, or take that back."""
    name = next((each for each in DECISIONS if each in request.POST), "")
    keys = request.POST.getlist("finding")
    if (named := request.POST.get(name, "")) != "selected":
        keys = [named]
    rows = Finding.objects.filter(store=store, pk__in=row_keys(keys, PAGE))
    findings = list(rows.select_related("photo__product"))
    kind = request.POST.get("kind", "")
    if not name or not findings:
        messages.error(request, _("Nothing was selected."))
    elif not may(request, "change_product") and name != "fine":
        messages.error(request, _("You may not hide or show products."))
    else:
        # The page offers to decide on what is open, and to undo what is decided.
        fitting = [each for each in findings if (each.state == State.OPEN) != (name == "undo")]
        for text in {already(each): None for each in findings if each not in fitting}:
            messages.warning(request, text)
        if fitting:
            settle(fitting, DECISIONS[name], by=name_of(request.user))
            jobs.start_indexing(store)
            messages.success(request, message_of(name, len(fitting)))
    return redirect(address(store, kind=kind if kind in Kind.values else Kind.SAME.value))


def already(finding: Finding) -> str:
    """Return what somebody else did about the finding since the page was shown."""
    if finding.state == State.OPEN:
        return _("This decision was undone already.")
    details = {
        "by": finding.decided_by,
        "product": finding.photo.product.title,
        "time": date_format(local(finding.decided_at or timezone.now()), "TIME_FORMAT"),
        "state": State(finding.state).label,
    }
    return _("%(by)s decided about %(product)s at %(time)s already: %(state)s.") % details


@databases.transaction()
def settle(findings: list[Finding], state: "Finding.State", *, by: str) -> None:
    """Write the decision; a product is hidden or shown with it. Searches follow at once.

    One that another photo's finding hides stays hidden, and so does one that was hidden before.
    """
    keys = [each.pk for each in findings]
    others = Finding.objects.filter(state=State.HIDDEN).exclude(pk__in=keys)
    hidden: set[int] = set()
    if state == State.HIDDEN:
        hidden = hide([each.photo.product_id for each in findings], others)
    else:
        show([each.photo.product_id for each in findings if each.hid_product], others)
    is_open = state == State.OPEN
    rows = Finding.objects.filter(pk__in=keys)
    rows.update(
        state=state,
        hid_product=False,
        decided_by="" if is_open else by,
        decided_at=None if is_open else timezone.now(),
    )
    rows.filter(photo__product__in=hidden).update(hid_product=True)


def hide(keys: list[int], others: "QuerySet[Finding]") -> set[int]:
    """Hide the products; return the keys of those that findings hid, these or others."""
    visible = list(Product.objects.filter(pk__in=keys, visible=True))
    editing.set_visible(visible, False)
    by_others = others.filter(photo__product__in=keys, hid_product=True)
    return {product.pk for product in visible} | {
        *by_others.values_list("photo__product", flat=True)
    }


def show(keys: list[int], others: "QuerySet[Finding]") -> None:
    """Show the products, but for those that others of the findings hide."""
    still_hidden = others.filter(photo__product__in=keys).values("photo__product")
    editing.set_visible(
        list(Product.objects.filter(pk__in=keys).exclude(pk__in=still_hidden)), True
    )


def message_of(name: str, count: int) -> str:
    texts = {
        "fine": ngettext(
            "%(count)d photo is fine and will not be listed again.",
            "%(count)d photos are fine and will not be listed again.",
            count,
        ),
        "hide": ngettext("%(count)d product is hidden.", "%(count)d products are hidden.", count),
        "undo": ngettext("%(count)d decision is undone.", "%(count)d decisions are undone.", count),
    }
    return texts[name] % {"count": count}
