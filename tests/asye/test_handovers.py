"""A change of assessor, manager or team in the middle of a year."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction

from asye.models import Handover, Meeting, Portfolio
from asye.queries.cohort import of_the_year, rows_of
from asye.queries.meetings import lines_of
from asye.queries.own_turns import parts_to_write
from asye.services import handovers
from asye.services.handovers import Change
from reminders.models import Duty
from reminders.services import recount
from tests.asye.test_meetings import signed
from tests.factories import NOW, TODAY, RelationshipFactory, ServiceFactory, TeamFactory
from tests.house import House, Job, person
from workforce.access import access_for
from workforce.models import Person, Post, Relationship
from workforce.verdict import Refused

EVE = TODAY - dt.timedelta(days=1)


def change(house: House, kind: str, to: Person, **told: Any) -> Handover:
    given = Change(to=to, on=TODAY, note="She writes well and asks late.", **told)
    return handovers.hand_over(
        portfolio=house.portfolio, kind=kind, change=given, sent_key=uuid.uuid4(), by=house.lead, on=TODAY, at=NOW
    )


def held(house: House, kind: str) -> list[tuple[str, dt.date | None]]:
    rows = Relationship.objects.filter(kind=kind, person=house.practitioner).order_by("started_on")
    return [(row.holder.name, row.ended_on) for row in rows.select_related("holder")]


@pytest.mark.rule("ASY-01", "ASY-02")
def test_a_new_assessor_takes_over_and_the_agreement_is_signed_again(house: House) -> None:
    signed(house)
    new = person("Second Assessor", Job.ASSESSOR)
    change(house, "assessor", new)
    assert held(house, "assesses") == [("Asye Assessor", EVE), ("Second Assessor", None)]
    duty = Duty.objects.open().get(kind="year_agreement")
    assert (duty.owner, duty.due_on) == (new, dt.date(2026, 2, 17))
    assert recount(on=TODAY) == []
    assert house.portfolio.practitioner_id in access_for(new, TODAY).assesses
    assert not access_for(house.assessor, TODAY).assesses


@pytest.mark.rule("ASY-01")
def test_nobody_of_the_line_becomes_the_assessor(house: House) -> None:
    above = person("Head Of Managers", Job.ASSESSOR)
    RelationshipFactory(kind="manages", holder=above, person=house.manager)
    for refused in (house.manager, house.group_manager, above):
        with pytest.raises(Refused, match="ASY-01"):
            change(house, "assessor", refused)
    with pytest.raises(Refused, match="ASY-01"):
        change(house, "manager", house.assessor)
    assert not Handover.objects.exists()


@pytest.mark.rule("ASY-09")
def test_the_move_to_a_main_group_moves_post_and_manager(house: House) -> None:
    RelationshipFactory(kind="supervises", holder=house.manager, person=house.practitioner)
    group = TeamFactory(service=ServiceFactory(code="FSP"), name="Main group")
    new = person("Main Manager", Job.PRACTICE_MANAGER, group)
    made = change(house, "team", new, team=group, moves_on=True)
    assert (str(made), made.team_before, made.team_after) == ("Move to a main practice group", house.team, group)
    posts = Post.objects.filter(person=house.practitioner).order_by("started_on")
    assert [(post.team.name, post.ended_on) for post in posts] == [("North", EVE), ("Main group", None)]
    assert held(house, "manages") == [("Practice Manager", EVE), ("Main Manager", None)]
    assert held(house, "supervises") == [("Practice Manager", EVE), ("Main Manager", None)]


def test_what_cannot_be_recorded(house: House) -> None:
    new = person("Second Assessor", Job.ASSESSOR)
    with pytest.raises(Refused, match="does this already"):
        change(house, "assessor", house.assessor)
    with pytest.raises(Refused, match="Choose another team"):
        change(house, "team", house.manager, team=house.team)
    for on, note, because in (
        (TODAY + dt.timedelta(days=1), "n", "today or an earlier day"),
        (dt.date(2019, 1, 1), "n", "Enter a later day"),
        (TODAY, " ", "Say what the next one"),
    ):
        with pytest.raises(Refused, match=because):
            handovers.hand_over(
                portfolio=house.portfolio, kind="assessor", change=Change(to=new, on=on, note=note),
                sent_key=uuid.uuid4(), by=house.lead, on=TODAY, at=NOW,
            )  # fmt: skip


def test_sent_twice_it_is_done_once_and_kept_by_the_database(house: House) -> None:
    new, sent = person("Second Assessor", Job.ASSESSOR), uuid.uuid4()
    for _ in range(2):
        handovers.hand_over(
            portfolio=house.portfolio, kind="assessor", change=Change(to=new, on=TODAY, note="n"),
            sent_key=sent, by=house.lead, on=TODAY, at=NOW,
        )  # fmt: skip
    assert Handover.objects.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        Handover.objects.update(note="x")


def test_by_its_page(house: House, client: Any, today: None) -> None:
    new = person("Second Assessor", Job.ASSESSOR)
    at = f"/asye/portfolios/{house.portfolio.pk}/people/"
    told = {"to": str(new.pk), "on_0": "20", "on_1": "1", "on_2": "2026", "note": "Look at the writing."}
    client.force_login(house.manager)
    assert (client.get(at).status_code, client.post(f"{at}assessor/", told).status_code) == (200, 403)
    client.force_login(house.lead)
    page = client.get(f"{at}team/").content.decode()
    assert "planned for 8 July 2026" in page and "ASY-09" in page
    assert client.post(f"{at}assessor/", told)["Location"] == at
    assert "Look at the writing." in client.get(at).content.decode()
    client.force_login(new)
    assert "Look at the writing." in client.get(at).content.decode()


@pytest.mark.rule("ASY-02", "ASY-09")
def test_a_move_on_is_told_on_the_page_and_its_people_agree_again(house: House, client: Any, today: None) -> None:
    signed(house)
    group = TeamFactory(service=ServiceFactory(code="FSP"), name="Main group")
    new = person("Main Manager", Job.PRACTICE_MANAGER, group)
    at = f"/asye/portfolios/{house.portfolio.pk}/people/"
    day = {"on_0": "20", "on_1": "1", "on_2": "2026", "moves_on": "on", "note": "She moves on."}
    client.force_login(house.lead)
    told = client.post(f"{at}team/", day | {"to": str(new.pk), "team": str(group.pk)}, follow=True).content.decode()
    assert "is to be signed again" in told
    assert "Move to a main practice group, on 20 January 2026" in told
    assert "Team: North, then Main group." in told and "Manager: Practice Manager, then Main Manager." in told
    (again,) = Meeting.objects.filter(key="agreement", round=2)
    assert f'href="{again.get_absolute_url()}"' in told
    for who, waits in ((house.practitioner, 1), (new, 1), (house.assessor, 1), (house.manager, 0)):
        titles = [one.title for one in parts_to_write(access_for(who, TODAY)) if "drawn up again" in one.title]
        assert len(titles) == waits, who


@pytest.mark.rule("ASY-02")
def test_the_agreement_opens_again_by_itself_with_a_day_of_its_own(house: House, client: Any) -> None:
    """The year began in September; months after its first agreement was due the new one is not late."""
    old = signed(house)
    new = person("Second Assessor", Job.ASSESSOR)
    change(house, "assessor", new)
    again = Meeting.objects.get(key="agreement", round=2)
    by = dt.date(2026, 2, 17)
    (line, *_) = lines_of(house.portfolio, access_for(new, TODAY))
    assert (line.meeting, line.dated.due_on, line.late, line.mine) == (again, by, False, True)
    told = {todo.title: todo.late for todo in parts_to_write(access_for(house.manager, TODAY))}
    assert told["Write your part: Support and assessment agreement, drawn up again, Newly Qualified"] is False
    (row,) = rows_of(of_the_year(Portfolio.objects.all()), access_for(new, TODAY))
    assert row.next is not None and (row.next.due_on, row.next.late) == (by, False)
    with time_machine.travel(NOW, tick=False):
        client.force_login(house.practitioner)
        for path in (again.get_absolute_url(), house.portfolio.get_absolute_url()):
            page = client.get(path).content.decode()
            assert "17 February 2026" in page and "6 October 2025" not in page, path
        assert "The manager or the assessor has changed" not in client.get(old.get_absolute_url()).content.decode()


@pytest.mark.rule("ASY-02")
def test_after_a_change_by_the_staff_export_the_old_agreement_leads_to_a_new_one(house: House, client: Any) -> None:
    old = signed(house)
    Relationship.objects.filter(kind="assesses").update(ended_on=EVE)
    new = person("Second Assessor", Job.ASSESSOR)
    RelationshipFactory(kind="assesses", holder=new, person=house.practitioner, started_on=TODAY)
    with time_machine.travel(NOW, tick=False):
        client.force_login(new)
        assert "Agree again" in client.get(old.get_absolute_url()).content.decode()
        client.post(f"/asye/portfolios/{house.portfolio.pk}/meetings/open/", {"key": "agreement"})
        assert Meeting.objects.filter(key="agreement", round=2).exists()
        assert "Agree again" not in client.get(old.get_absolute_url()).content.decode()
