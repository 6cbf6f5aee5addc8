"""The rota in the database: slots planned, given, taken away; who may, who sees; what follows a leaver."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from caseloads.models import Slot, SlotMove
from caseloads.queries.rota_days import days_held, days_of
from caseloads.rota_duties import planners_of
from caseloads.services import rota as services
from caseloads.services.rota_following import follow_rota
from caseloads.tasks import look_at_rota
from reminders.models import Duty
from reminders.services import recount
from tests.factories import LONG_AGO, NOW, TODAY, RegistrationFactory, RelationshipFactory, StageFactory
from tests.house import House, person, practitioner
from workforce.access import access_for
from workforce.imports.after import followed
from workforce.models import Absence, AuditEntry, Pause, Person, Post, Relationship, Stage
from workforce.verdict import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = dt.timedelta(days=1)
WEEK = 7 * DAY
MONDAY = dt.date(2026, 1, 26)  # the house's practitioner is in month five since 8 January


def plan(house: House, on: dt.date = MONDAY, **told: Any) -> list[Slot]:
    asked = {"kind": "mash", "part": "day", "seat": "main", "team": house.team} | told
    key = asked.pop("key", None) or uuid.uuid4()
    made = services.plan(
        services.Plan(service=house.team.service, on=on, **asked), sent_key=key, by=house.manager, on=TODAY, at=NOW
    )
    return list(made.slots)


def give(house: House, slot: Slot, to: Person, reason: str = "") -> None:
    services.give(slot=slot, to=to, reason=reason, by=house.manager, on=TODAY, at=NOW)


def held(house: House, on: dt.date = MONDAY, to: Person | None = None, **told: Any) -> Slot:
    slot = plan(house, on, **told)[0]
    give(house, slot, to or house.practitioner)
    return slot


def senior(house: House, name: str = "A Senior") -> Person:
    found = person(name, Post.Job.SENIOR, house.team)
    StageFactory(person=found, kind=Stage.Kind.SENIOR, started_on=LONG_AGO)
    RegistrationFactory(person=found)
    RelationshipFactory(kind=Relationship.Kind.MANAGES, holder=house.manager, person=found)
    return found


def newcomer(house: House, name: str = "Brand New") -> Person:
    return practitioner(name, house.team, manager=house.manager, assessor=house.assessor, started_on=TODAY)


@pytest.mark.rule("WRK-04")
def test_slots_are_planned_once_and_repeated(house: House) -> None:
    key = uuid.uuid4()
    for _ in range(2):
        planned = plan(house, every_weeks=2, until=MONDAY + 5 * WEEK, people=2, key=key)
    assert [slot.on for slot in planned] == [MONDAY, MONDAY, *[MONDAY + 2 * WEEK] * 2, *[MONDAY + 4 * WEEK] * 2]
    assert Slot.objects.count() == 6
    assert set(Slot.objects.values_list("status", "label", "series")) == {("open", "MASH", key)}
    assert AuditEntry.objects.filter(deed="caseloads.plan_slot").count() == SlotMove.objects.count() == 6
    assert not Duty.objects.filter(kind="rota_gap").exists()  # a new slot owes nothing yet


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"on": TODAY - DAY}, "Enter a day from today on"),
        ({"on": dt.date(2026, 1, 24)}, "weekend or a bank holiday"),
        ({"on": dt.date(2026, 4, 6)}, "weekend or a bank holiday"),
        ({"kind": "panel"}, "no such kind"),
        ({"part": "am"}, "MASH is not planned as this part"),
        ({"seat": "shadow"}, "MASH has no such seat"),
        ({"until": MONDAY - DAY}, "until a day after the first"),
        ({"until": MONDAY + 400 * DAY}, "at most a year later"),
        ({"every_weeks": 1, "until": MONDAY + 40 * WEEK, "people": 10}, "Plan at most 200"),
    ],
)
def test_what_cannot_be_planned(house: House, told: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        plan(house, **told)
    assert not Slot.objects.exists()


@pytest.mark.rule("WRK-04", "CLK-01")
def test_in_the_first_month_mash_is_refused_with_the_rule(house: House) -> None:
    slot, new = plan(house)[0], newcomer(house)
    with pytest.raises(Refused, match=r"does not take MASH yet: from month 5 on, .*\(WRK-04\)"):
        give(house, slot, new, "They want to")
    slot.refresh_from_db()
    assert (slot.status, slot.holder) == ("open", None)


@pytest.mark.rule("WRK-04")
def test_a_slot_is_given_and_given_on(house: House) -> None:
    slot, colleague = held(house), senior(house)
    give(house, slot, house.practitioner)  # the same again changes nothing
    with pytest.raises(Refused, match="Say why A Senior takes it all the same"):
        give(house, slot, colleague)
    give(house, slot, colleague, "To show the new team how it is done")
    slot.refresh_from_db()
    assert (slot.holder, slot.reason) == (colleague, "To show the new team how it is done")
    assert "WRK-04" in slot.passed
    told = list(slot.moves.values_list("from_status", "to_status", "to_holder__name"))
    assert told == [("", "open", None), ("open", "held", "Newly Qualified"), ("held", "held", "A Senior")]
    assert AuditEntry.objects.filter(deed="caseloads.give_slot").count() == 2


@pytest.mark.rule("WRK-04")
def test_two_managers_at_once_give_it_once(house: House) -> None:
    slot = plan(house)[0]
    stale = Slot.objects.get(pk=slot.pk)
    give(house, slot, house.practitioner)
    with pytest.raises(Refused, match="Somebody else has just changed this"):
        give(house, stale, senior(house), "Late")


@pytest.mark.rule("WRK-04")
def test_nobody_holds_two_at_once_and_two_a_week_need_a_reason(house: House) -> None:
    held(house)
    with pytest.raises(Refused, match=r"They already hold MASH then, all day \(WRK-04\)"):
        held(house, kind="duty", part="am", seat="shadow")
    with pytest.raises(Refused, match="2 days of MASH that week; it is 1 day a week"):
        held(house, MONDAY + DAY)


@pytest.mark.rule("CSL-07")
def test_a_shadow_on_duty_needs_somebody_to_shadow(house: House) -> None:
    with pytest.raises(Refused, match=r"nobody to shadow \(CSL-07\)"):
        held(house, kind="duty", part="am", seat="shadow")
    held(house, to=senior(house), kind="duty")
    assert held(house, kind="duty", part="am", seat="shadow").passed == ""


@pytest.mark.rule("WRK-04")
def test_taking_off_and_cancelling_say_why(house: House) -> None:
    slot = held(house, every_weeks=1, until=MONDAY + 2 * WEEK)
    services.free(slot=slot, why="Court that day", by=house.manager, on=TODAY, at=NOW)
    assert (slot.status, slot.lost) == ("open", "freed")
    duty = Duty.objects.open().get(kind="rota_gap")
    assert (duty.owner, duty.due_on, duty.address) == (house.manager, MONDAY, slot.get_absolute_url())
    assert services.cancel(slot=slot, why="MASH is shut", later=True, by=house.manager, on=TODAY, at=NOW) == 3
    assert services.cancel(slot=slot, why="Again", later=True, by=house.manager, on=TODAY, at=NOW) == 0
    assert not Duty.objects.open().filter(kind="rota_gap").exists()
    assert not Slot.objects.live().exists()
    with pytest.raises(Refused, match="This slot is cancelled"):
        give(house, slot, house.practitioner)
    assert [drift for drift in recount(on=TODAY) if drift.key.startswith("rota")] == []


@pytest.mark.rule("WRK-04")
def test_a_change_asks_the_rules_again(house: House) -> None:
    colleague = senior(house)
    slot = held(house, to=colleague, kind="duty", part="am")
    held(house, to=colleague, kind="duty", part="pm")
    told = {"by": house.manager, "on": TODAY, "at": NOW}
    services.change(slot=slot, part="am", place="County Hall", **told)
    with pytest.raises(Refused, match="They already hold Duty then, in the afternoon"):
        services.change(slot=slot, part="day", place="", **told)
    slot.refresh_from_db()
    assert (slot.part, slot.place, slot.holder) == ("am", "County Hall", colleague)


LOSSES = ["left", "away", "paused", "rule"]


@pytest.mark.rule("WRK-04", "WRK-13", "CLK-04")
@pytest.mark.parametrize("how", LOSSES)
def test_a_slot_needs_somebody_once_its_holder_cannot_hold_it(house: House, how: str) -> None:
    slot, later = held(house), held(house, MONDAY + 8 * WEEK)
    if how == "left":
        house.practitioner.posts.update(ended_on=MONDAY - DAY)
    elif how == "away":
        Absence.objects.create(person=house.practitioner, kind="leave", started_on=MONDAY, ended_on=MONDAY)
    else:
        span = (MONDAY, MONDAY + 3 * WEEK) if how == "paused" else (TODAY - 9 * WEEK, TODAY - DAY)
        Pause.objects.create(
            stage=house.portfolio.stage,
            started_on=span[0],
            ended_on=span[1],
            reason="sickness",
            approved_by=house.lead,
            approved_at=NOW,
        )
    look_at_rota()
    assert follow_rota(TODAY, NOW) == 0  # a second time changes nothing
    slot.refresh_from_db()
    later.refresh_from_db()
    assert (slot.status, slot.lost, slot.holder) == ("open", how, None)
    assert later.status == ("open" if how == "left" else "held")
    move = slot.moves.latest("at", "pk")
    assert (move.by, move.from_holder, bool(move.why)) == (None, house.practitioner, True)
    assert slot.pk in {int(key.partition(":")[2]) for key in Duty.objects.open().values_list("key", flat=True)}
    assert [drift for drift in recount(on=TODAY) if drift.key.startswith("rota")] == []
    assert AuditEntry.objects.filter(deed="caseloads.lose_slot", actor=None).exists()


@pytest.mark.rule("WRK-04", "WRK-13")
def test_an_import_and_an_agreed_pause_are_followed_at_once(house: House) -> None:
    slot, colleague = held(house), senior(house)
    other = held(house, MONDAY + DAY, to=colleague, kind="duty")
    Post.objects.filter(person__in=(house.practitioner, colleague)).update(ended_on=MONDAY - DAY)
    followed([house.practitioner], on=TODAY, at=NOW)
    told = {row.pk: (row.status, row.lost) for row in Slot.objects.all()}
    assert told == {slot.pk: ("open", "left"), other.pk: ("held", "")}


@pytest.mark.rule("WRK-04")
def test_whoever_leads_now_finds_somebody(house: House) -> None:
    slot = held(house)
    assert planners_of([slot], TODAY) == {slot.pk: house.manager}
    house.manager.posts.update(ended_on=TODAY - DAY)
    assert planners_of([slot], TODAY) == {slot.pk: house.group_manager}
    successor = person("New Manager", Post.Job.PRACTICE_MANAGER, house.team, started_on=TODAY)
    assert planners_of([slot], TODAY) == {slot.pk: successor}


def test_past_slots_stay_as_they_were(house: House) -> None:
    slot = held(house)
    Slot.objects.filter(pk=slot.pk).update(on=TODAY - WEEK)
    house.practitioner.posts.update(ended_on=TODAY - DAY)
    assert follow_rota(TODAY, NOW) == 0


@pytest.mark.rule("WRK-04")
def test_days_are_counted_with_halves(house: House) -> None:
    colleague = senior(house)
    for on, part in ((MONDAY, "day"), (MONDAY + DAY, "am"), (MONDAY + WEEK, "pm")):
        held(house, on, to=colleague, kind="duty", part=part)
    gone = held(house, MONDAY + 2 * DAY, to=colleague, kind="duty")
    services.free(slot=gone, why="Not there", by=house.manager, on=TODAY, at=NOW)
    assert days_held(colleague, MONDAY - DAY) == {}
    assert days_held(colleague, MONDAY + 6 * DAY) == {"duty": 1.5}
    assert days_held(colleague, MONDAY + WEEK, since=MONDAY + DAY) == {"duty": 1.0}
    days = days_of([colleague.pk], MONDAY)[colleague.pk]["duty"]
    assert (days.held, days.coming) == (1, 1)


SEEN_BY = {"practitioner", "manager", "group_manager", "assessor", "lead", "chair", "stranger_in_team"}


def test_who_sees_a_slot(house: House) -> None:
    slot = held(house)
    seen = {
        name
        for name, who in house.everybody.items()
        if Slot.objects.visible_to(access_for(who, TODAY)).filter(pk=slot.pk).exists()
    }
    assert seen == SEEN_BY


DEEDS = ["give", "free", "change", "cancel"]


@pytest.mark.parametrize("deed", DEEDS)
def test_who_plans_a_slot(client: Client, house: House, deed: str) -> None:
    slot, opened = held(house), set()
    for name, who in house.everybody.items():
        client.force_login(who)
        status = client.get(f"/caseloads/rota/slots/{slot.pk}/{deed}/").status_code
        assert status == (200 if status == 200 else 403 if name in SEEN_BY else 404), (name, status)
        if status == 200:
            opened.add(name)
    assert opened == {"manager", "group_manager"}


def test_another_teams_manager_plans_the_service_but_not_this_team(client: Client, house: House) -> None:
    from tests.factories import TeamFactory

    other = person("Other Manager", Post.Job.PRACTICE_MANAGER, TeamFactory(name="East", service=house.team.service))
    own, shared = held(house), held(house, MONDAY + WEEK, team=None)
    client.force_login(other)
    assert client.get(f"/caseloads/rota/slots/{own.pk}/").status_code == 404
    assert client.get(f"/caseloads/rota/slots/{shared.pk}/free/").status_code == 200


def test_reasons_are_for_the_two_of_them(client: Client, house: House) -> None:
    slot = plan(house)[0]
    give(house, slot, senior(house), "A private reason")
    for name, shown in (("manager", True), ("lead", False), ("stranger_in_team", False), ("practitioner", False)):
        client.force_login(house.everybody[name])
        assert ("A private reason" in client.get(slot.get_absolute_url()).content.decode()) is shown, name
