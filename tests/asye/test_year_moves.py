"""Moves to another programme or other editions: nothing lost, put back as it was, final only when confirmed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import uuid
from itertools import pairwise
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from asye.models import Meeting, MoveAccount, MovePlan, Portfolio, Reflection, YearMove, YearMoveStep
from asye.policy import resolved
from asye.queries.carried import tags_of
from asye.queries.meetings import lines_of
from asye.queries.move_offers import Offer
from asye.queries.move_preview import preview_of
from asye.services import meetings, portfolios, reflections, year_moves
from frameworks.models import CrosswalkLink, Statement
from frameworks.policy.crosswalk import neighbours, reach
from reminders.models import Duty
from reminders.settling import settle_people
from tests.asye.moving import (
    NEW,
    OLD,
    bound,
    editions,
    fresh,
    go,
    half_way,
    house_of,
    move_of,
    planned,
    shipped,
    small,
    state,
    tag,
    tried,
    version,
)
from tests.asye.test_meetings import opened, presented, signed, write
from tests.factories import NOW, TODAY, RelationshipFactory
from tests.house import House, Job, person
from workforce.access import access_for
from workforce.models import AuditEntry, Relationship
from workforce.packs import load_text
from workforce.verdict import Refused

LATER = NOW + dt.timedelta(hours=1)
# As many as fit in a minute; `script/bench moves` runs both proofs in full.
YEARS, EXAMPLES = int(os.environ.get("MOVE_YEARS", "16")), int(os.environ.get("MOVE_EXAMPLES", "12"))


@pytest.fixture
def classic(house: House) -> Portfolio:
    """The house's year in the classic programme and the editions of 2012, with what it owes settled."""
    small()
    portfolio = bound(house.portfolio, OLD, "kss-2018")
    tag(portfolio, 3)
    settle_people([portfolio.practitioner], TODAY, NOW)
    return portfolio


def undone(house: House, move: YearMove) -> None:
    assert go(house, move.plan, "undoing", at=LATER) == 1


@pytest.mark.rule("FRW-07", "FRW-11")
def test_half_way_years_moved_to_the_editions_of_2018_and_back_lose_no_tag(house: House) -> None:
    shipped()
    years = [half_way(house, number, OLD, "kss-2018") for number in range(YEARS)]
    settle_people([year.practitioner for year in years], TODAY, NOW)
    before = {year.pk: state(year) for year in years}
    cut = Statement.objects.filter(section__framework__code=OLD, number__in=["1.1", "5.2"])
    CrosswalkLink.objects.filter(Q(from_statement__in=cut) | Q(to_statement__in=cut)).update(ended_at=NOW)
    plan = planned(house, years, programme=version(), codes=[NEW, "kss-2018"])
    assert go(house, plan, "waiting") == YEARS
    new = sorted(one.pk for one in editions(NEW, "kss-2018"))
    for year in years:
        now = state(year)
        assert (now["tags"], now["editions"]) == (before[year.pk]["tags"], new)
        assert now["programme"] == plan.programme_id
    accounts = {account.year_move.portfolio_id: account for account in MoveAccount.objects.select_related("year_move")}
    held = {year.pk: len(before[year.pk]["tags"]) for year in years}
    assert {pk: accounts[pk].tags for pk in held} == held
    assert {pk: len(accounts[pk].held) for pk in held} == held
    total = [sum(getattr(one, name) for one in accounts.values()) for name in ("direct", "through", "alone", "drafts")]
    assert sum(total) == sum(held.values()) == YEARS * 19
    assert all(total), total
    assert go(house, plan, "undoing", at=LATER) == YEARS
    assert {year.pk: state(year) for year in years} == before
    last = MoveAccount.objects.filter(moment="undone")
    assert {(one.direct, one.drafts, one.through, one.alone, one.added, one.taken) for one in last} == {
        (14, 5, 0, 0, 0, 0)
    }
    assert set(plan.years.values_list("status", flat=True)) == {"undone"}


DEEDS = st.lists(st.sampled_from(["open", "sign", "begin", "present"]), max_size=3)


