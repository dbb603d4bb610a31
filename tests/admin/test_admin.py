from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.admin.sites import site
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog_search import conf
from catalog_search.admin import jobs
from catalog_search.categories import suggestions
from catalog_search.indexing import documents
from catalog_search.indexing import photos as indexing
from catalog_search.models import CategorySuggestion, Photo, Policy, Product, Store, SyncRun
from tests.support.factories import (
    make_category,
    make_indexed_photo,
    make_photo,
    make_product,
    make_store,
)

pytestmark = pytest.mark.django_db

LISTS = (
    "store",
    "product",
    "photo",
    "blockedphoto",
    "quarantinedphoto",
    "categorysuggestion",
    "syncrun",
    "policy",
    "category",
)
NASTY = '<script>alert("x")</script>'


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("boss"))
    return client


@pytest.fixture
def viewer(client: Client) -> Client:
    user = User.objects.create_user("viewer", is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="catalog_search", codename__startswith="view_"
        )
    )
    client.force_login(user)
    return client


@pytest.fixture
def started(settings: Any) -> Iterator[list[tuple[str, str]]]:
    """Name the project's hooks; what they were asked for is in the list."""
    settings.CATALOG_SEARCH = {
        **settings.CATALOG_SEARCH,
        "START_SYNC": "tests.admin.test_admin.sync_later",
        "START_INDEXING": "tests.admin.test_admin.index_later",
    }
    asked.clear()
    yield asked


asked: list[tuple[str, str]] = []


def sync_later(slug: str) -> None:
    asked.append(("sync", slug))


def index_later(slug: str) -> None:
    asked.append(("index", slug))


def page(model: str, name: str = "changelist", *args: object) -> str:
    return reverse(f"admin:catalog_search_{model}_{name}", args=args)


def act(client: Client, model: str, action: str, *rows: Any) -> Any:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(page(model), data, follow=True)


def press(client: Client, model: str, action: str, row: Any) -> Any:
    return client.post(page(model, "do", row.pk, action), follow=True)


def text_of(response: Any) -> str:
    content: str = response.content.decode()
    return content


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def blocked_photo(**fields: Any) -> Photo:
    return make_photo(
        state=Photo.State.BLOCKED,
        verdict_policy="No red",
        verdict_score=0.93,
        reason="Blocked by the policy No red.",
        **fields,
    )


def quarantined_photo() -> Photo:
    return make_photo(state=Photo.State.QUARANTINED, reason="The picture is damaged.", attempts=3)


def suggestion(**fields: Any) -> CategorySuggestion:
    product = fields.pop("product", None) or make_indexed_photo().product
    given = {"category": "Paint > Red", "confidence": 0.87, "model_id": "m", **fields}
    return CategorySuggestion.objects.create(product=product, **given)


def one_of_each() -> None:
    make_category(NASTY)
    product = make_product(title=NASTY, sku=NASTY, category=NASTY, brand=NASTY, colors=[NASTY])
    make_indexed_photo(product, key=f"{NASTY}.png")
    blocked_photo(product=product, key=f"{NASTY}-b.png")
    Photo.objects.filter(pk=quarantined_photo().pk).update(reason=NASTY)
    suggestion(product=product, category=NASTY)
    Policy.objects.create(store=make_store(), name=NASTY, words=NASTY)
    problem = {"where": NASTY, "line": 3, "reason": NASTY}
    SyncRun.objects.create(store=make_store(), problems=[problem], message=NASTY)
    Store.objects.update(name=NASTY)


class TestWhoMaySee:
    @pytest.mark.parametrize("model", LISTS)
    def test_superuser_sees_every_list(self, boss: Client, model: str) -> None:
        one_of_each()
        assert boss.get(page(model)).status_code == 200

    @pytest.mark.parametrize("model", LISTS)
    def test_staff_with_view_only_sees_lists_without_buttons(
        self, viewer: Client, model: str
    ) -> None:
        one_of_each()
        shown = text_of(viewer.get(page(model)))
        assert "catalog-button" not in shown
        assert 'name="action"' not in shown

    @pytest.mark.parametrize("model", LISTS)
    def test_anonymous_is_asked_to_log_in(self, client: Client, model: str) -> None:
        response = client.get(page(model))
        assert response.status_code == 302
        assert "/login/" in response["Location"]

    @pytest.mark.parametrize("model", LISTS)
    def test_nothing_from_the_catalogue_is_taken_for_html(self, boss: Client, model: str) -> None:
        one_of_each()
        assert NASTY not in text_of(boss.get(page(model)))
        for row in site._registry[apps.get_model("catalog_search", model)].get_queryset(None):
            response = boss.get(page(model, "change", row.pk))
            assert response.status_code == 200
            assert NASTY not in text_of(response)

    def test_rows_the_sync_makes_are_neither_added_nor_deleted(self, boss: Client) -> None:
        product = make_product()
        assert boss.get(page("product", "add")).status_code == 403
        assert boss.post(page("product", "delete", product.pk), {"post": "yes"}).status_code == 403
        assert Product.objects.filter(pk=product.pk).exists()


