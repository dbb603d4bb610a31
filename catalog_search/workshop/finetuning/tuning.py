"""Trains the running model on a store, and writes the new model only if it is better."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from catalog_search import conf
from catalog_search.exceptions import CannotTrain
from catalog_search.models import Store
from catalog_search.protocols import Encoder
from catalog_search.workshop.export import placing
from catalog_search.workshop.finetuning import epochs, gathering, measures, verdict
from catalog_search.workshop.finetuning.encoding import Encoded, encode, encode_again
from catalog_search.workshop.finetuning.epochs import Course
from catalog_search.workshop.finetuning.examples import TEST, VALIDATION, Examples
from catalog_search.workshop.finetuning.order import Order, Progress, TrainReport, silent
from catalog_search.workshop.finetuning.work import Work


@dataclass(frozen=True, slots=True)
class Task:
    """The input of a training. `before` holds the running model's vectors of the examples."""

    order: Order
    encoder: Encoder
    examples: Examples
    before: Encoded
    work: Work
    progress: Progress


@dataclass(frozen=True, slots=True)
class TrainedModel:
    """A trained model: its vectors of the examples, and a function that writes it."""

    encoded: Encoded
    course: Course
    strength: float
    write: Callable[[Path, float, dict[str, Any]], Encoder]
    """Writes a directory, given the logit scale and notes; returns the encoder that loads it."""
    entry: dict[str, Any]


def train(order: Order, store: Store, progress: Progress = silent) -> TrainReport:
    """Train, measure, and write the directory if the trained model is better.

    If it is not, the report's `refused` says why and nothing is written. The running model and
    its directory never change. Raises CannotTrain, ExportFailed, EncoderUnavailable,
    SourceUnavailable.
    """
    placing.check(order.out, model="", force=order.force)
    require_torch()
    if order.whole:
        from catalog_search.workshop.finetuning import whole

        whole.named_model(conf.settings().encoder)
    encoder = conf.get_encoder()
    examples = gathering.gather(store, order.hold_out, order.seed)
    try:
        work = work_folder(order, encoder, examples)
        report = train_and_measure(order, encoder, examples, work, progress)
    except OSError as error:
        raise CannotTrain(f"{order.work} or {order.out.parent} cannot be used: {error}.") from error
    if report.installed:
        work.clear()
    return report


def work_folder(order: Order, encoder: Encoder, examples: Examples) -> Work:
    options = (order.whole, order.epochs, order.patience, order.views, order.batch, order.rate)
    return Work(order.work, options, order.seed, encoder.model_id, examples.fingerprint())


def require_torch() -> None:
    try:
        import torch  # noqa: F401 - fail before an hour of encoding
    except ImportError as error:
        raise CannotTrain("Training needs torch: pip install catalog-search[clip]") from error


def train_and_measure(
    order: Order, encoder: Encoder, examples: Examples, work: Work, progress: Progress
) -> TrainReport:
    usable, before = encode(examples, encoder, order, work, progress)
    report = TrainReport(encoder.model_id, str(order.out))
    report.products, report.photos = usable.sizes(), len(usable.photos)
    report.photos_missing = len(examples.photos) - len(usable.photos)
    report.texts, report.said = len(usable.texts), dict(usable.counts)
    model = train_model(Task(order, encoder, usable, before, work, progress))
    report.epochs, report.best_epoch = model.course.epochs, model.course.best
    report.strength = model.strength
    values_before = measures.measure(usable, before, TEST)
    values_after = measures.measure(usable, model.encoded, TEST)
    report.rows = verdict.rows(values_before, values_after, order.seed)
    report.refused = verdict.refusal(report.rows)
    if not report.refused:
        scale = measures.fitted_scale(usable, model.encoded, VALIDATION, encoder.logit_scale)
        install(order, model, scale, report)
    report.cpu_seconds = round(work.cpu_seconds, 1)
    return report


def train_model(task: Task) -> TrainedModel:
    return train_whole(task) if task.order.whole else train_adapters(task)


def train_adapters(task: Task) -> TrainedModel:
    # Imported here so that torch is loaded only for a training.
    from catalog_search.workshop.finetuning import adapting

    order, encoder, before = task.order, task.encoder, task.before
    adapters, strength, course = adapting.learn(
        task.examples, before, encoder, order, task.work, task.progress
    )
    after = adapting.adapted(before, adapters) if adapters else before

    def write(folder: Path, scale: float, notes: dict[str, Any]) -> Encoder:
        if adapters is None:
            raise CannotTrain("Nothing was learned that could be written.")
        adapting.write(folder, adapters, encoder, scale, notes)
        return adapting.load(folder)

    return TrainedModel(after, course, strength, write, adapting.entry(order.out))


def train_whole(task: Task) -> TrainedModel:
    from catalog_search.workshop.finetuning import whole

    order, work, progress = task.order, task.work, task.progress
    trainee = whole.WholeTrainee(task.examples, task.encoder.logit_scale, order)
    course = epochs.run(trainee, order, work, progress)
    after = task.before
    if course.best:
        after = encode_again(task.examples, trainee.encoder, order, work, progress)

    def write(folder: Path, scale: float, notes: dict[str, Any]) -> Encoder:
        trainee.write(folder)
        (folder / "training.json").write_text(json.dumps(notes, indent=2), encoding="utf-8")
        return whole.load(folder)

    return TrainedModel(after, course, float(bool(course.best)), write, whole.entry(order.out))


def install(order: Order, model: TrainedModel, scale: float, report: TrainReport) -> None:
    """Write the directory to a temporary folder, load it once, and move it into place."""
    notes = {
        "seed": order.seed,
        "products": report.products,
        "rows": [asdict(row) for row in report.rows],
    }
    with placing.temporary_folder(order.out) as folder:
        encoder = model.write(folder / order.out.name, scale, notes)
        report.model_id = encoder.model_id
        # Checked again because training took minutes.
        placing.check(order.out, model="", force=order.force)
        placing.place(folder / order.out.name, order.out)
    report.encoder, report.installed = model.entry, True
