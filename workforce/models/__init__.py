"""Who works here, since when, for whom: everything else hangs on these rows and their dates."""

from workforce.models.absence import Absence, AbsenceChange
from workforce.models.audit import AuditEntry
from workforce.models.kept_words import KeptWords
from workforce.models.organisation import Authority, Service, Team
from workforce.models.person import Person
from workforce.models.policy_version import PolicyVersion
from workforce.models.post import Post
from workforce.models.registration import Registration
from workforce.models.relationship import Relationship
from workforce.models.seal import SealedRecord
from workforce.models.set_aside import SetAside
from workforce.models.stage import Pause, Stage

__all__ = [
    "Absence",
    "AbsenceChange",
    "AuditEntry",
    "Authority",
    "KeptWords",
    "Pause",
    "Person",
    "PolicyVersion",
    "Post",
    "Registration",
    "Relationship",
    "SealedRecord",
    "Service",
    "SetAside",
    "Stage",
    "Team",
]
