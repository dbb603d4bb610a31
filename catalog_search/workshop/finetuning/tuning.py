"""From a store and its running model to a trained one that is let in, or to why it is not."""

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
class Lesson:
    """What is learned from: the examples, and the vectors the running model gives them."""

    order: Order
    encoder: Encoder
    examples: Examples
    before: Encoded
    work: Work
    progress: Progress


@dataclass(frozen=True, slots=True)
class Learned:
    """A trained model, as vectors and as something to write."""

    encoded: Encoded
    course: Course
    strength: float
    write: Callable[[Path, float, dict[str, Any]], Encoder]
    """Writes a directory, given the logit scale and what to tell beside; returns the encoder
    that loads it."""
    entry: dict[str, Any]


def train(order: Order, store: Store, progress: Progress = silent) -> TrainReport:
    """Train, measure, and write the directory if the trained model is better.

    Where it is not, `refused` says why and nothing is written. The running model and its
    directory are never touched. Raises CannotTrain, ExportFailed, EncoderUnavailable,
    SourceUnavailable.
    """
    placing.check(order.out, model="", force=order.force)
    need_torch()
    if order.whole:
        from catalog_search.workshop.finetuning import whole

        whole.named_model(conf.get("ENCODER"))
    encoder = conf.get_encoder()
    examples = gathering.gather(store, order.hold_out, order.seed)
    try:
        work = opened_work(order, encoder, examples)
        report = trained(order, encoder, examples, work, progress)
    except OSError as error:
        raise CannotTrain(f"{order.work} or {order.out.parent} cannot be used: {error}.") from error
    if report.installed:
        work.clear()
    return report


def opened_work(order: Order, encoder: Encoder, examples: Examples) -> Work:
    how = (order.whole, order.epochs, order.patience, order.views, order.batch, order.rate)
    return Work(order.work, how, order.seed, encoder.model_id, examples.fingerprint())


def need_torch() -> None:
    try:
        import torch  # noqa: F401 - told before an hour of encoding, not after
    except ImportError as error:
        raise CannotTrain("Training needs torch: pip install catalog-search[clip]") from error


def trained(
    order: Order, encoder: Encoder, examples: Examples, work: Work, progress: Progress
) -> TrainReport:
    usable, before = encode(examples, encoder, order, work, progress)
    report = TrainReport(encoder.model_id, str(order.out))
    report.products, report.photos = usable.sizes(), len(usable.photos)
    report.photos_missing = len(examples.photos) - len(usable.photos)
    report.texts, report.said = len(usable.texts), dict(usable.counts)
    learned = learn(Lesson(order, encoder, usable, before, work, progress))
    report.epochs, report.best_epoch = learned.course.epochs, learned.course.best
    report.strength = learned.strength
    then = measures.measure(usable, before, TEST)
    now = measures.measure(usable, learned.encoded, TEST)
    report.rows = verdict.rows(then, now, order.seed)
    report.refused = verdict.refusal(report.rows)
    if not report.refused:
        scale = measures.fitted_scale(usable, learned.encoded, VALIDATION, encoder.logit_scale)
        install(order, learned, scale, report)
    report.cpu_seconds = round(work.cpu_seconds, 1)
    return report


def learn(lesson: Lesson) -> Learned:
    return learn_whole(lesson) if lesson.order.whole else learn_adapters(lesson)


def learn_adapters(lesson: Lesson) -> Learned:
    # Here, so that what needs torch is loaded only where it is trained with.
    from catalog_search.workshop.finetuning import adapting

    order, encoder, before = lesson.order, lesson.encoder, lesson.before
    adapters, strength, course = adapting.learn(
        lesson.examples, before, encoder, order, lesson.work, lesson.progress
    )
    after = adapting.adapted(before, adapters) if adapters else before

    def write(folder: Path, scale: float, told: dict[str, Any]) -> Encoder:
        if adapters is None:
            raise CannotTrain("Nothing was learned that could be written.")
        adapting.write(folder, adapters, encoder, scale, told)
        return adapting.opened(folder)

    return Learned(after, course, strength, write, adapting.entry(order.out))


def learn_whole(lesson: Lesson) -> Learned:
    from catalog_search.workshop.finetuning import whole

    order, work, progress = lesson.order, lesson.work, lesson.progress
    trainee = whole.WholeTrainee(lesson.examples, lesson.encoder.logit_scale, order)
    course = epochs.run(trainee, order, work, progress)
    after = lesson.before
    if course.best:
        after = encode_again(lesson.examples, trainee.encoder, order, work, progress)

    def write(folder: Path, scale: float, told: dict[str, Any]) -> Encoder:
        trainee.write(folder)
        (folder / "training.json").write_text(json.dumps(told, indent=2), encoding="utf-8")
        return whole.opened(folder)

    return Learned(after, course, float(bool(course.best)), write, whole.entry(order.out))


def install(order: Order, learned: Learned, scale: float, report: TrainReport) -> None:
    """Write the directory, load it, and let it take its place."""
    told = {
        "seed": order.seed,
        "products": report.products,
        "rows": [asdict(r) for r in report.rows],
    }
    with placing.beside(order.out) as folder:
        made = learned.write(folder / order.out.name, scale, told)
        report.model_id = made.model_id
        # Once more: it took minutes to get here.
        placing.check(order.out, model="", force=order.force)
        placing.place(folder / order.out.name, order.out)
    report.encoder, report.installed = learned.entry, True
