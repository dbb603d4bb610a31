"""Any detector of the DETR kind that the transformers library opens, RF-DETR first; `[clip]`."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog_search.backends.onnx.pixels import PixelRecipe
from catalog_search.exceptions import DetectorUnavailable
from catalog_search.types import Box

if TYPE_CHECKING:
    from transformers import PreTrainedModel

USUAL = {
    "size": {"shortest_edge": 800, "longest_edge": 1333},
    "resample": Image.Resampling.BILINEAR,
    "image_mean": [0.485, 0.456, 0.406],
    "image_std": [0.229, 0.224, 0.225],
}
"""What the detectors' image processors do where a model's own file is silent."""
Numbers = NDArray[np.float32]


class TransformersDetector:
    """Proposes what a trained detector sees: RF-DETR, RT-DETR, D-FINE, LW-DETR, DETR, YOLOS ...

    `model` is an id of the Hugging Face hub or a directory; its weights are for you to choose, and
    their licence. What the model calls a thing is not used: the store's own categories name it.
    Boxes it is less sure of than `confidence` are left out. One photo is looked at at a time.
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
        self.origin = {"revision": revision or "main", "local_files_only": local_files_only}
        self._lock = RLock()

    def propose(self, image: Image.Image, most: int) -> Sequence[Box]:
        """Return at most `most` different boxes, surest first. Raises DetectorUnavailable."""
        with self._lock:
            try:
                pixels = photo_recipe(self._config, image).apply(image)
                logits, boxes = self._seen(pixels)
            except (RuntimeError, ValueError, MemoryError) as error:
                raise unusable(self.model, error) from error
            sure = certainty(logits, len(self._loaded.config.id2label or ()))
        order = np.argsort(-sure, kind="stable")
        kept = (box_of(boxes[i]) for i in order if sure[i] >= self.confidence)
        return list(dict.fromkeys(box for box in kept if box))[:most]

    def _seen(self, pixels: Numbers) -> tuple[Numbers, Numbers]:
        """Return class logits [queries, classes] and boxes [queries, 4] of a photo's pixels."""
        import torch

        with torch.inference_mode():
            given = torch.from_numpy(pixels)[None].to(self._loaded.device)
            seen = self._loaded(pixel_values=given)
            return seen.logits[0].float().cpu().numpy(), seen.pred_boxes[0].float().cpu().numpy()

    @cached_property
    def _config(self) -> Mapping[str, Any]:
        self._require()
        from transformers import ImageProcessingMixin

        try:
            told, _ = ImageProcessingMixin.get_image_processor_dict(self.model, **self.origin)
        except (OSError, ValueError) as error:
            raise unusable(self.model, error) from error
        return {**USUAL, **{name: value for name, value in told.items() if value is not None}}

    @cached_property
    def _loaded(self) -> "PreTrainedModel":
        self._require()
        from safetensors import SafetensorError
        from transformers import AutoModelForObjectDetection

        try:
            loaded = AutoModelForObjectDetection.from_pretrained(self.model, **self.origin)
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
                "This detector needs torch and transformers: pip install catalog-search[clip]"
            ) from error


def photo_recipe(config: Mapping[str, Any], image: Image.Image) -> PixelRecipe:
    """Return what the model wants done to this photo; a shape that is kept becomes a size."""
    size = config["size"]
    if isinstance(size, Mapping) and "shortest_edge" in size:
        shorter, longer = min(image.size), max(image.size)
        scale = min(size["shortest_edge"] / shorter, size.get("longest_edge", 1333) / longer)
        height, width = (max(32, round(side * scale)) for side in (image.height, image.width))
        size = {"height": height, "width": width}
    return PixelRecipe.read({**config, "size": size, "do_resize": True, "do_center_crop": False})


def certainty(logits: Numbers, classes: int) -> Numbers:
    """Return [queries]: the probability of each query's likeliest class.

    One logit more than there are classes is that of nothing at all, as in DETR; else each class
    stands by itself, as in all that learn by focal loss.
    """
    if logits.shape[1] == classes + 1:
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        alone: Numbers = (powers[:, :-1] / powers.sum(axis=1, keepdims=True)).max(axis=1)
        return alone
    likeliest: Numbers = 1 / (1 + np.exp(-logits.max(axis=1)))
    return likeliest


def box_of(middle: Numbers) -> Box | None:
    """Return the box of x, y, width and height of its middle, cut to the photo; None of no area."""
    x, y, width, height = (float(value) for value in middle)
    left, right = max(0.0, x - width / 2), min(1.0, x + width / 2)
    top, bottom = max(0.0, y - height / 2), min(1.0, y + height / 2)
    return Box(left, top, right, bottom) if left < right and top < bottom else None


def unusable(model: str, error: Exception) -> DetectorUnavailable:
    return DetectorUnavailable(
        f"The detector {model} cannot be used: {error}. Check its name, that it can be downloaded "
        "or is a complete directory, and that it is made for object detection."
    )