class TestWhoMayAct:
    CASES = (
        ("photo", "release"),
        ("photo", "retry"),
        ("blockedphoto", "release"),
        ("quarantinedphoto", "retry"),
        ("categorysuggestion", "accept"),
        ("categorysuggestion", "reject"),
        ("store", "sync_now"),
        ("policy", "apply"),
    )

    def rows(self) -> dict[str, Any]:
        return {
            "blockedphoto": blocked_photo(),
            "quarantinedphoto": quarantined_photo(),
            "photo": blocked_photo(),
            "categorysuggestion": suggestion(),
            "policy": Policy.objects.create(store=make_store(), name="No red", words="red"),
            "store": make_store(),
        }

    def state(self) -> list[Any]:
        models = (Photo, CategorySuggestion, Product, Policy)
        return [list(model.objects.order_by("pk").values()) for model in models]

    @pytest.mark.parametrize(("model", "action"), CASES)
    def test_view_only_staff_changes_nothing(
        self, viewer: Client, started: list[tuple[str, str]], model: str, action: str
    ) -> None:
        row = self.rows()[model]
        before = self.state()
        act(viewer, model, action, row)
        if (model, action) not in {("photo", "release"), ("photo", "retry")}:
            assert press(viewer, model, action, row).status_code == 403
        assert self.state() == before
        assert started == []
        assert not LogEntry.objects.exists()

    @pytest.mark.parametrize(("model", "action"), CASES)
    def test_anonymous_changes_nothing(self, client: Client, model: str, action: str) -> None:
        row = self.rows()[model]
        before = self.state()
        act(client, model, action, row)
        press(client, model, action, row)
        assert self.state() == before

    def test_button_answers_to_post_only(self, boss: Client) -> None:
        photo = blocked_photo()
        response = boss.get(page("blockedphoto", "do", photo.pk, "release"))
        assert response.status_code == 405
        photo.refresh_from_db()
        assert photo.state == Photo.State.BLOCKED

    def test_button_needs_a_csrf_token(self) -> None:
        photo = blocked_photo()
        client = Client(enforce_csrf_checks=True)
        client.force_login(User.objects.create_superuser("boss"))
        assert press(client, "blockedphoto", "release", photo).status_code == 403

    def test_only_a_rows_own_actions_have_buttons(self, boss: Client) -> None:
        assert press(boss, "blockedphoto", "delete_selected", blocked_photo()).status_code == 403

    def test_button_leads_back_to_the_list_as_it_was_filtered(self, boss: Client) -> None:
        photo = blocked_photo()
        back = f"http://testserver{page('blockedphoto')}?store__id__exact={photo.store_id}"
        address = page("blockedphoto", "do", photo.pk, "release")
        assert boss.post(address, headers={"referer": back})["Location"] == back
        elsewhere = boss.post(address, headers={"referer": "https://evil.example/"})
        assert elsewhere["Location"] == page("blockedphoto")


