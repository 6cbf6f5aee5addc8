"""The development plan: dated goals, noted on, changed with a reason, met or dropped, looked at in reviews (ASY-06)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from asye.models import Goal, GoalEntry, Portfolio, SavedResource
from asye.queries.cohort import of_the_year, rows_of
from asye.queries.document import snapshot
from asye.queries.goals import known_lines
from asye.services import goals as services
from frameworks.models import Statement
from reminders.models import Duty
from reminders.services import recount
from tests.factories import NOW, TODAY
from tests.frameworks.conftest import make_resource
from tests.house import House
from workforce.access import access_for
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import SavedElsewhere

SOON = TODAY + dt.timedelta(days=30)
LATER = TODAY + dt.timedelta(days=60)
WORDS = {"what": "Say it early", "why": "I wait too long", "by_on": SOON, "how": "A colleague counts", "support": ""}


def planned(house: House) -> Goal:
    return services.plan(
        portfolio=house.portfolio, words=WORDS, statements=[Statement.objects.all()[0]], resources=[],
        sent_key=uuid.uuid4(), by=house.practitioner, on=TODAY, at=NOW,
    )  # fmt: skip


def changed(house: House, goal: Goal, version: int = 1) -> None:
    services.change(
        goal=goal, words=WORDS | {"by_on": LATER}, resources=[], reason="Moved team", save=Save(version),
        by=house.assessor, on=TODAY, at=NOW,
    )  # fmt: skip


NEAR = {"practitioner", "assessor", "manager"}


@pytest.mark.parametrize(("status", "sees"), [("open", NEAR), ("submitted", NEAR | {"lead", "chair", "moderator"})])
def test_who_reads_the_plan_and_who_handles_it(
    client: Client, house: House, today: None, status: str, sees: set[str]
) -> None:
    goal = planned(house)
    Portfolio.objects.update(status=status)
    seen, handled = set(), set()
    for name, person in house.everybody.items():
        client.force_login(person)
        if client.get(goal.get_absolute_url()).status_code == 200:
            seen.add(name)
        if client.get(f"{goal.get_absolute_url()}note/").status_code == 200:
            handled.add(name)
    assert (seen, handled) == (sees, {"practitioner", "assessor"})


@pytest.mark.rule("ASY-06")
def test_a_change_keeps_what_it_said_before(house: House) -> None:
    goal = planned(house)
    changed(house, goal)
    entry = goal.entries.get()
    assert (entry.kind, entry.words, entry.before) == ("changed", "Moved team", {"By when": "19 February 2026"})
    with pytest.raises(IntegrityError), transaction.atomic():
        GoalEntry.objects.update(words="Other")


def test_two_windows_never_overwrite_each_other(house: House) -> None:
    goal = planned(house)
    changed(house, goal)
    other = WORDS | {"what": "Other"}
    with pytest.raises(SavedElsewhere) as clash:
        services.change(
            goal=goal, words=other, resources=[], reason="R", save=Save(1), by=house.practitioner, on=TODAY, at=NOW
        )
    clash.value.set_aside.refresh_from_db()
    assert ["Goal", "Say it early", "Other"] in clash.value.set_aside.rows
    assert goal.entries.count() == 1


@pytest.mark.rule("ASY-06")
def test_its_day_is_a_duty_until_it_ends(house: House) -> None:
    goal = planned(house)
    duty = Duty.objects.open().get(kind="development_goal")
    assert (duty.owner, duty.due_on, duty.rule) == (house.practitioner, SOON, "ASY-06")
    changed(house, goal)
    assert Duty.objects.open().get(kind="development_goal").due_on == LATER
    services.end(goal=goal, as_="met", why="Five visits", by=house.practitioner, on=TODAY, at=NOW)
    assert not Duty.objects.open().filter(kind="development_goal").exists()
    with pytest.raises(Refused, match="already"):
        services.end(goal=goal, as_="dropped", why="W", by=house.practitioner, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="has ended"):
        services.change(
            goal=goal, words=WORDS | {"what": "Other"}, resources=[], reason="R", save=Save(goal.version),
            by=house.assessor, on=TODAY, at=NOW,
        )  # fmt: skip
    services.end(goal=goal, as_="open", why="Not after all", by=house.practitioner, on=TODAY, at=NOW)
    assert Duty.objects.open().filter(kind="development_goal").count() == 1
    assert not [one for one in recount(on=TODAY) if one.key.startswith("development_goal")]


@pytest.mark.rule("ASY-06")
def test_a_review_says_what_goes_on_and_what_ended(house: House) -> None:
    going, ended, before = planned(house), planned(house), planned(house)
    services.note(goal=going, words="Minute twelve", by=house.practitioner, at=NOW)
    services.end(goal=ended, as_="dropped", why="Moved", by=house.practitioner, on=TODAY, at=NOW)
    services.end(goal=before, as_="met", why="Seen", by=house.practitioner, on=TODAY, at=NOW)
    Goal.objects.filter(pk=before.pk).update(ended_at=NOW - dt.timedelta(days=40))
    lines, rule, _ = known_lines(house.portfolio, TODAY - dt.timedelta(days=7), LATER)
    assert (sorted(lines), rule) == (
        [
            "Dropped on 20 January 2026: Say it early. Dropped: Moved",
            "Say it early, by 19 February 2026, which has passed. Note: Minute twelve",
        ],
        "ASY-06",
    )
    access = access_for(house.assessor, LATER)
    row = rows_of(of_the_year(Portfolio.objects.filter(pk=house.portfolio.pk)), access)[0]
    assert "1 goal past the planned day" in row.behind
    titles = [one["title"] for one in snapshot(house.portfolio, access, version=1, at=NOW)["sections"]]
    assert "Development plan" in titles


def test_a_closed_portfolio_keeps_its_plan(house: House) -> None:
    goal = planned(house)
    Portfolio.objects.update(status="submitted")
    goal.portfolio.refresh_from_db()
    with pytest.raises(Refused, match="stays as it is"):
        services.note(goal=goal, words="W", by=house.practitioner, at=NOW)


def test_from_a_gap_to_a_goal_and_its_end(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    gap, resource = Statement.objects.all()[1], make_resource("made")
    SavedResource.objects.create(person=house.practitioner, resource=resource, purpose="plan", saved_at=NOW)
    address = f"/asye/portfolios/{house.portfolio.pk}/goals/plan/?gap={gap.pk}"
    assert address in client.get(f"/asye/portfolios/{house.portfolio.pk}/coverage/").content.decode()
    assert gap.text in client.get(address).content.decode()
    told = {
        "what": "Listen", "how": "They say so", "by_on_0": "1", "by_on_1": "3", "by_on_2": "2026",
        "resources": str(resource.pk), "sent_key": str(uuid.uuid4()),
    }  # fmt: skip
    assert "still to come" in client.post(address, told | {"by_on_2": "2025"}).content.decode()
    made = [client.post(address, told)["Location"] for _ in range(2)]
    goal = Goal.objects.get()
    assert (made, list(goal.statements.all()), list(goal.resources.all())) == (
        [goal.get_absolute_url()] * 2, [gap], [resource],
    )  # fmt: skip
    at = goal.get_absolute_url()
    other = Statement.objects.all()[0]
    assert client.post(f"{at}statements/", {"statements": str(other.pk)})["Location"] == at
    for _ in range(2):
        assert client.post(f"{at}note/", {"words": "Twice"})["Location"] == at
    more = told | {"what": "Listen longer", "reason": "Too easy", "version": str(goal.version)}
    assert client.post(f"{at}change/", more)["Location"] == at
    assert "Say what shows" in client.post(f"{at}met/", {}).content.decode()
    assert client.post(f"{at}met/", {"words": "They said so"})["Location"] == at
    page = client.get(at).content.decode()
    assert "Too easy" in page and "They said so" in page and "Take it up again" in page
    assert [entry.kind for entry in goal.entries.all()] == ["note", "changed", "met"]
    assert "Listen longer" in client.get(f"/asye/portfolios/{house.portfolio.pk}/goals/").content.decode()