@pytest.mark.rule("FRW-07", "FRW-11")
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    deeds=DEEDS,
    number=st.integers(0, 50),
    codes=st.sets(st.sampled_from([OLD, NEW, "kss-2018"]), min_size=1),
    to=st.sets(st.sampled_from([OLD, NEW, "kss-2018"])),
    programme=st.sampled_from(["asye-2022", "two-years", None]),
    months=st.sampled_from([None, 18]),
)
def test_trying_and_putting_back_is_as_if_nothing_had_been(
    house: House,
    deeds: list[str],
    number: int,
    codes: set[str],
    to: set[str],
    programme: str | None,
    months: int | None,
) -> None:
    with transaction.atomic():
        small()
        portfolio = bound(house.portfolio, *codes)
        portfolio.stage.months = months
        portfolio.stage.save()
        tag(portfolio, number)
        here = house_of(house, fresh(portfolio))
        for deed, key in zip(deeds, ("agreement", "three_month_review", "six_month_review"), strict=False):
            if deed == "sign":
                signed(here, key)
            elif deed == "present":
                presented(here, key)
            elif deed == "begin":
                write(opened(here, key), house.practitioner, "nqsw")
            else:
                opened(here, key)
        settle_people([house.practitioner], TODAY, NOW)
        before = state(portfolio)
        wanted = {"asye-2022": version, "two-years": two_years, None: lambda: None}[programme]()
        if wanted is not None or to:
            move = tried(house, portfolio, programme=wanted, codes=to)
            if move.status == "tried":
                assert state(portfolio)["tags"] == before["tags"]
                undone(house, move)
            else:
                assert (move.status, wanted, sorted(one.pk for one in editions(*to))) == (
                    "refused", None, before["editions"],
                )  # fmt: skip
        assert state(portfolio) == before
        transaction.set_rollback(True)


def two_years() -> Offer:
    """A programme of twenty-four months: half of what the year has, twice as late."""
    text = (
        '[pack]\nname = "longer"\ntitle = "Longer"\nextends = ["demo"]\n'
        '[asye.programmes.two-years]\nrule = "ASY-02"\nsource = "ours"\nlabel = "Two years"\nedition = "2027"\n'
        "months = 24\n[asye.programmes.two-years.evidence]\nobservation = { minimum = 5 }\n"
        '[asye.programmes.two-years.parts.all]\nlabel = "All of it"\nfrom_month = 1\nto_month = 24\n'
    )
    for form in ("agreement", "review", "final"):
        text += (
            f'[asye.programmes.two-years.forms.{form}]\nrule = "ASY-02"\nsource = "ours"\nlabel = "Form {form}"\n'
            'signed_by = ["nqsw", "assessor"]\nsign_within_days = 10\n'
            f'[asye.programmes.two-years.forms.{form}.prompts]\nown = {{ label = "Own", asked_of = "nqsw" }}\n'
        )
    for key, kind, months in (
        ("terms", "agreement", 0),
        ("first_month", "review", 1),
        ("year_end", "review", 12),
        ("end", "final", 24),
    ):
        text += (
            f'[asye.programmes.two-years.meetings.{key}]\nrule = "ASY-02"\nsource = "ours"\nlabel = "Meeting {key}"\n'
            f'kind = "{kind}"\nform = "{kind}"\npart = "all"\nafter_months = {months}\nwindow_days_after = 14\n'
        )
    return Offer("now:two-years", "Two years", "two-years", resolved(load_text(text, "longer"), "two-years"))


def keys_of(house: House) -> dict[str, tuple[str, str]]:
    """The meetings of the year by the name of their date, with their state and label, as the assessor sees them."""
    lines = lines_of(fresh(house.portfolio), access_for(house.assessor, TODAY))
    return {line.dated.key: (line.state, line.dated.label) for line in lines}


def owed(house: House) -> dict[str, dt.date]:
    rows = Duty.objects.open().filter(about=house.practitioner, kind__in=("year_agreement", "review"))
    return {key.rpartition(":")[2]: due for key, due in rows.values_list("key", "due_on")}


