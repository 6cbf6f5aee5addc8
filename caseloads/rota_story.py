"""The demonstration's rota: weeks of MASH and duty held and planned, a slot that lost its holder, swaps under way."""

from __future__ import annotations

import datetime as dt
import uuid

from caseloads.models import Slot, Swap
from caseloads.queries.rota import Candidate, judged, people_of_rota
from caseloads.services import rota, swaps
from caseloads.services.rota_following import follow_rota
from workforce.clock import is_working_day
from workforce.demo import Story, moment
from workforce.models import Absence, Person, Team

KEYS = uuid.UUID("0a4e7f5c-0c5b-4f0b-9c0e-2b8c5a8f6d31")
BEFORE, WEEKS = 4, 9
DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = range(4)
SHADOWING = "Nobody of the team has the main seat yet; the duty team of the service takes them along"


def tell(story: Story) -> str:
    manager = Person.objects.get(email="manager@demo.example")
    team = Team.objects.select_related("service").get(posts__person=manager, posts__job="practice_manager")
    monday = story.on - DAY * story.on.weekday() - BEFORE * WEEK
    for weekday in (MONDAY, WEDNESDAY):
        _plan(story, team, manager, "duty", "main", monday + weekday * DAY)
    for weekday in (TUESDAY, THURSDAY):
        _plan(story, team, manager, "mash", "main", monday + weekday * DAY, place="County Offices")
    _plan(story, team, manager, "duty", "shadow", monday + WEDNESDAY * DAY, part="am")
    _give_out(story, manager)
    lost = _lose_one(story)
    _swap(story)
    return f"{Slot.objects.count()} slots on the rota, {lost} lost again, {Swap.objects.under_way().count()} swaps"


def _plan(
    story: Story, team: Team, by: Person, kind: str, seat: str, first: dt.date, *, part: str = "day", place: str = ""
) -> None:
    last = first + (WEEKS - 1) * WEEK
    while not is_working_day(first):
        first += WEEK
    asked = rota.Plan(
        service=team.service,
        team=team,
        kind=kind,
        on=first,
        part=part,
        seat=seat,
        place=place,
        every_weeks=1,
        until=last,
    )
    key = uuid.uuid5(KEYS, f"{kind} {seat} {first.weekday()}")
    rota.plan(asked, sent_key=key, by=by, on=first - 7 * DAY, at=_at(story, first - 7 * DAY))


def _at(story: Story, on: dt.date) -> dt.datetime:
    return min(moment(on, 9), story.at)


def _give_out(story: Story, by: Person) -> None:
    """To whoever has held fewest, as far as the rules leave anybody; the last two weeks are still to be given."""
    until = story.on + 3 * WEEK
    for slot in Slot.objects.filter(on__lt=until).select_related("team", "service").order_by("on", "seat", "pk"):
        on = min(slot.on - 5 * DAY, story.on)
        free = [one for one in judged(slot, people_of_rota(slot)).values() if not one.taking.blocks]
        plain = sorted((one for one in free if not one.taking.warnings), key=_fewest)
        if plain:
            rota.give(slot=slot, to=plain[0].person, reason="", by=by, on=on, at=_at(story, on))
        elif slot.seat == "shadow" and free:
            chosen = min(free, key=_fewest).person
            rota.give(slot=slot, to=chosen, reason=SHADOWING, by=by, on=on, at=_at(story, on))


def _fewest(one: Candidate) -> tuple[float, str]:
    return one.recent, one.person.name


def _lose_one(story: Story) -> int:
    """Somebody has put in for leave on a day they hold."""
    slot = (
        Slot.objects.filter(status="held", kind="duty", seat="main", on__gt=story.on + WEEK)
        .select_related("holder")
        .first()
    )
    if slot is None or slot.holder is None:
        return 0
    Absence.objects.create(person=slot.holder, kind="leave", started_on=slot.on, ended_on=slot.on)
    return follow_rota(story.on, story.at)


def _swap(story: Story) -> None:
    """One put to anybody, one that a colleague has taken and the manager is to agree to."""
    coming = Slot.objects.filter(status="held", on__gt=story.on + 2 * DAY).select_related("holder", "team", "service")
    given: list[Slot] = []
    for slot in coming.order_by("kind", "on"):
        others = [one for one in judged(slot, people_of_rota(slot)).values() if not one.taking.blocks]
        able = [one.person for one in others if one.person != slot.holder and not one.taking.warnings]
        if slot.holder is None or not able or slot.holder_id in {one.holder_id for one in given}:
            continue
        swap = swaps.ask(
            slot=slot,
            to=able[0] if given else None,
            in_return=None,
            words="There is a conference that day which I must not miss.",
            sent_key=uuid.uuid5(KEYS, f"swap {len(given)}"),
            by=slot.holder,
            on=story.on,
            at=story.at,
        )
        if given:
            swaps.take(swap=swap, by=able[0], on=story.on, at=story.at)
            return
        given.append(slot)
