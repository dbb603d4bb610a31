"""Photo lookup by source, on vectors whose answers can be read off."""

import io
import json
import tarfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from catalog_search.workshop.starter import goods_views, lookup_sources
from catalog_search.workshop.starter.datasets import Collection, load
from catalog_search.workshop.starter.goods_views import Taught
from catalog_search.workshop.starter.joined_graph import own_features
from catalog_search.workshop.starter.lookup_sources import Entry, Lookup, among_themselves
from catalog_search.workshop.starter.lookups import (
    Reader,
    figure,
    hits_within,
    interval,
    lines,
    unit,
    wrong_before,
)
from catalog_search.workshop.starter.views import Viewer

GOODS = [
    *(("office", "mug", "syorami/x@1", domain) for domain in ("real", "real", "studio")),
    ("office", "pen", "syorami/x@1", "studio"),
    ("grocery", "milk", "aleksandar-aleksandrov/x@1", "real"),
]


def entry(thing: str, apart: str = "", group: str = "", shade: int = 0) -> Entry:
    photo = Image.new("RGB", (8, 8), (shade, 255 - shade, 90))
    return Entry(lambda: photo, thing, apart or f"{thing} {shade}", group or thing)


def rows(*angles: float) -> np.ndarray:
    radians = np.radians(angles)
    return np.stack([np.cos(radians), np.sin(radians)], axis=1).astype(np.float32)


def test_wrong_photos_before_the_first_right_one_are_counted() -> None:
    queries = [entry("mug", "q1"), entry("pen", "q2"), entry("cup", "q3")]
    index = [entry("mug", "1"), entry("mug", "2"), entry("pen", "3")]
    before = wrong_before(Lookup("x", queries, index), rows(0, 0, 0), rows(40, 10, 20))
    # The nearest is a mug. One mug of two is nearer than the pen, but both are wrong for it.
    assert before.tolist() == [0, 1 + 0, 3]
    assert hits_within(before, 1).tolist() == [1, 0, 0]
    assert hits_within(before, 2).tolist() == [1, 1, 0]


def test_the_photo_itself_and_its_sender_are_no_answers() -> None:
    entries = [entry("mug", "ann"), entry("mug", "ann"), entry("pen", "bob"), entry("mug", "eve")]
    before = wrong_before(Lookup("x", entries, entries), rows(0, 5, 10, 60), rows(0, 5, 10, 60))
    # Ann's mugs lie beside each other, but the first mug of another sender is behind the pen.
    assert before.tolist() == [1, 1, 4, 1]


def test_whole_groups_are_drawn_for_the_interval() -> None:
    values = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
    alone = interval(values, [str(i) for i in range(6)])
    together = interval(values, ["mug"] * 3 + ["pen"] * 3)
    assert together == (0.0, 1.0)
    assert 0 < alone[0] < 0.5 < alone[1] < 1
    assert interval(np.full(4, 0.25), ["a", "a", "b", "c"]) == (0.25, 0.25)
    text = figure(Lookup("x", [entry("mug"), entry("mug")], []), np.array([1.0, 0.0]), "+.2f")
    assert text == "+0.50 [+0.50, +0.50]"


def network(tmp_path: Path) -> Path:
    """Write a model whose vector is the mean color of a photo, and own features its opposite."""
    tensors = {
        "turn": -np.eye(3),
        "eyes.network._fc.weight": np.ones((3, 2)),
        "eyes.network._fc.bias": np.zeros(2),
    }
    nodes = [
        helper.make_node("ReduceMean", ["pixel_values"], ["image_embeds"], axes=[2, 3], keepdims=0),
        helper.make_node("MatMul", ["image_embeds", "turn"], ["own"]),
        helper.make_node(
            "Gemm", ["own", "eyes.network._fc.weight", "eyes.network._fc.bias"], ["logits"]
        ),
    ]
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["n", 3, 4, 4])],
        [helper.make_tensor_value_info("image_embeds", TensorProto.FLOAT, ["n", 3])],
        [numpy_helper.from_array(part.astype(np.float32), name) for name, part in tensors.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, tmp_path / "image.onnx")
    recipe = {"size": {"height": 4, "width": 4}, "do_resize": True, "do_rescale": True}
    recipe |= {"do_normalize": False, "rescale_factor": 1 / 255}
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(recipe))
    for part in ("text.onnx", "tokenizer.json"):
        (tmp_path / part).write_bytes(b"{}")
    return tmp_path


def test_the_networks_own_features_are_what_its_classifier_reads(tmp_path: Path) -> None:
    model = onnx.load(network(tmp_path) / "image.onnx")
    assert own_features(model) == "own"
    del model.graph.node[-1]
    with pytest.raises(SystemExit, match="0 layers"):
        own_features(model)