@pytest.mark.rule("ASY-02", "ASY-05")
def test_what_was_signed_stays_as_it_was_signed_and_stands_for_the_review_of_the_same_time(
    house: House, classic: Portfolio
) -> None:
    here = house_of(house, classic)
    agreement, review = signed(here), signed(here, "three_month_review")
    before = {one.pk: (one.seal.content, one.programme_id) for one in (agreement, review) if one.seal}
    move = tried(house, classic)
    year = fresh(classic)
    assert year.carried == {"foundational_review": review.pk}
    assert keys_of(here) == {
        "agreement": ("Signed by all", "Support and assessment agreement"),
        "three_month_review": ("Signed by all", "Three-month review"),
        "six_month_review": ("To be held", "Interim assessment review"),
        "progressive_meeting": ("Not opened yet", "Progressive development meeting"),
        "final_assessment": ("Not opened yet", "Final review"),
    }
    assert owed(here) == {
        "six_month_review": dt.date(2026, 3, 6),
        "progressive_meeting": dt.date(2026, 6, 8),
        "final_assessment": dt.date(2026, 9, 8),
    }
    rows = Meeting.objects.filter(pk__in=before).select_related("seal")
    assert {one.pk: (one.seal.content, one.programme_id) for one in rows if one.seal} == before
    shown = {shift.label: (shift.kind, shift.note) for shift in preview_of(move, access_for(house.lead, TODAY)).shifts}
    assert shown["Three-month review"] == ("signed", "Stays as it was signed. It stands for: Foundational review")
    assert shown["Nine-month review"] == ("gives_way", "Gives way: nobody has begun it")
    assert shown["Progressive development meeting"] == ("new", "New: nobody asked for it before")


@pytest.mark.rule("ASY-05", "CLK-05")
@pytest.mark.parametrize("deeds", [0, 1, 2])
@pytest.mark.parametrize("programme", ["asye-2022", "two-years"])
def test_the_dates_that_were_shown_are_the_dates_that_are_owed(
    house: House, classic: Portfolio, deeds: int, programme: str
) -> None:
    here = house_of(house, classic)
    for key in ("agreement", "three_month_review")[:deeds]:
        signed(here, key)
    plan = planned(house, [classic], programme=two_years() if programme == "two-years" else version(), codes=[])
    shown = preview_of(move_of(plan), access_for(house.lead, TODAY))
    go(house, plan, "waiting")
    again = preview_of(move_of(plan), access_for(house.lead, TODAY))
    optional = {"Nine-month review"}
    promised = {
        shift.label: shift.new for shift in shown.shifts if shift.kind in ("new", "written", "begun") and shift.new
    }
    rows = Duty.objects.open().filter(about=house.practitioner, kind__in=("year_agreement", "review"))
    assert {row.because.split(":")[0]: row.due_on for row in rows} == {
        label: on for label, on in promised.items() if label not in optional
    }
    assert [(one.label, one.old, one.new) for one in again.shifts if one.kind != "gives_way"] == [
        (one.label, one.old, one.new) for one in shown.shifts if one.kind != "gives_way"
    ]


@pytest.mark.rule("CLK-06", "ASY-02")
def test_a_longer_programme_moves_every_later_date_and_asks_nobody_for_what_was_over(
    house: House, classic: Portfolio
) -> None:
    move = tried(house, classic, programme=two_years())
    year = fresh(classic)
    assert (year.stage.months, year.carried) == (24, {"first_month": None})
    assert owed(house) == {
        "terms": dt.date(2025, 9, 22),
        "year_end": dt.date(2026, 9, 8),
        "end": dt.date(2027, 9, 8),
    }
    shown = {shift.label: shift for shift in preview_of(move, access_for(house.lead, TODAY)).shifts}
    assert (shown["End of the year"].old, shown["End of the year"].new) == (dt.date(2026, 9, 7), dt.date(2027, 9, 7))
    assert shown["Meeting first_month"].kind == "over"
    undone(house, move)
    assert (fresh(classic).stage.months, fresh(classic).carried) == (None, {})


@pytest.mark.rule("CLK-06")
def test_a_length_that_was_set_for_one_person_stays_theirs(house: House, classic: Portfolio) -> None:
    classic.stage.months = 18
    classic.stage.save()
    tried(house, classic, programme=two_years())
    assert fresh(classic).stage.months == 18


