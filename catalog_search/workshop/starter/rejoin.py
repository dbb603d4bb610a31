"""Make the starter's details know goods beyond clothes, without training the network again.

python -m catalog_search.workshop.starter.rejoin --data DIR --model DIR --out DIR

Reads photos of goods in several views with a model as starter.py writes it (6,800 pictures, five
minutes on two cores; kept in --keep), trains how the parts of its details are joined
(joining.py, one minute), and writes the model with that join. Words are not touched: a text finds
what it found. --without leaves sources out, whose photos then measure the choice (lookups.py);
--open takes photos under open licences only.
"""

import argparse
import json
import shutil
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
import torch
from torch import Tensor

from catalog_search.backends.onnx.directory import ModelDirectory
from catalog_search.workshop import model_files
from catalog_search.workshop.starter import goods_views
from catalog_search.workshop.starter.goods_views import OPEN, SHOPS_LEARNED_FROM, Taught, taught
from catalog_search.workshop.starter.joined_graph import (
    Names,
    names_of,
    session,
    write_rejoined,
)
from catalog_search.workshop.starter.joining import (
    PARTS,
    Features,
    Join,
    JoinPlan,
    JoinTraining,
    Lesson,
)
from catalog_search.workshop.starter.lookup_sources import Entry
from catalog_search.workshop.starter.lookups import unit
from catalog_search.workshop.starter.starter import NAME
from catalog_search.workshop.starter.views import Viewer

BATCH = 4
FIELDS = ("words", *PARTS, "before")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--keep", type=Path, default=Path("var/rejoin"))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--without", nargs="*", default=[], help="sources whose names begin so")
    parser.add_argument("--open", action="store_true", help="only photos under open licences")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    model = ModelDirectory(options.model)
    reader = PartsReader(model, options.keep, options.threads)
    sources = [
        source
        for source in taught(options.data)
        if not source.name.startswith(tuple(options.without))
        and (not options.open or source.name in OPEN)
    ]
    viewer = Viewer(options.data)
    lessons = [lesson_of(source, viewer, reader) for source in sources]
    write(model, JoinTraining(lessons, JoinPlan()).run(), options.out)


def lesson_of(source: Taught, viewer: Viewer, reader: "PartsReader") -> Lesson:
    views = {
        view: reader.read(goods_views.entries(source, view, viewer), f"{source.name}.{view}")
        for view in source.views
    }
    return Lesson(views, source.labels, of_goods=source.name not in SHOPS_LEARNED_FROM)


class PartsReader:
    """Reads the parts of photos' details with a model as starter.py writes it."""

    def __init__(self, model: ModelDirectory, keep: Path, threads: int) -> None:
        self.recipe, self.keep = model.recipe, keep / model.model_id
        self.keep.mkdir(parents=True, exist_ok=True)
        network = onnx.load(model.verified("image.onnx"))
        names: Names = names_of(network)
        self.outputs = [names.words, names.tuned, names.untuned, names.gazed, names.own]
        self.outputs.append("image_embeds")
        self.session = session(network, self.outputs, threads)

    def read(self, entries: Iterable[Entry], name: str) -> Features:
        """Return the photos' features, which are kept in half precision under this name."""
        path = self.keep / f"{name}.npz"
        if not path.exists():
            np.savez(path, allow_pickle=False, **self._run(list(entries)))
        with np.load(path) as arrays:
            rows = {field: arrays[field].astype(np.float32) for field in FIELDS}
        tensors: dict[str, Tensor] = {
            field: torch.from_numpy(rows[field] if field == "words" else unit(rows[field]))
            for field in FIELDS
        }
        parts = torch.cat([tensors[part] for part in PARTS], dim=1)
        return Features(tensors["words"], parts, tensors["before"])

    def _run(self, entries: list[Entry]) -> dict[str, np.ndarray]:
        blocks = []
        for start in range(0, len(entries), BATCH):
            some = [self.recipe.apply(entry.photo()) for entry in entries[start : start + BATCH]]
            blocks.append(self.session.run(self.outputs, {"pixel_values": np.stack(some)}))
        rows = [np.concatenate(parts) for parts in zip(*blocks, strict=True)]
        return {field: part.astype(np.float16) for field, part in zip(FIELDS, rows, strict=True)}


def write(model: ModelDirectory, join: Join, out: Path) -> None:
    """Write the model's directory with another join; its other files are copied."""
    out.mkdir(parents=True, exist_ok=True)
    for part in ("text.onnx", "tokenizer.json", "preprocessor_config.json"):
        shutil.copyfile(model.verified(part), out / part)
    write_rejoined(onnx.load(model.verified("image.onnx")), join, out / "image.onnx")
    description = json.loads((model.path / "encoder.json").read_text(encoding="utf-8"))
    model_files.write_description(
        out,
        name=NAME,
        dimension=description["dimension"],
        logit_scale=description["logit_scale"],
        max_tokens=description["max_tokens"],
    )


if __name__ == "__main__":
    main()
