"""Replaces, in an exported image.onnx, how the parts of a photo's details are joined.

A graph as export.py writes it joins the details of the tuned tail and those of the untuned
network. What this module writes also reads the untuned network's last layer, under the gaze and as
a plain mean, both of which the graph computes anyway. Everything else stays as it is, number by
number. It drops what an untuned Details never uses, so the file gets smaller.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import GraphProto, ModelProto, NodeProto, helper, numpy_helper
from onnxruntime import InferenceSession, SessionOptions

from catalog_search.backends.onnx.overflow import precise
from catalog_search.workshop.model_files import write_small
from catalog_search.workshop.starter.details import DETAIL
from catalog_search.workshop.starter.joining import Join

FC, JOIN = "network._fc.weight", ".join.weight"
MEAN, BASIS = ".untuned.mean", ".untuned.basis.weight"
STRAIGHT = ".untuned.straight.weight"
"""How the names of weights end that the nodes are told by."""


@dataclass(frozen=True)
class Names:
    """Names of what the graph computes."""

    words: str
    """[n, 640]"""
    tuned: str
    untuned: str
    """Both [n, 256], length 1."""
    gazed: str
    own: str
    """Both [n, 1280]."""


def own_features(network: ModelProto) -> str:
    """Return the name of what the classifier of the untuned network reads."""
    return str(layer(network.graph, FC).input[0])


def names_of(network: ModelProto) -> Names:
    """Return the names in a graph as export.py writes it."""
    graph = network.graph
    joined_input = maker(graph, layer(graph, JOIN).input[0])
    standardised = maker(graph, layer(graph, BASIS).input[0])
    while not standardised.input[1].endswith(MEAN):
        standardised = maker(graph, standardised.input[0])
    focus = maker(graph, standardised.input[0])
    words = maker(graph, maker(graph, "image_embeds").input[0]).input[0]
    return Names(
        words, joined_input.input[0], joined_input.input[1], focus.input[0], own_features(network)
    )


def rejoined(network: ModelProto, join: Join) -> ModelProto:
    """Return a copy of a graph as export.py writes it with another join."""
    names, copy = names_of(network), ModelProto()
    copy.CopyFrom(network)
    graph = copy.graph
    shorten_basis(graph)
    gemm = layer(graph, JOIN)
    place = list(graph.node).index(gemm)
    parts = [names.tuned, names.untuned]
    added = []
    for name, rows in (("gazed", names.gazed), ("own", names.own)):
        added += unit_nodes(rows, f"/likeness/{name}")
        parts.append(f"/likeness/{name}/unit")
    added.append(helper.make_node("Concat", parts, ["/likeness/parts"], axis=1))
    gemm.input[0] = "/likeness/parts"
    for offset, node in enumerate(added):
        graph.node.insert(place + offset, node)
    set_tensor(graph, "likeness.least", np.array(1e-9, np.float32))
    set_tensor(graph, gemm.input[1], join.weight.numpy())
    set_tensor(graph, gemm.input[2], join.bias.numpy())
    drop_unread(graph)
    # Lengths that were noted of what has another length now.
    del graph.value_info[:]
    return copy


def write_rejoined(network: ModelProto, join: Join, path: Path) -> None:
    """Write the graph with another join to `path`, weights as int8."""
    onnx.save(rejoined(network, join), path)
    write_small(path)


def shorten_basis(graph: GraphProto) -> None:
    """Keep the first axes of the untuned details, and nothing behind them.

    An untuned Details passes on its first DETAIL axes as they are: nothing trained it.
    """
    basis, straight = layer(graph, BASIS), layer(graph, STRAIGHT)
    sums = next(node for node in graph.node if straight.output[0] in node.input)
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name == sums.output[0]:
                node.input[place] = basis.output[0]
    for name in basis.input[1:]:
        set_tensor(graph, name, tensor(graph, name)[:DETAIL])


def unit_nodes(rows: str, name: str) -> list[NodeProto]:
    """Return nodes that scale rows [n, k] to length 1, as `name`/unit."""
    return [
        helper.make_node("ReduceL2", [rows], [f"{name}/length"], axes=[1], keepdims=1),
        helper.make_node("Max", [f"{name}/length", "likeness.least"], [f"{name}/divisor"]),
        helper.make_node("Div", [rows, f"{name}/divisor"], [f"{name}/unit"]),
    ]


def layer(graph: GraphProto, weights: str) -> NodeProto:
    """Return the linear layer whose weights' name ends so."""
    layers: list[NodeProto] = [
        node for node in graph.node if node.op_type == "Gemm" and node.input[1].endswith(weights)
    ]
    if len(layers) != 1:
        raise SystemExit(f"image.onnx is not the starter's: {len(layers)} layers read {weights}")
    return layers[0]


def maker(graph: GraphProto, name: str) -> NodeProto:
    """Return the node that computes `name`."""
    node: NodeProto = next(node for node in graph.node if name in node.output)
    return node


def tensor(graph: GraphProto, name: str) -> np.ndarray:
    """Return a stored tensor in float32, expanded if it is stored as int8."""
    stored = {
        initializer.name: numpy_helper.to_array(initializer) for initializer in graph.initializer
    }
    if name in stored:
        return np.asarray(stored[name], np.float32)
    expanded: np.ndarray = stored[f"{name}.int8"].astype(np.float32) * stored[f"{name}.scale"]
    return expanded


def set_tensor(graph: GraphProto, name: str, numbers: np.ndarray) -> None:
    """Store a tensor in float32, in place of what was stored under its name."""
    remove(graph.node, [node for node in graph.node if name in node.output])
    remove(graph.initializer, [stored for stored in graph.initializer if stored.name == name])
    graph.initializer.append(numpy_helper.from_array(np.ascontiguousarray(numbers), name))


def drop_unread(graph: GraphProto) -> None:
    """Remove nodes and tensors that nothing reads any more."""
    read_names = {output.name for output in graph.output}
    read_nodes = []
    for node in reversed(graph.node):
        if read_names & set(node.output):
            read_nodes.append(node)
            read_names.update(node.input)
    del graph.node[:]
    graph.node.extend(reversed(read_nodes))
    remove(
        graph.initializer, [tensor for tensor in graph.initializer if tensor.name not in read_names]
    )


def remove(items, some: Sequence[object]) -> None:  # type: ignore[no-untyped-def]
    for item in some:
        items.remove(item)


def session(network: ModelProto, outputs: Sequence[str], threads: int) -> InferenceSession:
    """Return a session of the graph that also answers with these outputs."""
    copy = ModelProto()
    copy.CopyFrom(network)
    output_names = {output.name for output in copy.graph.output}
    for name in outputs:
        if name not in output_names:
            copy.graph.output.append(helper.make_empty_tensor_value_info(name))
    options = precise(SessionOptions())
    options.intra_op_num_threads = threads
    providers = ["CPUExecutionProvider"]
    return InferenceSession(copy.SerializeToString(), options, providers=providers)