class TestModerationQueue:
    def test_lists_blocked_photos_with_policy_and_score(self, boss: Client) -> None:
        blocked_photo(key="blocked.png")
        make_photo(key="live.png")
        shown = text_of(boss.get(page("blockedphoto")))
        assert "blocked.png" in shown
        assert "live.png" not in shown
        assert "No red" in shown
        assert "93%" in shown
        assert "catalog-veiled" in shown

    def test_released_photo_is_indexed_without_another_review(self, boss: Client) -> None:
        Policy.objects.create(store=make_store(), name="No red", words="red")
        photo = make_photo(color="red")
        indexing.index_stale()
        assert list(conf.get_index().ids()) == []
        response = press(boss, "blockedphoto", "release", photo)
        indexing.index_stale()
        assert list(conf.get_index().ids()) == [photo.point_id]
        assert messages_of(response) == [
            "1 photo was released; searches find it after the next indexing run."
        ]
        entry = LogEntry.objects.get()
        assert (entry.user.username, entry.change_message) == (
            "boss",
            "Released from moderation.",
        )

    def test_many_are_released_at_once(self, boss: Client) -> None:
        photos = [blocked_photo() for _ in range(3)]
        act(boss, "blockedphoto", "release", *photos)
        assert Photo.objects.filter(state=Photo.State.LIVE).count() == 3
        assert LogEntry.objects.count() == 3

    def test_live_photo_is_not_released(self, boss: Client) -> None:
        photo = make_photo()
        response = act(boss, "photo", "release", photo)
        assert messages_of(response)[0].startswith("0 photos")
        assert not LogEntry.objects.exists()


