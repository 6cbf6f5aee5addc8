"""Cases, and who holds them since when."""

from caseloads.models.allocation import Allocation, AllocationQuerySet
from caseloads.models.case import REFERENCE, Case

__all__ = ["REFERENCE", "Allocation", "AllocationQuerySet", "Case"]
