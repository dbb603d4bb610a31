"""An HTTP client for the running demo shop, with cookies and form tokens like a browser."""

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """An HTTP response: the URL after redirects, the status and the body."""

    url: str
    status: int
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Visitor:
    """A visitor of the shop: keeps cookies and sends the forms' CSRF tokens."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.cookies = http.cookiejar.CookieJar()
        # The shop is on this machine, so proxies from the environment are not used.
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def get(self, path: str, **query: object) -> Answer:
        address = path if path.startswith("http") else self.address + path
        if query:
            address += "?" + urllib.parse.urlencode(query, doseq=True)
        return self.ask(urllib.request.Request(address))  # noqa: S310  our own address

    def upload(self, path: str, photo: bytes, **fields: str) -> Answer:
        """Post a photo and fields as a multipart form."""
        boundary = uuid.uuid4().hex
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="photo"; filename="photo.jpg"'
            "\r\nContent-Type: image/jpeg\r\n\r\n"
        )
        body = "".join(parts).encode() + head.encode() + photo + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self.ask(urllib.request.Request(self.address + path, body, headers))  # noqa: S310

    def upload_by_form(self, path: str, photo: bytes) -> Answer:
        """Get the page with the form, then post the photo with the form's CSRF token."""
        form = self.get(path).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        return self.upload(path, photo, csrfmiddlewaretoken=token[1] if token else "")

    def ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=120) as answer:
                return Answer(answer.url, answer.status, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.url, error.code, error.read())
