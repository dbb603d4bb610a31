"""The page on which the model is changed: fill, compare, switch, go back."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from catalog_search import conf
from catalog_search.desk import messages
from catalog_search.desk import model_comparison as comparison
from catalog_search.desk.access import desk_page, may
from catalog_search.desk.menu import desk_response
from catalog_search.desk.parameters import whole_number
from catalog_search.exceptions import CatalogSearchError
from catalog_search.indexing import jobs
from catalog_search.models import LONGEST_WORDS, Collection, ModelVerdict, Store
from catalog_search.models.desk.verdicts import judged_searches, tally
from catalog_search.models.editors import name_of, own_stores
from catalog_search.models.merchandising.searches import popular
from catalog_search.models.numbers import percent

DAYS, QUERIES, PAGES = 90, 4, 25
"""Days whose searches are compared, searches on a page, and pages at most."""

Verdict = ModelVerdict.Verdict


@desk_page("view_collection")
def model(request: HttpRequest, store: Store) -> HttpResponse:
    """Show the models and how full their collections are, and compare their answers."""
    context: dict[str, Any] = {
        "collections": Collection.objects.all(),
        "may_switch": may_switch(request),
        "may_judge": may(request, "add_modelverdict"),
        "words": request.GET.get("q", "")[:LONGEST_WORDS].strip(),
    }
    try:
        context |= compared(request, store, context["words"])
    except CatalogSearchError as error:
        context["problem"] = str(error)
    return desk_response(request, store, "model.html", context)


def compared(request: HttpRequest, store: Store, typed: str) -> dict[str, Any]:
    """Return what the page shows of the comparison. Raises CatalogSearchError."""
    models, collection = comparison.models_compared(), comparison.next_collection()
    if models is None:
        return {"is_switched": bool(conf.settings().next_encoder)}
    tallied = tally(store, models.live, models.next)
    context = {
        "models": models,
        "next": collection,
        "tally": tallied,
        "chance": percent(tallied.by_chance, 1),
    }
    if collection is None or not collection.share:
        return context
    page = page_in(request)
    queries = [typed] if typed else searches_to_compare(request, store)
    return {
        **context,
        "only_judged": "judged" in request.GET,
        "answers": answers(store, models, queries[QUERIES * (page - 1) : QUERIES * page]),
        "page": page,
        "next_page": page + 1 if len(queries) > QUERIES * page else 0,
    }


def answers(
    store: Store, models: comparison.Models, queries: Sequence[str]
) -> list[tuple[comparison.Compared, str]]:
    """Return what both models find for each search, and the verdict that staff gave on it."""
    rows = ModelVerdict.objects.filter(
        store=store, words__in=queries, live_model=models.live, next_model=models.next
    )
    verdicts = {row.words: row.get_verdict_display() for row in rows}
    return [(comparison.compare(store, words), verdicts.get(words, "")) for words in queries]


def searches_to_compare(request: HttpRequest, store: Store) -> list[str]:
    """Return the most frequent searches, or with `judged` those whose answers staff judged."""
    limit = QUERIES * PAGES
    if "judged" in request.GET:
        return judged_searches(store, limit)
    return [words for words, _count in popular(store, DAYS, limit)]


def page_in(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 4 and int(text) else 1


def may_switch(request: HttpRequest) -> bool:
    """Return whether the user may change the model, which all stores share."""
    return may(request, "switch_model") and own_stores(request.user) is None


@desk_page("add_modelverdict", "POST")
def judge(request: HttpRequest, store: Store) -> HttpResponse:
    """Keep which of the two answers somebody found better: the first, the second or neither."""
    words, chosen = request.POST.get("words", "")[:LONGEST_WORDS], request.POST.get("better", "")
    back = reverse("catalog_search:desk_model", args=[store.slug])
    query = {"q": words} if request.POST.get("typed") else {"page": request.POST.get("page", "1")}
    response = redirect(f"{back}?{urlencode(query)}")
    try:
        models = comparison.models_compared()
    except CatalogSearchError as error:
        messages.error(request, str(error))
        return response
    if models is None or not words or chosen not in ("first", "second", "same"):
        messages.warning(request, _("There is nothing to compare any more. Look again."))
        return response
    ModelVerdict.objects.update_or_create(
        store=store,
        words=words,
        live_model=models.live,
        next_model=models.next,
        defaults={"verdict": verdict_on(words, chosen), "by": name_of(request.user)},
    )
    return response


def verdict_on(words: str, chosen: str) -> str:
    """Return which model the side that was chosen stands for."""
    if chosen == "same":
        return Verdict.SAME
    is_next = comparison.is_next_first(words) == (chosen == "first")
    return Verdict.NEXT if is_next else Verdict.LIVE


@desk_page("switch_model", "POST")
def request_change(request: HttpRequest, store: Store) -> HttpResponse:
    """Ask the next indexing run to switch to a collection, or to delete those not in use."""
    if not may_switch(request):
        raise PermissionDenied
    key, wish = whole_number(request.POST.get("collection", "")), request.POST.get("request", "")
    row = Collection.objects.filter(pk=key).first()
    if row is None or wish not in Collection.Request.values:
        raise Http404
    if row.is_live:
        messages.warning(request, _("Searches use this collection already. Nothing was changed."))
    else:
        fields = {"requested": wish, "requested_by": name_of(request.user), "refused": ""}
        Collection.objects.filter(pk=row.pk).update(**fields)
        jobs.start_indexing(store)
        messages.success(request, _("The next indexing run does it; this page then says so."))
    return redirect("catalog_search:desk_model", store=store.slug)
