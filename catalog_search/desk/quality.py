"""Photos on the desk that somebody should look at: duplicates, few pixels, other things."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog_search.desk import messages
from catalog_search.desk.access import desk_page, may
from catalog_search.desk.menu import desk_response
from catalog_search.desk.parameters import row_keys, whole_number
from catalog_search.indexing import editing, jobs
from catalog_search.models import Finding, Product, Store, databases
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
    findings = list(
        Finding.objects.filter(store=store, pk__in=row_keys(keys, PAGE)).select_related("photo")
    )
    kind = request.POST.get("kind", "")
    if not name or not findings:
        messages.error(request, _("Nothing was selected."))
    elif not may(request, "change_product") and name != "fine":
        messages.error(request, _("You may not hide or show products."))
    else:
        settle(findings, DECISIONS[name], by=name_of(request.user))
        jobs.start_indexing(store)
        messages.success(request, message_of(name, len(findings)))
    return redirect(address(store, kind=kind if kind in Kind.values else Kind.SAME.value))


@databases.transaction()
def settle(findings: list[Finding], state: "Finding.State", *, by: str) -> None:
    """Write the decision; a product is hidden or shown with it. Searches follow at once.

    One that another photo's finding hides stays hidden.
    """
    keys = [each.pk for each in findings]
    hiding = Finding.objects.filter(state=State.HIDDEN).exclude(pk__in=keys)
    was_hidden = Product.objects.filter(
        pk__in=[each.photo.product_id for each in findings if each.state == State.HIDDEN]
    )
    if state == State.HIDDEN:
        hidden = [each.photo.product_id for each in findings]
        editing.set_visible(list(Product.objects.filter(pk__in=hidden)), False)
    else:
        still_hidden = hiding.filter(photo__product__in=was_hidden).values("photo__product")
        editing.set_visible(list(was_hidden.exclude(pk__in=still_hidden)), True)
    is_open = state == State.OPEN
    Finding.objects.filter(pk__in=keys).update(
        state=state,
        decided_by="" if is_open else by,
        decided_at=None if is_open else timezone.now(),
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
