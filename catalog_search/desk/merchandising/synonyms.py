"""The desk's pages of synonyms and stop words."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog_search.desk import messages
from catalog_search.desk.access import desk_page, may
from catalog_search.desk.audit import audit
from catalog_search.desk.menu import desk_response
from catalog_search.desk.merchandising.synonym_forms import SynonymForm
from catalog_search.exceptions import CatalogSearchError
from catalog_search.models import Store, Synonym
from catalog_search.models.any_case import in_any_case
from catalog_search.models.merchandising.rules import listed
from catalog_search.search.page_engines import page_engines
from catalog_search.search.words.text import by_text

PAGE_SIZE = 100


@desk_page("view_synonym")
def synonyms(request: HttpRequest, store: Store) -> HttpResponse:
    """The store's synonyms and stop words, those with `words` in them if given."""
    words = request.GET.get("words", "").strip()[:100]
    rows = store.synonyms.filter(
        in_any_case("words__icontains", words) | in_any_case("finds__icontains", words)
    )
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "words": words,
        "may_change": may(request, "change_synonym"),
        "may_add": may(request, "add_synonym"),
        "may_delete": may(request, "delete_synonym"),
    }
    return desk_response(request, store, "synonyms.html", context)


@desk_page("add_synonym", "GET", "HEAD", "POST")
def new_synonym(request: HttpRequest, store: Store) -> HttpResponse:
    """An empty form, or one in which the words in `words` shall find others, too."""
    words = " ".join(listed(request.GET.get("words", "")[:200]))
    kind = Synonym.Kind.ONE_WAY if words else Synonym.Kind.EQUAL
    return edit(request, Synonym(store=store, words=words, kind=kind))


@desk_page("change_synonym", "GET", "HEAD", "POST")
def synonym(request: HttpRequest, store: Store, pk: int) -> HttpResponse:
    """The form of one row."""
    row = get_object_or_404(store.synonyms, pk=pk)
    row.store = store
    return edit(request, row)


@desk_page("delete_synonym", "POST")
def delete_synonym(request: HttpRequest, store: Store, pk: int) -> HttpResponse:
    """Delete the row."""
    row = get_object_or_404(store.synonyms, pk=pk)
    words = str(row)
    audit(request, row, "deletion", what_it_says(row))
    row.delete()
    messages.success(request, _("“%(words)s” was deleted.") % {"words": words})
    return redirect("catalog_search:desk_synonyms", store=store.slug)


def edit(request: HttpRequest, row: Synonym) -> HttpResponse:
    form = SynonymForm(request.POST if request.method == "POST" else None, instance=row)
    if form.is_valid():
        is_new = row.pk is None
        form.save()
        audit(request, row, "addition" if is_new else "change", what_it_says(row))
        messages.success(request, saved(row))
        return redirect("catalog_search:desk_synonyms", store=row.store.slug)
    context = {"form": form, "row": row, "here": "catalog_search:desk_synonyms"}
    return desk_response(request, row.store, "synonym.html", context, 400 if form.is_bound else 200)


def what_it_says(row: Synonym) -> str:
    """Return the row's kind and words, which its history keeps."""
    return f"{row.kind}: {' -> '.join(filter(None, (row.words, row.finds)))}"


def saved(row: Synonym) -> str:
    """Return what a person reads after saving: how much the first of the words finds now."""
    message = _("“%(words)s” was saved.") % {"words": row}
    if row.kind == Synonym.Kind.STOP:
        return message
    try:
        with page_engines():
            total = by_text(row.store, row.phrases[0]).total
    except CatalogSearchError:
        return message
    text = ngettext(
        "A search for “%(word)s” finds %(total)d product now.",
        "A search for “%(word)s” finds %(total)d products now.",
        total,
    )
    return f"{message} {text % {'word': row.phrases[0], 'total': total}}"
