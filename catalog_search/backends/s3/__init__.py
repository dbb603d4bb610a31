"""A catalogue source in an S3 bucket or a compatible store."""

from catalog_search.backends.s3.source import S3Source

__all__ = ["S3Source"]
