"""Load the model as a web process does, so that no process of this machine prepares it again."""

import django


def warm() -> None:
    """Encode a word and a photo. Raises EncoderUnavailable if the model cannot be loaded."""
    from PIL import Image

    from catalog_search import conf

    encoder = conf.get_encoder()
    encoder.encode_texts(["shoe"])
    encoder.encode_images([Image.new("RGB", (64, 64), "white")])


if __name__ == "__main__":
    django.setup()
    warm()
