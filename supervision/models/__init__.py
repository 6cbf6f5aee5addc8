"""What supervision keeps: sessions, the records of what was said, and what both signed."""

from supervision.models.agreement import Agreement, AgreementSignature
from supervision.models.change import SessionChange
from supervision.models.concern import Concern, ConcernMove, ConcernStep, ConcernText, ConcernTextAside
from supervision.models.gathering import Gathering
from supervision.models.record import (
    Action,
    ActionClosed,
    Addendum,
    CaseDiscussion,
    SessionRecord,
    SetAsideWords,
    Signature,
)
from supervision.models.series import KeptGap, Series
from supervision.models.session import Session

__all__ = [
    "Action",
    "ActionClosed",
    "Addendum",
    "Agreement",
    "AgreementSignature",
    "CaseDiscussion",
    "Concern",
    "ConcernMove",
    "ConcernStep",
    "ConcernText",
    "ConcernTextAside",
    "Gathering",
    "KeptGap",
    "Series",
    "Session",
    "SessionChange",
    "SessionRecord",
    "SetAsideWords",
    "Signature",
]
