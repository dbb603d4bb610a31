"""An S3 that answers as a test tells it to."""

import pytest

from tests.support.faulty_s3 import faulty_s3


@pytest.fixture
def s3():
    with faulty_s3() as server:
        yield server
