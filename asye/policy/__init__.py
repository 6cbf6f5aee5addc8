"""The rules of the assessed year: its dates and panels, its programme, its pauses."""

from asye.policy.moving import Held, TrialEnds, carried, length_after, own_clock, trial_ends
from asye.policy.pause import may_pause, next_to_agree
from asye.policy.programme import (
    Dated as DatedMeeting,
)
from asye.policy.programme import (
    agreed_again,
    meeting_of,
    meetings,
    resolved,
    template_codes,
)
from asye.policy.year import (
    Dated,
    Milestone,
    Needed,
    Position,
    evidence_needed,
    milestones,
    position,
    submit_by,
)

__all__ = [
    "Dated",
    "DatedMeeting",
    "Held",
    "Milestone",
    "Needed",
    "Position",
    "TrialEnds",
    "agreed_again",
    "carried",
    "evidence_needed",
    "length_after",
    "may_pause",
    "meeting_of",
    "meetings",
    "milestones",
    "next_to_agree",
    "own_clock",
    "position",
    "resolved",
    "submit_by",
    "template_codes",
    "trial_ends",
]
