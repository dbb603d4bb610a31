"""catalog_train: learning, refusals, and protection of the running model."""

import json
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from catalog_search import conf
from catalog_search.backends.color_words import ColorWordsEncoder
from catalog_search.backends.memory_source import MemorySource
from catalog_search.exceptions import CannotTrain
from catalog_search.indexing import photos
from catalog_search.models import Store
from catalog_search.workshop.finetuning import adapting, tuning, whole
from catalog_search.workshop.finetuning.examples import MIN_PRODUCTS
from catalog_search.workshop.finetuning.order import TrainReport
from tests.support.networks import small_models
from tests.support.shops import factories, trained_shop
from tests.support.shops.trained_shop import order

pytestmark = pytest.mark.slow

NUMBERS, DESCRIPTION = "adapters.npz", "adapter.json"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def told(*arguments: object) -> dict[str, Any]:
    out = StringIO()
    call_command("catalog_train", "--json", *map(str, arguments), stdout=out, stderr=StringIO())
    return dict(json.loads(out.getvalue()))


def test_it_learns_what_the_shop_calls_things(shop: Store, tmp_path: Path, settings: Any) -> None:
    before = conf.get_encoder()
    found = told("--out", tmp_path / "ours", "--work", tmp_path / "work", "--epochs", 12)
    rows = {row["measure"]: row for row in found["rows"]}
    named = rows["category by photo, top-1"]
    assert named["before"] < 0.5
    assert named["after"] > 0.9
    assert rows["words find photos, P@10 of possible"]["after"] > 0.9
    assert rows["a distorted photo finds its own, MRR"]["high"] >= 0
    assert found["installed"]
    assert found["refused"] == ""
    settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ENCODER": found["encoder"]}
    trained = conf.get_encoder()
    assert trained.model_id == found["model_id"] != before.model_id
    words, photo = trained.encode_texts(["ember", "lagoon"]), factories.color_image("red")
    ember, lagoon = words @ trained.encode_images([photo])[0]
    assert ember > lagoon + 0.05
    trained_shop.fill(shop)
    assert photos.index_stale(store=shop).indexed == trained_shop.PRODUCTS
    assert not (tmp_path / "work").exists() or names(tmp_path / "work") == []


def test_the_running_model_is_left_as_it_was(shop: Store, tmp_path: Path) -> None:
    vectors = conf.get_encoder().encode_texts(["ember mug"])
    tuning.train(order(tmp_path), shop)
    assert conf.get_encoder().model_id == ColorWordsEncoder().model_id
    np.testing.assert_array_equal(conf.get_encoder().encode_texts(["ember mug"]), vectors)
    assert names(tmp_path) == [DESCRIPTION, NUMBERS]


class TestClip:
    """Training on top of another model: a CLIP with random weights, which knows nothing."""

    @pytest.fixture
    def clip(self, tmp_path: Path, settings: Any) -> Path:
        folder = tmp_path / "clip"
        small_models.write_clip_directory(folder)
        encoder = {"BACKEND": whole.BACKEND, "OPTIONS": {"model": str(folder), "device": "cpu"}}
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ENCODER": encoder}
        return folder

    @pytest.mark.parametrize(
        "options", [[], ["--whole", "--rate", "0.002"]], ids=["adapters", "whole"]
    )
    def test_it_learns(
        self, clip: Path, shop: Store, tmp_path: Path, settings: Any, options: list[str]
    ) -> None:
        files = {path.name: path.read_bytes() for path in clip.iterdir()}
        running = conf.get_encoder().model_id
        found = told(
            "--out", tmp_path / "ours", "--work", tmp_path / "work", "--epochs", 20, *options
        )
        rows = {row["measure"]: row for row in found["rows"]}
        named = rows["category by photo, top-1"]
        assert named["after"] > named["before"] + 0.2
        assert (found["model"], found["installed"]) == (running, True)
        assert {path.name: path.read_bytes() for path in clip.iterdir()} == files
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ENCODER": found["encoder"]}
        assert conf.get_encoder().model_id == found["model_id"] != running
        with pytest.raises(CommandError, match="is in use"):
            told("--out", tmp_path / "ours", "--work", tmp_path / "work", "--force")

    def test_a_whole_training_goes_on_where_it_stopped(
        self, clip: Path, shop: Store, tmp_path: Path
    ) -> None:
        def stop(what: str, done: int, total: int) -> None:
            if (what, done) == ("epochs", 1):
                raise KeyboardInterrupt

        whole_order = order(tmp_path, whole=True, rate=2e-3, epochs=3)
        with pytest.raises(KeyboardInterrupt):
            tuning.train(whole_order, shop, stop)
        resumed = tuning.train(whole_order, shop)
        elsewhere = replace(whole_order, out=tmp_path / "b" / "ours", work=tmp_path / "b" / "work")
        elsewhere.out.parent.mkdir()
        undisturbed = tuning.train(elsewhere, shop)
        assert resumed.model_id == undisturbed.model_id != ""
        assert resumed.rows == undisturbed.rows


