"""The API against its own document: whatever is asked, no answer is a 500 or of another form."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as examples_of
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.examples import many
from tests.support.shops.factories import make_indexed_photo, make_product

OPERATIONS = [
    ("GET", "/api/search"),
    ("POST", "/api/search/photo"),
    ("GET", "/api/products/{product}/similar"),
    ("POST", "/api/look"),
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shop(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT, settings.ALLOWED_HOSTS = tmp_path, ["*"]
    for number, color in enumerate(("red", "blue", "green")):
        product = make_product(
            title=f"{color} thing {number}", colors=[color], price=10 + number, currency="EUR"
        )
        make_indexed_photo(product, color)


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the test's connection open between requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask(method: str, path: str, examples: int) -> None:
    """Send this many generated requests of one operation, and check every answer."""
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
    operation = document[path][method]
    answered = []

    @examples_of(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case: schemathesis.Case) -> None:
        cache.clear()  # the limit on uploads would answer most of them
        answer = case.call()
        answered.append(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    send()
    assert len(answered) >= examples


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_the_answers_have_the_form_of_the_document(method: str, path: str) -> None:
    ask(method, path, examples=15)


@pytest.mark.slow
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_many_answers_have_the_form_of_the_document(method: str, path: str) -> None:
    ask(method, path, examples=many(60))
