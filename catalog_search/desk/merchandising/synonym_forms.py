"""The form of a synonym or stop word, and what it must not contradict."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from catalog_search.models import Synonym
from catalog_search.models.merchandising.rules import MAX_RULES, listed
from catalog_search.text.store.synonyms import Phrase, terms
from catalog_search.views.older_forms import MergedForm

MAX_PHRASES = 20


class SynonymForm(MergedForm):
    class Meta:
        model = Synonym
        fields = ("words", "kind", "finds")

    def clean_words(self) -> str:
        return checked(self.cleaned_data["words"])

    def clean_finds(self) -> str:
        return checked(self.cleaned_data["finds"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            row = Synonym(kind=data["kind"], words=data["words"], finds=data["finds"])
            rows = self.other_rows()
            if self.instance.pk is None and len(rows) >= MAX_RULES:
                text = _("A store has %(most)d synonyms at most.") % {"most": MAX_RULES}
                self.add_error(None, text)
            for field, problem in (*own_problems(row), *contradictions(row, rows)):
                self.add_error(field, problem)
        return data

    def other_rows(self) -> list[Synonym]:
        rows = Synonym.objects.filter(store=self.instance.store)
        return list(rows.exclude(pk=self.instance.pk)[:MAX_RULES])


def checked(text: str) -> str:
    """Return the phrases with single separators. Raises ValidationError."""
    phrases = listed(text)
    if len(phrases) > MAX_PHRASES:
        raise forms.ValidationError(_("List %(most)d words at most.") % {"most": MAX_PHRASES})
    for phrase in phrases:
        if not terms(phrase):
            raise forms.ValidationError(_("“%(text)s” has no word in it.") % {"text": phrase})
    return ", ".join(phrases)


def own_problems(row: Synonym) -> Iterator[tuple[str, str]]:
    """Yield a field and what is wrong in it, whatever else the store has."""
    by_terms: dict[Phrase, str] = {}
    for phrase in row.phrases:
        same = by_terms.setdefault(terms(phrase), phrase)
        if same != phrase or row.phrases.count(phrase) > 1:
            yield (
                "words",
                _("“%(one)s” and “%(other)s” are the same word.")
                % {
                    "one": same,
                    "other": phrase,
                },
            )
            return
    if row.kind == Synonym.Kind.EQUAL and len(by_terms) < 2:
        yield "words", _("Words that mean the same are at least two, with a comma between.")
    if row.kind == Synonym.Kind.ONE_WAY and not row.finds:
        yield "finds", _("Type the words that shall be found, too.")
    if row.kind != Synonym.Kind.ONE_WAY and row.finds:
        yield "finds", _("This is only for words of the kind “also find”.")
    for phrase in row.found_phrases:
        if row.kind == Synonym.Kind.ONE_WAY and terms(phrase) in by_terms:
            yield "finds", _("“%(word)s” would be a synonym of itself.") % {"word": phrase}


def contradictions(row: Synonym, other_rows: Iterable[Synonym]) -> Iterator[tuple[str, str]]:
    """Yield the first contradiction between the row and another of the store: a field, a text."""
    listed_others = list(other_rows)
    problems = chain(ignored_words(row, listed_others), repeated_or_circular(row, listed_others))
    yield from islice(problems, 1)


def ignored_words(row: Synonym, other_rows: Iterable[Synonym]) -> Iterator[tuple[str, str]]:
    """Yield a contradiction for each row that shares a word with this one if one ignores it."""
    own = own_phrases(row)
    for other in other_rows:
        theirs = own_phrases(other)
        shared = next((own[phrase] for phrase in own if phrase in theirs), "")
        if shared and Synonym.Kind.STOP in {row.kind, other.kind}:
            text = (
                _("“%(word)s” is ignored already.")
                if row.kind == other.kind
                else _("“%(word)s” cannot be ignored and have synonyms: see “%(row)s”.")
            )
            yield "words", text % {"word": shared, "row": other}


def repeated_or_circular(row: Synonym, other_rows: Iterable[Synonym]) -> Iterator[tuple[str, str]]:
    """Yield a contradiction for each pair of phrases that another row has, or that leads back."""
    own = own_phrases(row)
    arrows = dict(pairs(other_rows))
    for source, target in (pair for pair, _row in pairs([row])):
        texts = {"one": own[source], "other": own[target]}
        if (source, target) in arrows:
            text = _("“%(one)s” finds “%(other)s” already: see “%(row)s”.")
            yield "words", text % {**texts, "row": arrows[source, target]}
        elif row.kind == Synonym.Kind.ONE_WAY and leads_to(target, source, set(arrows)):
            text = _("“%(other)s” leads back to “%(one)s”: make them words that mean the same.")
            yield "finds", text % texts


def own_phrases(row: Synonym) -> dict[Phrase, str]:
    """Return the phrases of the row by their terms."""
    return {terms(phrase): phrase for phrase in (*row.phrases, *row.found_phrases)}


def pairs(rows: Iterable[Synonym]) -> Iterator[tuple[tuple[Phrase, Phrase], Synonym]]:
    """Yield each phrase with each that it finds, and the row that says so."""
    for row in rows:
        sources = [terms(phrase) for phrase in row.phrases]
        targets = sources
        if row.kind == Synonym.Kind.ONE_WAY:
            targets = [terms(phrase) for phrase in row.found_phrases]
        if row.kind != Synonym.Kind.STOP:
            yield from (((a, b), row) for a in sources for b in targets if a != b)


def leads_to(start: Phrase, goal: Phrase, arrows: set[tuple[Phrase, Phrase]]) -> bool:
    """Return whether the goal is reached from the start, over any number of synonyms."""
    reached, waiting = {start}, [start]
    while waiting:
        phrase = waiting.pop()
        further = {target for source, target in arrows if source == phrase} - reached
        reached |= further
        waiting += further
    return goal in reached
