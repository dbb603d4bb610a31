"""The encoder contract on every backend, and agreement with each model's own library."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from PIL import Image, ImageDraw
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from catalog_search.backends.color_words import ColorWordsEncoder
from catalog_search.backends.onnx.directory import STARTER
from catalog_search.backends.onnx.encoder import OnnxEncoder
from catalog_search.backends.onnx.pixels import PixelRecipe
from catalog_search.backends.sentence_transformers import SentenceTransformersEncoder
from catalog_search.exceptions import EncoderUnavailable, WrongSettings
from tests.contracts.encoder import TEXTS, Build, EncoderContract, pictures
from tests.support.networks import small_models

TempPathFactory = pytest.TempPathFactory


def made(factory: TempPathFactory, write: Callable[[Path], None]) -> Path:
    directory = factory.mktemp("model")
    write(directory)
    return directory


@pytest.fixture(scope="module")
def clip_export(tmp_path_factory: TempPathFactory) -> Path:
    return made(tmp_path_factory, small_models.write_clip_export)


@pytest.fixture(scope="module")
def siglip_export(tmp_path_factory: TempPathFactory) -> Path:
    return made(tmp_path_factory, small_models.write_siglip_export)


@pytest.fixture(scope="module")
def clip_directory(tmp_path_factory: TempPathFactory) -> Path:
    return made(tmp_path_factory, small_models.write_clip_directory)


@pytest.fixture(scope="module")
def siglip_directory(tmp_path_factory: TempPathFactory) -> Path:
    return made(tmp_path_factory, small_models.write_siglip_directory)


@pytest.fixture(scope="module")
def starter() -> OnnxEncoder:
    """Loaded once: the only model of real size here."""
    return OnnxEncoder(threads=2)


class TestColorWords(EncoderContract):
    @pytest.fixture
    def build(self) -> Build:
        return ColorWordsEncoder

    def test_it_can_be_computed_by_hand(self) -> None:
        encoder = ColorWordsEncoder()
        red_photo = encoder.encode_images([Image.new("RGB", (9, 9), "red")])
        texts = encoder.encode_texts(["red", "Red shoe", "shoe", "blue"])
        np.testing.assert_allclose(texts @ red_photo[0], [1, 0.5**0.5, 0, 0], atol=1e-6)
        assert red_photo[0].argmax() == 3

    def test_it_needs_room_for_its_colors(self) -> None:
        with pytest.raises(WrongSettings, match="dimension above 11"):
            ColorWordsEncoder(dimension=11)


class TestOnnxClip(EncoderContract):
    @pytest.fixture
    def build(self, clip_export: Path) -> Build:
        return partial(OnnxEncoder, clip_export, batch_size=3)

    def test_it_agrees_with_transformers(self, build: Build) -> None:
        model, processor = small_models.clip_model(), small_models.clip_processor()
        inputs = processor(text=TEXTS, images=pictures(), return_tensors="pt", padding=True)
        with torch.inference_mode():
            output = model(**inputs)
        np.testing.assert_allclose(build().encode_texts(TEXTS), output.text_embeds, atol=1e-4)
        np.testing.assert_allclose(
            build().encode_images(pictures()), output.image_embeds, atol=1e-4
        )

    def test_long_text_is_cut_where_the_tokenizer_says(self, build: Build) -> None:
        cut = build().encode_texts(["a" * 76, "a" * 5000])
        np.testing.assert_allclose(cut[0], cut[1], atol=1e-5)


class TestOnnxSiglip(EncoderContract):
    @pytest.fixture
    def build(self, siglip_export: Path) -> Build:
        return partial(OnnxEncoder, siglip_export, threads=1)

    def test_it_agrees_with_transformers(self, build: Build) -> None:
        model, tokenizer = small_models.siglip_model(), small_models.siglip_tokenizer()
        tokenizer.enable_padding(pad_id=1, pad_token="</s>", length=small_models.SIGLIP_TOKENS)
        ids = torch.tensor([encoding.ids for encoding in tokenizer.encode_batch(TEXTS)])
        pixels = small_models.SiglipImageProcessorPil(size={"height": 32, "width": 32})
        with torch.inference_mode():
            output = model(ids, **pixels(pictures(), return_tensors="pt"))
        np.testing.assert_allclose(build().encode_texts(TEXTS), output.text_embeds, atol=1e-4)
        np.testing.assert_allclose(
            build().encode_images(pictures()), output.image_embeds, atol=1e-4
        )


class TestStarter(EncoderContract):
    @pytest.fixture
    def build(self) -> Build:
        return partial(OnnxEncoder, threads=2)

    @pytest.fixture
    def encoder(self, starter: OnnxEncoder) -> OnnxEncoder:
        return starter

    def test_words_find_the_right_drawing(self, encoder: OnnxEncoder) -> None:
        clock = encoder.encode_images([draw_clock()])
        texts = encoder.encode_texts(["a clock on the wall", "a wooden chair", "running shoes"])
        assert (texts @ clock[0]).argmax() == 0

    def test_a_photo_finds_its_own_crop(self, encoder: OnnxEncoder) -> None:
        photos = encoder.encode_images(pictures())
        crops = encoder.encode_images([photo.crop((4, 4, 56, 56)) for photo in pictures()])
        assert (crops @ photos.T).argmax(axis=1).tolist() == [0, 1, 2, 3]

    def test_a_few_photos_are_in_memory_at_once(
        self, encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sizes, run = [], encoder._run

        def counted(part: str, feeds: dict[str, Any]) -> Any:
            sizes.append(len(feeds["pixel_values"]))
            return run(part, feeds)

        monkeypatch.setattr(encoder, "_run", counted)
        assert len(encoder.encode_images(pictures() * 3)) == 12
        assert sum(sizes) == 12
        assert max(sizes) <= 4

    def test_it_is_small_enough_to_ship(self) -> None:
        sizes = [path.stat().st_size for path in STARTER.iterdir()]
        assert sum(sizes) < 60e6
        assert max(sizes) < 45e6


@pytest.mark.slow
class TestSentenceTransformers(EncoderContract):
    @pytest.fixture
    def build(self, clip_directory: Path) -> Build:
        return partial(SentenceTransformersEncoder, str(clip_directory), device="cpu", batch_size=3)

    def test_it_agrees_with_transformers(self, build: Build) -> None:
        model, processor = small_models.clip_model(), small_models.clip_processor()
        inputs = processor(text=TEXTS, images=pictures(), return_tensors="pt", padding=True)
        with torch.inference_mode():
            output = model(**inputs)
        np.testing.assert_allclose(build().encode_texts(TEXTS), output.text_embeds, atol=1e-4)
        np.testing.assert_allclose(
            build().encode_images(pictures()), output.image_embeds, atol=1e-4
        )

    def test_the_logit_scale_is_the_models(self, build: Build) -> None:
        assert build().logit_scale == pytest.approx(np.exp(3))

    def test_text_is_cut_even_if_the_tokenizer_knows_no_length(self, tmp_path: Path) -> None:
        small_models.write_clip_directory(tmp_path)
        tokenizer = small_models.clip_tokenizer()
        tokenizer.model_max_length = int(1e30)
        tokenizer.save_pretrained(tmp_path)
        encoder = SentenceTransformersEncoder(str(tmp_path), device="cpu")
        assert encoder.encode_texts(["a" * 5000]).shape == (1, 16)

    def test_without_the_package_it_says_what_to_install(
        self, build: Build, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "sentence_transformers", None)
        with pytest.raises(EncoderUnavailable, match=r"pip install catalog-search\[clip\]"):
            build().encode_texts(["shoe"])

    def test_a_missing_model_says_so(self, tmp_path: Path) -> None:
        encoder = SentenceTransformersEncoder(str(tmp_path / "none"), local_files_only=True)
        with pytest.raises(EncoderUnavailable, match="cannot be used"):
            encoder.encode_texts(["shoe"])

    def test_damaged_weights_say_so(self, tmp_path: Path) -> None:
        small_models.write_clip_directory(tmp_path)
        (tmp_path / "model.safetensors").write_bytes(b"\x00" * 100)
        with pytest.raises(EncoderUnavailable, match="cannot be used"):
            SentenceTransformersEncoder(str(tmp_path), device="cpu").encode_texts(["shoe"])


@pytest.mark.slow
class TestSentenceTransformersSiglip(EncoderContract):
    @pytest.fixture
    def build(self, siglip_directory: Path) -> Build:
        return partial(SentenceTransformersEncoder, str(siglip_directory), device="cpu")

    def test_texts_are_padded_as_in_training(self, build: Build, siglip_export: Path) -> None:
        exported = OnnxEncoder(siglip_export, threads=1)
        np.testing.assert_allclose(
            build().encode_texts(TEXTS), exported.encode_texts(TEXTS), atol=1e-4
        )


@pytest.mark.parametrize("size", [(300, 400), (33, 32), (31, 90), (10, 10), (2, 3)], ids=str)
@pytest.mark.parametrize(
    "size_field", [{"shortest_edge": 32}, {"height": 40, "width": 24}], ids=str
)
def test_pixels_are_those_of_the_hugging_face_processor(
    size: tuple[int, int], size_field: dict[str, int]
) -> None:
    theirs = CLIPImageProcessorPil(size=size_field, crop_size={"height": 32, "width": 30})
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    expected = theirs(Image.fromarray(noise), return_tensors="np")["pixel_values"][0]
    ours = PixelRecipe.read(theirs.to_dict()).apply(Image.fromarray(noise))
    np.testing.assert_allclose(ours, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("config", "shape"),
    [
        ({"size": 24, "do_center_crop": True, "crop_size": 20}, (3, 20, 20)),
        ({"size": 24}, (3, 24, 24)),
        ({"do_resize": False, "do_center_crop": True, "crop_size": 70}, (3, 70, 70)),
    ],
)
def test_older_forms_of_size_are_read(
    config: dict[str, object], shape: tuple[int, int, int]
) -> None:
    recipe = PixelRecipe.read({**config, "image_mean": [0.5] * 3, "image_std": [0.5] * 3})
    pixels = recipe.apply(Image.new("RGB", (60, 50), "white"))
    assert pixels.shape == shape
    assert pixels[:, 10, 10] == pytest.approx([1, 1, 1])


def test_pixels_stay_without_rescaling_and_normalising() -> None:
    recipe = PixelRecipe.read({"size": 8, "do_rescale": False, "do_normalize": False})
    assert recipe.apply(Image.new("RGB", (9, 9), (7, 8, 9)))[:, 0, 0].tolist() == [7, 8, 9]


@pytest.fixture
def damaged(clip_export: Path, tmp_path: Path) -> Path:
    """A copy of the exported CLIP that a test may damage."""
    for path in clip_export.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


PARTS = ["text.onnx", "image.onnx", "tokenizer.json", "preprocessor_config.json"]


def encode_both(directory: Path) -> None:
    encoder = OnnxEncoder(directory)
    encoder.encode_texts(["shoe"])
    encoder.encode_images(pictures()[:1])


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_part_is_named(damaged: Path, part: str) -> None:
    (damaged / part).unlink()
    with pytest.raises(EncoderUnavailable, match=rf"{part} cannot be used: there is no such file"):
        encode_both(damaged)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_garbage_is_named(damaged: Path, part: str) -> None:
    (damaged / part).write_bytes(b"\x07 not a model")
    with pytest.raises(EncoderUnavailable, match=rf"{part} cannot be used.*export the directory"):
        encode_both(damaged)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_with_another_digest_is_refused(damaged: Path, part: str) -> None:
    small_models.write_json(damaged / "encoder.json", {"files": {part: "0" * 64}})
    with pytest.raises(EncoderUnavailable, match=rf"{part} cannot be used: its SHA-256"):
        encode_both(damaged)


def test_another_dimension_than_declared_is_refused(damaged: Path) -> None:
    small_models.write_json(damaged / "encoder.json", {"dimension": 17})
    with pytest.raises(EncoderUnavailable, match="16 numbers instead of 17"):
        encode_both(damaged)


@pytest.mark.parametrize("size", [{"longest_edge": 9}, "large", {"shortest_edge": 9}], ids=str)
def test_a_size_that_cannot_be_followed_is_refused(damaged: Path, size: object) -> None:
    config = {"size": size, "image_mean": [0.5] * 3, "image_std": [0.5] * 3}
    small_models.write_json(damaged / "preprocessor_config.json", config)
    with pytest.raises(EncoderUnavailable, match=r"preprocessor_config\.json .*size"):
        encode_both(damaged)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0])
def test_an_output_that_is_no_vector_is_refused(damaged: Path, value: float) -> None:
    write_constant(damaged / "text.onnx", value, "input_ids")
    with pytest.raises(EncoderUnavailable, match=r"text\.onnx .*no vector"):
        encode_both(damaged)


def test_a_network_with_an_unknown_input_is_refused(damaged: Path) -> None:
    write_constant(damaged / "text.onnx", 1.0, "audio")
    with pytest.raises(EncoderUnavailable, match=r"text\.onnx .*audio"):
        encode_both(damaged)


def test_the_name_changes_with_the_weights(damaged: Path) -> None:
    before = OnnxEncoder(damaged).model_id
    write_constant(damaged / "text.onnx", 1.0, "input_ids")
    assert OnnxEncoder(damaged).model_id != before


def test_an_empty_directory_is_built_and_fails_when_used(tmp_path: Path) -> None:
    encoder = OnnxEncoder(tmp_path)
    with pytest.raises(EncoderUnavailable, match="there is no such file"):
        _ = encoder.model_id


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    script = (
        "import sys\n"
        "from catalog_search.backends.onnx import OnnxEncoder\n"
        "from catalog_search.backends.sentence_transformers import SentenceTransformersEncoder\n"
        "encoder = OnnxEncoder()\n"
        "encoder.model_id, encoder.dimension, encoder.logit_scale\n"
        "SentenceTransformersEncoder('clip-ViT-B-32')\n"
        "print([name for name in ('torch', 'onnxruntime', 'transformers') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert answer.stdout == "[]\n", answer.stderr


def write_constant(path: Path, value: float, input_name: str) -> None:
    """Write a network that returns [n, 16] of one value for any input."""
    nodes = [
        helper.make_node("Cast", [input_name], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("ReduceSum", ["numbers"], ["sum"], keepdims=1),
        helper.make_node("Mul", ["sum", "nothing"], ["zero"]),
        helper.make_node("Add", ["zero", "values"], ["text_embeds"]),
    ]
    graph = helper.make_graph(
        nodes,
        "constant",
        [helper.make_tensor_value_info(input_name, TensorProto.INT64, ["n", "t"])],
        [helper.make_tensor_value_info("text_embeds", TensorProto.FLOAT, ["n", 16])],
        [
            helper.make_tensor("nothing", TensorProto.FLOAT, [1, 1], [0.0]),
            helper.make_tensor("values", TensorProto.FLOAT, [1, 16], [value] * 16),
        ],
    )
    opset = helper.make_opsetid("", 17)
    onnx.save(helper.make_model(graph, opset_imports=[opset], ir_version=9), path)


def draw_clock() -> Image.Image:
    """Return a drawing of a wall clock."""
    image = Image.new("RGB", (300, 300), "beige")
    draw = ImageDraw.Draw(image)
    draw.ellipse((40, 40, 260, 260), fill="white", outline="black", width=10)
    for hour in range(12):
        angle = hour * np.pi / 6
        x, y = 150 + 85 * np.sin(angle), 150 - 85 * np.cos(angle)
        draw.text((x - 6, y - 9), str(hour or 12), fill="black", font_size=22)
    draw.line((150, 150, 150, 80), fill="black", width=5)
    draw.line((150, 150, 195, 175), fill="black", width=7)
    return image
