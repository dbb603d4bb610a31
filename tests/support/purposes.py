"""Writes uses.npz after a change of uses.txt or of the model: python -m tests.support.purposes"""

import os
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

AXES, NAME_AXES = 128, 256
"""Of 896 that texts have: cosines differ by less than .03, and .01 for names of goods."""
SAID_OF_ANY = frozenset(["a", "an", "my", "the", "our", "your", "some"])
"""Words without which a purpose is the same."""
AT_ONCE = 64


def distinct() -> dict[int, str]:
    """Return the purposes of uses.txt without those that differ by such words alone, by place."""
    from catalog_search.text.analysis import terms_of
    from catalog_search.text.goods.uses import places
    from catalog_search.text.lists import sides_in

    sides = (purposes for purposes, _ in sides_in("goods/uses.txt"))
    texts = [each.strip() for purposes in sides for each in purposes.split(",")]
    by_words: dict[str, str] = {}
    for text in texts:
        words = " ".join(word for word in text.split() if word not in SAID_OF_ANY)
        by_words.setdefault(words or text, text)
    return {places()[terms_of(text)]: text for text in by_words.values()}


def contents(encoder: Any) -> dict[str, NDArray[Any]]:
    """Return what uses.npz has to hold. Encoding takes a minute."""
    from catalog_search.text.goods.uses import names_in_uses

    found = distinct()
    axes, vectors = reduced(encoder, [*found.values()], AXES)
    name_axes, names = reduced(encoder, [*names_in_uses().values()], NAME_AXES)
    return {
        "model_id": np.array(encoder.model_id),
        "axes": axes,
        "vectors": vectors,
        "places": np.array(list(found), np.int32),
        "name_axes": name_axes,
        "names": names,
    }


def reduced(encoder: Any, texts: list[str], count: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return the main axes [d, count] of the texts' vectors, and the vectors on them in bytes."""
    parts = [texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)]
    vectors = np.concatenate([encoder.encode_texts(part) for part in parts])
    axes = np.linalg.svd(vectors, full_matrices=False)[2][:count].T
    projected = vectors @ axes
    scales = np.abs(projected).max(axis=1, keepdims=True) / 127
    return axes.astype(np.float16), np.round(projected / scales).astype(np.int8)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from catalog_search.backends.onnx import OnnxEncoder

    with Path(str(resources.files("catalog_search.text").joinpath("goods/uses.npz"))).open(
        "wb"
    ) as file:
        np.savez_compressed(file, **contents(OnnxEncoder()))


if __name__ == "__main__":
    main()
