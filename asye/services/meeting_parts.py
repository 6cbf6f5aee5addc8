"""The parts of a meeting: each party writes its own, hands it in, and may take it back until it is being signed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from asye.models import Meeting, MeetingPart, MeetingSetAside
from asye.queries.meetings import dated
from asye.queries.terms import terms_of
from asye.services.meetings import SEALED, refresh_known, require_planned
from workforce import audit, keeping
from workforce.models import Person
from workforce.sentences import listed
from workforce.verdict import Refused
from workforce.versions import Save, save_words

NOT_YOURS = "This form asks nothing of you"
HANDED_IN = "Your part is handed in, so it cannot be changed. Take it back first"


class PartSavedElsewhere(Exception):
    """Another tab saved this part first; `set_aside` holds the words that were sent now."""

    def __init__(self, set_aside: MeetingSetAside) -> None:
        super().__init__("This part was changed in another tab")
        self.set_aside = set_aside


@transaction.atomic
def begin_part(*, meeting: Meeting, party: str, by: Person, on: dt.date, at: dt.datetime) -> MeetingPart:
    """Open one's part, filled with what the policy says or with what was agreed last time; or go on with it.

    Raises:
        Refused: the form asks nothing of this party, or the meeting is being signed.
    """
    form = dated(meeting).form
    asked = form.asked_of(party)
    if not asked:
        raise Refused(NOT_YOURS)
    found = MeetingPart.objects.filter(meeting=meeting, party=party, author=by).first()
    if found is not None:
        return found
    require_planned(meeting)
    begun = _begun_with(meeting, party, on)
    words = {code: begun.get(code, "") for code in asked}
    part, new = MeetingPart.objects.get_or_create(
        meeting=meeting, party=party, author=by, defaults={"words": words, "saved_at": at}
    )
    if new:
        audit.record(by=by, deed="asye.begin_part", subject=part, at=at)
    return part


def _begun_with(meeting: Meeting, party: str, on: dt.date) -> dict[str, str]:
    if meeting.kind != Meeting.Kind.AGREEMENT:
        return {}
    before = MeetingPart.objects.filter(
        meeting__portfolio=meeting.portfolio_id, meeting__key=meeting.key, party=party, sealed=True
    )
    last = before.exclude(handed_in_at=None).order_by("-meeting__round").first()
    return {**(last.words if last else {}), **terms_of(meeting.portfolio, on)}


def save_part(*, part: MeetingPart, words: Mapping[str, str], save: Save, by: Person, at: dt.datetime) -> MeetingPart:
    """Save what is on the page. Nothing is lost: words that come second are set aside and shown.

    Raises:
        PartSavedElsewhere: another tab saved first.
        Refused: the part is handed in, or the meeting is being signed.
    """
    told, was = {"words": dict(words)}, part.words
    with transaction.atomic():
        newest = part.set_aside.first()
        if save_words(part, told, save=save, at=at, sealed=False, handed_in_at__isnull=True):
            if newest is not None and newest.words == dict(words) != was:  # the second was chosen, so the first is kept
                part.set_aside.create(words=was, at=at)
            audit.record(by=by, deed="asye.save_part", subject=part, at=at)
            keeping.now_saved(by, part.meeting.edit_address, words, save)
            return part
        aside = newest if newest and newest.words == dict(words) else part.set_aside.create(words=dict(words), at=at)
    if part.sealed or part.handed_in_at is not None:
        raise Refused(f"{SEALED if part.sealed else HANDED_IN}. The words you sent are kept with it")
    raise PartSavedElsewhere(aside)


@transaction.atomic
def hand_in(*, part: MeetingPart, version: int, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Show one's part to the other people of the year; twice is as once.

    Raises:
        Refused: a question that must be answered is not, the words were changed since, or it is too late.
    """
    meeting = part.meeting
    if part.handed_in_at is not None:
        return
    require_planned(meeting)
    asked = dated(meeting).form.asked_of(part.party)
    empty = [prompt.label for code, prompt in asked.items() if prompt.required and not part.words.get(code, "").strip()]
    if empty:
        raise Refused(f"Answer first: {listed([f'“{label}”' for label in empty])}")
    if not MeetingPart.objects.filter(pk=part.pk, version=version, handed_in_at=None).update(handed_in_at=at):
        raise Refused("Your part was changed after you read it. Read it again, then hand it in")
    part.handed_in_at = at
    audit.record(by=by, deed="asye.hand_in_part", subject=part, at=at)
    refresh_known(meeting=meeting, on=on)


@transaction.atomic
def take_back(*, part: MeetingPart, by: Person, at: dt.datetime) -> None:
    """Go on writing one's part until the meeting is put to signature.

    Raises:
        Refused: it is being signed already.
    """
    require_planned(part.meeting)
    if MeetingPart.objects.filter(pk=part.pk, handed_in_at__isnull=False).update(handed_in_at=None):
        part.handed_in_at = None
        audit.record(by=by, deed="asye.take_back_part", subject=part, at=at)
