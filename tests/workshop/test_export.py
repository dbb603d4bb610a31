"""Export to ONNX: the exported encoders, what is measured, and the command's output."""

import hashlib
import io
import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from django.core.management import CommandError, call_command
from PIL import Image

from catalog_search.backends.onnx.encoder import OnnxEncoder
from catalog_search.backends.sentence_transformers import SentenceTransformersEncoder
from catalog_search.exceptions import SourceUnavailable
from catalog_search.models import Store
from catalog_search.workshop.export import files, samples
from catalog_search.workshop.export.exporting import MIN_PHOTOS, export_model
from catalog_search.workshop.export.report import Order
from tests.contracts.encoder import TEXTS, Build, EncoderContract, pictures
from tests.support.networks import small_models
from tests.support.shops import factories

pytestmark = pytest.mark.slow

MODELS = {
    "clip": small_models.write_clip_directory,
    "siglip": small_models.write_siglip_directory,
}


LONG = "wooden chair " * 700


@pytest.fixture(scope="module", params=MODELS)
def source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory that sentence-transformers opens, of each kind."""
    directory = tmp_path_factory.mktemp(request.param)
    MODELS[request.param](directory)
    return directory


@pytest.fixture(scope="module")
def exported(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source, exported in float32 without a store."""
    out = tmp_path_factory.mktemp("out") / "model"
    export_model(Order(str(source), out, int8=False), None)
    return out


