"""The desk's pages of rules: the list in order of precedence, the form with its preview."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from catalog_search.desk import messages
from catalog_search.desk.access import desk_page, may
from catalog_search.desk.audit import audit
from catalog_search.desk.menu import desk_response
from catalog_search.desk.merchandising import rule_order
from catalog_search.desk.merchandising.banner_picture import picture_problem, token_of
from catalog_search.desk.merchandising.rule_boosts import FACTORS, boost_fields
from catalog_search.desk.merchandising.rule_draft import Draft, products_of
from catalog_search.desk.merchandising.rule_effects import Effects
from catalog_search.desk.merchandising.rule_forms import RuleForm
from catalog_search.desk.merchandising.rule_preview import compare
from catalog_search.desk.merchandising.rule_state import condition_of, contradictions, state_of
from catalog_search.desk.merchandising.rule_warnings import drafted, unlike_alternatives, warnings
from catalog_search.desk.parameters import whole_number
from catalog_search.indexing import jobs
from catalog_search.models import Rule, Store
from catalog_search.models.editors import name_of
from catalog_search.models.merchandising.rules import MAX_PLACE, MAX_RULES, write_rule
from catalog_search.retrieval.merchandising.rules import StoreRule
from catalog_search.retrieval.merchandising.store_rules import decisions, of_store, rule_of
from catalog_search.text.store import words_cache
from catalog_search.views.parts.rule_notes import RuleNotes, effects

PAGE_SIZE = 50
LISTED_CATEGORIES = 300


@desk_page("view_rule")
def rules(request: HttpRequest, store: Store) -> HttpResponse:
    """The rules in order of precedence; for the words in `words`, which of them apply."""
    rows = store.rules.prefetch_related("products", "boosts")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    store_rules, words = of_store(store).rules, request.GET.get("words", "").strip()[:200]
    context = {
        "page": page,
        "rows": rows_of(store, list(page), store_rules, request.get_host()),
        "words": words,
        "explained": explained(store, words) if words else None,
        "may_change": may(request, "change_rule"),
        "may_add": may(request, "add_rule"),
        "may_delete": may(request, "delete_rule"),
    }
    return desk_response(request, store, "rules.html", context)


def rows_of(
    store: Store, rules: Sequence[Rule], store_rules: Any, host: str
) -> list[dict[str, Any]]:
    compiled = [rule_of(rule) for rule in rules]
    effects_now = Effects(store, compiled)
    return [
        row_of(rule, each, effects_now, store_rules, host)
        for rule, each in zip(rules, compiled, strict=True)
    ]


def row_of(
    rule: Rule, compiled: StoreRule, effects_now: Effects, store_rules: Any, host: str
) -> dict[str, Any]:
    style, state = state_of(rule)
    is_active = style in ("on", "planned")
    if style == "on" and (missing := effects_now.missing(compiled)):
        style, state = "past", _("On, without effect: %(why)s") % {"why": missing}
    return {
        "rule": rule,
        "condition": condition_of(rule),
        "effects": ", ".join(effects(compiled)),
        "style": style,
        "state": state,
        "contradictions": contradictions(compiled, store_rules, host) if is_active else [],
    }


def explained(store: Store, words: str) -> dict[str, Any]:
    """Return which rules apply to the words, and which one wins where they decide."""
    decided = decisions(store, [words])
    products = store.products.in_bulk([*decided.decided_by])
    pins = [
        (place, products[key], decided.decided_by[key])
        for place, key in decided.pins.items()
        if key in products and products[key].visible
    ]
    hidden = [(products[key], decided.decided_by[key]) for key in decided.hidden if key in products]
    return {"notes": RuleNotes(store, decided).applied, "pins": pins, "hidden": hidden[:50]}


@desk_page("add_rule", "GET", "HEAD", "POST")
def new_rule(request: HttpRequest, store: Store) -> HttpResponse:
    """An empty form, or one for the words in `words`."""
    words = request.GET.get("words", "").strip()[:200]
    last = store.rules.aggregate(last=Max("position"))["last"]
    rule = Rule(store=store, name=words[:100], words=words, position=(last or 0) + 1)
    return edit(request, store, rule)


@desk_page("change_rule", "GET", "HEAD", "POST")
def rule(request: HttpRequest, store: Store, pk: int) -> HttpResponse:
    """The form of one rule."""
    return edit(request, store, get_object_or_404(store.rules, pk=pk))


@desk_page("change_rule", "POST")
def move_rule(request: HttpRequest, store: Store, pk: int) -> HttpResponse:
    """Move the rule up or down, or turn it on or off."""
    row, what = get_object_or_404(store.rules, pk=pk), request.POST.get("do", "")
    if what in ("up", "down", "first"):
        rule_order.move(store, row, what)
        audit(request, row, "change", f"moved: {what}")
    elif what in ("on", "off"):
        row.enabled, row.updated_by = what == "on", name_of(request.user)
        row.save()
        audit(request, row, "change", f"enabled: {what}")
        text = _("“%(rule)s” is on.") if row.enabled else _("“%(rule)s” is off.")
        messages.success(request, text % {"rule": row})
    return redirect("catalog_search:desk_rules", store=store.slug)


@desk_page("delete_rule", "POST")
def delete_rule(request: HttpRequest, store: Store, pk: int) -> HttpResponse:
    """Delete the rule."""
    row = get_object_or_404(store.rules, pk=pk)
    name = str(row)
    audit(request, row, "deletion", ", ".join(effects(rule_of(row))))
    row.delete()
    messages.success(request, _("“%(rule)s” was deleted.") % {"rule": name})
    return redirect("catalog_search:desk_rules", store=store.slug)


def edit(request: HttpRequest, store: Store, rule: Rule) -> HttpResponse:
    """Show the form; save it, or change its draft and show a preview, as the button says."""
    if request.method != "POST":
        draft = Draft.of_rule(rule) if rule.pk else Draft(store)
        return form_page(request, rule, RuleForm(instance=rule, draft=draft))
    draft, what = Draft.of_post(store, request.POST), request.POST.get("do", "preview")
    draft.keep_waiting(rule, request.POST.getlist("waiting"))
    problem = change(draft, what, request.POST.get("product", ""))
    form = RuleForm(
        request.POST, request.FILES, instance=rule, draft=draft, host=request.get_host()
    )
    is_valid = form.is_valid()
    if what == "save" and is_valid and not refused(form, store, rule):
        return save(request, form)
    return form_page(request, rule, form, preview=True, problem=problem, saving=what == "save")


def refused(form: RuleForm, store: Store, rule: Rule) -> bool:
    if rule.pk or store.rules.count() < MAX_RULES:
        return False
    form.add_error(None, _("A store has %(most)d rules at most.") % {"most": MAX_RULES})
    return True


def change(draft: Draft, what: str, text: str) -> str:
    """Pin, hide or drop a product of the draft; return a problem to tell, or ""."""
    action, _colon, key = what.partition(":")
    if action not in ("pin", "hide", "drop"):
        return ""
    if key:
        rows = list(draft.store.products.filter(pk=whole_number(key)))
    else:
        rows = products_of(draft.store, text)
    if not rows:
        return _("No product of this store has this SKU or title.")
    if len(rows) > 1:
        skus = ", ".join(product.sku for product in rows)
        several = _("Several products are called “%(text)s”: type the SKU of one (%(skus)s).")
        return several % {"text": text.strip(), "skus": skus}
    getattr(draft, action)(rows[0].pk)
    return ""


def save(request: HttpRequest, form: RuleForm) -> HttpResponse:
    rule = form.save(commit=False)
    rule.updated_by = name_of(request.user)
    if picture_problem(rule):
        jobs.start_indexing(rule.store)
    is_new = rule.pk is None
    write_rule(rule, *form.draft.rows())
    audit(request, rule, "addition" if is_new else "change", ", ".join(form.changes()))
    messages.success(request, _("“%(rule)s” was saved.") % {"rule": rule})
    for warning in warnings(rule, form.draft):
        messages.warning(request, warning)
    return redirect("catalog_search:desk_rules", store=rule.store.slug)


def form_page(
    request: HttpRequest,
    rule: Rule,
    form: RuleForm,
    *,
    preview: bool = False,
    problem: str = "",
    saving: bool = False,
) -> HttpResponse:
    store, typed = rule.store, request.POST.get("preview", "").strip()[:200]
    compiled = form.rule()
    rows = drafted(form.draft)
    lines = [
        (boost.field, boost.value, boost.factor, form.draft.values.without_effect(boost))
        for boost in form.draft.boosts
    ]
    saved_rules = of_store(store).rules
    context = {
        "rule": rule,
        "form": form,
        "problem": problem,
        "pins": [row for row in rows if row["place"]],
        "hides": [row for row in rows if not row["place"]],
        "waiting": sorted(form.draft.waiting.items()),
        "boosts": [*lines, ("", "", 2.0, "")],
        "boost_fields": boost_fields(),
        "factors": FACTORS,
        "last_place": MAX_PLACE,
        "categories": words_cache.of_store(store).categories[:LISTED_CATEGORIES],
        "comparisons": compare(store, compiled, typed) if preview and not saving else [],
        "preview_words": typed,
        "contradictions": [
            *unlike_alternatives(rule),
            *contradictions(compiled, saved_rules, request.get_host()),
        ],
        "picture": token_of(form.instance),
        "picture_problem": picture_problem(form.instance),
        "here": "catalog_search:desk_rules",
    }
    status = 400 if saving else 200
    return desk_response(request, store, "rule.html", context, status)
