"""Policies on the desk: words, a threshold, and what they would block, before they are saved."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog_search import conf
from catalog_search.desk import messages
from catalog_search.desk.access import desk_page, may
from catalog_search.desk.audit import audit
from catalog_search.desk.menu import desk_response
from catalog_search.desk.parameters import whole_number
from catalog_search.exceptions import CatalogSearchError, PictureChanged
from catalog_search.indexing import jobs
from catalog_search.indexing.moderation import reviews, sample, teaching
from catalog_search.indexing.moderation.sample import Preview
from catalog_search.models import Photo, Policy, Review, Store
from catalog_search.models.editors import name_of
from catalog_search.models.indexing import collections
from catalog_search.views.older_forms import SHOWN, MergedForm


class PolicyForm(MergedForm):
    class Meta:
        model = Policy
        fields = ("name", "words", "label", "threshold", "enabled")
        widgets = {
            "words": forms.TextInput(attrs={"autocomplete": "off", "maxlength": 500}),
        }

    threshold = forms.FloatField(
        min_value=0,
        max_value=1,
        label=gettext_lazy("threshold"),
        widget=forms.NumberInput(attrs={"step": "0.01"}),
    )

    label = forms.ChoiceField(required=False, label=gettext_lazy("label"))

    def prepare(self) -> None:
        labels = labels_for(self.instance)
        if labels:
            words = gettext_lazy("none: the words above")
            self.fields["label"].choices = [("", words), *((each, each) for each in labels)]  # type: ignore[attr-defined,unused-ignore]
        else:
            del self.fields["label"]


def labels_for(row: Policy) -> list[str]:
    """Return the labels that the policy may name: the classifier's, and the one that it has."""
    classifier = conf.get_classifier()
    labels = list(classifier.labels) if classifier else []
    return labels if not row.label or row.label in labels else [*labels, row.label]


@dataclass(frozen=True, slots=True)
class Tried:
    """Preview of a policy with the photos it would block, or the reason why there is none."""

    preview: Preview | None = None
    above: tuple[tuple[Photo, float], ...] = ()
    below: tuple[tuple[Photo, float], ...] = ()
    proposed: float | None = None
    """A threshold that fits the decisions better than the present one."""
    error: str = ""


@desk_page("view_policy")
def policies(request: HttpRequest, store: Store) -> HttpResponse:
    """List the store's policies."""
    waiting = Count("reviews", filter=Q(reviews__state=Review.State.OPEN))
    rows = store.policies.annotate(waiting=waiting).order_by("name")
    context = {"policies": rows, "may_change": may(request, "change_policy")}
    return desk_response(request, store, "policies.html", context)


@desk_page("change_policy", "GET", "HEAD", "POST")
def new_policy(request: HttpRequest, store: Store) -> HttpResponse:
    """Write a policy, see what it would block, save it."""
    return edit(request, store, Policy(store=store))


@desk_page("change_policy", "GET", "HEAD", "POST")
def policy(request: HttpRequest, store: Store, pk: int) -> HttpResponse:
    """Change a policy."""
    return edit(request, store, get_object_or_404(store.policies, pk=pk))


def edit(request: HttpRequest, store: Store, row: Policy) -> HttpResponse:
    typed = request.POST if request.method == "POST" else as_typed(request.GET, row)
    form = PolicyForm(typed or None, instance=row)
    row.store = store
    is_valid = form.is_bound and form.is_valid()
    tried = try_out(row, with_proposal=bool(row.pk) and not form.is_bound)
    asks = request.method == "POST" and is_valid and must_ask(form, tried)
    is_agreed = not asks or "confirm" in request.POST
    if request.method == "POST" and is_valid and not tried.error and is_agreed:
        return save(request, store, row, form)
    context = {
        "form": form,
        "policy": row,
        "tried": tried,
        "asks": asks,
    }
    if "part" in request.GET and request.method != "POST":
        context |= {"store": store}
        return render(request, "catalog_search/desk/_policy_preview.html", context)
    return desk_response(request, store, "policy.html", context)


