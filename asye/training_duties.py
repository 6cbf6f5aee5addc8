"""What training makes people owe: courses of the pathway, answers to who cannot come, a look at who often does not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse

from asye.answer_duties import Waiting, next_answers
from asye.models import Portfolio, Release, TrainingFlag
from asye.policy import training as policy
from asye.queries.parties import holders_of
from asye.queries.training import held_of, missing
from asye.queries.watched import TRAINING
from reminders.owed import Owed
from workforce.clock import working_day_on_or_before
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.remembered import one_request

RELEASE, FLAG = "training_release", "training_flag"


def courses_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """What is asked of everybody in the pathway and not done yet: owed by the one in the year (WRK-04)."""
    years = Portfolio.objects.filter(practitioner__in=people, status=Portfolio.Status.OPEN)
    running = list(years.select_related("practitioner", "stage", "programme").prefetch_related("stage__pauses"))
    held = held_of(running)
    with one_request():
        owed = [(year, item) for year in running for item in missing(year, held[year.pk])]
    for year, item in owed:
        assert item.due_on is not None
        yield Owed(
            kind=TRAINING,
            key=f"{TRAINING}:{year.pk}:{item.key}",
            about=year.practitioner,
            owner=year.practitioner,
            due_on=item.due_on,
            address=reverse("asye:training", args=[year.pk]),
            rule=f"{item.rule}, CLK-05",
            because=f"{item.label}: {item.because[:1].lower()}{item.because[1:]}",
        )


def answers_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """One for each open request not to come: owned by the next of those who agree, else by the lead (WRK-05)."""
    pack = pack_on(on)
    asked = Release.objects.filter(booking__portfolio__practitioner__in=people, status=Release.Status.ASKED)
    rows = asked.select_related("booking__portfolio__practitioner").prefetch_related("agreements")
    waiting = [
        Waiting(
            pk=row.pk,
            about=row.booking.portfolio.practitioner,
            role=policy.next_to_authorise(pack, {one.role for one in row.agreements.all()}),
            asked_on=row.asked_on,
            address=row.get_absolute_url(),
        )
        for row in rows
    ]
    within = pack.people.courses.answered_within_days if pack.people.courses else 0
    return next_answers(RELEASE, "WRK-05", waiting, within=within, on=on)


def looks_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """The lead looks at whoever cancels again and again (WRK-05)."""
    rule = pack_on(on).people.courses
    flags = TrainingFlag.objects.filter(portfolio__practitioner__in=people, seen_at__isnull=True)
    rows = list(flags.select_related("portfolio__practitioner"))
    holders = holders_of([row.portfolio.practitioner for row in rows], on)
    for row in rows:
        person = row.portfolio.practitioner
        lead = holders[person.pk].get("coordinator")
        if lead is not None and rule is not None:
            yield Owed(
                kind=FLAG,
                key=f"{FLAG}:{row.pk}",
                about=person,
                owner=lead.person,
                due_on=working_day_on_or_before(row.raised_on + dt.timedelta(days=rule.looked_at_within_days)),
                address=row.get_absolute_url(),
                rule="WRK-05, CLK-05",
                because=row.because,
            )
