"""`manage.py generate`: as many people as asked for, the same rows for the same seed, all of it sound."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client

from asye.models import Decision, PanelItem, Portfolio, Reflection
from caseloads.models import Allocation, Breach, BreachEntry, CapacityNote, NoteCount, Slot, SlotMove
from caseloads.services import open_found_breaches
from caseloads.services.breaches import Found
from caseloads.services.rota_following import follow_rota
from progression.models import ProgressionPaper
from reminders.models import Duty, Notice
from reminders.services import recount
from supervision.models import Session, SessionRecord
from tests.factories import NOW, TODAY, PersonFactory
from workforce.generate import ACCOUNTS, DOMAIN, Plan, account, generate
from workforce.models import Person, Post, Relationship, SealedRecord, Stage
from workforce.seal import breaks

PEOPLE, YEARS = 60, 2
PLAN = Plan(people=PEOPLE, years=YEARS, seed=7, on=TODAY)

# What a row says, without the keys that the database gave it.
SAID: dict[Any, tuple[str, ...]] = {
    Person: ("email", "name", "password", "employee_number"),
    Post: ("person__email", "job", "grade", "scp", "team__name", "started_on", "ended_on"),
    Stage: ("person__email", "kind", "started_on", "ended_on"),
    Relationship: ("kind", "holder__email", "person__email", "service__code", "started_on", "ended_on"),
    Session: ("sent_key", "worker__email", "supervisor__email", "date", "minutes", "outcome", "notes", "recorded_at"),
    SessionRecord: ("session__worker__email", "session__date", "reflection", "tools", "sealed", "signed_at"),
    Allocation: ("sent_key", "worker__email", "case__reference", "case__children", "role", "started_on", "ended_on"),
    Breach: ("worker__email", "opened_on", "held", "maximum", "status", "agreed_until", "authorised_by__email"),
    BreachEntry: ("sent_key", "breach__worker__email", "kind", "on", "reason", "ends_on"),
    CapacityNote: ("sent_key", "worker__email", "said_on", "status", "answered_on"),
    Slot: ("kind", "on", "part", "seat", "status", "holder__email", "team__name", "planned_by__email", "sent_key"),
    SlotMove: ("slot__sent_key", "to_status", "to_holder__email", "by__email", "at"),
    NoteCount: ("worker__email", "day", "child_protection", "due", "late"),
    Reflection: ("author__email", "status", "title", "what_happened", "analysis", "created_at", "shared_at", "version"),
    PanelItem: ("panel__sent_key", "portfolio__practitioner__email", "moderator__email", "submitted_at"),
    Decision: ("portfolio__practitioner__email", "outcome", "reasons", "signed_by__email", "signed_at"),
    ProgressionPaper: ("sent_key", "decision__portfolio__practitioner__email", "new_scp", "effective_on"),
    Duty: ("kind", "about__email", "owner__email", "due_on", "because", "next_step_on"),
    Notice: ("duty__about__email", "step", "recipient__email", "sent_at"),
}


def told(plan: Plan) -> dict[str, list[tuple[Any, ...]]]:
    """Generate, read what every row says, and take it all back."""
    with transaction.atomic():
        generate(plan)
        rows = {model.__name__: sorted(model.objects.values_list(*names), key=repr) for model, names in SAID.items()}
        transaction.set_rollback(True)
    return rows


@pytest.fixture
def generated(db: None, today: None) -> None:
    generate(PLAN)


def test_the_same_seed_tells_the_same_authority(db: None) -> None:
    first, second = told(PLAN), told(PLAN)
    assert first == second
    assert all(first.values())
    assert told(Plan(people=PEOPLE, years=YEARS, seed=8, on=TODAY))["Session"] != first["Session"]


def test_what_is_generated_holds_together(generated: None) -> None:
    assert Person.objects.count() == PEOPLE
    assert list(breaks()) == []
    assert SealedRecord.objects.filter(kind="panel decision").count() == Decision.objects.count() > 0
    assert (
        SealedRecord.objects.exclude(kind="panel decision").count()
        == SessionRecord.objects.filter(sealed=True).count()
        > 0
    )
    assert recount(on=TODAY) == []
    assert not Session.objects.filter(date__gt=TODAY).exclude(outcome="planned").exists()
    assert set(Portfolio.objects.values_list("status", flat=True)) >= {"open", "submitted", "passed"}
    assert set(Reflection.objects.values_list("status", flat=True)) == {"draft", "shared", "returned", "accepted"}


def test_whoever_is_above_their_limit_has_its_record(generated: None) -> None:
    """A night's look at the loads finds nothing to open and nothing to close."""
    assert open_found_breaches(TODAY, NOW) == Found(0, 0)
    assert Breach.objects.count() > 0


def test_everybody_on_the_rota_may_hold_what_they_hold(generated: None) -> None:
    """A night's look at the rota takes nothing from anybody, and each slot has been given as its moves say."""
    assert follow_rota(TODAY, NOW) == 0
    held = Slot.objects.filter(status="held")
    assert held.filter(on__gt=TODAY).exists() and held.filter(on__lt=TODAY).exists()
    assert SlotMove.objects.filter(to_status="held").count() == held.count()
    assert set(held.values_list("kind", flat=True)) == {"mash", "duty"}


def test_nobody_can_sign_in_with_a_password(generated: None) -> None:
    people = Person.objects.filter(email__in=[f"bench-{name}@{DOMAIN}" for name in ACCOUNTS])
    assert people.count() == len(ACCOUNTS)
    assert not any(person.has_usable_password() for person in Person.objects.all())


@pytest.mark.parametrize(
    ("name", "path", "shows"),
    [
        ("nqsw", "/asye/", "Month 6"),
        ("assessor", "/asye/queue/", "1 to 25 of 30"),
        ("manager", "/asye/team/", "24 people"),
        ("chair", "/asye/panels/", "Final moderation"),
        ("hr", "/progression/", "Passed and not yet processed"),
    ],
)
def test_each_account_has_something_to_look_at(
    client: Client, generated: None, name: str, path: str, shows: str
) -> None:
    client.force_login(account(name))
    assert shows in client.get(path, follow=True).content.decode()


def test_the_neighbourhood_of_the_accounts_is_the_same_in_every_size(generated: None) -> None:
    manager, chair = account("manager"), account("chair")
    assert manager.holds.filter(ended_on=None).count() == 24
    assert (
        PanelItem.objects.filter(
            panel__members__person=chair, portfolio__status="submitted", panel__date__gte=TODAY
        ).count()
        == 10
    )


def test_it_refuses_a_database_with_other_people_in_it(db: None) -> None:
    PersonFactory()
    with pytest.raises(CommandError, match="1 person is here already"):
        call_command("generate", people=PEOPLE)
    assert Person.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"people": 49}, {"years": 0}])
def test_it_refuses_less_than_the_accounts_need(db: None, wrong: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="at least 50 people and 1 year"):
        call_command("generate", **wrong)
    assert Person.objects.count() == 0


def test_the_command_says_what_it_made(db: None) -> None:
    said = StringIO()
    call_command("generate", people=PEOPLE, years=1, seed=1, on=dt.date(2026, 1, 31), stdout=said)
    assert f"{PEOPLE} people" in said.getvalue()
