"""Pictures of banners: the rule's form, what shoppers see, and moderation."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog_search import conf
from catalog_search.indexing import photos as indexing
from catalog_search.indexing.moderation import judge_uploads, reviews
from catalog_search.models import ModerationDecision, Policy, Review, Rule
from catalog_search.photos.uploaded_pictures import set_picture
from tests.support.admin_pages import messages_of, text_of
from tests.support.shops.factories import (
    color_bytes,
    color_image,
    make_indexed_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db

State = Review.State


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def toy() -> None:
    make_indexed_photo(make_product(title="blue toy"), "blue")


def url(name: str, *args: object) -> str:
    return reverse(f"catalog_search:desk_{name}", args=["demo", *args])


def upload(data: bytes = b"", name: str = "sale.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or color_bytes("red"), content_type="image/png")


def post(client: Client, do: str = "save", pk: int | None = None, **data: object) -> Any:
    address = url("rule", pk) if pk else url("new_rule")
    fields = {"name": "Sale", "when": "words", "words": "toy", "enabled": "on"}
    return client.post(address, {**fields, "banner_text": "Sale!", "do": do, **data}, follow=True)


def make_banner(color: str = "red", **fields: object) -> Rule:
    values = {"name": "Sale", "when": Rule.When.WORDS, "words": "toy", "banner_text": "Sale!"}
    rule = Rule(store=make_store(), **{**values, **fields})
    set_picture(rule, color_image(color))
    rule.save()
    return rule


def pictures_in(client: Client, words: str = "toy") -> list[str]:
    text = text_of(client.get("/", {"q": words}))
    assert "Sale!" in text
    return re.findall(r'src="(/banners/[^"]+)"', text)


def test_a_picture_is_uploaded_and_shoppers_see_it(boss: Client, client: Client) -> None:
    post(boss, upload=upload(), banner_link="/sale/")
    rule = Rule.objects.get()
    [address] = pictures_in(Client())
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Cache-Control"].startswith("public")
    body = Client().get("/api/search", {"q": "toy"}).json()["banner"]
    size = {"width": rule.width, "height": rule.height}
    assert body == {"text": "Sale!", "link": "/sale/", "picture": address, **size}
    assert rule.width > 0


def test_a_banner_without_a_picture_is_a_line_of_text(boss: Client) -> None:
    post(boss)
    assert pictures_in(Client()) == []
    answer = Client().get("/api/search", {"q": "toy"}).json()["banner"]
    assert answer == {"text": "Sale!", "link": "", "picture": "", "width": 0, "height": 0}


def test_a_preview_does_not_lose_what_was_chosen(boss: Client) -> None:
    page = post(boss, "preview", upload=upload())
    assert not Rule.objects.exists()
    picture = page.context["picture"]
    assert boss.get(url("kept_banner", picture))["Content-Type"] == "image/webp"
    post(boss, kept=picture)
    assert len(pictures_in(Client())) == 1


def test_a_picture_stays_is_replaced_and_is_removed(boss: Client) -> None:
    rule = make_banner("red")
    red = rule.picture
    picture = boss.get(url("rule", rule.pk)).context["picture"]
    post(boss, pk=rule.pk, kept=picture, name="Other name")
    assert Rule.objects.get().picture == red
    post(boss, pk=rule.pk, kept=picture, upload=upload(color_bytes("blue")))
    blue = Rule.objects.get().picture
    assert blue not in ("", red)
    post(boss, pk=rule.pk, kept=picture, remove_picture="on")
    assert (Rule.objects.get().picture, Rule.objects.get().width) == ("", 0)
    assert pictures_in(Client()) == []


@pytest.mark.parametrize("kept", ["catalog_search/looks/a.webp", "x:y:z", "", "é"])
def test_no_other_file_can_be_named(boss: Client, kept: str) -> None:
    post(boss, kept=kept)
    assert Rule.objects.get().picture == ""
    if kept:
        assert boss.get(f"/desk/demo/rules/pictures/{kept}/").status_code == 404


def test_what_is_no_picture_is_refused_and_nothing_is_lost(boss: Client) -> None:
    page = post(boss, upload=upload(b"not a picture"))
    assert page.status_code == 400
    assert page.context["form"].errors["upload"]
    assert 'value="Sale!"' in text_of(page)
    assert not Rule.objects.exists()


def test_a_picture_needs_words_for_those_who_do_not_see_it(boss: Client) -> None:
    page = post(boss, upload=upload(), banner_text="")
    assert "for those who do not see it" in str(page.context["form"].errors["banner_text"])
    assert page.context["picture"]


def test_a_storage_that_refuses_is_told(boss: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(conf.get_storage(), "save", refuse)
    page = post(boss, upload=upload())
    assert "storage does not take the picture" in str(page.context["form"].errors["upload"])


@pytest.mark.parametrize(
    "fields", [{"enabled": False}, {"ends_at": "2020-01-01T00:00Z"}, {"banner_text": ""}]
)
def test_the_picture_of_a_rule_that_is_off_is_for_staff(
    boss: Client, fields: dict[str, object]
) -> None:
    address = f"/banners/{make_banner(**fields).pk}.webp"
    assert Client().get(address).status_code == 404
    answer = boss.get(address)
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]


def test_a_lost_file_is_not_found(client: Client) -> None:
    rule = make_banner()
    conf.get_storage().delete(rule.picture)
    [address] = pictures_in(client)
    assert client.get(address).status_code == 404


def test_with_policies_a_picture_is_shown_once_it_was_judged(
    boss: Client, started: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    make_banner("blue")
    assert len(pictures_in(Client())) == 1
    Policy.objects.create(store=make_store(), name="No red", words="red")
    assert pictures_in(Client()) == []
    with django_capture_on_commit_callbacks(execute=True):
        page = post(boss, pk=Rule.objects.get().pk, upload=upload(color_bytes("green")))
    assert "once the next indexing run has judged it" in " ".join(messages_of(page))
    assert ("index", "demo") in started
    address = f"/banners/{Rule.objects.get().pk}.webp"
    assert Client().get(address).status_code == 404
    indexing.index_stale()
    assert len(pictures_in(Client())) == 1
    assert Client().get(address).status_code == 200


def test_a_blocked_picture_waits_in_the_queue_and_is_nowhere(boss: Client) -> None:
    Policy.objects.create(store=make_store(), name="No red", words="red")
    rule = make_banner("red")
    indexing.index_stale()
    text = text_of(boss.get(url("moderation")))
    assert "Picture of a banner" in text
    assert url("banner", rule.pk) in text
    assert boss.get(url("banner", rule.pk))["Content-Type"] == "image/webp"
    assert "Moderation blocked the picture" in text_of(boss.get(url("rule", rule.pk)))
    address = f"/banners/{rule.pk}.webp"
    assert pictures_in(Client()) == []
    assert Client().get(address).status_code == 404
    review = Review.objects.get()
    boss.post(url("moderation_decide"), {"allow": review.pk})
    assert len(pictures_in(Client())) == 1
    assert "Sale" in text_of(boss.get(url("moderation_trail")))
    boss.post(url("moderation_undo"), {"decision": ModerationDecision.objects.get().pk})
    assert pictures_in(Client()) == []


def test_what_a_person_decided_of_a_picture_holds(boss: Client) -> None:
    Policy.objects.create(store=make_store(), name="No red", words="red")
    rule = make_banner("red")
    stored = Rule.objects.get(pk=rule.pk)
    indexing.index_stale()
    reviews.decide([Review.objects.get()], State.ALLOWED, by="ann")
    # A form that was opened before and is saved now.
    stored.save()
    assert pictures_in(Client()) == []
    judge_uploads(make_store())
    assert len(pictures_in(Client())) == 1


def test_a_picture_that_was_replaced_leaves_the_queue(boss: Client) -> None:
    Policy.objects.create(store=make_store(), name="No red", words="red")
    rule = make_banner("red")
    indexing.index_stale()
    post(boss, pk=rule.pk, upload=upload(color_bytes("green")))
    assert "Picture of a banner" not in text_of(boss.get(url("moderation")))
    made, changed = reviews.decide([Review.objects.get()], State.ALLOWED, by="ann")
    assert (made, len(changed)) == ([], 1)
    indexing.index_stale()
    assert not Review.objects.exists()
    assert len(pictures_in(Client())) == 1


def test_a_rule_is_deleted_with_its_review() -> None:
    Policy.objects.create(store=make_store(), name="No red", words="red")
    rule = make_banner("red")
    indexing.index_stale()
    rule.delete()
    assert not Review.objects.exists()
