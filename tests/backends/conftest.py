"""A fake S3 server whose answers a test sets."""

import pytest

from tests.support.faulty_s3 import faulty_s3


@pytest.fixture
def s3():
    with faulty_s3() as server:
        yield server
