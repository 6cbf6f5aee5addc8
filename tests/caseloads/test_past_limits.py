"""Two years of stages, posts and pauses, made up: the limit of any day is what `explain caseload-limit` says of it."""

from __future__ import annotations

import datetime as dt
import random
from itertools import pairwise

import pytest

from caseloads.explain import register
from caseloads.queries import loads_of
from caseloads.queries.boards import rows_of, weeks_to
from caseloads.queries.loads import RULED_AS
from tests.factories import NOW, TODAY, PersonFactory, PostFactory, ServiceFactory, StageFactory, TeamFactory
from workforce.explain import answer
from workforce.models import Person, Post, Stage
from workforce.policy_in_force import pack_on

pytestmark = pytest.mark.django_db
BEGAN = dt.date(2024, 2, 1)
DAYS, WORKERS, ASKED = 700, 16, 200
DAY = dt.timedelta(days=1)
LIVES = (("trainee", "nqsw", "social_worker"), ("nqsw", "social_worker"), ("nqsw",), ("social_worker", "senior"))


def worker(dice: random.Random) -> Person:
    """Somebody with stages one after the other, posts in other services and hours, and now and then a pause."""
    person = PersonFactory()
    kinds = dice.choice(LIVES)
    begins = [BEGAN + dt.timedelta(days=day) for day in sorted(dice.sample(range(0, DAYS, 7), len(kinds)))]
    for kind, (first, after) in zip(kinds, pairwise([*begins, None]), strict=True):
        stage = StageFactory(person=person, kind=kind, started_on=first, ended_on=after and after - DAY)
        if kind == "nqsw" and dice.random() < 0.5 and (after is None or (after - first).days > 200):
            paused = first + dt.timedelta(days=dice.randrange(30, 90))
            stage.pauses.create(
                started_on=paused, ended_on=paused + dt.timedelta(days=60), reason="sickness", approved_by=person,
                approved_at=NOW,
            )  # fmt: skip
    moves = [BEGAN, *(BEGAN + dt.timedelta(days=day) for day in sorted(dice.sample(range(30, DAYS), 2)))]
    for first, after in pairwise([*moves, None]):
        service = ServiceFactory(code=dice.choice(("CAI", "CLA", "FSP")))
        PostFactory(
            person=person,
            team=TeamFactory(service=service, name=service.code),
            fte=dice.choice(("1.00", "0.80", "0.50")),
            started_on=first,
            ended_on=after and after - DAY,
        )
    return person


def told(person: Person, day: dt.date) -> tuple[float | None, float | None] | None:
    """What `explain caseload-limit` says of the rows that hold on the day; nothing where there is no stage."""
    stage = Stage.objects.filter(person=person, started_on__lte=day).order_by("-started_on").first()
    post = Post.objects.open_on(day).filter(person=person).select_related("team__service").get()
    if stage is None:
        return None
    said = answer(
        "caseload-limit",
        {
            "pack": pack_on(day).name,
            "stage": RULED_AS[Stage.Kind(stage.kind)],
            "service": post.team.service.code,
            "start": str(stage.started_on),
            "on": str(day),
            "fte": float(post.fte),
            "pauses": [
                {"from": str(one.started_on), "to": str(one.ended_on), "reason": one.reason}
                for one in stage.pauses.all()
            ],
        },
    )
    return said["minimum"], said["maximum"]


@pytest.mark.rule("CSL-01", "CSL-02", "CSL-03", "CSL-04")
def test_limits_of_random_days_are_what_explain_says() -> None:
    register()
    dice = random.Random(11)
    people = [worker(dice) for _ in range(WORKERS)]
    seen: set[object] = set()
    for _ in range(ASKED):
        person, day = dice.choice(people), BEGAN + dt.timedelta(days=dice.randrange(DAYS))
        limit = loads_of([person], day)[person.pk].limit
        expected = told(person, day)
        assert (limit and (limit.minimum, limit.maximum)) == expected, (person.pk, day)
        seen.add(expected)
    assert len(seen) > 15


@pytest.mark.rule("CSL-01", "CSL-02", "CSL-03", "CSL-04", "CSL-10")
def test_the_weeks_of_a_board_are_judged_by_what_explain_says() -> None:
    register()
    dice = random.Random(12)
    people = [worker(dice) for _ in range(WORKERS)]
    teams = {
        post.team for post in Post.objects.open_on(TODAY).filter(person__in=people).select_related("team__service")
    }
    rows, asked = rows_of(list(teams), TODAY), 0
    assert {row.person for row in rows} <= set(people)
    for row in rows:
        for day, cell in zip(weeks_to(TODAY), row.weeks, strict=True):
            asked += 1
            assert cell.room == room(row.person, day), (row.person.pk, day)
    assert asked > 500


def room(person: Person, day: dt.date) -> float | None:
    """The maximum, or the full caseload of the policy where it sets none for an experienced worker."""
    said, full = told(person, day), pack_on(day).caseloads.full
    if said is None or said[1] is not None or full is None:
        return said and said[1]
    post = Post.objects.open_on(day).get(person=person)
    return int(full.children * float(post.fte))
