"""Somebody cannot come to a course of the pathway, or did not: a reason, authorised twice or not (WRK-05)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from asye.models import Booking, Portfolio, Release, ReleaseAgreement, TrainingFlag
from asye.policy import training as policy
from asye.queries.agreeing import may_answer
from asye.services.bookings import free_place, needs_release, refresh_flag
from asye.services.training_duties import refresh
from workforce import audit
from workforce.lifecycle import move
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused
from workforce.writing import SaidAlready

Status = Release.Status


@transaction.atomic
def ask(*, booking: Booking, reason: str, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime) -> Release:
    """Ask not to come, or answer for not having come; a form sent twice asks once. It counts towards the flag.

    Raises:
        Refused: nobody has to agree, the place is not held any more, or one waits already.
    """
    if not needs_release(booking):
        raise Refused("Nobody has to agree to this: give up the place instead")
    if booking.status not in (Booking.Status.BOOKED, Booking.Status.MISSED):
        raise Refused(f"This place is {booking.get_status_display().lower()}, so there is nothing to agree to")
    after = booking.status == Booking.Status.MISSED or booking.date.last_on < on
    release = Release(
        booking=booking, after=after, reason=reason, asked_by=by, asked_on=on, asked_at=at, sent_key=sent_key
    )
    release, new = insert_once(release, clash="This was asked for already. Look at the answer first")
    if new:
        audit.record(by=by, deed="asye.ask_release", subject=release, at=at)
        refresh_flag(booking.portfolio, on, at)
        refresh(booking.portfolio, on, at)
    return release


@transaction.atomic
def agree(*, release: Release, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Authorise in one's role; the last one frees the place. Twice is as once.

    Raises:
        Refused: it is somebody else's turn, or it has been answered.
    """
    role = role_of(release, by, on)
    if role is None:
        if release.agreements.filter(by=by).exists():
            return
        raise Refused("It is not your turn to answer this")
    try:
        with transaction.atomic():
            ReleaseAgreement.objects.create(release=release, role=role, by=by, at=at)
    except IntegrityError:
        return
    audit.record(by=by, deed="asye.agree_release", subject=release, at=at)
    if policy.next_to_authorise(pack_on(on), _agreed(release)) is None:
        move(release, Status.AGREED, by=by, at=at)
        if release.booking.status == Booking.Status.BOOKED and not release.after:
            free_place(release.booking, by=by, at=at, why="Authorised not to come")
    refresh(release.booking.portfolio, on, at)


@transaction.atomic
def refuse(*, release: Release, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Do not authorise it, with the reason; the place stays.

    Raises:
        Refused: it is somebody else's turn, or it has been answered.
    """
    if role_of(release, by, on) is None:
        raise Refused("It is not your turn to answer this")
    move(release, Status.REFUSED, by=by, at=at, why=why)
    audit.record(by=by, deed="asye.refuse_release", subject=release, at=at)
    refresh(release.booking.portfolio, on, at)


@transaction.atomic
def withdraw(*, release: Release, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Come after all.

    Raises:
        Refused: it has been answered.
    """
    move(release, Status.WITHDRAWN, by=by, at=at)
    audit.record(by=by, deed="asye.withdraw_release", subject=release, at=at)
    refresh(release.booking.portfolio, on, at)


@transaction.atomic
def look_at(*, flag: TrainingFlag, note: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """The lead has looked at somebody's cancelling; what was agreed is kept. Twice is as once.

    Raises:
        SaidAlready: another lead has, with other words.
    """
    rows = TrainingFlag.objects.filter(pk=flag.pk, seen_at__isnull=True)
    if rows.update(seen_by=by, seen_at=at, note=note):
        audit.record(by=by, deed="asye.look_at_flag", subject=flag, at=at)
        refresh(flag.portfolio, on, at)
        return
    flag.refresh_from_db()
    if flag.note != note:
        raise SaidAlready(
            "Somebody has looked at this already", label="What was agreed", said=flag.note, late=note, what=flag,
            address="/",
        )  # fmt: skip


def role_of(release: Release, person: Person, on: dt.date) -> str | None:
    """The role in which this person can answer now. Whoever is away themselves cannot; of leads, any may."""
    if release.status != Status.ASKED:
        return None
    role = policy.next_to_authorise(pack_on(on), _agreed(release))
    portfolio: Portfolio = release.booking.portfolio
    return role if may_answer(role, portfolio.practitioner, person, on) else None


def _agreed(release: Release) -> set[str]:
    return set(release.agreements.values_list("role", flat=True))