@pytest.fixture(scope="module")
def exported_int8(source: Path, exported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("int8") / "model"
    description = OnnxEncoder(exported).directory.description
    files.write_int8(exported, out, name="small-int8", description=description)
    return out


@pytest.fixture
def shop(db: None) -> Store:
    """A store with enough photos, all different."""
    return shop_of(MIN_PHOTOS)


def shop_of(count: int) -> Store:
    store = factories.make_store()
    random = np.random.default_rng(5)
    for number in range(count):
        coarse = random.integers(0, 255, (4, 4, 3), dtype=np.uint8)
        photo = Image.fromarray(coarse).resize((64, 48), Image.Resampling.BICUBIC)
        add_photo(store, photo, f"chair {number}")
    return store


def add_photo(store: Store, image: Image.Image, title: str) -> None:
    file = io.BytesIO()
    image.save(file, "PNG")
    etag = hashlib.sha256(file.getvalue()).hexdigest()
    photo = factories.make_photo(factories.make_product(store, title=title), etag=etag)
    factories.put_photo(store, photo.key, file.getvalue())


def order(source: Path, out: Path, **options: Any) -> Order:
    return Order(str(source), out, **options)


class TestFp32(EncoderContract):
    @pytest.fixture
    def build(self, exported: Path) -> Build:
        return partial(OnnxEncoder, exported, threads=1, batch_size=3)

    def test_it_gives_what_the_model_gives(self, build: Build, source: Path) -> None:
        model = SentenceTransformersEncoder(str(source), device="cpu")
        texts = [*TEXTS, "", LONG]
        cosines = (model.encode_texts(texts) * build().encode_texts(texts)).sum(axis=1)
        assert cosines.min() > 0.9999
        cosines = (model.encode_images(pictures()) * build().encode_images(pictures())).sum(axis=1)
        assert cosines.min() > 0.9999
        assert build().logit_scale == pytest.approx(model.logit_scale, abs=1e-4)

    def test_every_part_is_pinned(self, exported: Path) -> None:
        answer = json.loads((exported / "encoder.json").read_text())
        assert sorted(path.name for path in exported.iterdir()) == sorted(
            [*answer["files"], "encoder.json"]
        )
        (exported / "text.onnx").touch()
        assert OnnxEncoder(exported).directory.digest("text.onnx") == answer["files"]["text.onnx"]


def test_clips_of_the_first_years_keep_their_pooling(tmp_path: Path) -> None:
    """Their configurations name a wrong end-of-text token, which transformers corrects."""
    model = small_models.clip_model()
    model.config.text_config.eos_token_id = 2
    model.save_pretrained(tmp_path / "clip")
    small_models.clip_processor().save_pretrained(tmp_path / "clip")
    export_model(order(tmp_path / "clip", tmp_path / "out", int8=False), None)
    theirs = SentenceTransformersEncoder(str(tmp_path / "clip"), device="cpu")
    ours = OnnxEncoder(tmp_path / "out", threads=1)
    assert (theirs.encode_texts(TEXTS) * ours.encode_texts(TEXTS)).sum(axis=1).min() > 0.9999


class TestInt8(EncoderContract):
    @pytest.fixture
    def build(self, exported_int8: Path) -> Build:
        return partial(OnnxEncoder, exported_int8, threads=1)

    def test_it_is_near_what_the_model_gives(self, build: Build, source: Path) -> None:
        model = SentenceTransformersEncoder(str(source), device="cpu")
        cosines = (model.encode_images(pictures()) * build().encode_images(pictures())).sum(axis=1)
        assert cosines.min() > 0.98

    def test_it_is_smaller(self, exported: Path, exported_int8: Path) -> None:
        for part in ("image.onnx", "text.onnx"):
            assert (exported_int8 / part).stat().st_size < (exported / part).stat().st_size


def test_agreement_and_speed_are_measured_on_the_store(
    source: Path, shop: Store, tmp_path: Path
) -> None:
    report = export_model(order(source, tmp_path / "out", max_drop=1), shop)
    assert (report.photos, report.written, report.int8_refused) == (MIN_PHOTOS, "int8", "")
    fp32, int8 = report.agreement["fp32"], report.agreement["int8"]
    assert min(fp32.photo_worst, fp32.title_worst) > 0.9999
    assert 0.9 < int8.photo_worst <= int8.photo_mean < fp32.photo_mean
    assert fp32.same_nearest > 0.95
    assert set(report.photos_per_second) == {"model", "fp32", "int8"}
    assert report.megabytes["int8"] < report.megabytes["fp32"]
    made = OnnxEncoder(tmp_path / "out")
    assert (made.model_id, made.dimension) == (report.model_id, report.dimension)
    assert made.encode_texts(["", LONG]).shape == (2, report.dimension)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_int8_weights_leave_room_for_processors_without_vnni(source: Path, tmp_path: Path) -> None:
    export_model(Order(str(source), tmp_path / "fp32", int8=False), None)
    files.write_int8_network(tmp_path / "fp32" / "image.onnx", tmp_path / "image.onnx")
    graph = onnx.load(tmp_path / "image.onnx").graph
    used = {node.input[1] for node in graph.node if node.op_type == "MatMulInteger"}
    weights = [onnx.numpy_helper.to_array(each) for each in graph.initializer if each.name in used]
    assert weights
    assert all(each.min() > -65 and each.max() < 65 for each in weights)


def test_int8_that_really_hurts_is_refused(shop: Store, tmp_path: Path) -> None:
    write_outlier_clip(tmp_path / "source", 200.0)
    report = export_model(order(tmp_path / "source", tmp_path / "out"), shop)
    assert report.written == "fp32"
    assert report.int8_drop is not None
    assert report.int8_drop > 0.01
    assert "of the right answers; 1.0% are allowed" in report.int8_refused
    assert report.agreement["fp32"].photo_worst > 0.9999
    assert "batch_size" not in json.loads((tmp_path / "out" / "encoder.json").read_text())


def test_int8_without_vectors_is_refused(shop: Store, tmp_path: Path) -> None:
    write_outlier_clip(tmp_path / "source", 5000.0)
    report = export_model(order(tmp_path / "source", tmp_path / "out"), shop)
    assert (report.written, report.int8_refused) == ("fp32", "its answers are no vectors")
    assert OnnxEncoder(tmp_path / "out").encode_images(pictures()).shape == (4, 16)


def write_outlier_clip(directory: Path, outlier: float) -> None:
    """Write a CLIP in which one channel dominates all others once a tensor has a single scale."""
    model = small_models.clip_model()
    with torch.no_grad():
        for layer in model.vision_model.encoder.layers:
            attention = layer.self_attn
            layer.layer_norm1.bias[0] = layer.layer_norm2.bias[0] = outlier
            for reader in (attention.q_proj, attention.k_proj, attention.v_proj, layer.mlp.fc1):
                reader.weight[:, 0] = 0
        model.vision_model.post_layernorm.bias[0] = outlier
        model.visual_projection.weight[:, 0] = 0
    model.save_pretrained(directory)
    small_models.clip_processor().save_pretrained(directory)


@pytest.mark.django_db
@pytest.mark.parametrize("count", [0, MIN_PHOTOS - 1])
def test_without_photos_nothing_is_claimed(clip: Path, count: int, tmp_path: Path) -> None:
    report = export_model(order(clip, tmp_path / "out"), shop_of(count))
    assert report.agreement == {}
    assert f"the store has {count or 'no'} usable photos" in report.not_measured
    assert (report.written, "could not be measured" in report.int8_refused) == ("fp32", True)
    assert OnnxEncoder(tmp_path / "out").encode_texts(["shoe"]).shape == (1, 16)


def test_unreadable_photos_are_left_out(shop: Store) -> None:
    photo = shop.photos.all()[3]
    factories.put_photo(shop, photo.key, b"not a picture")
    drawn = samples.gather(shop, 200)
    assert len(drawn.photos) == len(drawn.titles) == MIN_PHOTOS - 1
    assert photo.product.title not in drawn.titles


def test_no_more_photos_than_asked_and_always_the_same(shop: Store) -> None:
    first, second = samples.gather(shop, 7), samples.gather(shop, 7)
    assert len(first.photos) == 7
    assert first.titles == second.titles


def test_a_source_that_is_down_leaves_nothing(
    clip: Path, shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: object) -> None:
        raise SourceUnavailable("The bucket does not answer.")

    monkeypatch.setattr("catalog_search.backends.memory_source.MemorySource.read", down)
    with pytest.raises(SourceUnavailable):
        export_model(order(clip, tmp_path / "out"), shop)
    assert list(tmp_path.iterdir()) == []


def test_the_command_tells_what_was_measured(
    clip: Path, shop: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "out")
    call_command("catalog_export_model", str(clip), "--out", out, "--max-drop", "1", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["written"], answer["photos"]) == ("int8", MIN_PHOTOS)
    assert answer["agreement"]["fp32"]["photo_mean"] > 0.9999
    call_command("catalog_export_model", str(clip), "--out", out, "--no-int8", "--force")
    words = capsys.readouterr().out
    assert f"fp32 written to {out}" in words
    assert "title finds photo" in words


def test_the_command_fails_where_int8_is_refused(
    clip: Path, shop: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="int8 was not written, fp32 was") as caught:
        call_command(
            "catalog_export_model", str(clip), out=tmp_path / "out", max_drop=-0.1, json=True
        )
    assert caught.value.returncode == 3
    assert json.loads(capsys.readouterr().out)["written"] == "fp32"
    assert (tmp_path / "out" / "encoder.json").is_file()


@pytest.mark.django_db
def test_the_command_says_that_nothing_could_be_measured(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("catalog_export_model", str(clip), out=tmp_path / "out", int8=False)
    assert "Agreement could not be measured: the store has no usable" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_translates_errors(clip: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no store 'nowhere'"):
        call_command("catalog_export_model", str(clip), out=tmp_path / "out", store="nowhere")
    with pytest.raises(CommandError, match="There is no directory"):
        call_command("catalog_export_model", str(tmp_path / "none"), out=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
