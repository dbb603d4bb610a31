"""int8 convolutions, and processors on which their sums overflow."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnxruntime import InferenceSession, SessionOptions

from catalog_search.backends.onnx import overflow
from catalog_search.workshop.starter.integers import write_integers

OPTIONS = "session.x64quantprecision"


def small() -> onnx.ModelProto:
    """Return a network of three convolutions, each followed by ReLU6, and a mean."""
    random = np.random.default_rng(0)
    tensors = {"least": np.float32(0), "most": np.float32(6)}
    nodes, said = [], "pixel_values"
    for number, (inner, outer) in enumerate([(3, 8), (8, 16), (16, 16)]):
        weights = random.normal(size=(outer, inner, 3, 3)) / (3 * inner**0.5)
        tensors[f"w{number}"] = weights.astype(np.float32)
        inputs = [said, f"w{number}"]
        nodes += [
            helper.make_node("Conv", inputs, [f"c{number}"], f"conv{number}", pads=[1] * 4),
            helper.make_node("Clip", [f"c{number}", "least", "most"], [f"r{number}"], f"r{number}"),
        ]
        said = f"r{number}"
    mean = helper.make_node("ReduceMean", [said], ["image_embeds"], axes=[2, 3], keepdims=0)
    graph = helper.make_graph(
        [*nodes, mean],
        "small",
        [helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["n", 3, 12, 12])],
        [helper.make_tensor_value_info("image_embeds", TensorProto.FLOAT, ["n", 16])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in tensors.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(48, 3, 12, 12)).astype(np.float32)


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "small.onnx"
    onnx.save(small(), path)
    return path


def run(path: Path, pixels: np.ndarray, options: SessionOptions | None = None) -> np.ndarray:
    session = InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    answer: np.ndarray = session.run(None, {"pixel_values": pixels})[0]
    return answer


def test_int8_vectors_are_nearly_the_same_and_independent_of_the_batch(
    network: Path, pixels: np.ndarray
) -> None:
    before = run(network, pixels)
    write_integers(network, pixels, float_layers=1)
    after = run(network, pixels)
    cosines = (before * after).sum(1) / np.linalg.norm(before, axis=1)
    assert (cosines / np.linalg.norm(after, axis=1)).min() > 0.999
    assert np.abs(after - before).max() > 0
    louder = np.concatenate([pixels[:1], 3 * pixels[1:]])
    np.testing.assert_allclose(run(network, pixels[:1]), run(network, louder)[:1], atol=1e-6)


def test_the_first_convolutions_stay_in_float32(network: Path, pixels: np.ndarray) -> None:
    write_integers(network, pixels, float_layers=1)
    graph = onnx.load(network).graph
    weights = {tensor.name: tensor.data_type for tensor in graph.initializer}
    made_of = {node.output[0]: node.input[0] for node in graph.node}
    convolutions = [node.input[1] for node in graph.node if node.op_type == "Conv"]
    assert weights[convolutions[0]] == TensorProto.FLOAT
    assert [weights[made_of[name]] for name in convolutions[1:]] == [TensorProto.INT8] * 2


# ---- overflow ----


def products() -> onnx.ModelProto:
    """Return the content of eight_bits.onnx."""
    weights = numpy_helper.from_array(np.full((64, 16), 127, np.int8), "weights")
    graph = helper.make_graph(
        [helper.make_node("MatMulInteger", ["numbers", "weights"], ["sums"])],
        "products",
        [helper.make_tensor_value_info("numbers", TensorProto.UINT8, [1, 64])],
        [helper.make_tensor_value_info("sums", TensorProto.INT32, [1, 16])],
        [weights],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def test_the_shipped_sum_is_one_that_overflows() -> None:
    saved = onnx.load(overflow.PRODUCTS)
    assert saved.graph == products().graph
    assert 2 * 255 * 127 > 2**15


class Session:
    """Stands in for a processor that adds two products at once, saturating at `max_sum`."""

    def __init__(self, max_sum: int) -> None:
        self.max_sum = max_sum

    def run(self, names: object, feeds: dict[str, np.ndarray]) -> list[np.ndarray]:
        pairs = feeds["numbers"].astype(np.int64).reshape(-1, 2) * 127
        return [np.full((1, 16), pairs.sum(1).clip(max=self.max_sum).sum())]


@pytest.mark.parametrize(("max_sum", "option"), [(2**31 - 1, "0"), (2**15 - 1, "1")])
def test_only_a_processor_that_overflows_uses_exact_kernels(
    max_sum: int, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overflow, "InferenceSession", lambda *_, **__: Session(max_sum))
    overflow.overflows.cache_clear()
    try:
        options = overflow.precise(SessionOptions())
    finally:
        overflow.overflows.cache_clear()
    assert options.get_session_config_entry(OPTIONS) == option


def test_exact_kernels_give_the_same_vectors(network: Path, pixels: np.ndarray) -> None:
    write_integers(network, pixels, float_layers=1)
    exact = SessionOptions()
    exact.add_session_config_entry(OPTIONS, "1")
    usual = overflow.precise(SessionOptions())
    np.testing.assert_allclose(
        run(network, pixels, usual), run(network, pixels, exact), rtol=1e-5, atol=1e-6
    )
