"""Find out what is wrong with a project, and mend what can be mended without a decision."""

from catalog_search.operations.doctor.examination import examine
from catalog_search.operations.doctor.finding import Finding, Mended, mend

__all__ = ["Finding", "Mended", "examine", "mend"]