def as_typed(parameters: QueryDict, row: Policy) -> dict[str, Any]:
    """Return the form's values if the address has some: those of the row, and the address's."""
    if not parameters.keys() & {"words", "label", "threshold"}:
        return {}
    own: dict[str, Any] = {name: getattr(row, name) for name in PolicyForm.Meta.fields}
    own[SHOWN] = ""
    return own | {name: parameters[name] for name in own if name in parameters}


def must_ask(form: PolicyForm, tried: Tried) -> bool:
    """Return whether the policy blocks so much that enabling it needs a yes."""
    changed = {"words", "label", "threshold", "enabled"} & set(form.changed_data)
    return bool(form.instance.enabled and changed and tried.preview and tried.preview.asks)


@collections.serving()
def try_out(row: Policy, *, with_proposal: bool) -> Tried:
    if not row.words and not row.label:
        return Tried()
    try:
        preview = sample.preview(row.store, row)
        proposed = teaching.proposed_threshold(row) if with_proposal else None
    except CatalogSearchError as error:
        return Tried(error=str(error))
    pairs = (*preview.above, *preview.below)
    photos = Photo.objects.select_related("product", "review").in_bulk([key for key, _ in pairs])
    above, below = (
        tuple((photos[key], score) for key, score in side if key in photos)
        for side in (preview.above, preview.below)
    )
    if proposed is not None and abs(proposed - row.threshold) < 0.01:
        proposed = None
    return Tried(preview, above, below, proposed)


def save(request: HttpRequest, store: Store, row: Policy, form: PolicyForm) -> HttpResponse:
    is_new = row.pk is None
    row.save()
    teaching.learn_quietly([row])
    audit(request, row, "addition" if is_new else "change", ", ".join(form.changed_data))
    jobs.start_indexing(store)
    text = _("Saved. The next indexing run judges the store's pictures by it.")
    messages.success(request, text)
    return redirect("catalog_search:desk_policy", store=store.slug, pk=row.pk)


@desk_page("delete_policy", "POST")
def delete_policy(request: HttpRequest, store: Store, pk: int) -> HttpResponse:
    """Delete a policy; what it alone blocks is shown again after the next indexing run."""
    row = get_object_or_404(store.policies, pk=pk)
    audit(request, row, "deletion", row.words or row.label)
    row.delete()
    jobs.start_indexing(store)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": row.name})
    return redirect("catalog_search:desk_policies", store=store.slug)


@desk_page("change_policy", "POST")
def teach_policy(request: HttpRequest, store: Store, pk: int) -> HttpResponse:
    """Take a photo as an example of what the policy blocks, or of what it does not."""
    row = get_object_or_404(store.policies, pk=pk)
    decision, _sep, key = request.POST.get("example", "").partition(":")
    photo = store.photos.filter(pk=whole_number(key)).first()
    if photo is None or decision not in (Review.State.BLOCKED, Review.State.ALLOWED):
        messages.error(request, _("The photo is gone."))
    elif not may(request, "change_review"):
        messages.error(request, _("You may not decide about photos."))
    else:
        learn(request, store, row, photo, Review.State(decision))
    return redirect("catalog_search:desk_policy", store=store.slug, pk=row.pk)


@collections.serving()
def learn(
    request: HttpRequest, store: Store, row: Policy, photo: Photo, state: "Review.State"
) -> None:
    photo.store = row.store = store
    try:
        reviews.teach(photo, row, state, by=name_of(request.user))
    except (PictureChanged, CatalogSearchError) as error:
        messages.error(request, str(error))
        return
    teaching.learn_quietly([row])
    jobs.start_indexing(store)
    count = row.reviews.exclude(state=Review.State.OPEN).count()
    text = ngettext(
        "Noted. “%(name)s” has learned from %(count)d photo.",
        "Noted. “%(name)s” has learned from %(count)d photos.",
        count,
    )
    messages.success(request, text % {"name": row.name, "count": count})
