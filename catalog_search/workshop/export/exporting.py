"""Exports a model to a directory and measures how well the result agrees with the model."""

from pathlib import Path

from catalog_search.backends.onnx.encoder import OnnxEncoder
from catalog_search.backends.sentence_transformers import SentenceTransformersEncoder
from catalog_search.exceptions import EncoderUnavailable, ExportFailed
from catalog_search.models import Store
from catalog_search.protocols import Encoder
from catalog_search.workshop.export import placing
from catalog_search.workshop.export.agreement import compare, drop, encode, speeds
from catalog_search.workshop.export.report import FP32, INT8, MODEL, ExportReport, Order
from catalog_search.workshop.export.samples import Samples, gather

MIN_PHOTOS = 20
"""With fewer photos, nearly every photo is among the ten nearest, whatever the model."""


def export_model(order: Order, store: Store | None) -> ExportReport:
    """Write the directory and return what was measured on the store's photos.

    Raises EncoderUnavailable, ExportFailed, SourceUnavailable; nothing is written then.
    """
    placing.check(order.out, model=order.model, force=order.force)
    encoder = load(order.model)
    report = ExportReport(order.model, str(order.out))
    samples = gather(store, order.photos) if store else Samples((), ())
    with placing.temporary_folder(order.out) as folder:
        built = build(encoder, folder, order)
        measure(encoder, built, samples, report)
        decide(order, report)
        report.model_id = built[report.written].model_id
        report.dimension = built[report.written].dimension
        # Checked again because the export took minutes.
        placing.check(order.out, model=order.model, force=order.force)
        placing.place(built[report.written].directory.path, order.out)
    return report


def load(model: str) -> SentenceTransformersEncoder:
    """Return the loaded model. Raises EncoderUnavailable."""
    path = Path(model)
    if (path.is_absolute() or model.startswith(".")) and not path.is_dir():
        raise EncoderUnavailable(f"There is no directory {model}. Name one, or a hub id.")
    encoder = SentenceTransformersEncoder(model, device="cpu")
    _ = encoder.loaded
    return encoder


def build(
    encoder: SentenceTransformersEncoder, folder: Path, order: Order
) -> dict[str, OnnxEncoder]:
    """Write the directories into `folder` and return an encoder for each. Raises ExportFailed."""
    try:
        import onnx  # noqa: F401 - torch's exporter needs it, and would fail much later

        from catalog_search.workshop.export import files
        from catalog_search.workshop.export.parts import take_apart
    except ImportError as error:
        raise ExportFailed(
            f"Exporting needs the package {error.name}: pip install catalog-search[export]"
        ) from error
    parts = take_apart(encoder)
    name = Path(order.model).name
    scale = round(encoder.logit_scale, 4)
    files.write_fp32(parts, folder / FP32, name=name, logit_scale=scale)
    built = {FP32: OnnxEncoder(folder / FP32)}
    if order.int8:
        description = built[FP32].directory.description
        files.write_int8(folder / FP32, folder / INT8, name=f"{name}-int8", description=description)
        built[INT8] = OnnxEncoder(folder / INT8)
    return built


def measure(
    encoder: Encoder,
    built: dict[str, OnnxEncoder],
    samples: Samples,
    report: ExportReport,
) -> None:
    """Add sizes, agreement and speed to the report."""
    for kind, exported in built.items():
        sizes = [path.stat().st_size for path in exported.directory.path.iterdir()]
        report.megabytes[kind] = round(sum(sizes) / 1e6, 3)
    report.photos = len(samples.photos)
    if report.photos < MIN_PHOTOS:
        count = report.photos or "no"
        report.not_measured = f"the store has {count} usable photos; {MIN_PHOTOS} are needed"
        return
    encoders: dict[str, Encoder] = {MODEL: encoder, **built}
    vectors = {}
    for kind in list(encoders):
        try:
            vectors[kind] = encode(encoders[kind], samples)
        except EncoderUnavailable:
            # Values beyond the range of int8 become zeros: a finding about int8, not an error.
            if kind != INT8:
                raise
            report.int8_refused = "its answers are no vectors"
            del encoders[kind]
    for kind, own in vectors.items():
        report.agreement[kind] = compare(vectors[MODEL], own, samples.titles)
    report.photos_per_second = speeds(encoders, samples)


def decide(order: Order, report: ExportReport) -> None:
    """Choose int8 if it was requested and its measured loss is within the limit."""
    if not order.int8 or report.int8_refused:
        return
    if report.not_measured:
        report.int8_refused = f"agreement could not be measured: {report.not_measured}"
        return
    report.int8_drop = drop(report.agreement[MODEL], report.agreement[INT8])
    if report.int8_drop > order.max_drop:
        report.int8_refused = (
            f"it loses {report.int8_drop:.1%} of the right answers; "
            f"{order.max_drop:.1%} are allowed"
        )
    else:
        report.written = INT8
