"""The demonstration authority tells the same story on whatever day it is loaded."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from asye.models import Decision, Panel, PanelItem, Portfolio, Reflection, Tag
from asye.queries.team import team_of
from progression.queries import waiting
from reminders.models import Duty, Notice
from reminders.services import recount
from supervision.models import Concern
from tests.factories import PersonFactory
from workforce.access import Access, access_for
from workforce.demo import ACCOUNTS, PASSWORD
from workforce.facts import clock_of
from workforce.models import Authority, Person, Post, Stage, Team
from workforce.seal import breaks

pytestmark = pytest.mark.django_db
DAYS = ("2026-01-20", "2027-04-26", "2028-02-29")  # as written, a Monday in spring, a leap day


@pytest.fixture(autouse=True)
def _demonstration(settings: Any) -> None:
    settings.DEMONSTRATION = True


def access(name: str, on: dt.date) -> Access:
    return access_for(Person.objects.get(email=f"{name}@demo.example"), on)


@pytest.mark.parametrize("told", DAYS)
def test_the_story_is_the_same_on_every_day(told: str) -> None:
    on = dt.date.fromisoformat(told)
    call_command("demo", "--on", told)

    assert (Team.objects.count(), Person.objects.count(), Authority.objects.get().pack) == (8, 120, "demo")
    stage = Stage.objects.open_on(on).get(person__email="nqsw@demo.example")
    assert (stage.kind, clock_of(stage).month(on)) == ("nqsw", 5)
    assert Post.objects.open_on(on).get(person=stage.person).team.service.code == "CAI"

    team = team_of(access("manager", on))
    assert [member.person.name for member in team if member.load.is_over] == [
        "Aoife O'Brien–Ó Súilleabháin",
        "Chantelle Iyer",
    ]
    assert [member.person.name for member in team if member.is_overdue] == ["Dan Prosser"]
    assert set(Duty.objects.overdue(on).values_list("kind", "about__name")) == {
        ("supervision", "Dan Prosser"),
        ("over_limit", "Chantelle Iyer"),
        ("protected_time", "Molly Eastaugh"),
        ("training_course", "Dev Chandrasekar"),
        ("at_capacity", "Grace Oyelaran"),
    }

    queue = Reflection.objects.visible_to(access("assessor", on)).filter(status="shared")
    assert queue.count() == 7
    assert Reflection.objects.filter(author=stage.person).count() == 6

    panel = Panel.objects.visible_to(access("chair", on)).filter(date__gte=on).order_by("date")[0]
    assert 10 <= (panel.date - on).days <= 14
    before = PanelItem.objects.filter(panel=panel)
    assert sorted(before.values_list("portfolio__recommendations__outcome", flat=True)) == ["fail", "pass", "pass"]
    assert set(before.values_list("portfolio__status", flat=True)) == {Portfolio.Status.SUBMITTED}

    raised = Concern.objects.order_by("pk").values_list("author__email", "status", "steps__to__email")
    assert list(raised.order_by("pk", "steps__number")) == [
        (f"{who}@demo.example", status, to and f"{to}@demo.example")
        for who, status, to in (
            ("nqsw", "answered", "manager"),
            ("nqsw", "waiting", "manager"),
            ("nqsw", "draft", None),
            ("socialworker", "waiting", "neil.ostrander"),
            ("socialworker", "waiting", "groupmanager"),
        )
    ]

    decision = Decision.objects.get()
    assert [paper.pk for paper in waiting(access("hr", on))] == [decision.pk]
    assert list(breaks()) == []
    assert recount(on=on) == []
    assert Portfolio.objects.count() == 32
    assert Notice.objects.exists()


def test_told_once_it_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo", "--on", "2026-11-21")
    _statements_are_tagged_while_their_editions_are_in_force()
    _the_published_password_opens_the_twelve_accounts_only()
    capsys.readouterr()
    with CaptureQueriesContext(connection) as asked:
        call_command("demo", "--on", "2026-11-22")
    assert capsys.readouterr().out == (
        "The demonstration is here already, told as on 2026-11-21; nothing was changed\n"
    )
    assert [q["sql"] for q in asked if q["sql"].split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE")] == []


def _statements_are_tagged_while_their_editions_are_in_force() -> None:
    assert Tag.objects.count() > 200


def _the_published_password_opens_the_twelve_accounts_only() -> None:
    open_to_all = {person.email for person in Person.objects.all() if person.has_usable_password()}
    assert open_to_all == {f"{name}@demo.example" for name in ACCOUNTS}
    assert Person.objects.get(email="nqsw@demo.example").check_password(PASSWORD)


def test_a_database_with_other_people_is_refused() -> None:
    PersonFactory()
    with pytest.raises(CommandError, match=r"1 other person is here\. Use an empty database"):
        call_command("demo")
    assert Person.objects.count() == 1


def test_it_is_refused_outside_demonstration_mode(settings: Any) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="Set DEMONSTRATION=1 where that is wanted"):
        call_command("demo")
    assert Person.objects.count() == 0
