"""When the assessor or the manager changes, the agreement is signed again, by a day of its own (ASY-02)."""

from __future__ import annotations

import datetime as dt

from asye import policy
from asye.models import Meeting, MeetingSignature
from asye.policy import DatedMeeting
from asye.queries.parties import Holders

CHANGES_HANDS = ("manager", "assessor")


def signed_by_others(agreement: Meeting, holders: Holders) -> bool:
    """Whether the manager or the assessor of now is not the one who signed."""
    signed = {one.party: one.by_id for one in final_signatures(agreement)}
    return any(
        party in signed and party in holders and holders[party].person.pk != signed[party] for party in CHANGES_HANDS
    )


def final_signatures(meeting: Meeting) -> list[MeetingSignature]:
    """The signatures under the text as it was last put to signature."""
    return [one for one in meeting.signatures.all() if one.stamp == meeting.stamp]


def renewed(dated: DatedMeeting, meeting: Meeting | None, holders: Holders) -> DatedMeeting:
    """The meeting with the day by which it is agreed again, where its newest round is open and not the first."""
    if meeting is None or meeting.round == 1 or meeting.status not in Meeting.OPEN:
        return dated
    return agreed_again(dated, holders)


def agreed_again(dated: DatedMeeting, holders: Holders) -> DatedMeeting:
    """The agreement with the day by which the people of now sign it, counted from the day the last of them began."""
    began = [holders[party].since or dt.date.min for party in CHANGES_HANDS if party in holders]
    return policy.agreed_again(dated, max(began)) if began else dated
