"""Cases, what they were before they changed, who holds them since when, and the notes that fell due."""

from caseloads.models.allocation import Allocation, AllocationQuerySet
from caseloads.models.case import Case, CaseQuerySet, CaseVersion
from caseloads.models.feed import CaseImport
from caseloads.models.notes import NoteCount
from caseloads.models.reference import REFERENCE, nameless
from caseloads.models.roles import PastRole

__all__ = [
    "REFERENCE",
    "Allocation",
    "AllocationQuerySet",
    "Case",
    "CaseImport",
    "CaseQuerySet",
    "CaseVersion",
    "NoteCount",
    "PastRole",
    "nameless",
]
