"""What the meetings of the year make people owe: the agreement, each review, and the signature that is next."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse

from asye.models import Meeting, Portfolio
from asye.policy import DatedMeeting
from asye.queries.parties import Holders, holders_of
from asye.queries.renewal import agreed_again, signed_by_others
from asye.queries.slots import slots_of
from asye.queries.turns import next_signer
from reminders.owed import Owed
from workforce.clock import working_day_on_or_before
from workforce.models import Person
from workforce.sentences import count, day

AGREEMENT, REVIEW, SIGNATURE = "year_agreement", "review", "year_signature"


def agreements_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """Agreements that are not signed yet, or were signed by another manager or assessor than now (ASY-02)."""
    return (owed for owed in meetings_owed(people, on) if owed.kind == AGREEMENT)


def reviews_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """Reviews of the programme that are still to come, or late (ASY-05)."""
    return (owed for owed in meetings_owed(people, on) if owed.kind == REVIEW)


def signatures_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """The next signature of each meeting that is being signed."""
    return (owed for owed in meetings_owed(people, on) if owed.kind == SIGNATURE)


def meetings_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """Everything owed for the meetings of these people's open portfolios: five queries, however many people."""
    portfolios = list(
        Portfolio.objects.filter(practitioner__in=people, status=Portfolio.Status.OPEN)
        .select_related("practitioner", "stage", "programme")
        .prefetch_related("stage__pauses")
    )
    rows: dict[int, list[Meeting]] = defaultdict(list)
    held = Meeting.objects.filter(portfolio__in=portfolios).exclude(status=Meeting.Status.DROPPED)
    for meeting in held.with_template().prefetch_related("signatures").order_by("round"):
        rows[meeting.portfolio_id].append(meeting)
    holders = holders_of([portfolio.practitioner for portfolio in portfolios], on)
    for portfolio in portfolios:
        for slot in slots_of(portfolio, rows[portfolio.pk]):
            yield from _owed(portfolio, slot.dated, slot.rounds, holders[portfolio.practitioner_id])


def _owed(portfolio: Portfolio, dated: DatedMeeting, rounds: Sequence[Meeting], holders: Holders) -> Iterator[Owed]:
    last = rounds[-1] if rounds else None
    if last is not None and last.status == Meeting.Status.SIGNING:
        yield from _signature(portfolio, dated, last, holders)
    elif last is None or last.status == Meeting.Status.PLANNED:
        before = rounds[-2] if len(rounds) > 1 else None
        if before is not None:
            yield _again(portfolio, dated, last, before, holders)
        elif last is not None or not dated.optional:
            yield _first(portfolio, dated, last, holders)
    elif dated.kind == Meeting.Kind.AGREEMENT and signed_by_others(last, holders):
        yield _again(portfolio, dated, None, last, holders)


def _first(portfolio: Portfolio, dated: DatedMeeting, meeting: Meeting | None, holders: Holders) -> Owed:
    kind = AGREEMENT if dated.kind == Meeting.Kind.AGREEMENT else REVIEW
    return Owed(
        kind=kind,
        key=f"{kind}:{portfolio.pk}:{dated.key}",
        about=portfolio.practitioner,
        owner=_convener(holders),
        due_on=dated.due_on,
        address=_address(portfolio, meeting),
        rule=f"{dated.rule}, CLK-05",
        because=f"{dated.label}: {dated.because[:1].lower()}{dated.because[1:]}.",
    )


def _again(
    portfolio: Portfolio, dated: DatedMeeting, meeting: Meeting | None, before: Meeting, holders: Holders
) -> Owed:
    """The agreement is drawn up again when the manager or the assessor changes."""
    renewed = agreed_again(dated, holders)
    return Owed(
        kind=AGREEMENT,
        key=f"{AGREEMENT}:{portfolio.pk}:{dated.key}:{before.round + 1}",
        about=portfolio.practitioner,
        owner=_convener(holders),
        due_on=renewed.due_on,
        address=_address(portfolio, meeting or before),
        rule=f"{dated.rule}, CLK-05",
        because=f"{renewed.because}.",
    )


def _signature(portfolio: Portfolio, dated: DatedMeeting, meeting: Meeting, holders: Holders) -> Iterator[Owed]:
    party = next_signer(meeting, dated.form, meeting.signatures.all())
    if party is None or meeting.turn_since is None:
        return
    holder = holders.get(party) or holders.get("coordinator")
    within = dated.form.sign_within_days
    yield Owed(
        kind=SIGNATURE,
        key=f"{SIGNATURE}:{meeting.pk}:{meeting.stamp}:{party}",
        about=portfolio.practitioner,
        owner=holder.person if holder else portfolio.practitioner,
        due_on=working_day_on_or_before(meeting.turn_since + dt.timedelta(days=within)),
        address=meeting.get_absolute_url(),
        rule=f"{dated.form.rule}, CLK-05",
        because=f"{meeting}: it was put to this signature on {day(meeting.turn_since)}, and is signed within "
        f"{count(within, 'day')}.",
    )


def _convener(holders: Holders) -> Person:
    """The assessor convenes the meetings; without one it falls to whoever runs the programme."""
    holder = holders.get("assessor") or holders.get("coordinator") or holders["nqsw"]
    return holder.person


def _address(portfolio: Portfolio, meeting: Meeting | None) -> str:
    return meeting.get_absolute_url() if meeting else reverse("asye:meetings", args=[portfolio.pk])
