"""Files that were stored with what was around them when they were sent."""

import gzip
import io

import pytest

from catalog_search.backends.packed import unpacked, unpacked_photo
from catalog_search.exceptions import UnreadableObject

TABLE = b"sku,title\n1,One\n"
PHOTO = b"\xff\xd8\xff\r\n--not the boundary\r\n\r\n\xff\xd9"


def part(
    data: bytes, name: bytes = b'name="file"; filename="a.jpg"', line: bytes = b"\r\n"
) -> bytes:
    headers = b"Content-Disposition: form-data; " + name + line + b"Content-Type: image/jpeg" + line
    return headers + line + data + line


def form(*parts: bytes, boundary: bytes = b"----WebKitFormBoundaryAbc", line=b"\r\n") -> bytes:
    pieces = b"".join(b"--" + boundary + line + each for each in parts)
    return pieces + b"--" + boundary + b"--" + line


def framed(data: bytes) -> bytes:
    """Return the data in the frames of aws-chunked, which cut its lines in two."""
    pieces = b"".join(b"%x\r\n%b\r\n" % (len(each), each) for each in (data[:5], data[5:]))
    return pieces + b"0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n"


@pytest.mark.parametrize(
    "wrap",
    [
        lambda data: form(part(data)),
        lambda data: form(part(data), boundary=b"-" * 24 + b"d74496d66958873e"),
        lambda data: form(part(data, line=b"\n"), line=b"\n"),
        lambda data: form(part(b"shop/a.jpg", b'name="key"'), part(data)),
        lambda data: form(part(data), part(b"", b'name="other"; filename=""')),
        lambda data: form(part(data, b'name="file"')),
        lambda data: form(part(data)).rstrip(),
        lambda data: form(part(gzip.compress(data))),
        lambda data: gzip.compress(form(part(data))),
        lambda data: gzip.compress(framed(data)),
        lambda data: gzip.compress(framed(gzip.compress(data))),
        lambda data: framed(gzip.compress(framed(data))),
        lambda data: (
            b"%x;chunk-signature=abc\r\n%b\r\n0;chunk-signature=d\r\n\r\n" % (len(data), data)
        ),
    ],
)
@pytest.mark.parametrize("data", [TABLE, PHOTO])
def test_the_file_in_it_is_read(wrap, data: bytes) -> None:
    with unpacked(io.BytesIO(wrap(data))) as file:
        assert file.read() == data
    assert unpacked_photo(wrap(data), 10_000) == data


@pytest.mark.parametrize(
    "data",
    [
        form(part(PHOTO))[:60],
        form(part(PHOTO))[:-60],
        form(part(PHOTO), part(TABLE)),
        form(part(b"")),
    ],
    ids=["headers only", "cut off", "two files", "empty"],
)
def test_a_form_without_one_whole_file_is_told(data: bytes) -> None:
    for read in (lambda: unpacked(io.BytesIO(data)), lambda: unpacked_photo(data, 10_000)):
        with pytest.raises(UnreadableObject, match="uploaded as a form"):
            read()


@pytest.mark.parametrize(
    "data", [TABLE, PHOTO, b"9a\r\n43\r\n0\r\n", b"---\ntitle: a\n---\n", b"--a\r\nb: c\r\n\r\nd"]
)
def test_other_files_stay_as_they_are(data: bytes) -> None:
    for stored in (data, gzip.compress(data)):
        with unpacked(io.BytesIO(stored)) as file:
            assert file.read() == data
        assert unpacked_photo(stored, 10_000) == data