@pytest.mark.rule("ASY-05")
def test_what_was_begun_is_finished_in_its_own_form(house: House, classic: Portfolio) -> None:
    here = house_of(house, classic)
    signed(here)
    begun = write(opened(here, "three_month_review"), house.practitioner, "nqsw").meeting
    tried(house, classic)
    assert keys_of(here)["three_month_review"] == ("Late", "Three-month review")
    assert "foundational_review" not in keys_of(here)
    meeting = signed(here, "three_month_review")
    assert (meeting.pk, meeting.status) == (begun.pk, "complete")
    opened_next = Meeting.objects.exclude(status="dropped").order_by("-pk")[0]
    assert (opened_next.key, opened_next.label) == ("six_month_review", "Interim assessment review")


@pytest.mark.rule("ASY-05")
def test_a_review_signed_on_trial_stands_for_the_one_it_took_the_place_of_when_the_year_is_put_back(
    house: House, classic: Portfolio
) -> None:
    here = house_of(house, classic)
    signed(here)
    move = tried(house, classic)
    on_trial = signed(house_of(house, fresh(classic)), "foundational_review")
    undone(house, move)
    year = fresh(classic)
    assert (year.programme_id, year.carried) == (classic.programme_id, {"three_month_review": on_trial.pk})
    assert keys_of(here)["foundational_review"] == ("Signed by all", "Foundational review")
    assert "three_month_review" not in owed(here)
    assert Meeting.objects.exclude(status="dropped").order_by("-pk")[0].label == "Six-month review"


@pytest.mark.rule("FRW-11", "FRW-09")
def test_tags_added_on_trial_stay_and_are_accounted_for(house: House, classic: Portfolio) -> None:
    work = Reflection.objects.filter(portfolio=classic, status="returned").get()
    old = list(work.tags.order_by("pk").values_list("statement", flat=True))
    move = tried(house, classic, programme=None, codes=[NEW])
    added = Statement.objects.filter(section__framework__code=NEW, section__framework__level="asye")[0]
    work = Reflection.objects.select_related("portfolio").get(pk=work.pk)
    reflections.tag_statements(reflection=work, statements=[added], by=house.practitioner, at=NOW)
    assert sorted(work.tags.values_list("statement", flat=True)) == sorted([*old, added.pk])
    undone(house, move)
    assert sorted(work.tags.values_list("statement", flat=True)) == sorted([*old, added.pk])
    first, last = MoveAccount.objects.order_by("pk")
    assert (first.added, last.added, last.taken, last.tags - first.tags) == (0, 1, 0, 1)
    reflections.tag_statements(reflection=work, statements=[], by=house.practitioner, at=NOW)
    assert list(work.tags.values_list("statement", flat=True)) == [added.pk]


@pytest.mark.rule("FRW-11")
def test_a_tag_is_carried_through_the_links_that_are_named(house: House, classic: Portfolio) -> None:
    plan = planned(house, [classic], programme=None, codes=[NEW])
    found = preview_of(move_of(plan), access_for(house.lead, TODAY)).carried
    assert found is not None
    beside = neighbours(CrosswalkLink.objects.held().values_list("from_statement", "to_statement", "strength"))
    new = set(Statement.objects.filter(section__framework__in=editions(NEW)).values_list("pk", flat=True))
    for line in found.lines:
        reached = {to: said for to, said in reach(beside, line.statement.pk).items() if to in new}
        assert {way.statement.pk: way.strength for way in line.ways} == {
            to: CrosswalkLink.Strength(said).label for to, said in reached.items()
        }
        for way in line.ways:
            steps = [line.statement.pk, *(one.pk for one in way.via), way.statement.pk]
            assert all(any(to == there for there, _ in beside[at]) for at, to in pairwise(steps))
    shared = [one for one in tags_of([classic.pk]) if not one.is_draft and one.is_evidence]
    assert (found.tags, found.direct + found.through + found.alone) == (len(shared), len(shared))


