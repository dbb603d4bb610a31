"""The parts of model making that can be checked by hand; no published weights are needed."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession
from PIL import Image

from catalog_search.backends.colour_words import ColourWordsEncoder
from catalog_search.backends.onnx_directory import STARTER
from catalog_search.training import measure, pictures
from catalog_search.training.captions import Facts, captions, facts
from catalog_search.training.datasets import Collection, Row, held_out
from catalog_search.training.details import DetailPlan, Pairs, start_details, train_details
from catalog_search.training.export import write_small
from catalog_search.training.fields import Fields, placed
from catalog_search.training.gaze import Gaze, attended, attended_spread, rise
from catalog_search.training.gazing import known, new_gaze, train_gaze
from catalog_search.training.grounds import laid
from catalog_search.training.heads import (
    ANY,
    ITS_OWN,
    Captions,
    Plan,
    Views,
    contrast,
    fitting,
    train_words,
)
from catalog_search.training.palette import Palette
from catalog_search.training.shipped import words_of
from catalog_search.training.towers import (
    Details,
    PhotoHead,
    TextHead,
    filled,
    witnesses_of,
)

SHIRT: Row = {
    "title": "Acme Shirt",
    "category": ["Apparel", "Topwear", "Shirts"],
    "colors": ["Blue"],
    "gender": "Men",
    "attributes": {"Pattern": "Striped"},
}
COLOURS = torch.rand(40, 3, generator=torch.Generator().manual_seed(0))


def test_captions_say_what_is_known() -> None:
    texts = {caption.text: caption.facts for caption in captions(SHIRT)}
    assert texts["Acme Shirt"] is None
    assert texts["blue shirts"] == Facts("shirt", "blue")
    assert texts["blue shirts for men"] == facts(SHIRT) == Facts("shirt", "blue", "men")
    assert "blue striped shirts" in texts


def test_rows_that_know_less_have_fewer_captions() -> None:
    bare = {"title": "Phone X (black, 64 GB)"}
    assert [caption.text for caption in captions(bare)] == ["Phone X (black, 64 GB)", "Phone X"]
    assert facts(bare) == Facts()
    used = {"label": "T-Shirt", "kids": True, "sender": "7"}
    assert "used kids' t-shirt" in {caption.text for caption in captions(used)}
    assert facts(used) == Facts("tshirt")


def test_a_sender_is_held_out_whole() -> None:
    answers = {held_out({"label": "Hat", "sender": "148", "file": name}) for name in "abc"}
    assert len(answers) == 1
    assert held_out({"split": "dev"})
    assert not held_out({"split": "train"})
    assert not held_out({"title": "no splits here"})


def test_a_caption_fits_every_photo_it_is_true_of() -> None:
    said = torch.tensor([[1, 2, ANY], [1, ANY, ANY], [ITS_OWN] * 3])
    table = Captions(torch.zeros(3, 4), torch.arange(3), said, torch.zeros(3, 1), torch.ones(3))
    known = torch.tensor([[1, 2, 5], [1, 3, 5], [1, 2, 6]])
    fits = fitting(table, torch.arange(3), known)
    assert fits.tolist() == [[True, False, True], [True, True, True], [False, False, True]]


def test_the_loss_is_smallest_where_captions_find_their_photos() -> None:
    fits = torch.eye(4, dtype=torch.bool)
    right, wrong = contrast(9 * torch.eye(4), fits), contrast(9 * torch.eye(4).flip(0), fits)
    assert right < 0.01 < wrong


def heads() -> tuple[PhotoHead, TextHead]:
    torch.manual_seed(0)
    logits = torch.randn(50, 7)
    classes = torch.nn.functional.normalize(torch.randn(7, 384), dim=-1)
    witnesses, threshold = witnesses_of(logits, torch.ones(50))
    photos = PhotoHead(torch.zeros(12), torch.ones(12), classes, witnesses, threshold)
    return photos.eval(), TextHead(torch.zeros(384), torch.eye(384)[:, :256]).eval()


def test_every_part_of_a_vector_keeps_its_weight() -> None:
    photos, texts = heads()
    with torch.no_grad():
        seen = photos.words(torch.randn(9, 12), torch.randn(9, 7))
        said, gate = texts(torch.randn(9, 384))
        details = Details(torch.zeros(12), torch.ones(12)).eval()(torch.randn(9, 12))
        meaning = texts.meaning(torch.randn(9, 384))
    assert ((gate > 0) & (gate < 1)).all()
    for rows, others in ((seen, details), (said, meaning)):
        assert float(rows[:, :384].norm(dim=1).std()) < 1e-4
        whole = torch.cat([0.8 * rows, filled(0.8 * rows, others)], dim=1)
        torch.testing.assert_close(whole.norm(dim=1), torch.ones(9))


def test_training_brings_captions_to_their_photos() -> None:
    photos, texts = heads()
    random = torch.Generator().manual_seed(1)
    inputs = torch.randn(3, 40, 12, generator=random) * 0.1 + torch.randn(40, 12, generator=random)
    views = Views(
        inputs, torch.zeros(3, 40, 7), torch.full((40, 3), -3), torch.ones(40, dtype=torch.bool)
    )
    number = torch.arange(40)
    own = torch.full((40, 3), ITS_OWN)
    sentences = torch.randn(40, 384, generator=random)
    table = Captions(sentences, number, own, number[:, None], torch.ones(40))
    plan = Plan(epochs=25, batch=40, photo_rate=3e-3, text_rate=3e-3)
    train_words(photos, texts, views, table, torch.ones(40), torch.randn(99, 384), plan)
    with torch.no_grad():
        scores = texts.eval()(sentences)[0] @ photos.eval().words(inputs[0], torch.zeros(40, 7)).T
    assert (scores.argmax(1) == number).float().mean() > 0.9


def test_the_palette_tells_the_object_from_its_ground() -> None:
    thumbs = torch.ones(1, 3, 26, 26)
    thumbs[:, 1:, 9:17, 9:17] = 0
    palette = Palette(torch.tensor([[1.0, 1.0, 1.0], [1.0, 0.0, 0.0]]))
    white, red = palette(thumbs)[0, 4:6] ** 2
    assert red > 0.9 > 0.1 > white


def test_small_weights_give_nearly_the_same_answer(tmp_path: Path) -> None:
    weights = np.random.default_rng(0).normal(size=(80, 70)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 80])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 70])],
        [numpy_helper.from_array(weights, "w")],
    )
    path = tmp_path / "product.onnx"
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), path
    )
    before = path.stat().st_size
    write_small(path)
    rows = np.random.default_rng(1).normal(size=(5, 80)).astype(np.float32)
    (answer,) = InferenceSession(path, providers=["CPUExecutionProvider"]).run(None, {"x": rows})
    assert path.stat().st_size < before / 2.5
    np.testing.assert_allclose(answer, rows @ weights, atol=0.25)


def test_it_is_known_where_a_product_is_laid() -> None:
    photo = Image.new("RGB", (100, 140), "white")
    photo.paste("red", (20, 20, 80, 120))
    grounds = [Image.new("RGB", (90, 70), "green")]
    inside = outside = 0
    for seed in range(12):
        scene, where = laid(photo, np.random.default_rng([seed]), grounds)
        assert scene.size == where.size
        pixels, mask = np.asarray(scene, np.int64), np.asarray(where) > 128
        red = pixels[..., 0] > 2 * pixels[..., 1:].max(axis=2)
        inside, outside = inside + int((red & mask).sum()), outside + int((red & ~mask).sum())
    # A ground of noise may have red points of its own.
    assert inside > 5 * outside
    assert placed(None).sum() == 0
    half = Image.new("L", (90, 90))
    half.paste(255, (0, 0, 50, 90))
    assert placed(half)[4].tolist() == [1] * 5 + [0] * 4


def drawn_fields(count: int) -> Fields:
    """Maps of three channels; the product is where the first is 1 (and the others are noise)."""
    random = np.random.default_rng(0)
    places = np.zeros((count, 9, 9), np.float32)
    for place in places:
        top, left = random.integers(0, 5, 2)
        place[top : top + 4, left : left + 4] = 1
    maps = random.normal(size=(count, 3, 9, 9)).astype(np.float16)
    maps[:, 0] = places
    return Fields(np.zeros((count, 3, 26, 26), np.float32), places, maps)


def test_the_gaze_learns_where_products_are() -> None:
    torch.manual_seed(0)
    fields = drawn_fields(64)
    gaze = new_gaze([fields])
    assert train_gaze(gaze, [fields], epochs=60) < 0.2
    with torch.no_grad():
        weights = gaze(torch.from_numpy(fields.maps).float())
    on_product = (weights * torch.from_numpy(fields.places).flatten(1)).sum(1)
    assert float(on_product.min()) > 0.6


def test_a_product_that_fills_its_photo_teaches_the_gaze_nothing() -> None:
    fields = drawn_fields(3)
    fields.places[0], fields.places[1] = 1, 0
    assert known(fields).tolist() == [2]


def test_what_is_attended_can_be_computed_by_hand() -> None:
    weights = torch.zeros(1, 81)
    weights[0, 0] = weights[0, 72] = 0.5
    maps = torch.zeros(1, 2, 9, 9)
    maps[0, 0, 0, 0], maps[0, 0, 8, 0], maps[0, 1] = 1, 3, 7
    torch.testing.assert_close(attended(weights, maps), torch.tensor([[2.0, 7.0]]))
    torch.testing.assert_close(
        attended_spread(weights, maps), torch.tensor([[1.0, 0.01]]), atol=1e-3, rtol=0
    )
    lower, even = attended(rise(weights), maps)[0]
    assert lower == pytest.approx(1, abs=0.01)
    assert even == pytest.approx(0, abs=1e-4)
    with torch.no_grad():
        gaze = Gaze(torch.zeros(2), torch.ones(2))(maps)
    assert float(gaze.sum()) == pytest.approx(1)


def test_spoiled_photos_are_brought_to_their_originals() -> None:
    torch.manual_seed(0)
    originals, ground = torch.randn(60, 20), 3 * torch.randn(60, 4)
    spoiled = torch.cat([originals[:, :16], ground], dim=1)
    details = Details(torch.zeros(20), torch.ones(20), axes=20, size=16)
    start_details(details, originals)

    def found() -> float:
        with torch.no_grad():
            scores = details.eval()(spoiled) @ details(originals).T
        return float((scores.argmax(1) == torch.arange(60)).float().mean())

    before = found()
    plan = DetailPlan(steps=80, batch=60, rate=1e-2)
    train_details(details, Pairs(originals, spoiled), plan)
    assert found() > max(before, 0.9)


def test_the_words_part_of_a_shipped_model_is_read_back() -> None:
    palette, head = words_of(STARTER)
    assert palette.centres.shape == (40, 3)
    assert ((palette.centres > -0.1) & (palette.centres < 1.1)).all()
    with torch.no_grad():
        rows = head.words(head.mean[None], torch.zeros(1, 1000))
    assert rows.shape == (1, 640)
    assert 0.4 < float(rows.norm()) <= 1


def test_every_other_row_is_its_own_photo() -> None:
    rows: list[Row] = [{"title": str(i)} for i in range(5)]
    whole = Collection("x", rows, list(range(5)), lambda i: Image.new("L", (1, 1), i))
    some = whole.where(lambda row: row["title"] != "0").every(2)
    assert [some.rows[i]["title"] for i in range(2)] == ["1", "3"] == [str(n) for n in some.numbers]
    assert [some.photo(i).getpixel((0, 0)) for i in range(2)] == [1, 3]
    assert whole.every(0).rows == []


@pytest.mark.parametrize("kind", pictures.QUERIES)
def test_every_query_photo_is_a_photo(kind: str) -> None:
    random = np.random.default_rng(0)
    photo = Image.new("RGB", (120, 160), "white")
    photo.paste("red", (40, 40, 80, 120))
    spoiled = pictures.QUERIES[kind](photo, random, [Image.new("RGB", (90, 90), "green")])
    assert spoiled.mode == "RGB"
    assert min(spoiled.size) > 50


def test_views_can_be_had_again() -> None:
    def view(scenes: Sequence[Image.Image]) -> bytes:
        noise = np.random.default_rng(3).integers(0, 255, (90, 60, 3), dtype=np.uint8)
        image = Image.fromarray(noise)
        return pictures.varied(image, np.random.default_rng([1, 7]), scenes).tobytes()

    assert view([]) == view([])


def test_figures_can_be_computed_by_hand() -> None:
    encoder = ColourWordsEncoder()
    photos = encoder.encode_texts(["red", "blue", "blue", "green"])
    assert measure.zero_shot(encoder, ["Red", "Blue", "Red", "Green"], photos) == 0.75
    twins = np.array([0, 1, 1, 2])
    queries = encoder.encode_texts(["red", "blue", "blue", "red"])
    assert measure.found(queries, photos, twins, 1) == 0.75
    kinds = ["red"] * 10 + ["blue"] * 10
    texts = ["red"] * 8 + ["blue"] * 2 + ["red blue"] * 2 + ["blue"] * 8
    precision = measure.precision_by_kind(encoder, kinds, encoder.encode_texts(texts))
    assert precision == pytest.approx(0.8)
