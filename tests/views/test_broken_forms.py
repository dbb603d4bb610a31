"""Uploads whose form cannot be read: 400 in JSON from the API, a page from pages."""

import pytest
from django.test import Client

from tests.support.shops.factories import make_store

pytestmark = pytest.mark.django_db

FIELD = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n"
FILE = b'--x\r\nContent-Disposition: form-data; name=a; filename="a.png"\r\n\r\n1\r\n'
FORM = "multipart/form-data"
BROKEN = [
    (FORM, b"x"),
    (f"{FORM}; boundary=", b"x" * 10),
    (f"{FORM}; boundary={'x' * 300}", b"x"),
    (f"{FORM}; boundary=x", FIELD * 2000 + b"--x--"),
    (f"{FORM}; boundary=x", FILE * 200 + b"--x--"),
    (f"{FORM}; boundary=x", b"--x\r\nContent-Disposition: " + b"y" * 3000 + b"\r\n\r\n1\r\n--x--"),
    ("application/x-www-form-urlencoded", b"&".join(b"a=1" for _ in range(2000))),
    ("application/x-www-form-urlencoded; charset=latin-1", b"a=1"),
]


@pytest.mark.parametrize("path", ["/api/search/photo", "/api/look"])
@pytest.mark.parametrize(("content_type", "body"), BROKEN)
def test_the_api_answers_in_json(path: str, content_type: str, body: bytes) -> None:
    make_store()
    response = Client().post(path, body, content_type)
    assert response.status_code == 400
    assert response.json() == {
        "detail": "The form cannot be read. Send the photo alone, as multipart/form-data."
    }


@pytest.mark.parametrize("path", ["/photo/", "/look/"])
@pytest.mark.parametrize(("content_type", "body"), BROKEN[:4])
def test_pages_say_it_too(path: str, content_type: str, body: bytes) -> None:
    make_store()
    response = Client().post(path, body, content_type)
    assert response.status_code == 400
    assert "The form cannot be read." in response.content.decode()
