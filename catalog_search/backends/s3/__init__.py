"""A catalogue in a bucket of S3 or of a compatible store."""

from catalog_search.backends.s3.source import S3Source

__all__ = ["S3Source"]
