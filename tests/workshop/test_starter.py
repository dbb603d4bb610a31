"""Tests of the starter workshop by hand-computed values; no published weights are needed."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession
from PIL import Image

from catalog_search.backends.color_words import ColorWordsEncoder
from catalog_search.workshop import pictures
from catalog_search.workshop.losses import contrast
from catalog_search.workshop.model_files import write_small
from catalog_search.workshop.starter import likenesses, measure, untrained, world
from catalog_search.workshop.starter.captions import Facts, captions, facts, kind_in
from catalog_search.workshop.starter.concepts import (
    DefinedConcepts,
    PhotoConcepts,
    TextConcepts,
    space_of,
)
from catalog_search.workshop.starter.datasets import Collection, Row, held_out
from catalog_search.workshop.starter.details import Details
from catalog_search.workshop.starter.heads import (
    ANY,
    ITS_OWN,
    Captions,
    Plan,
    Views,
    fitting,
    train_words,
)
from catalog_search.workshop.starter.palette import Palette
from catalog_search.workshop.starter.towers import fill_length
from catalog_search.workshop.starter.word_heads import PhotoHead, TextHead, witnesses_of

SHIRT: Row = {
    "title": "Acme Shirt",
    "category": ["Apparel", "Topwear", "Shirts"],
    "colors": ["Blue"],
    "gender": "Men",
    "attributes": {"Pattern": "Striped"},
}
COLORS = torch.rand(40, 3, generator=torch.Generator().manual_seed(0))


def test_captions_say_what_is_known() -> None:
    texts = {caption.text: caption.facts for caption in captions(SHIRT)}
    assert texts["Acme Shirt"] is None
    assert texts["blue shirts"] == Facts("shirt", "blue")
    assert texts["blue shirts for men"] == facts(SHIRT) == Facts("shirt", "blue", "men")
    assert "blue striped shirts" in texts


def test_rows_with_fewer_facts_have_fewer_captions() -> None:
    bare = {"title": "Phone X (black, 64 GB)"}
    texts_stated = [caption.text for caption in captions(bare)]
    assert texts_stated == ["Phone X (black, 64 GB)", "Phone X", "phone", "a photo of a phone"]
    assert facts({"title": "Acme 3000"}) == Facts()
    assert facts(bare) == Facts("phone")
    used = {"label": "T-Shirt", "kids": True, "sender": "7"}
    assert "used kids' t-shirt" in {caption.text for caption in captions(used)}
    assert facts(used) == Facts("tshirt")


def test_all_photos_of_a_sender_are_held_out_together() -> None:
    answers = {held_out({"label": "Hat", "sender": "148", "file": name}) for name in "abc"}
    assert len(answers) == 1
    assert held_out({"split": "dev"})
    assert not held_out({"split": "train"})
    assert not held_out({"title": "no splits here"})


def test_the_longest_name_of_goods_is_the_kind() -> None:
    assert kind_in("Acme 10,000 mAh Power Bank with cable") == "power bank"
    assert kind_in("Smart Watch") == "smart watch"
    assert kind_in("something else entirely") == ""


def table(said: torch.Tensor, texts: torch.Tensor, known: torch.Tensor) -> Captions:
    count = len(said)
    own = torch.arange(count)[:, None]
    return Captions(torch.zeros(count, 384), texts, said, own, torch.ones(count), known)


def test_a_caption_fits_every_photo_it_is_true_of() -> None:
    said = torch.tensor([[1, 2, ANY], [1, ANY, ANY], [ITS_OWN] * 3])
    known = torch.tensor([[1, 2, 5], [1, 3, 5], [1, 2, 6]])
    all_three = torch.arange(3)
    fits = fitting(table(said, all_three, known), all_three, known, all_three)
    assert fits.tolist() == [[True, False, True], [True, True, True], [False, False, True]]


def test_the_loss_is_smallest_where_captions_find_their_photos() -> None:
    fits = torch.eye(4, dtype=torch.bool)
    right, wrong = contrast(9 * torch.eye(4), fits), contrast(9 * torch.eye(4).flip(0), fits)
    assert right < 0.01 < wrong


def unit(*size: int) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.randn(*size), dim=-1)


def heads(focus: int = 6) -> tuple[PhotoHead, TextHead]:
    torch.manual_seed(0)
    logits, space = torch.randn(50, 7), space_of(unit(7, 384))
    witnesses, threshold = witnesses_of(logits, torch.ones(50))
    photos = PhotoHead(
        torch.zeros(12), torch.ones(12), PhotoConcepts(space.classes), witnesses, threshold, focus
    )
    concepts = TextConcepts(unit(5, 384), unit(5, 384), space.turn)
    return photos.eval(), TextHead(torch.zeros(384), torch.eye(384)[:, :256], concepts).eval()


def test_every_part_of_a_vector_keeps_its_weight() -> None:
    photos, texts = heads()
    with torch.no_grad():
        photo_rows = photos.words(torch.randn(9, 12), torch.randn(9, 7), torch.randn(9, 6))
        text_rows, gate = texts(torch.randn(9, 384))
        details = Details(torch.zeros(12), torch.ones(12)).eval()(torch.randn(9, 12))
        meaning = texts.meaning(torch.randn(9, 384))
    assert ((gate > 0) & (gate < 1)).all()
    for rows, others in ((photo_rows, details), (text_rows, meaning)):
        assert float(rows[:, :384].norm(dim=1).std()) < 1e-4
        whole = torch.cat([0.8 * rows, fill_length(0.8 * rows, others)], dim=1)
        torch.testing.assert_close(whole.norm(dim=1), torch.ones(9))


@pytest.mark.slow
def test_training_brings_captions_to_their_photos() -> None:
    photos, texts = heads()
    random = torch.Generator().manual_seed(1)
    inputs = torch.randn(3, 40, 12, generator=random) * 0.1 + torch.randn(40, 12, generator=random)
    logits, all_shops = torch.zeros(3, 40, 7), torch.ones(40, dtype=torch.bool)
    focus = torch.zeros(3, 40, 6)
    views = Views(inputs, focus, logits, all_shops)
    number, unknown = torch.arange(40), torch.full((40, 3), -3)
    own = torch.full((40, 3), ITS_OWN)
    sentences = torch.randn(40, 384, generator=random)
    said = replace(table(own, number, unknown), sentences=sentences)
    plan = Plan(epochs=25, batch=40, photo_rate=3e-3, text_rate=3e-3)
    train_words(photos, texts, views, said, torch.ones(40), torch.randn(99, 384), plan)
    with torch.no_grad():
        scores = texts.eval()(sentences)[0] @ photos.eval().words(inputs[0], logits[0], focus[0]).T
    assert (scores.argmax(1) == number).float().mean() > 0.9


def test_focus_features_change_the_learned_part_only() -> None:
    photos, _ = heads()
    inputs, logits, focus = torch.randn(4, 12), torch.zeros(4, 7), torch.randn(4, 6)
    with torch.no_grad():
        before = photos.words(inputs, logits, focus)
        torch.testing.assert_close(before, photos.words(inputs, logits, 2 * focus))
        photos.focus.weight.normal_()
        after = photos.words(inputs, logits, focus)
    assert not torch.allclose(before[:, 384:], after[:, 384:])
    torch.testing.assert_close(before[:, :384], after[:, :384])


def test_the_nearest_mean_leaves_the_photo_itself_out() -> None:
    first, other, far = [9.0, 0, 0], [0, 9.0, 0], [9.0, -9, 0]
    # If its kind's mean included it, the third photo would be nearest to its own kind.
    logits = torch.tensor([first, first, other, far])
    assert untrained.nearest_mean(["a", "a", "b", "b"], logits) == 0.5
    logits = torch.tensor([first, first, other, other])
    assert untrained.nearest_mean(["a", "a", "b", "b"], logits) == 1


def test_the_kind_is_read_from_each_collections_own_fields() -> None:
    assert untrained.kind_of({"category": ["Apparel", "Shirts"], "title": "x"}) == "Shirts"
    assert untrained.kind_of({"category": ["Home"], "type": "Lamp"}) == "Lamp"
    assert untrained.kind_of({"label": "Hat", "sender": "7"}) == "Hat"
    assert untrained.kind_of({"title": "Acme power bank (black)"}) == "power bank"


# ---- concepts ----


def test_a_photo_is_represented_by_its_classes() -> None:
    classes = torch.eye(3, 384)
    logits = torch.log(torch.tensor([[0.9, 0.099, 0.001], [0.5, 0.5, 1e-9]]))
    rows = PhotoConcepts(classes)(logits)
    # Above exp(-5): ln .9 + 5 = 4.895, ln .099 + 5 = 2.687; one in a thousand does not count.
    expected = torch.tensor([4.895, 2.687, 0.0]) / (4.895**2 + 2.687**2) ** 0.5
    torch.testing.assert_close(rows[0, :3], expected, atol=1e-3, rtol=0)
    torch.testing.assert_close(rows[1, :3], torch.tensor([0.5**0.5, 0.5**0.5, 0.0]))


def test_named_goods_are_represented_by_their_look() -> None:
    goods, looks = torch.eye(2, 384), torch.eye(384)[[5, 6]]
    concepts = TextConcepts(goods, looks, torch.eye(384))
    first, strange = concepts(torch.eye(384)[[0, 9]])
    assert float(first[5]) > 0.95
    assert float(first[6]) < 0.01
    assert float(strange[9]) > 0.95


def test_a_noun_is_mixed_with_its_definition() -> None:
    # No text is near a name of goods; the second noun's definition is direction 7.
    plain = TextConcepts(torch.eye(384)[[0]], torch.eye(384)[[5]], torch.eye(384))
    concepts = DefinedConcepts(plain, torch.eye(384)[[1, 2]], torch.eye(384)[[6, 7]])
    noun, strange = concepts(torch.eye(384)[[2, 9]])
    # (1 - share) of the noun itself and share = 0.4 * sigmoid((1 - .75) / .05) of its definition.
    share = 0.4 / (1 + math.exp(-5))
    expected = share / ((1 - share) ** 2 + share**2) ** 0.5
    assert float(noun[7]) == pytest.approx(expected, abs=1e-3)
    assert float(noun[6]) < 0.01
    torch.testing.assert_close(strange, plain(torch.eye(384)[[9]])[0], atol=1e-3, rtol=0)


def test_the_nouns_of_a_dictionary_that_are_nearest_to_goods_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tables = {
        world.SYNONYMS: {"n1": "sofa, couch", "n2": "idea", "n3": "stool", "n4": "unexplained"},
        world.MEANINGS: {"n1": "a soft seat", "n2": "a thought", "n3": "a simple seat"},
    }
    places = {"sofa": 0, "stool": 1, "idea": 2, "sofa: a soft seat": 3, "stool: a simple seat": 4}
    monkeypatch.setattr(world, "table", tables.__getitem__)
    monkeypatch.setattr(
        world, "sentence_vectors", lambda texts, _: torch.eye(384)[[places[text] for text in texts]]
    )
    goods = torch.nn.functional.normalize(torch.eye(384)[[0]] + 0.5 * torch.eye(384)[[1]], dim=-1)
    nouns, meanings = world.explained_nouns(None, torch.zeros(384), goods, count=2)  # type: ignore[arg-type]
    assert nouns.argmax(1).tolist() == [0, 1]
    assert meanings.argmax(1).tolist() == [3, 4]


def test_the_space_whitens_classes_and_maps_sentences_equally() -> None:
    torch.manual_seed(0)
    shared = torch.nn.functional.normalize(unit(60, 384) + 3 * unit(1, 384), dim=-1)
    space = space_of(shared)
    torch.testing.assert_close(space.classes.mean(0), torch.zeros(384), atol=1e-5, rtol=0)
    torch.testing.assert_close(space.turn, space.turn.T)
    turned = shared @ space.turn
    torch.testing.assert_close(turned - turned.mean(0), space.classes)


def test_the_list_of_goods_can_be_read() -> None:
    names = likenesses.goods()
    assert len(set(names)) > 1000
    with likenesses.LIST.open(encoding="utf-8") as lines:
        weights = [classes for _, classes in likenesses.read(lines)]
    assert all(weight > 0 for classes in weights for weight in classes.values())
    classes = sorted({name for row in weights for name in row})
    rows = likenesses.looks([*classes, "crane"])
    assert rows.shape == (len(names), len(classes) + 1)
    torch.testing.assert_close(rows.sum(1), torch.ones(len(names)))
    assert float(rows[:, -1].sum()) == 0
    with pytest.raises(ValueError, match="names of goods = classes"):
        list(likenesses.read(["sofa: couch"]))


def test_the_palette_separates_the_object_from_its_background() -> None:
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


def test_a_subset_keeps_rows_and_photos_together() -> None:
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


def test_views_are_reproducible() -> None:
    def view(scenes: Sequence[Image.Image]) -> bytes:
        noise = np.random.default_rng(3).integers(0, 255, (90, 60, 3), dtype=np.uint8)
        image = Image.fromarray(noise)
        return pictures.varied(image, np.random.default_rng([1, 7]), scenes).tobytes()

    assert view([]) == view([])


def test_figures_can_be_computed_by_hand() -> None:
    encoder = ColorWordsEncoder()
    photos = encoder.encode_texts(["red", "blue", "blue", "green"])
    assert measure.zero_shot(encoder, ["Red", "Blue", "Red", "Green"], photos) == 0.75
    twins = np.array([0, 1, 1, 2])
    queries = encoder.encode_texts(["red", "blue", "blue", "red"])
    assert measure.recall(queries, photos, twins, 1) == 0.75
    kinds = ["red"] * 10 + ["blue"] * 10
    texts = ["red"] * 8 + ["blue"] * 2 + ["red blue"] * 2 + ["blue"] * 8
    precision = measure.precision_by_kind(encoder, kinds, encoder.encode_texts(texts))
    assert precision == pytest.approx(0.8)