def test_photos_are_read_once_and_compared_beside_the_networks_own(tmp_path: Path) -> None:
    queries = [entry("mug", "q1", "one", 250), entry("pen", "q2", "two", 10)]
    index = [entry("mug", "1", shade=200), entry("pen", "2", shade=60)]
    reader = Reader(network(tmp_path), tmp_path, threads=1)
    lookup = Lookup("mugs, cluttered", queries, index)
    first = list(lines(lookup, [reader]))
    vectors, own = reader.read(index, "mugs")
    assert np.allclose(vectors, -own)
    assert first[0] == "mugs, cluttered (2 among 2)"
    assert first[1].split()[-3:] == ["1.000", "[1.000,", "1.000]"]
    assert first[2].endswith("+0.000 [+0.000, +0.000]  +0.000 [+0.000, +0.000]")
    (tmp_path / "image.onnx").unlink()
    kept = Reader(tmp_path, tmp_path)
    kept.directory.__dict__["model_id"] = reader.directory.model_id
    assert list(lines(lookup, [kept])) == first


def write(path: Path, files: Sequence[tuple[str, int]]) -> None:
    with tarfile.open(path, "w") as archive:
        for name, shade in files:
            buffer = io.BytesIO()
            Image.new("RGB", (6, 6), (shade, shade, shade)).save(buffer, "PNG")
            member = tarfile.TarInfo(name)
            member.size = buffer.tell()
            buffer.seek(0)
            archive.addfile(member, buffer)


def test_sources_of_goods_are_whole_and_sampled_by_label(tmp_path: Path) -> None:
    folder = tmp_path / "goods"
    folder.mkdir()
    fields = ("group", "label", "source", "domain")
    records = [
        {**dict(zip(fields, row, strict=True)), "file": f"{i}.png"} for i, row in enumerate(GOODS)
    ]
    (folder / "goods.jsonl").write_text("\n".join(json.dumps(record) for record in records))
    write(folder / "goods-1.tar", [("0.png", 0), ("1.png", 10), ("2.png", 20)])
    write(folder / "goods-2.tar", [("3.png", 30), ("4.png", 30)])
    goods = load(tmp_path, "goods")
    assert [goods.photo(i).getpixel((0, 0)) for i in (1, 3)] == [(10,) * 3, (30,) * 3]
    office = lookup_sources.office(goods)
    assert [each.thing for each in office.queries] == ["mug", "mug"]
    assert [(each.thing, each.apart) for each in office.index] == [("mug", "2"), ("pen", "3")]
    assert lookup_sources.by_label(goods, 1) == [0, 3, 4]
    shelves = lookup_sources.of_source(goods, lookup_sources.GROCERIES)
    assert [row["label"] for row in shelves.rows] == ["milk"]
    same = lookup_sources.prints(goods)
    assert same[3] == same[4] != same[0]
    scene = [Image.new("RGB", (20, 20), (9, 9, 9))]
    own = lookup_sources.own_photo("all", goods, same, "cluttered", scene)
    assert (len(own.queries), len(own.index), own.name) == (3, 5, "all, cluttered")
    assert own.queries[2].photo().size == (300, 300)
    assert own.queries[2].photo().tobytes() == own.queries[2].photo().tobytes()


def test_rows_without_length_stay_zero() -> None:
    assert np.allclose(unit(np.array([[3.0, 4.0], [0.0, 0.0]])), [[0.6, 0.8], [0, 0]])


def test_photos_that_teach_are_not_those_that_measure(tmp_path: Path) -> None:
    rows = [{"label": "mug"}] * 7 + [{"label": "pen"}] * 2
    photos = Collection("goods", rows, list(range(9)), lambda i: Image.new("RGB", (4, 4)))
    measured = lookup_sources.by_label(photos, 3)
    assert measured == [0, 3, 6, 7, 8]
    assert goods_views.unmeasured_rows(photos, 3, 2) == [1, 5]
    assert goods_views.spread(range(10, 20), 3) == [10, 14, 19]
    source = Taught("office_real", photos, [1, 7], ("plain", "varied"), kinds=True)
    assert source.labels == ["office/mug", "office/pen"]
    assert Taught("shops", photos, [1, 7], ("plain",)).labels == ["", ""]
    plain, _ = goods_views.entries(source, "plain", Viewer(tmp_path))
    assert plain.photo().size == (4, 4)
    pens = photos.where(lambda row: row["label"] == "pen")
    assert len(among_themselves("pens", pens, "fruit").queries) == 2
    assert among_themselves("one pen", pens.every(2), "fruit").queries == []
