"""Synonyms and stop words of a store: their effect, what is refused, and who may do what."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from catalog_search.models import SearchCount, Store, Synonym
from catalog_search.models.clock import today
from catalog_search.text.store import synonyms
from tests.support.admin_pages import messages_of, text_of
from tests.support.admin_pages import page as admin_page
from tests.support.searching import by_text
from tests.support.shops.factories import make_indexed_photo, make_product, make_store

pytestmark = pytest.mark.django_db
Kind = Synonym.Kind


@pytest.fixture
def store() -> Store:
    for title in ("green couch", "kitchen clock", "white settee"):
        make_indexed_photo(make_product(title=title), "black")
    return make_store()


@pytest.fixture
def merchant(client: Client, store: Store) -> Client:
    client.force_login(User.objects.create_superuser("boss"))
    return client


def post(client: Client, words: str, kind: str = Kind.EQUAL, finds: str = "", pk: int = 0) -> Any:
    names = ("desk_synonym", ["demo", pk]) if pk else ("desk_new_synonym", ["demo"])
    url = reverse(f"catalog_search:{names[0]}", args=names[1])
    return client.post(url, {"words": words, "kind": kind, "finds": finds}, follow=True)


def found(words: str) -> set[str]:
    results = by_text(Store.objects.get(slug="demo"), words)
    return {item.product.title for item in results.items if item.band == "strong"}


def test_synonyms_and_stop_words_take_effect_at_once_in_their_store(merchant: Client) -> None:
    assert "green couch" not in found("perch")
    response = post(merchant, "perch,  Couches , settee")
    assert "finds" in messages_of(response)[0]
    row = Synonym.objects.get()
    assert row.words == "perch, Couches, settee"
    assert found("perches") == {"green couch", "white settee"}
    post(merchant, "blorp", Kind.ONE_WAY, "kitchen clock", row.pk)
    assert found("blorp") == {"kitchen clock"}
    assert "green couch" not in found("perch")
    assert terms("premium couch") == ["premium", "couch"]
    post(merchant, "Premium", Kind.STOP)
    assert terms("premium couch") == ["couch"]
    other = synonyms.of_store(make_store(slug="other"))
    assert (other.of(("blorp",)), other.ignores("premium")) == ((), False)
    merchant.post(reverse("catalog_search:desk_delete_synonym", args=["demo", row.pk]))
    assert "kitchen clock" not in found("blorp")


def test_settings_stay_beside_the_rows(store: Store, settings: Any) -> None:
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "SYNONYMS": [["sofa", "couch"]]}
    Synonym.objects.create(store=store, words="couch, divan", kind=Kind.EQUAL)
    thesaurus = synonyms.of_store(store)
    assert thesaurus.of(("couch",)) == (("sofa",), ("divan",))
    assert {"sofa", "divan"} <= thesaurus.tokens


def terms(words: str) -> list[str]:
    query = by_text(Store.objects.get(slug="demo"), words).query
    return [term.typed for term in query.terms.terms] if query else []


@pytest.mark.parametrize(
    ("words", "kind", "finds", "said"),
    [
        ("sofa", Kind.EQUAL, "", "at least two"),
        ("sofa, Sofas", Kind.EQUAL, "", "are the same word"),
        ("sofa, sofa", Kind.EQUAL, "", "are the same word"),
        ("sofa", Kind.ONE_WAY, "sofas, couch", "synonym of itself"),
        ("sofa", Kind.ONE_WAY, "", "shall be found"),
        ("sofa, couch", Kind.EQUAL, "bed", "only for words of the kind"),
        ("sofa, ---", Kind.EQUAL, "", "has no word"),
        (", ,", Kind.STOP, "", "required"),
        (", ".join(f"w{n}" for n in range(30)), Kind.EQUAL, "", "20 words at most"),
        ("lamp, light", Kind.EQUAL, "", "finds “light” already"),
        ("lamp", Kind.ONE_WAY, "lights", "already"),
        ("jeans", Kind.ONE_WAY, "trousers", "leads back"),
        ("chinos", Kind.ONE_WAY, "pants", "leads back"),
        ("lamp", Kind.STOP, "", "cannot be ignored and have synonyms"),
        ("new, fresh", Kind.EQUAL, "", "cannot be ignored and have synonyms"),
        ("brand, new", Kind.STOP, "", "ignored already"),
    ],
)
def test_what_contradicts_itself_or_others_is_refused(
    merchant: Client, store: Store, words: str, kind: str, finds: str, said: str
) -> None:
    rows = [
        ("light, lamp", Kind.EQUAL, ""),
        ("trousers", Kind.ONE_WAY, "jeans"),
        ("pants", Kind.ONE_WAY, "trousers"),
        ("jeans", Kind.ONE_WAY, "chinos"),
        ("new", Kind.STOP, ""),
    ]
    for each in rows:
        Synonym.objects.create(store=store, words=each[0], kind=each[1], finds=each[2])
    response = post(merchant, words, kind, finds)
    assert response.status_code == 400
    assert said in text_of(response)
    assert Synonym.objects.count() == len(rows)


def test_a_row_does_not_contradict_itself(merchant: Client, store: Store) -> None:
    row = Synonym.objects.create(store=store, words="sofa, couch")
    assert post(merchant, "couch, sofa, settee", pk=row.pk).redirect_chain


def test_a_search_without_results_leads_to_a_synonym_with_its_words(
    merchant: Client, store: Store
) -> None:
    row = SearchCount(store=store, words="davenport & co", day=today(), count=3, without_results=3)
    row.save()
    text = text_of(merchant.get(admin_page("searchcount")))
    address = "/desk/demo/synonyms/new/?words=davenport+%26+co"
    assert f'href="{address}"' in text
    assert 'value="davenport &amp; co"' in text_of(merchant.get(address))
    assert "/desk/demo/rules/new/?words=davenport+%26+co" in text


def test_the_list_is_searched_and_paged(merchant: Client, store: Store) -> None:
    rows = [Synonym(store=store, words=f"word{n}, other{n}") for n in range(120)]
    Synonym.objects.bulk_create(rows)
    url = reverse("catalog_search:desk_synonyms", args=["demo"])
    assert "word99," not in text_of(merchant.get(url, {"page": 1}))
    assert "word99," in text_of(merchant.get(url, {"page": 2}))
    assert [row.words for row in merchant.get(url, {"words": "OTHER77"}).context["page"]] == [
        "word77, other77"
    ]


@pytest.mark.parametrize(
    ("typed", "phrases"),
    [
        ("1,5 l, one bottle", ["1,5 l", "one bottle"]),
        ("1,5 l,2,5 l", ["1,5 l", "2,5 l"]),
        ("12, 13 inch", ["12", "13 inch"]),
        ("4k,8k", ["4k", "8k"]),
        ("sofa، couch", ["sofa", "couch"]),
        ("sofa、couch", ["sofa", "couch"]),
        ("sofa，couch", ["sofa", "couch"]),  # noqa: RUF001
    ],
)
def test_commas_of_numbers_and_of_other_scripts(typed: str, phrases: list[str]) -> None:
    assert Synonym(words=typed).phrases == phrases


def test_words_of_a_search_keep_the_comma_of_a_number(merchant: Client) -> None:
    url = reverse("catalog_search:desk_new_synonym", args=["demo"])
    form = merchant.get(url, {"words": "bottle, 1,5 l"}).context["form"]
    assert form["words"].value() == "bottle 1,5 l"


def test_one_product_is_told_as_one(merchant: Client) -> None:
    assert "finds 1 product now" in messages_of(post(merchant, "settee, fauteuil"))[0]