def test_confirmed_is_final_with_its_reason(house: House, classic: Portfolio) -> None:
    move = tried(house, classic)
    with pytest.raises(Refused, match="Say why it is confirmed"):
        year_moves.ask(plan=move.plan, wanted="confirming", why=" ", by=house.lead, at=NOW)
    assert go(house, move.plan, "confirming", "The people of the year agree", LATER) == 1
    step = YearMoveStep.objects.order_by("-pk")[0]
    assert (step.to_status, step.why, step.by) == ("confirmed", "The people of the year agree", house.lead)
    assert MoveAccount.objects.filter(moment="confirmed", added=0, taken=0).count() == 1
    with pytest.raises(Refused, match="nobody left"):
        year_moves.ask(plan=move.plan, wanted="undoing", why="x", by=house.lead, at=LATER)
    with pytest.raises(Refused, match="confirmed and cannot be changed"):
        year_moves.undo_year(year=move_of(move.plan), why="x", by=house.lead, on=TODAY, at=LATER)
    back = planned(house, [fresh(classic)], programme=version("asye-classic"), codes=[])
    assert (go(house, back, "waiting"), fresh(classic).programme_id) == (1, classic.programme_id)
    deeds = AuditEntry.objects.filter(deed__contains="programme").values_list("deed", flat=True)
    assert set(deeds) == {"asye.try_programme", "asye.confirm_programme"}


def test_steps_and_accounts_are_kept_by_the_database(house: House, classic: Portfolio) -> None:
    move = tried(house, classic)
    for rows in (YearMoveStep.objects.filter(year_move=move), MoveAccount.objects.filter(year_move=move)):
        for change in (lambda rows=rows: rows.update(at=LATER), lambda rows=rows: rows.delete()):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


def test_twice_late_and_in_two_workers_is_as_once(house: House, classic: Portfolio) -> None:
    plan = planned(house, [classic], programme=version(), codes=[])
    for _ in range(2):
        year_moves.ask(plan=plan, wanted="waiting", why="", by=house.lead, at=NOW)
    assert [year_moves.go_on(plan.pk, on=TODAY, at=NOW) for _ in range(3)] == [1, 0, 0]
    stale = move_of(plan)
    undone(house, move_of(plan))
    with pytest.raises(Refused, match=r"cannot be changed|Somebody else"):
        year_moves.confirm_year(year=stale, why="x", by=house.lead, on=TODAY, at=LATER)
    assert (MoveAccount.objects.count(), YearMoveStep.objects.count()) == (2, 4)


def test_a_lost_bell_is_rung_again(house: House, classic: Portfolio) -> None:
    plan = planned(house, [classic], programme=version(), codes=[])
    year_moves.ask(plan=plan, wanted="waiting", why="", by=house.lead, at=NOW)
    assert year_moves.at_work(NOW + dt.timedelta(minutes=1)) == []
    assert year_moves.at_work(NOW + dt.timedelta(minutes=3)) == [plan.pk]


def test_one_that_cannot_move_says_why_and_stops_nobody(house: House, classic: Portfolio) -> None:
    others = [half_way(house, number, OLD) for number in (0, 1, 2)]
    Portfolio.objects.filter(pk=others[0].pk).update(status="submitted")
    tried(house, others[1])
    plan = planned(house, [classic, *others], programme=version(), codes=[])
    assert go(house, plan, "waiting") == 2
    rows = plan.years.order_by("portfolio").values_list("portfolio", "status", "refused")
    assert list(rows) == [
        (classic.pk, "tried", ""),
        (others[0].pk, "refused", year_moves.SUBMITTED),
        (others[1].pk, "refused", year_moves.LIVE_ALREADY),
        (others[2].pk, "tried", ""),
    ]
    same = planned(house, [classic], programme=version(), codes=[])
    go(house, plan, "undoing", at=LATER)
    back = planned(house, [classic], programme=version("asye-classic"), codes=[OLD, "kss-2018"])
    assert (go(house, back, "waiting"), go(house, same, "waiting")) == (0, 1)
    assert move_of(back).refused == "The year follows this programme and these standards already"


def test_whoever_asked_must_still_run_the_programme(house: House, classic: Portfolio) -> None:
    plan = planned(house, [classic], programme=version(), codes=[])
    year_moves.ask(plan=plan, wanted="waiting", why="", by=house.lead, at=NOW)
    house.lead.posts.update(ended_on=TODAY - dt.timedelta(days=1))
    assert year_moves.go_on(plan.pk, on=TODAY, at=NOW) == 0
    assert move_of(plan).refused == "Whoever asked for it no longer runs the programme"
    assert fresh(classic).programme_id == classic.programme_id


