"""Runs DETR-style detectors from the transformers library, such as RF-DETR; needs `[clip]`."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog_search.backends.onnx.pixels import PixelRecipe
from catalog_search.exceptions import DetectorUnavailable
from catalog_search.exceptions import message as _
from catalog_search.types import Box

if TYPE_CHECKING:
    from transformers import PreTrainedModel

DEFAULTS = {
    "size": {"shortest_edge": 800, "longest_edge": 1333},
    "resample": Image.Resampling.BILINEAR,
    "image_mean": [0.485, 0.456, 0.406],
    "image_std": [0.229, 0.224, 0.225],
}
"""Values of the detectors' image processors, for keys missing from a model's own file."""
Numbers = NDArray[np.float32]


class TransformersDetector:
    """Proposes the boxes of a trained detector: RF-DETR, RT-DETR, D-FINE, LW-DETR, DETR, YOLOS ...

    `model` is a Hugging Face hub id or a directory; the choice of weights, and of their licence,
    is yours. The model's class names are ignored: the store's own categories name the objects.
    Boxes with a confidence below `confidence` are left out. One photo is processed at a time.
    """

    def __init__(
        self,
        model: str,
        confidence: float = 0.1,
        device: str | None = None,
        revision: str | None = None,
        local_files_only: bool = False,
    ) -> None:
        self.model = str(model)
        self.confidence = confidence
        self.device = device
        self.hub_options = {"revision": revision or "main", "local_files_only": local_files_only}
        self._lock = RLock()

    def propose(self, image: Image.Image, max_boxes: int) -> Sequence[Box]:
        """Return up to `max_boxes` distinct boxes, most confident first.

        Raises DetectorUnavailable.
        """
        with self._lock:
            try:
                pixels = photo_recipe(self._config, image).apply(image)
                logits, boxes = self._predict(pixels)
            except (RuntimeError, ValueError, MemoryError) as error:
                raise unusable(self.model, error) from error
            scores = confidences(logits, len(self._loaded.config.id2label or ()))
        order = np.argsort(-scores, kind="stable")
        ranked = (box_of(boxes[i]) for i in order if scores[i] >= self.confidence)
        return list(dict.fromkeys(box for box in ranked if box))[:max_boxes]

    def _predict(self, pixels: Numbers) -> tuple[Numbers, Numbers]:
        """Return class logits [queries, classes] and boxes [queries, 4] for a photo's pixels."""
        import torch

        with torch.inference_mode():
            batch = torch.from_numpy(pixels)[None].to(self._loaded.device)
            output = self._loaded(pixel_values=batch)
            boxes = output.pred_boxes[0].float().cpu().numpy()
            return output.logits[0].float().cpu().numpy(), boxes

    @cached_property
    def _config(self) -> Mapping[str, Any]:
        self._require()
        from transformers import ImageProcessingMixin

        try:
            config, _ = ImageProcessingMixin.get_image_processor_dict(
                self.model, **self.hub_options
            )
        except (OSError, ValueError) as error:
            raise unusable(self.model, error) from error
        return {**DEFAULTS, **{name: value for name, value in config.items() if value is not None}}

    @cached_property
    def _loaded(self) -> "PreTrainedModel":
        self._require()
        from safetensors import SafetensorError
        from transformers import AutoModelForObjectDetection

        try:
            loaded = AutoModelForObjectDetection.from_pretrained(self.model, **self.hub_options)
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise unusable(self.model, error) from error
        model: PreTrainedModel = loaded.eval().to(self.device or "cpu")
        return model

    def _require(self) -> None:
        try:
            import torch  # noqa: F401
            import transformers  # noqa: F401
        except ImportError as error:
            raise DetectorUnavailable(
                _(
                    "This detector needs %(modules)s: pip install %(package)s",
                    modules="torch, transformers",
                    package="catalog-search[clip]",
                )
            ) from error


def photo_recipe(config: Mapping[str, Any], image: Image.Image) -> PixelRecipe:
    """Return the preprocessing for this photo; an edge-based size becomes height and width."""
    size = config["size"]
    if isinstance(size, Mapping) and "shortest_edge" in size:
        shorter, longer = min(image.size), max(image.size)
        scale = min(size["shortest_edge"] / shorter, size.get("longest_edge", 1333) / longer)
        height, width = (max(32, round(side * scale)) for side in (image.height, image.width))
        size = {"height": height, "width": width}
    return PixelRecipe.read({**config, "size": size, "do_resize": True, "do_center_crop": False})


def confidences(logits: Numbers, classes: int) -> Numbers:
    """Return [queries]: the probability of each query's most likely class.

    With one logit more than classes, the last logit is "no object" and a softmax applies, as in
    DETR. Otherwise each class has its own sigmoid, as in models trained with focal loss.
    """
    if logits.shape[1] == classes + 1:
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        best: Numbers = (powers[:, :-1] / powers.sum(axis=1, keepdims=True)).max(axis=1)
        return best
    likeliest: Numbers = 1 / (1 + np.exp(-logits.max(axis=1)))
    return likeliest


def box_of(prediction: Numbers) -> Box | None:
    """Return the box with this center x, center y, width and height, clipped to the photo.

    None if no area is left.
    """
    x, y, width, height = (float(value) for value in prediction)
    left, right = max(0.0, x - width / 2), min(1.0, x + width / 2)
    top, bottom = max(0.0, y - height / 2), min(1.0, y + height / 2)
    return Box(left, top, right, bottom) if left < right and top < bottom else None


def unusable(model: str, error: Exception) -> DetectorUnavailable:
    return DetectorUnavailable(
        _(
            "The detector %(model)s cannot be used: %(error)s. Check its name, that "
            "it can be downloaded or is a complete directory, and that it is made "
            "for object detection.",
            model=model,
            error=error,
        )
    )
