"""Judge a search: which of the products that it shows fit its words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext

from catalog_search.desk import messages
from catalog_search.desk.access import desk_page
from catalog_search.desk.menu import desk_response
from catalog_search.desk.parameters import whole_number
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import LONGEST_WORDS, Judgement, Product, Store
from catalog_search.models.desk.verdicts import forget_judgements, grades_of, keep_judgements
from catalog_search.models.editors import name_of
from catalog_search.search.log import normalised
from catalog_search.search.page_engines import page_engines
from catalog_search.search.results import Result
from catalog_search.search.words.text import by_text

SHOWN = 24
"""Products that a page asks about."""
OTHERS = 100
"""Judged products that the search does not show and the page lists."""

ENTRY = "catalog_search:desk_insight"
"""The menu's entry that the page belongs to."""
ANSWERS = {"fits": Judgement.Grade.FITS, "not": Judgement.Grade.FITS_NOT, "none": None}
"""Values of the form's buttons, with the grades they stand for; None for no opinion."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A product of the page, with its grade if somebody judged it; `item` if it is shown."""

    product: Product
    grade: int | None
    item: Result | None = None


@desk_page("add_judgement", "GET", "HEAD", "POST")
def judge_search(request: HttpRequest, store: Store) -> HttpResponse:
    """Show what a search finds, and ask of each product whether it fits; on POST keep that."""
    typed = request.POST if request.method == "POST" else request.GET
    words = normalised(typed.get("words", ""))[:LONGEST_WORDS]
    if request.method == "POST" and words:
        return save_answers(request, store, words)
    rows, problem = answer(store, words) if words else ([], "")
    context = {"words": words, "asked": rows, "problem": problem, "here": ENTRY}
    return desk_response(request, store, "judge.html", context)


def answer(store: Store, words: str) -> tuple[list[Asked], str]:
    """Return the products that the search shows and others that were judged, or a problem."""
    try:
        with page_engines():
            items: Sequence[Result] = by_text(store, words).items[:SHOWN]
    except CatalogSearchError as error:
        return [], str(error)
    grades = grades_of(store, [words]).get(words, {})
    result_rows = [Asked(item.product, grades.get(item.product.pk), item) for item in items]
    shown_keys = {each.product.pk for each in result_rows}
    keys = [key for key in grades if key not in shown_keys][:OTHERS]
    further = Product.objects.filter(store=store, pk__in=keys).order_by("title")
    return [*result_rows, *(Asked(product, grades[product.pk]) for product in further)], ""


def save_answers(request: HttpRequest, store: Store, words: str) -> HttpResponse:
    answers = answers_in(request.POST)
    products = set(Product.objects.filter(store=store, pk__in=answers).values_list("pk", flat=True))
    grades = {key: grade for key, grade in answers.items() if key in products and grade is not None}
    forget_judgements(store, words, [key for key, grade in answers.items() if grade is None])
    keep_judgements(store, words, grades, by=name_of(request.user))
    text = ngettext(
        "%(count)d product is judged for “%(words)s”.",
        "%(count)d products are judged for “%(words)s”.",
        len(grades),
    )
    messages.success(request, text % {"count": len(grades), "words": words})
    page = reverse("catalog_search:desk_judge", args=[store.slug])
    return redirect(f"{page}?{urlencode({'words': words})}")


def answers_in(form: Mapping[str, str]) -> dict[int, int | None]:
    """Return the grade of each product that the form names, at most as many as a page has."""
    grades: dict[int, int | None] = {}
    for name, value in form.items():
        start, _sep, key = name.partition(":")
        if start == "product" and value in ANSWERS and (pk := whole_number(key)):
            grades[pk] = ANSWERS[value]
    return dict(list(grades.items())[: SHOWN + OTHERS])
