"""Cases, who holds them since when, and what is on the record when more is held than the policy allows."""

from caseloads.models.allegation import Allegation
from caseloads.models.allocation import Allocation, AllocationQuerySet
from caseloads.models.breach import Breach, BreachEntry
from caseloads.models.capacity import CapacityMove, CapacityNote
from caseloads.models.case import Case, CaseQuerySet, CaseVersion
from caseloads.models.contingency import Contingency
from caseloads.models.feed import CaseImport
from caseloads.models.forecast import ForecastPlan, PlanLine
from caseloads.models.notes import NoteCount
from caseloads.models.offer import Offer, OfferMove
from caseloads.models.readiness import Readiness
from caseloads.models.reference import REFERENCE, nameless
from caseloads.models.roles import PastRole
from caseloads.models.slot import Slot, SlotMove
from caseloads.models.swap import Swap, SwapMove
from caseloads.models.transfer import Ending, Transfer

__all__ = [
    "REFERENCE",
    "Allegation",
    "Allocation",
    "AllocationQuerySet",
    "Breach",
    "BreachEntry",
    "CapacityMove",
    "CapacityNote",
    "Case",
    "CaseImport",
    "CaseQuerySet",
    "CaseVersion",
    "Contingency",
    "Ending",
    "ForecastPlan",
    "NoteCount",
    "Offer",
    "OfferMove",
    "PastRole",
    "PlanLine",
    "Readiness",
    "Slot",
    "SlotMove",
    "Swap",
    "SwapMove",
    "Transfer",
    "nameless",
]
