"""Files that are no pictures, stored under the name of one: what each is, and what to do."""

import base64
import io
import time

import pytest
from PIL import Image

from catalog_search.exceptions import InvalidPhoto
from catalog_search.photos.decoder import decoding
from catalog_search.photos.decoder.other_files import refusal_of


def jpeg() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n", "git lfs pull"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"\xef\xbb\xbf\n<HTML lang=de><head>", "web page"),
        (b"<!-- cached --><html>", "web page"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html>', "web page"),
        (b'<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>', "answer of a server"),
        (b"<Error><Code>NoSuchKey</Code></Error>", "answer of a server"),
        (b'{"message": "Not found"}', "answer of a server"),
        (b"PK\x03\x04\x14\0\0\0", "ZIP archive"),
        (b"Rar!\x1a\x07\x01\0", "RAR archive"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "7z archive"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "an EPS drawing"),
        (b"\xc5\xd0\xd3\xc6 \0\0\0", "an EPS drawing"),
        (base64.b64encode(jpeg()), "Base64"),
        (b"data:image/png;base64,iVBORw0KGgo=", "Base64"),
        (b'<?xml version="1.0"?><!-- by hand --><svg width="9">', "this SVG picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>", "this SVG picture"),
        (b"%PDF-1.7", "this PDF file"),
        (b"Dear diary", "[.]$"),
    ],
)
def test_a_file_that_is_no_picture_is_called_what_it_is(data: bytes, words: str) -> None:
    with pytest.raises(InvalidPhoto, match=f"^Not a JPEG, PNG or WebP picture.*{words}"):
        decoding.decode(data)


@pytest.mark.parametrize("mark", [b"<?-->", b"<!-->", b"<?--x?>\n", b"<!DOCTYPE x>"])
def test_many_marks_of_a_page_take_no_time(mark: bytes) -> None:
    began = time.monotonic()
    assert refusal_of(mark * 16 + b"x" * 100_000)[1] == ""
    assert time.monotonic() - began < 1
