"""Pauses: who asks, who agrees, what moves and that every moved date is the one that is explained (CLK-03, CLK-04)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from asye import policy
from asye.models import MovedDate, PauseRequest, Portfolio
from asye.queries.moved import Moved, moved_dates
from asye.queries.programme import meetings_of
from asye.services import meetings, pauses
from asye.services.handovers import Change, hand_over
from reminders.models import Duty
from reminders.settling import settle_people
from tests.factories import NOW, TODAY, YEAR_BEGAN, ServiceFactory, SessionFactory, TeamFactory
from tests.house import House, Job, person
from workforce import explain
from workforce.access import access_for
from workforce.clock import Pause as ClockPause
from workforce.models import Pause
from workforce.packs import load_pack, load_text
from workforce.sentences import day
from workforce.verdict import Refused

FIRST, LAST = dt.date(2026, 1, 5), dt.date(2026, 3, 1)


def asked(house: House, **told: Any) -> PauseRequest:
    given: dict[str, Any] = {
        "kind": "new", "pause": None, "reason": "sickness", "from_on": FIRST, "to_on": LAST, "note": "",
        "sent_key": uuid.uuid4(), "by": house.manager,
    } | told  # fmt: skip
    made = pauses.ask(portfolio=house.portfolio, **given, on=TODAY, at=NOW)
    return PauseRequest.objects.select_related("portfolio__practitioner", "portfolio__stage", "pause").get(pk=made.pk)


def agreed(house: House, **told: Any) -> PauseRequest:
    request = asked(house, **told)
    pauses.agree(request=request, by=house.lead, on=TODAY, at=NOW)
    house.portfolio.stage.refresh_from_db()
    return request


def fresh(house: House) -> Portfolio:
    return Portfolio.objects.select_related("practitioner", "stage", "programme").get(pk=house.portfolio.pk)


@pytest.mark.rule("CLK-03", "CLK-04", "CLK-05")
def test_an_agreed_pause_moves_every_later_date_to_what_is_explained(house: House) -> None:
    meetings.refresh_duties(house.portfolio, on=TODAY, at=NOW)
    request = asked(house)
    shown = {
        row.label: (row.old, row.new) for row in moved_dates(fresh(house), pauses.pauses_after(request, TODAY), TODAY)
    }
    pauses.agree(request=request, by=house.lead, on=TODAY, at=NOW)
    question = {
        "pack": "demo", "start": YEAR_BEGAN.isoformat(), "on": TODAY.isoformat(),
        "pauses": [{"from": FIRST.isoformat(), "to": LAST.isoformat(), "reason": "sickness"}],
    }  # fmt: skip
    explained = explain.answer("asye-clock", question)
    found = {one.key: one for one in meetings_of(fresh(house))}
    assert {key: one.on.isoformat() for key, one in found.items()} == explained["programmes"]["asye-classic"]
    assert shown["Six-month review"] == (dt.date(2026, 3, 6), found["six_month_review"].on)
    assert shown["End of the year"] == (dt.date(2026, 9, 7), dt.date.fromisoformat(explained["ends_on"]))
    duties = dict(Duty.objects.open().filter(kind="review").values_list("key", "due_on"))
    assert duties == {
        f"review:{house.portfolio.pk}:{key}": found[key].due_on
        for key in ("three_month_review", "six_month_review", "final_assessment")
    }


KEPT = [
    ("Six-month review", dt.date(2026, 3, 6), dt.date(2026, 5, 1)),
    ("End of the year", dt.date(2026, 9, 7), dt.date(2026, 11, 2)),
]


@pytest.mark.rule("CLK-03", "CLK-04", "ASY-09")
def test_what_an_agreed_pause_moved_is_kept_through_later_pauses_and_a_move_on(
    house: House, client: Any, today: None
) -> None:
    before = {row.label: (row.old, row.new) for row in _moves(asked(house))}
    request = PauseRequest.objects.get()
    assert not MovedDate.objects.exists()
    pauses.agree(request=_whole(request), by=house.lead, on=TODAY, at=NOW)
    rows = {row.label: (row.old_on, row.new_on) for row in request.moved.all()}
    assert (rows, [(name, *rows[name]) for name, _, _ in KEPT]) == (before, KEPT)
    longer = agreed(house, kind="length", pause=Pause.objects.get(), to_on=dt.date(2026, 4, 5))
    moved = {row.label: (row.old_on, row.new_on) for row in longer.moved.all()}
    assert moved["Six-month review"] == (dt.date(2026, 5, 1), dt.date(2026, 6, 5))
    group = TeamFactory(service=ServiceFactory(code="FSP"), name="Main group")
    new = person("Main Manager", Job.PRACTICE_MANAGER, group)
    move_on = Change(to=new, on=TODAY, note="Goes on well.", team=group, moves_on=True)
    hand_over(
        portfolio=fresh(house), kind="team", change=move_on, sent_key=uuid.uuid4(), by=house.lead, on=TODAY, at=NOW
    )
    assert {row.label: (row.old_on, row.new_on) for row in request.moved.all()} == before
    Portfolio.objects.update(status="submitted")
    for who in (house.practitioner, new, house.lead):
        client.force_login(who)
        page = client.get(request.get_absolute_url()).content.decode()
        for _, old, moved_to in KEPT:
            assert f"{day(old)}</span>" in page and f"<strong>{day(moved_to)}</strong>" in page
        assert ("What moved" in page, "5 June 2026" in page) == (True, False)
    for statement in (MovedDate.objects.all().delete, lambda: MovedDate.objects.update(label="x")):
        with pytest.raises(DatabaseError), transaction.atomic():
            statement()


def _whole(request: PauseRequest) -> PauseRequest:
    return PauseRequest.objects.select_related("portfolio__practitioner", "portfolio__stage", "pause").get(
        pk=request.pk
    )


def _moves(request: PauseRequest) -> list[Moved]:
    return moved_dates(request.portfolio, pauses.pauses_after(request, TODAY), TODAY)


@pytest.mark.rule("CLK-03", "SUP-07")
def test_supervision_stands_still_too(house: House) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=dt.date(2026, 1, 2))
    settle_people([house.practitioner], TODAY, NOW)
    before = Duty.objects.open().get(kind="supervision").due_on
    request = asked(house)
    rows = {row.label: row for row in moved_dates(fresh(house), pauses.pauses_after(request, TODAY), TODAY)}
    pauses.agree(request=request, by=house.lead, on=TODAY, at=NOW)
    after = Duty.objects.open().get(kind="supervision").due_on
    assert (rows["Next supervision"].old, rows["Next supervision"].new) == (before, after)
    assert after > before


@pytest.mark.rule("CLK-03")
@pytest.mark.parametrize(
    ("told", "because"),
    [
        ({"to_on": dt.date(2026, 2, 15)}, "too short: the clock stops only for more than 42 days"),
        ({"reason": "holiday"}, "does not stop for holiday"),
        ({"from_on": dt.date(2025, 9, 1)}, "cannot begin before it"),
        ({"from_on": dt.date(2027, 1, 1), "to_on": dt.date(2027, 4, 1)}, "nothing to pause"),
    ],
)
def test_what_the_policy_bars_is_not_asked_for(house: House, told: dict[str, Any], because: str) -> None:
    with pytest.raises(Refused, match=because):
        asked(house, **told)
    assert not PauseRequest.objects.exists()


@pytest.mark.rule("CLK-03")
def test_ended_early_made_longer_and_taken_away(house: House) -> None:
    pause = agreed(house).pause or Pause.objects.get()
    with pytest.raises(Refused, match="There is a pause from"):
        asked(house, from_on=dt.date(2026, 2, 1), to_on=dt.date(2026, 4, 1))
    with pytest.raises(Refused, match="too short"):
        asked(house, kind="length", pause=pause, to_on=dt.date(2026, 1, 25))
    agreed(house, kind="length", pause=pause, to_on=dt.date(2026, 4, 5))
    assert Pause.objects.get().ended_on == dt.date(2026, 4, 5)
    agreed(house, kind="length", pause=Pause.objects.get(), to_on=dt.date(2026, 2, 20))
    assert Pause.objects.get().ended_on == dt.date(2026, 2, 20)
    agreed(house, kind="cancel", pause=Pause.objects.get(), to_on=dt.date(2026, 2, 20))
    assert not Pause.objects.exists()
    history = PauseRequest.objects.order_by("pk").values_list("kind", "was_to", "to_on", "status")
    assert list(history) == [
        ("new", None, LAST, "agreed"),
        ("length", LAST, dt.date(2026, 4, 5), "agreed"),
        ("length", dt.date(2026, 4, 5), dt.date(2026, 2, 20), "agreed"),
        ("cancel", dt.date(2026, 2, 20), dt.date(2026, 2, 20), "agreed"),
    ]
    assert {one.key: one.on for one in meetings_of(fresh(house))}["six_month_review"] == dt.date(2026, 3, 6)


@pytest.mark.rule("CLK-03")
def test_only_those_the_policy_names_agree_and_once(house: House) -> None:
    request = asked(house)
    duty = Duty.objects.open().get(kind="pause_request")
    assert (duty.owner, duty.due_on) == (house.lead, dt.date(2026, 1, 23))
    for stranger in (house.practitioner, house.manager, house.assessor, house.group_manager):
        with pytest.raises(Refused, match="not your turn"):
            pauses.agree(request=request, by=stranger, on=TODAY, at=NOW)
    for _ in range(2):
        pauses.agree(request=request, by=house.lead, on=TODAY, at=NOW)
    assert (request.status, Pause.objects.count(), request.agreements.count()) == ("agreed", 1, 1)
    assert not Duty.objects.open().filter(kind="pause_request").exists()


def test_the_order_in_which_a_pack_names_them() -> None:
    pack = load_text(
        '[pack]\nname = "other"\ntitle = "Other"\nextends = ["national"]\n'
        '[programme.pauses]\nagreed_in_order = ["manager", "group_manager", "lead"]\n',
        "other",
    )
    assert policy.next_to_agree(pack, set()) == "manager"
    assert policy.next_to_agree(pack, {"manager"}) == "group_manager"
    assert policy.next_to_agree(pack, {"manager", "group_manager", "lead"}) is None


@pytest.mark.rule("CLK-03")
def test_all_pauses_together_may_have_a_limit() -> None:
    pack = load_text(
        '[pack]\nname = "other"\ntitle = "Other"\nextends = ["national"]\n[programme.pauses]\ncap_months = 3\n', "other"
    )
    earlier = ClockPause(dt.date(2025, 10, 1), dt.date(2025, 11, 30), "sickness")
    again = ClockPause(dt.date(2026, 2, 1), dt.date(2026, 4, 1), "sickness")
    with pytest.raises(Refused, match="more than 3 months"):
        policy.may_pause(pack, start=YEAR_BEGAN, pause=again, others=[earlier], months=12)
    assert policy.may_pause(load_pack("national"), start=YEAR_BEGAN, pause=again, others=[earlier], months=12)


def test_refused_and_withdrawn_change_no_date(house: House) -> None:
    request = asked(house)
    with pytest.raises(Refused, match="Another request waits"):
        asked(house, from_on=dt.date(2026, 4, 1), to_on=dt.date(2026, 6, 1))
    pauses.refuse(request=request, why="Too early to say", by=house.lead, on=TODAY, at=NOW)
    assert [move.why for move in request.moves.all()] == ["Too early to say"]
    pauses.withdraw(request=asked(house), by=house.practitioner, on=TODAY, at=NOW)
    assert not Pause.objects.exists()
    sent = uuid.uuid4()
    assert asked(house, sent_key=sent) == asked(house, sent_key=sent)


ROLES = [
    "practitioner", "manager", "group_manager", "assessor", "lead", "chair", "moderator", "external", "hr",
    "technical", "stranger_in_team", "stranger_outside",
]  # fmt: skip


@pytest.mark.parametrize("state", ["asked", "agreed", "refused", "withdrawn"])
def test_who_reads_why_somebody_is_away(house: House, state: str) -> None:
    request = asked(house)
    PauseRequest.objects.filter(pk=request.pk).update(status=state)
    seen = {
        name
        for name in ROLES
        if PauseRequest.objects.visible_to(access_for(house.everybody[name], TODAY)).filter(pk=request.pk).exists()
    }
    assert seen == {"practitioner", "manager", "group_manager", "lead", "chair"}


def test_everybody_of_the_year_reads_what_moved_and_not_why(house: House, client: Any, today: None) -> None:
    agreed(house, note="Away until the spring")
    agreed(house, kind="length", pause=Pause.objects.get(), to_on=dt.date(2026, 4, 5))
    kept = [(row.label, row.old_on, row.new_on) for row in MovedDate.objects.order_by("-request", "place")]
    stayed = [row for row in kept if row[1] == row[2]]
    for name in ("practitioner", "assessor", "manager", "lead"):
        client.force_login(house.everybody[name])
        answer = client.get(f"/asye/portfolios/{house.portfolio.pk}/meetings/")
        shown = [(row.label, row.old, row.new) for one in answer.context["moved"] for row in one.rows]
        assert shown == [row for row in kept if row not in stayed] and stayed and len(answer.context["moved"]) == 2
        page = answer.content.decode()
        assert page.count(f"What a pause moved, agreed on {day(TODAY)}") == 2
        assert "sickness" not in page.casefold() and "until the spring" not in page


PAUSE = {
    "reason": "maternity", "from_on_0": "1", "from_on_1": "2", "from_on_2": "2026",
    "to_on_0": "1", "to_on_1": "8", "to_on_2": "2026", "note": "", "sent_key": str(uuid.UUID(int=7)),
}  # fmt: skip


def test_by_the_pages(house: House, client: Any, today: None) -> None:
    client.force_login(house.practitioner)
    at = f"/asye/portfolios/{house.portfolio.pk}/pauses/"
    assert client.get(at).status_code == 200
    page = client.post(f"{at}ask/", PAUSE).content.decode()
    assert ("6 March 2026" in page, "4 September 2026" in page, PauseRequest.objects.count()) == (True, True, 0)
    for _ in range(2):
        answer = client.post(f"{at}ask/", PAUSE | {"checked": "yes"})
    request = PauseRequest.objects.get()
    assert answer["Location"] == request.get_absolute_url()
    client.force_login(house.lead)
    assert "What moves" in client.get(request.get_absolute_url()).content.decode()
    client.post(f"{request.get_absolute_url()}agree/")
    pause = Pause.objects.get()
    assert (pause.reason, pause.ended_on, pause.approved_by) == ("maternity", dt.date(2026, 8, 1), house.lead)
    change = {"kind": "length", "to_on_0": "1", "to_on_1": "7", "to_on_2": "2026", "checked": "yes"}
    client.post(f"{at}{pause.pk}/change/", change)
    assert PauseRequest.objects.filter(kind="length", was_to=dt.date(2026, 8, 1)).count() == 1
    client.force_login(house.assessor)
    assert client.get(at).status_code == 403