class TestRefusal:
    @pytest.fixture(autouse=True)
    def words_that_the_model_knows(self, shop: Store) -> None:
        names_of = {word: color for color, word in trained_shop.WORDS.items()}
        for product in shop.products.all():
            color = names_of[product.title.split()[0]]
            product.title, product.category = f"{color} {product.pk}", f"Kitchen > {color}"
            product.save()

    def refused(self, folder: Path, *options: str) -> str:
        out = StringIO()
        arguments = ["--out", str(folder / "ours"), "--work", str(folder / "work"), *options]
        with pytest.raises(CommandError, match="Nothing was written: it is") as refused:
            call_command("catalog_train", *arguments, stdout=out, stderr=StringIO())
        assert refused.value.returncode == 3
        assert "category by photo, top-1" in out.getvalue()
        assert not (folder / "ours").exists()
        assert conf.get_encoder().model_id == ColorWordsEncoder().model_id
        return str(refused.value)

    @pytest.mark.parametrize("rate", ["1e-12", "1e6"], ids=["learns nothing", "breaks all"])
    def test_what_validation_finds_no_better_stays_out(
        self, shop: Store, tmp_path: Path, rate: str
    ) -> None:
        assert "no better" in self.refused(tmp_path, "--epochs", "2", "--rate", rate)

    def test_what_only_the_test_part_finds_worse_stays_out(
        self, shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(adapting.AdapterTrainee, "score_of", lambda self, strength: strength)
        told = self.refused(tmp_path, "--epochs", "2", "--rate", "50")
        assert "it is worse at: " in told
        assert "category by photo, top-1 1.000 -> " in told


class TestBadInput:
    def refused(self, store: Store, folder: Path, match: str, **options: Any) -> None:
        with pytest.raises(CannotTrain, match=match):
            tuning.train(order(folder, **options), store)
        assert not (folder / "ours").exists()
        assert conf.get_encoder().model_id == ColorWordsEncoder().model_id

    def test_no_photo_at_all(self, db: None, tmp_path: Path) -> None:
        self.refused(factories.make_store(), tmp_path, "has no product with a photo")

    def test_too_few(self, db: None, tmp_path: Path) -> None:
        store = trained_shop.make_shop(MIN_PRODUCTS - 1)
        self.refused(store, tmp_path, f"{MIN_PRODUCTS - 1} products .* {MIN_PRODUCTS} are needed")

    def test_too_few_besides_those_held_out(self, shop: Store, tmp_path: Path) -> None:
        self.refused(shop, tmp_path, "32 products", hold_out=("split", "train"))

    def test_one_category(self, shop: Store, tmp_path: Path) -> None:
        shop.products.update(category="Kitchen > Mugs")
        self.refused(shop, tmp_path, "at least two categories .* all are 'mugs'")

    def test_no_category(self, shop: Store, tmp_path: Path) -> None:
        shop.products.update(category="")
        self.refused(shop, tmp_path, "at least two categories .* no product has one")

    def test_photos_missing(self, shop: Store, tmp_path: Path) -> None:
        source = conf.get_source("demo")
        assert isinstance(source, MemorySource)
        for number in range(0, trained_shop.PRODUCTS, 2):
            del source.stored_photos[f"{number:03}.png"]
        self.refused(shop, tmp_path, "80 products .* 80 photos could not be read")

    def test_a_few_photos_missing_are_told(self, shop: Store, tmp_path: Path) -> None:
        factories.put_photo(shop, "005.png", b"not a picture")
        report = tuning.train(order(tmp_path, epochs=2), shop)
        assert (report.photos, report.photos_missing) == (trained_shop.PRODUCTS - 1, 1)

    @pytest.mark.parametrize(
        ("arguments", "match"),
        [
            (["--hold-out", "split"], "NAME=VALUE"),
            (["--epochs", "0"], "1 or more"),
            (["--seed", "-1"], "expected one argument|0 or more"),
            (["--store", "other"], "no store 'other'"),
        ],
    )
    def test_arguments(self, shop: Store, tmp_path: Path, arguments: list[str], match: str) -> None:
        with pytest.raises(CommandError, match=match):
            told("--out", tmp_path / "ours", *arguments)

    def test_whole_needs_a_model_of_torch(self, shop: Store, tmp_path: Path) -> None:
        self.refused(shop, tmp_path, "--whole trains a model of", whole=True)

    def test_whole_trains_no_towers_of_two_models(self) -> None:
        options = {"model": "clip-ViT-B-32", "text_model": "clip-ViT-B-32-multilingual-v1"}
        with pytest.raises(CannotTrain, match="text_model names another"):
            whole.named_model({"BACKEND": whole.BACKEND, "OPTIONS": options})

    def test_without_torch_it_says_what_to_install(
        self, shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "torch", None)
        self.refused(shop, tmp_path, r"pip install catalog-search\[clip\]")


class TestPlace:
    def test_a_directory_that_is_there_wants_force(self, shop: Store, tmp_path: Path) -> None:
        tuning.train(order(tmp_path), shop)
        with pytest.raises(CommandError, match="there already"):
            told("--out", tmp_path / "ours", "--work", tmp_path / "work")
        again = tuning.train(order(tmp_path, force=True, seed=1), shop)
        assert json.loads((tmp_path / "ours" / DESCRIPTION).read_text())["training"]["seed"] == 1
        assert again.installed

    def test_the_running_models_directory_is_never_overwritten(
        self, shop: Store, tmp_path: Path, settings: Any
    ) -> None:
        report = tuning.train(order(tmp_path), shop)
        kept = (tmp_path / "ours" / NUMBERS).read_bytes()
        for _ in range(2):
            settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ENCODER": report.encoder}
            with pytest.raises(CommandError, match="is in use"):
                told("--out", tmp_path / "ours", "--force", "--work", tmp_path / "work")
            # The directory is also in use if it lies behind other adapters.
            inner = {"directory": str(tmp_path / "other"), "encoder": report.encoder}
            report.encoder = {**report.encoder, "OPTIONS": inner}
        assert (tmp_path / "ours" / NUMBERS).read_bytes() == kept

    def test_a_damaged_running_model_is_told_before_anything_is_done(
        self, shop: Store, tmp_path: Path, settings: Any
    ) -> None:
        report = tuning.train(order(tmp_path), shop)
        (tmp_path / "ours" / NUMBERS).write_bytes(b"no numbers")
        settings.CATALOG_SEARCH = {**settings.CATALOG_SEARCH, "ENCODER": report.encoder}
        with pytest.raises(CommandError, match="SHA-256 is not the one"):
            told("--out", tmp_path / "more", "--work", tmp_path / "work")
        assert not (tmp_path / "more").exists()


def test_a_report_can_be_read(shop: Store, tmp_path: Path) -> None:
    out = StringIO()
    call_command(
        "catalog_train", "--out", str(tmp_path / "ours"), "--work", str(tmp_path / "work"),
        "--epochs", "8", "--hold-out", "split=dev", stdout=out, stderr=StringIO(),
    )  # fmt: skip
    text = out.getvalue()
    assert "90 train, 19 validation, 19 test" in text
    assert "s of processor time" in text
    assert f'"directory": "{tmp_path / "ours"}"' in text
    assert isinstance(TrainReport("a", "b").as_dict(), dict)