def test_left_out_and_taken_in(house: House, classic: Portfolio) -> None:
    plan = planned(house, [classic], programme=version(), codes=[])
    year_moves.leave_out(year=move_of(plan), by=house.lead, at=NOW)
    with pytest.raises(Refused, match="nobody left"):
        year_moves.ask(plan=plan, wanted="waiting", why="", by=house.lead, at=NOW)
    year_moves.take_in(year=move_of(plan), by=house.lead, at=NOW)
    assert go(house, plan, "waiting") == 1
    with pytest.raises(Refused, match="cannot be changed"):
        year_moves.leave_out(year=move_of(plan), by=house.lead, at=NOW)


def test_a_year_on_trial_does_not_go_to_a_panel(house: House, classic: Portfolio) -> None:
    move = tried(house, classic)
    told: dict[str, Any] = {
        "outcome": "pass", "reasons": "R", "panel": house.panel, "by": house.assessor, "on": TODAY, "at": NOW,
    }  # fmt: skip
    with pytest.raises(Refused, match="on trial in another programme"):
        portfolios.recommend(portfolio=fresh(classic), sent_key=uuid.uuid4(), **told)
    undone(house, move)
    portfolios.recommend(portfolio=fresh(classic), sent_key=uuid.uuid4(), **told)
    assert fresh(classic).status == "submitted"


def test_the_database_holds_one_trial_a_year(house: House, classic: Portfolio) -> None:
    tried(house, classic)
    plan = planned(house, [classic], programme=version(), codes=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        YearMove.objects.filter(plan=plan).update(status="tried")


def test_an_agreement_of_another_name_is_signed_again_when_the_assessor_changes(
    house: House, classic: Portfolio
) -> None:
    here = house_of(house, classic)
    signed(here)
    tried(house, classic, programme=two_years())
    other = person("Other Assessor", Job.ASSESSOR)
    rows = Relationship.objects.filter(kind="assesses", person=house.practitioner)
    rows.update(ended_on=TODAY - dt.timedelta(days=1))
    RelationshipFactory(kind="assesses", holder=other, person=house.practitioner, started_on=TODAY)
    again = meetings.open_meeting(portfolio=fresh(classic), key="agreement", by=other, on=TODAY, at=NOW)
    assert (again.key, again.round, again.label) == ("terms", 2, "Meeting terms")
    assert keys_of(dataclasses.replace(here, assessor=other))["terms"] == ("To be held", "Meeting terms")


ROLES = [
    "practitioner", "manager", "group_manager", "assessor", "lead", "chair", "moderator", "external", "hr",
    "technical", "stranger_in_team", "stranger_outside",
]  # fmt: skip
RUN = {"lead", "chair"}
NEAR = RUN | {"practitioner", "manager", "group_manager", "assessor"}


@pytest.mark.parametrize("status", YearMove.Status.values)
def test_who_sees_a_move_in_which_state(house: House, classic: Portfolio, status: str) -> None:
    plan = planned(house, [classic], programme=version(), codes=[])
    YearMove.objects.update(status=status)
    accesses = {name: access_for(house.everybody[name], TODAY) for name in ROLES}
    seen = {name for name, access in accesses.items() if YearMove.objects.visible_to(access).exists()}
    assert seen == (NEAR if status in YearMove.HAPPENED else RUN)
    plans = {name for name, access in accesses.items() if MovePlan.objects.visible_to(access).filter(pk=plan.pk)}
    assert plans == (RUN | {"group_manager"} if status in YearMove.HAPPENED else RUN)


def test_who_is_told_of_which_tags(house: House, classic: Portfolio) -> None:
    move = tried(house, classic)
    told = {}
    for name in sorted(NEAR):
        carried = preview_of(move, access_for(house.everybody[name], TODAY)).carried
        told[name] = carried.tags if carried else None
    assert told == {
        "practitioner": 17, "assessor": 12, "lead": 12, "chair": 12, "manager": None, "group_manager": None,
    }  # fmt: skip
