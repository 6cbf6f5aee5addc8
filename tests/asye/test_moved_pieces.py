"""Written work, goals and self-assessments of a year that moves: shown before, kept meanwhile, put back exactly."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from asye.models import Goal, Meeting, Portfolio, SelfAssessment, Tag, WorkTag, WrittenWork, YearMove
from asye.queries.carried import GOAL, SOURCES, tags_of
from asye.queries.move_preview import Preview, preview_of
from asye.queries.self_assessment import beside, items_of
from asye.services import goals, self_assessment, written_work, year_moves
from asye.services.move_duties import refresh_trial_duty
from frameworks.models import Section, Statement
from reminders.models import Duty
from reminders.services import recount
from reminders.settling import settle_people
from tests.asye.moving import NEW, OLD, bound, editions, fresh, go, half_way, move_of, planned, small, state, tag, tried
from tests.factories import NOW, TODAY
from tests.house import House
from workforce.access import access_for
from workforce.models import Post
from workforce.packs import load_pack
from workforce.versions import Save

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def classic(house: House) -> Portfolio:
    small()
    portfolio = bound(house.portfolio, OLD, "kss-2018")
    tag(portfolio, 3)
    return portfolio


def shown_to(house: House, move: YearMove, who: str) -> Preview:
    return preview_of(move, access_for(house.everybody[who], TODAY))


def new_statements(number: int) -> list[Statement]:
    return list(Statement.objects.filter(section__framework__in=editions(NEW)).order_by("pk")[:number])


def test_every_model_of_a_year_that_names_statements_is_accounted_for(house: House, classic: Portfolio) -> None:
    """A new kind of piece with statements has to be one of the SOURCES."""
    naming = set()
    for model in apps.get_app_config("asye").get_models(include_auto_created=True):
        if any(field.related_model is Statement for field in model._meta.get_fields() if field.many_to_one):
            naming.add(model.__name__)
    kept = {"Tag", "WorkTag", "BroughtTag", "Feedback_statements", "Goal_statements"}
    # What somebody saved from the library remembers where they came from: it is theirs, wherever the year goes.
    assert naming - kept == {"SavedResource"}
    assert len(SOURCES) == len(kept) + 1  # what was brought is told apart: goals, and what shows something
    assert {tag.source for tag in tags_of([classic.pk])} == {"reflection", "written work", "feedback", GOAL}


@pytest.mark.rule("FRW-11")
def test_what_is_tagged_anew_on_trial_takes_nothing_of_before_away(house: House, classic: Portfolio) -> None:
    work = WrittenWork.objects.get(portfolio=classic, status="draft")
    goal = Goal.objects.get(portfolio=classic)
    was = {kind: set(rows) for kind, rows in (("work", _of(work)), ("goal", _of(goal)))}
    tried(house, classic, programme=None, codes=[NEW])
    added = new_statements(1)
    work, goal = WrittenWork.objects.get(pk=work.pk), Goal.objects.get(pk=goal.pk)
    written_work.tag(work=work, statements=added, by=house.practitioner, at=NOW)
    goals.choose_statements(goal=goal, statements=added, by=house.practitioner, at=NOW)
    assert (_of(work), _of(goal)) == (was["work"] | {added[0].pk}, was["goal"] | {added[0].pk})


def _of(piece: WrittenWork | Goal) -> set[int]:
    return set(piece.statements.values_list("pk", flat=True))


@pytest.mark.rule("FRW-11")
def test_what_was_written_of_the_standards_before_stays_in_a_self_assessment(house: House, classic: Portfolio) -> None:
    made = SelfAssessment.objects.get(portfolio=classic, sealed=False)
    was, before = dict(made.words), state(classic)["assessed"]
    move = tried(house, classic, programme=None, codes=[NEW])
    assert state(classic)["assessed"] == before
    made = SelfAssessment.objects.select_related("portfolio").get(pk=made.pk)
    asked = items_of(made.portfolio, of_statements=False)
    assert {item.framework for item in asked} == {str(editions(NEW)[0])}
    words = {f"level_{asked[0].pk}": "new", f"why_{asked[0].pk}": "On trial"}
    self_assessment.save(made=made, words=words, save=Save(made.version), by=house.practitioner, at=NOW)
    go(house, move.plan, "undoing", at=LATER)
    made.refresh_from_db()
    assert made.words == was | words


def test_what_was_finished_is_still_read_after_the_move(house: House, classic: Portfolio, client: Client) -> None:
    made = SelfAssessment.objects.get(portfolio=classic, sealed=True)
    before = {line.item.pk: line.said for group in beside(classic, [made]) for line in group.lines if line.said[0].why}
    tried(house, classic, programme=None, codes=[NEW])
    after = {line.item.pk: line.said for group in beside(fresh(classic), [made]) for line in group.lines}
    assert {pk: after[pk] for pk in before} == before
    assert {pk for pk in after if pk not in before} == set(
        Section.objects.filter(framework__in=editions(NEW)).values_list("pk", flat=True)
    )


def test_the_preview_says_of_goals_and_self_assessments_what_carries_over_and_what_does_not(
    house: House, classic: Portfolio
) -> None:
    move = move_of(planned(house, [classic], programme=None, codes=[NEW]))
    mine, lead = (shown_to(house, move, who) for who in ("practitioner", "lead"))
    for one, names in ((mine, ["Start", "Middle"]), (lead, ["Start"])):
        assert one.assessed is not None and one.carried is not None
        assert [made.label for made in one.assessed.made] == names
        # Sections 1 of 2012, 1 and 2 of the KSS: all have a statement like one of 2018.
        assert {(made.stay, made.through, made.alone) for made in one.assessed.made} == {(0, 3, 0)}
        assert [standard.label for standard in one.assessed.uncovered] == ["Domain 1: Part 1", "Domain 2: Part 2"]
        assert sum(line.tags for line in one.carried.goals) == 2
    assert shown_to(house, move, "manager").assessed is None


def test_a_goal_is_no_evidence(house: House, classic: Portfolio) -> None:
    move = move_of(planned(house, [classic], programme=None, codes=[NEW]))
    Tag.objects.all().delete()
    WorkTag.objects.all().delete()
    classic.feedback.all().delete()
    found = shown_to(house, move, "lead").carried
    assert found is not None
    assert (found.tags, len(found.goals), len(found.uncovered)) == (0, 2, 8)


def duty(house: House) -> Duty | None:
    return Duty.objects.open().filter(kind="year_move_trial", owner=house.lead).first()


@pytest.mark.rule("FRW-07", "CLK-05")
def test_a_trial_is_ended_within_the_days_of_the_policy(house: House, classic: Portfolio) -> None:
    rule = load_pack("national").asye.moves
    assert rule is not None
    plan = planned(house, [classic], programme=None, codes=[NEW])
    assert duty(house) is None
    go(house, plan, "waiting")
    owed = duty(house)
    assert owed is not None
    assert (owed.due_on, owed.address) == (TODAY + dt.timedelta(days=rule.decided_within_days), plan.get_absolute_url())
    assert owed.because == (
        f"Since 20 January 2026 a year is on trial, to be confirmed or put back within {rule.decided_within_days} days."
    )
    assert not [drift for drift in recount(on=TODAY) if drift.key == owed.key]
    go(house, plan, "undoing", at=LATER)
    assert duty(house) is None


def test_the_duty_goes_with_the_last_year_and_to_the_next_lead(house: House, classic: Portfolio) -> None:
    plan = planned(house, [classic], programme=None, codes=[NEW])
    go(house, plan, "waiting")
    house.lead.posts.update(ended_on=TODAY - dt.timedelta(days=1))
    chair = house.everybody["chair"]
    Post.objects.filter(person=chair).update(job=Post.Job.DEVELOPMENT_LEAD)
    refresh_trial_duty(plan, on=TODAY, at=LATER)
    assert list(Duty.objects.open().filter(kind="year_move_trial").values_list("owner", flat=True)) == [chair.pk]
    house.lead.posts.update(ended_on=None)
    go(house, plan, "confirming", at=LATER)
    assert not Duty.objects.open().filter(kind="year_move_trial").exists()


def test_a_plan_says_how_far_it_is(house: House, classic: Portfolio, client: Client, today: None) -> None:
    plan = planned(house, [classic], programme=None, codes=[NEW])
    client.force_login(house.lead)
    year_moves.ask(plan=plan, wanted="waiting", why="", by=house.lead, at=NOW)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "0 of 1 done" in page and 'class="app-meter__fill" width="0"' in page


def test_a_fault_of_ours_stops_one_year_and_the_worker_hears_of_it(
    house: House, classic: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = half_way(house, 0, OLD)
    plan = planned(house, [classic, other], programme=None, codes=[NEW])
    try_year = year_moves.try_year

    def breaks(*, year: YearMove, **told: Any) -> None:
        if year.portfolio_id == classic.pk:
            raise OSError("the disk is full")
        try_year(year=year, **told)

    monkeypatch.setattr(year_moves, "try_year", breaks)
    with pytest.raises(ExceptionGroup, match="could not be moved"):
        go(house, plan, "waiting")
    found = dict(plan.years.values_list("portfolio", "refused"))
    assert found == {classic.pk: year_moves.FAULT, other.pk: ""}
    assert set(plan.years.values_list("status", flat=True)) == {"refused", "tried"}


def test_a_move_to_other_standards_alone_opens_no_meeting(house: House, classic: Portfolio) -> None:
    assert not Meeting.objects.filter(portfolio=classic).exists()
    settle_people([house.practitioner], TODAY, NOW)
    before = state(classic)
    move = tried(house, classic, programme=None, codes=[NEW])
    assert state(classic)["meetings"] == []
    go(house, move.plan, "undoing", at=LATER)
    assert state(classic) == before
