"""Days of chance: duties come, move and are met, people go on leave, servers refuse, workers die. What always holds."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from smtplib import SMTPServerDisconnected

import pytest

from reminders import policy, services
from reminders.models import Duty, Notice
from reminders.queries.lines import lines_of
from reminders.services.forming import Ready
from tests.factories import NOW, TODAY
from tests.house import House
from tests.reminders.owing import DAY, owe
from workforce.models import Absence
from workforce.policy_in_force import pack_on

HOUR = dt.timedelta(hours=1)
TURNS = 70
WEDNESDAY = 2


class Chance:
    """A run of deeds, and every mail that the server took: (moment, message ID, keys of the notices)."""

    def __init__(self, house: House, seed: int) -> None:
        self.house, self.dice, self.at = house, random.Random(seed), NOW
        self.taken: list[tuple[dt.datetime, str, int, tuple[int, ...]]] = []
        self.deaths: set[dt.date] = set()

    def go_on(self) -> None:
        self.at += self.dice.choice((HOUR, 3 * HOUR, 9 * HOUR, DAY, 2 * DAY))
        self.dice.choice((*(self.new,) * 4, self.moved, self.met, self.given, self.away, *(self.sweep,) * 6))()

    def new(self) -> None:
        due_on = self.at.date() + self.dice.randint(-10, 20) * DAY
        owner = self.dice.choice((self.house.manager, self.house.lead, self.house.assessor))
        owe(self.house, due_on, owner=owner, key=f"k{self.dice.randrange(12)}")

    def moved(self) -> None:
        for duty in self._some():
            owe(self.house, duty.due_on + self.dice.randint(-9, 9) * DAY, owner=duty.owner, key=duty.key)

    def given(self) -> None:
        for duty in self._some():
            owe(self.house, duty.due_on, owner=self.house.group_manager, key=duty.key)

    def met(self) -> None:
        for duty in self._some():
            Duty.objects.filter(pk=duty.pk).update(met_at=self.at, next_step_on=None)

    def away(self) -> None:
        first = self.at.date()
        Absence.objects.get_or_create(
            person=self.house.manager, started_on=first, defaults={"kind": "leave", "ended_on": first + 3 * DAY}
        )

    def sweep(self) -> None:
        happens = self.dice.choice(("nothing", "nothing", "refused", "dead before", "dead after"))
        services.owe_notices(on=self.at.date(), at=self.at)

        def post(ready: Ready) -> None:
            if happens == "refused" and self.dice.random() < 0.6:
                raise SMTPServerDisconnected
            if happens != "dead before":
                self._take(ready)
            if happens.startswith("dead"):
                self.deaths.add(self.at.date())
                raise SystemExit

        try:
            services.send_unsent(at=self.at, post=post)
        except SystemExit:
            return

    def calm(self) -> None:
        """Nine days on which nothing goes wrong, and on until a Wednesday."""
        first = self.at = self.at.replace(hour=10)
        while self.at < first + 9 * DAY or self.at.weekday() != WEDNESDAY:
            self.at += DAY
            services.owe_notices(on=self.at.date(), at=self.at)
            services.send_unsent(at=self.at, post=self._take)

    def _take(self, ready: Ready) -> None:
        for one in Notice.objects.filter(pk__in=ready.notices).select_related("duty"):
            assert (one.duty.met_at, one.due_on, one.sent_at) == (None, one.duty.due_on, None)
        said = (ready.digest.message_id, ready.digest.person_id, tuple(sorted(ready.notices)))
        self.taken.append((self.at, *said))

    def _some(self) -> list[Duty]:
        found = list(Duty.objects.open().select_related("owner").order_by("key"))
        return self.dice.sample(found, min(1, len(found)))


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens(house: House, seed: int) -> None:
    chance = Chance(house, seed)
    for _ in range(TURNS):
        chance.go_on()
    chance.calm()

    ids: dict[int, set[str]] = defaultdict(set)
    each_day: dict[tuple[dt.date, int], set[str]] = defaultdict(set)
    for at, message_id, person, notices in chance.taken:
        each_day[at.date(), person].add(message_id)
        for notice in notices:
            ids[notice].add(message_id)
    assert [notice for notice, found in ids.items() if len(found) > 1] == [], "a notice is in one mail"
    often = {key for key, found in each_day.items() if len(found) > 1 and key[0] not in _near(chance.deaths)}
    assert often == set(), "one mail a day"
    assert Notice.objects.unsent().count() == 0, "nothing waits for ever"
    sent = set(Notice.objects.filter(sent_at__isnull=False).values_list("pk", flat=True))
    assert sent <= set(ids), "none is missed"
    in_doubt = Notice.objects.filter(pk__in=set(ids) - sent)
    assert all(notice.dropped_at for notice in in_doubt), "its worker died, and then it held no longer"
    assert len(ids) > 20
    _everybody_was_told(chance.at.date())


def _near(days: set[dt.date]) -> set[dt.date]:
    """A mail in doubt is sent again on one of the days after."""
    return {day + count * DAY for day in days for count in range(8)}


def _everybody_was_told(on: dt.date) -> None:
    pack = pack_on(TODAY)
    for duty in Duty.objects.open():
        step = policy.newest_step(policy.ladder(pack, duty.kind), duty.due_on, on)
        if step is None:
            continue
        told = lines_of([duty.about_id], on, also=[duty.owner_id]).told(step, duty.about_id, duty.owner_id)
        sent = Notice.objects.filter(duty=duty, due_on=duty.due_on, step=step.days, sent_at__isnull=False)
        assert set(told) <= set(sent.values_list("recipient_id", flat=True)), duty