class TestQuarantine:
    def test_reason_is_shown(self, boss: Client) -> None:
        quarantined_photo()
        assert "The picture is damaged." in text_of(boss.get(page("quarantinedphoto")))

    def test_retry_puts_the_photo_back_in_line(
        self,
        boss: Client,
        started: list[tuple[str, str]],
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        photo = quarantined_photo()
        with django_capture_on_commit_callbacks(execute=True):
            press(boss, "quarantinedphoto", "retry", photo)
        photo.refresh_from_db()
        assert (photo.state, photo.attempts, photo.reason) == (Photo.State.LIVE, 0, "")
        assert started == [("index", "demo")]

    def test_blocked_photo_is_not_retried_past_moderation(self, boss: Client) -> None:
        photo = blocked_photo()
        act(boss, "photo", "retry", photo)
        photo.refresh_from_db()
        assert photo.state == Photo.State.BLOCKED


class TestSuggestionQueue:
    def test_shows_photo_current_category_proposal_and_confidence(self, boss: Client) -> None:
        one = suggestion()
        Product.objects.filter(pk=one.product_id).update(category="Paint > Blue")
        shown = text_of(boss.get(page("categorysuggestion")))
        for expected in ("catalog-thumb", "Paint &gt; Blue", "Paint &gt; Red", "87%", ">Accept<"):
            assert expected in shown

    def test_decided_ones_leave_the_queue_and_can_be_found(self, boss: Client) -> None:
        one = suggestion()
        press(boss, "categorysuggestion", "reject", one)
        assert ">Accept<" not in text_of(boss.get(page("categorysuggestion")))
        shown = text_of(boss.get(page("categorysuggestion"), {"state": "rejected"}))
        assert ">Undo<" in shown
        assert ">Accept<" not in shown
        assert ">Undo<" in text_of(boss.get(page("categorysuggestion"), {"state": "all"}))

    def test_accept_then_undo(self, boss: Client) -> None:
        one = suggestion()
        press(boss, "categorysuggestion", "accept", one)
        product = Product.objects.get()
        assert (product.category, product.category_chosen_by) == ("Paint > Red", "model")
        press(boss, "categorysuggestion", "undo", one)
        assert Product.objects.get().category == ""
        written = list(LogEntry.objects.order_by("pk").values_list("change_message", flat=True))
        assert written == ["Suggested category accepted."] * 2 + ["Category decision undone."] * 2

    def test_bulk_accept_of_all_that_are_filtered(self, boss: Client) -> None:
        for confidence in (0.95, 0.93, 0.4):
            suggestion(confidence=confidence)
        one = CategorySuggestion.objects.first()
        assert one is not None
        response = boss.post(
            f"{page('categorysuggestion')}?confidence=0.9",
            {"action": "accept", "select_across": "1", "_selected_action": [one.pk]},
            follow=True,
        )
        assert messages_of(response) == ["2 suggestions decided."]
        assert CategorySuggestion.objects.filter(state="accepted").count() == 2
        assert CategorySuggestion.objects.get(state="open").confidence == 0.4

    def test_proposals_come_from_the_photos(self, boss: Client) -> None:
        make_category("Paint > Red", prompt="red")
        make_category("Paint > Blue", prompt="blue")
        make_indexed_photo(color="blue")
        suggestions.suggest(make_store())
        press(boss, "categorysuggestion", "accept", CategorySuggestion.objects.get())
        assert Product.objects.get().category == "Paint > Blue"


class TestProduct:
    def post(self, boss: Client, product: Product, **fields: str) -> Any:
        data = {
            "category": product.category,
            "visible": "on",
            "photos-TOTAL_FORMS": "0",
            "photos-INITIAL_FORMS": "0",
            **fields,
        }
        return boss.post(page("product", "change", product.pk), data, follow=True)

    def test_category_a_person_chooses_is_theirs_and_reaches_the_points(self, boss: Client) -> None:
        make_category("Paint > Red")
        product = make_indexed_photo().product
        suggestion(product=product)
        assert messages_of(self.post(boss, product, category="Paint > Red"))
        product.refresh_from_db()
        assert (product.category, product.category_chosen_by) == ("Paint > Red", "person")
        assert Photo.objects.get().product_digest == documents.digest(product)
        assert Photo.objects.stale(conf.get_encoder().model_id).count() == 1
        assert not CategorySuggestion.objects.exists()

    def test_only_the_stores_categories_can_be_chosen(self, boss: Client) -> None:
        make_category("Paint > Red")
        product = make_product(category="Old")
        shown = text_of(boss.get(page("product", "change", product.pk)))
        assert '<option value="Old" selected>' in shown
        response = self.post(boss, product, category="Invented")
        assert "Select a valid choice" in text_of(response)
        product.refresh_from_db()
        assert (product.category, product.category_chosen_by) == ("Old", "source")

    def test_saving_without_a_change_leaves_the_category_to_the_source(self, boss: Client) -> None:
        product = make_product(category="Old")
        self.post(boss, product)
        product.refresh_from_db()
        assert product.category_chosen_by == "source"

    def test_hiding_a_product_makes_its_points_stale(self, boss: Client) -> None:
        product = make_indexed_photo().product
        self.post(boss, product, visible="")
        product.refresh_from_db()
        assert not product.visible
        assert Photo.objects.stale(conf.get_encoder().model_id).count() == 1

    def test_what_the_source_told_is_read_only(self, boss: Client) -> None:
        product = make_product(title="As told")
        self.post(boss, product, title="Another", price="1", visible="")
        product.refresh_from_db()
        assert (product.title, product.price, product.visible) == ("As told", None, False)

    def test_photos_stand_on_the_products_page(self, boss: Client) -> None:
        photo = quarantined_photo()
        shown = text_of(boss.get(page("product", "change", photo.product_id)))
        assert photo.key in shown
        assert "The picture is damaged." in shown

    def test_filter_by_missing_category(self, boss: Client) -> None:
        make_product(title="Nameless one")
        make_product(title="Named one", category="A")
        shown = text_of(boss.get(page("product"), {"has_category": "no"}))
        assert "Nameless one" in shown
        assert "Named one" not in shown


class TestThumbnail:
    def test_blocked_photo_shows_to_staff(self, viewer: Client) -> None:
        photo = blocked_photo()
        response = viewer.get(page("photo", "thumbnail", photo.pk, 96))
        assert response["Content-Type"] == "image/webp"
        assert "private" in response["Cache-Control"]

    def test_photo_that_cannot_be_read_shows_a_placeholder(self, boss: Client) -> None:
        response = boss.get(page("photo", "thumbnail", quarantined_photo().pk, 96))
        assert response["Location"].endswith("photo_missing.svg")

    def test_unknown_photo(self, boss: Client) -> None:
        assert boss.get(page("photo", "thumbnail", 999, 96)).status_code == 404

    def test_staff_of_other_parts_does_not_see_it(self, client: Client) -> None:
        client.force_login(User.objects.create_user("other", is_staff=True))
        response = client.get(page("photo", "thumbnail", blocked_photo().pk, 96))
        assert response.status_code == 403


class TestStore:
    def test_counts_and_links(self, boss: Client) -> None:
        make_indexed_photo()
        make_photo()
        blocked_photo()
        SyncRun.objects.create(store=make_store())
        shown = text_of(boss.get(page("store")))
        store = make_store()
        assert f'{page("photo")}?store__id__exact={store.pk}">3</a>' in shown
        assert f'{page("blockedphoto")}?store__id__exact={store.pk}">1</a>' in shown
        assert "50%" in shown
        assert "see the run" in shown

    def test_sync_now_asks_the_project(
        self,
        boss: Client,
        started: list[tuple[str, str]],
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            press(boss, "store", "sync_now", make_store())
        assert started == [("sync", "demo")]

    def test_without_a_hook_the_command_is_named(self, boss: Client) -> None:
        response = press(boss, "store", "sync_now", make_store())
        assert "manage.py catalog_sync --store demo" in messages_of(response)[0]
        assert not jobs.start_sync(make_store())


class TestSyncRun:
    def run(self, **fields: Any) -> SyncRun:
        return SyncRun.objects.create(store=make_store(), **fields)

    def test_progress_is_measured_by_the_run_before(self, boss: Client) -> None:
        self.run(state="done", photos=200)
        self.run(photos=50)
        assert "25%" in text_of(boss.get(page("syncrun")))

    def test_problems_stand_in_a_table(self, boss: Client) -> None:
        problem = {"where": "catalog.jsonl", "line": 7, "reason": "No sku."}
        run = self.run(state="done", problem_count=1, problems=[problem, "odd"])
        shown = text_of(boss.get(page("syncrun", "change", run.pk)))
        assert "<td>catalog.jsonl</td><td>7</td><td>No sku.</td>" in shown

    def test_page_of_a_running_sync_refreshes_itself(self, boss: Client) -> None:
        running = self.run()
        assert boss.get(page("syncrun", "change", running.pk))["Refresh"] == "5"
        SyncRun.objects.update(state="done")
        assert "Refresh" not in boss.get(page("syncrun", "change", running.pk)).headers

    def test_sync_that_fell_silent_is_called_dead(self, boss: Client) -> None:
        run = self.run()
        SyncRun.objects.filter(pk=run.pk).update(
            heartbeat_at=timezone.now() - timedelta(seconds=conf.get("SYNC_LEASE_SECONDS") + 1)
        )
        assert "probably dead" in text_of(boss.get(page("syncrun")))


class TestPolicy:
    def data(self, **fields: object) -> dict[str, object]:
        given = {"store": make_store().pk, "name": "No red", "words": "red", "enabled": "on"}
        return {**given, "threshold": "0.8", **fields}

    def test_new_policy_says_whom_it_reaches(self, boss: Client) -> None:
        response = boss.post(page("policy", "add"), self.data(), follow=True)
        assert Policy.objects.get().words == "red"
        assert "from now on" in messages_of(response)[0]

    @pytest.mark.parametrize("threshold", ["1.5", "-0.1", "nan"])
    def test_threshold_is_a_probability(self, boss: Client, threshold: str) -> None:
        boss.post(page("policy", "add"), self.data(threshold=threshold))
        assert not Policy.objects.exists()

    def test_applied_to_photos_already_indexed(self, boss: Client) -> None:
        photo = make_indexed_photo(color="red")
        policy = Policy.objects.create(store=make_store(), name="No red", words="red")
        press(boss, "policy", "apply", policy)
        indexing.index_stale()
        photo.refresh_from_db()
        assert photo.state == Photo.State.BLOCKED


class TestCategory:
    def test_counts_products_and_shows_words(self, boss: Client) -> None:
        make_category("Home > Lamps")
        make_product(category="Home > Lamps")
        shown = text_of(boss.get(page("category")))
        assert "Home &gt; Lamps" in shown
        assert '<td class="field-products">1</td>' in shown

    def test_path_is_what_products_carry_and_stays(self, boss: Client) -> None:
        category = make_category("Home > Lamps")
        address = page("category", "change", category.pk)
        boss.post(address, {"path": "Home > Else", "prompt": "a lamp"})
        category.refresh_from_db()
        assert (category.path, category.prompt) == ("Home > Lamps", "a lamp")


@pytest.mark.parametrize("model", LISTS)
def test_list_takes_as_many_queries_for_many_rows_as_for_few(boss: Client, model: str) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            blocked_photo()
            quarantined_photo()
            one = suggestion()
            make_indexed_photo(one.product)
            number = Photo.objects.count()
            Policy.objects.create(store=make_store(), name=f"p{number}", words="w")
            make_category(f"C{number}")
            SyncRun.objects.create(store=make_store(), state="done")
            make_store(f"s{number}", name=f"s{number}")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            boss.get(page(model))
        return len(seen)

    fill(2)
    queries()
    few = queries()
    fill(6)
    assert queries() == few
