"""Arrange a panel: its day, its members, the portfolios before it and who reads them."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from asye import policy
from asye.models import AssessorAttendance, Decision, Panel, PanelItem, PanelMember, Portfolio
from asye.queries.panel import assessor_on
from asye.services.duties import refresh_submission_duty
from workforce import audit, versions
from workforce.models import Person, Relationship
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused
from workforce.writing import SavedElsewhere, set_aside


@transaction.atomic
def arrange_panel(
    *,
    date: dt.date,
    stage: str,
    place: str,
    chair: Person,
    submit_by: dt.date | None = None,
    sent_key: uuid.UUID,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> Panel:
    """Set the day of a panel; the day to submit by follows from the policy (MOD-02).

    `submit_by` is the day set by hand where the policy does not say; elsewhere it is not looked at.

    Raises:
        Refused: the day has passed, or the policy does not say when portfolios are submitted and nobody else did.
    """
    if date < on:
        raise Refused("Enter a date in the future for the panel")
    by_day, because = _submitted_by(date, submit_by, by=by, on=on)
    made = Panel(date=date, stage=stage, place=place, submit_by=by_day, submit_by_because=because, sent_key=sent_key)
    panel, new = insert_once(made, clash="This panel is already arranged")
    if new:
        panel.members.create(person=chair, role=PanelMember.Role.CHAIR)
        audit.record(by=by, deed="asye.arrange_panel", subject=panel, at=at)
    return panel


def _submitted_by(date: dt.date, by_hand: dt.date | None, *, by: Person, on: dt.date) -> tuple[dt.date, str]:
    """The last day to submit, and the sentence that says where it comes from."""
    found = policy.submit_by(pack_on(on), date)
    if found.on is not None:
        return found.on, found.because
    if by_hand is None:
        raise Refused(f"{found.because}. Enter the day yourself")
    if not on <= by_hand <= date:
        raise Refused("Portfolios are in by a day from today on, and not after the panel")
    return by_hand, f"{found.because}. {by.name} set the day by hand when the panel was arranged"


def note_attendance(
    *, item: PanelItem, came: bool, words: str, read: str, by: Person, on: dt.date, at: dt.datetime
) -> AssessorAttendance:
    """Keep whether the assessor came to answer queries, and who answered instead (MOD-07). Said again, it is put right.

    `read` are the words the form was opened with.

    Raises:
        SavedElsewhere: somebody else has said it in other words meanwhile.
        Refused: the panel has not met yet, it has decided, or nobody assessed on that day.
    """
    if item.panel.date > on:
        raise Refused("The panel has not met yet")
    if Decision.objects.filter(item=item).exists():
        raise Refused("The panel has decided and signed, so this stays as it is")
    assessor = assessor_on(item)
    if assessor is None:
        raise Refused("Nobody assessed this practitioner on the day of the panel")
    told = {"person": assessor, "came": came, "words": words, "by": by, "at": at}
    with transaction.atomic():
        found, new = AssessorAttendance.objects.get_or_create(item=item, defaults=told)
        unread = AssessorAttendance.objects.filter(versions.still(words=read), pk=found.pk)
        if new or unread.update(**told):
            found.refresh_from_db()
            audit.record(by=by, deed="asye.note_attendance", subject=found, at=at)
            return found
        found.refresh_from_db()
        if (found.came, found.words) == (came, words):
            return found
        rows = [("Who answered instead", found.words, words)]
        aside = set_aside(rows, what=f"{item}: the assessor", address=item.get_absolute_url(), by=by, at=at)
    raise SavedElsewhere(aside)


@transaction.atomic
def seat(*, panel: Panel, person: Person, role: str, by: Person, at: dt.datetime) -> PanelMember:
    """Give somebody a seat on the panel (MOD-04).

    Raises:
        Refused: there is a chair already, and this would be a second one.
    """
    if role == PanelMember.Role.CHAIR and panel.members.filter(role=role).exclude(person=person).exists():
        raise Refused("This panel has a chair. Take the chair's seat away first")
    member, _ = PanelMember.objects.update_or_create(panel=panel, person=person, defaults={"role": role})
    audit.record(by=by, deed="asye.seat_member", subject=member, at=at)
    return member


@transaction.atomic
def put_before(
    *, panel: Panel, portfolio: Portfolio, moderator: Person | None, by: Person, on: dt.date, at: dt.datetime
) -> PanelItem:
    """Put a portfolio on the panel's list, with the moderator who reads it.

    Raises:
        Refused: the moderator assessed, managed or supervised this practitioner (MOD-03).
    """
    if moderator is not None:
        require_independent(moderator, portfolio)
    item, _ = PanelItem.objects.update_or_create(panel=panel, portfolio=portfolio, defaults={"moderator": moderator})
    audit.record(by=by, deed="asye.put_before_panel", subject=item, at=at)
    refresh_submission_duty(portfolio=portfolio, on=on, at=at)
    return item


def require_independent(person: Person, portfolio: Portfolio) -> None:
    """Raise Refused where this person assessed, managed or supervised the practitioner during the year (MOD-03)."""
    tie = Relationship.objects.filter(holder=person, person=portfolio.practitioner).exclude(
        ended_on__lt=portfolio.started_on
    )
    first = tie.first()
    if first is not None:
        raise Refused(f"{person.name} {first.get_kind_display().lower()} them, so somebody else must moderate (MOD-03)")
