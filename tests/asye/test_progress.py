"""A concern about progress: raised openly, planned, decided, signed, sealed; who reads which stage (WRK-11)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from asye.models import Meeting, PanelItem, Portfolio, ProgressAction, ProgressConcern, ProgressSignature, ProgressStep
from asye.queries.known import known_of
from asye.queries.meetings import dated
from asye.queries.progress import shown_to
from asye.services import portfolios, progress
from reminders.models import Duty
from reminders.services import recount
from tests.factories import NOW, TODAY, PanelFactory
from tests.house import House
from workforce.access import access_for
from workforce.models import Person
from workforce.seal import breaks
from workforce.verdict import Refused
from workforce.writing import SaidAlready

LATER = TODAY + dt.timedelta(days=7)


def raised(house: House, **told: Any) -> ProgressConcern:
    given: dict[str, Any] = {"meeting": None, "words": "Assessments come late", "told_on": TODAY, "by": house.assessor}
    made = progress.raise_concern(portfolio=house.portfolio, sent_key=uuid.uuid4(), on=TODAY, at=NOW, **(given | told))
    return ProgressConcern.objects.select_related("portfolio__practitioner").get(pk=made.pk)


def running(concern: ProgressConcern) -> ProgressStep:
    steps = ProgressStep.objects.select_related("concern__portfolio__practitioner", "led_by")
    return steps.get(concern=concern, ended_on__isnull=True)


def met(step: ProgressStep, review_on: dt.date = LATER) -> None:
    progress.record_meeting(
        step=step, met_on=TODAY, present="All", words="We spoke", review_on=review_on, by=step.led_by, on=TODAY, at=NOW
    )


def decided(concern: ProgressConcern, result: str) -> None:
    step = running(concern)
    met(step)
    progress.decide(step=step, result=result, words="Because", by=step.led_by, on=TODAY, at=NOW)
    concern.refresh_from_db()


def signed(house: House, concern: ProgressConcern) -> None:
    for who in (house.practitioner, house.manager, house.lead):
        progress.sign(concern=concern, own_view="My view", by=who, on=TODAY, at=NOW)


def owed() -> set[tuple[Person, dt.date]]:
    return {(duty.owner, duty.due_on) for duty in Duty.objects.open().filter(kind="progress_concern")}


@pytest.mark.rule("WRK-11")
def test_from_the_lead_to_the_group_manager_to_performance_improvement_and_its_end(house: House) -> None:
    concern = raised(house)
    assert owed() == {(house.lead, dt.date(2026, 1, 30))}
    leaders = []
    for result in ("next", "next", "go_on", "next", "not_met"):
        leaders.append((running(concern).code, running(concern).led_by))
        decided(concern, result)
    assert leaders == [
        ("lead", house.lead), ("group_manager", house.group_manager), ("informal", house.manager),
        ("informal", house.manager), ("formal", house.group_manager),
    ]  # fmt: skip
    assert (concern.status, concern.outcome, owed()) == (
        "signing", "not_met", {(house.practitioner, dt.date(2026, 1, 23))},
    )  # fmt: skip
    signed(house, concern)
    concern.refresh_from_db()
    assert (concern.status, owed(), list(breaks())) == ("closed", set(), [])
    assert concern.sealed is not None and '"outcome":"not_met"' in concern.sealed.content
    assert not [one for one in recount(on=TODAY) if one.key.startswith("progress")]


@pytest.mark.rule("WRK-11")
def test_a_plan_has_people_and_days_and_what_became_of_it(house: House) -> None:
    concern = raised(house)
    step = running(concern)
    met(step)
    action = progress.add_action(
        step=step, what="A course", owner=house.practitioner, due_on=LATER, sent_key=uuid.uuid4(), by=house.lead,
        on=TODAY, at=NOW,
    )  # fmt: skip
    assert owed() == {(house.lead, LATER), (house.practitioner, LATER)}
    with pytest.raises(Refused, match="1 action not done yet"):
        progress.decide(step=step, result="improved", words="W", by=house.lead, on=TODAY, at=NOW)
    for _ in range(2):
        progress.finish_action(action=action, note="Done", by=house.practitioner, on=TODAY, at=NOW)
    with pytest.raises(SaidAlready, match="said already what became of it"):
        progress.finish_action(action=action, note="Other", by=house.lead, on=TODAY, at=NOW)
    assert ProgressAction.objects.get().note == "Done"
    progress.decide(step=step, result="improved", words="W", by=house.lead, on=TODAY, at=NOW)
    concern.refresh_from_db()
    signed(house, concern)
    assert ProgressConcern.objects.get().outcome == "improved"


def test_what_is_refused(house: House) -> None:
    with pytest.raises(Refused, match="behind somebody"):
        raised(house, told_on=LATER)
    concern = raised(house)
    with pytest.raises(Refused, match="open already"):
        raised(house)
    step = running(concern)
    with pytest.raises(Refused, match="without having met"):
        progress.decide(step=step, result="next", words="W", by=house.lead, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="by 17 February 2026 at the latest"):
        met(step, dt.date(2026, 2, 18))
    decided(concern, "improved")
    for stranger in (house.manager, house.lead, house.assessor, house.group_manager):
        with pytest.raises(Refused, match="not your turn"):
            progress.sign(concern=concern, own_view="", by=stranger, on=TODAY, at=NOW)
    signed(house, concern)
    signed(house, concern)
    assert ProgressSignature.objects.count() == 3
    for deed in (ProgressSignature.objects.all().delete, lambda: ProgressSignature.objects.update(own_view="X")):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()


YEAR = {"practitioner", "manager", "assessor", "lead"}
READS = {
    "lead": YEAR,
    "group_manager": YEAR | {"group_manager"},
    "informal": {"practitioner", "manager", "lead", "group_manager", "hr"},
    "formal": {"practitioner", "manager", "lead", "group_manager", "hr"},
}


@pytest.mark.rule("WRK-11")
@pytest.mark.parametrize("state", ["lead", "group_manager", "informal", "formal", "signing", "closed"])
def test_who_reads_which_stage_in_every_state(house: House, client: Any, today: None, state: str) -> None:
    """Role by state: the whole, and each stage; the panel, HR before the procedure and strangers read nothing."""
    concern = raised(house)
    ways = {"lead": 0, "group_manager": 1, "informal": 2, "formal": 3, "signing": 3, "closed": 3}
    for _ in range(ways[state]):
        decided(concern, "next")
    if state in ("signing", "closed"):
        decided(concern, "not_met")
    if state == "closed":
        signed(house, concern)
    passed = list(ProgressStep.objects.filter(concern=concern))
    whole, stages = set(), {step.code: set() for step in passed}
    for name, person in house.everybody.items():
        access = access_for(person, TODAY)
        client.force_login(person)
        if client.get(concern.get_absolute_url()).status_code == 200:
            whole.add(name)
        for step in ProgressStep.objects.visible_to(access).filter(concern=concern):
            stages[step.code].add(name)
    assert stages == {step.code: READS[step.code] for step in passed}
    assert whole == set().union(*stages.values())


def test_the_assessor_is_told_that_it_runs_apart_and_not_what_is_said(house: House, client: Any, today: None) -> None:
    concern = raised(house)
    decided(concern, "next")
    decided(concern, "next")
    step = running(concern)
    progress.record_meeting(
        step=step, met_on=TODAY, present="HR", words="Said in the procedure", review_on=LATER, by=house.manager,
        on=TODAY, at=NOW,
    )  # fmt: skip
    assert shown_to(concern, access_for(house.assessor, TODAY)).hidden == 1
    client.force_login(house.assessor)
    page = client.get(concern.get_absolute_url()).content.decode()
    assert ("runs apart from the assessment" in page, "Said in the procedure" in page) == (True, False)
    client.force_login(house.manager)
    assert "Said in the procedure" in client.get(concern.get_absolute_url()).content.decode()


@pytest.mark.rule("WRK-11", "MOD-06")
def test_it_ends_before_the_recommendation_and_feeds_the_final_report(house: House) -> None:
    concern = raised(house)
    told = {
        "portfolio": house.portfolio, "outcome": "pass", "reasons": "R", "panel": PanelFactory(stage="final"),
        "by": house.assessor, "on": TODAY, "at": NOW,
    }  # fmt: skip
    with pytest.raises(Refused, match="not settled yet"):
        portfolios.recommend(**told, sent_key=uuid.uuid4())
    meeting = Meeting(portfolio=house.portfolio, key="final_assessment", kind="final", label="F")
    review = Meeting(portfolio=house.portfolio, key="six_month_review", kind="review", label="R")

    def known(of: Meeting) -> tuple[str, ...]:
        found = {one.label: one.lines for one in known_of(of, dated(of), None, TODAY)}
        return found.get("Concerns about progress", ())

    assert known(meeting)[0].endswith("not settled yet")
    decided(concern, "improved")
    signed(house, concern)
    assert known(meeting) == (
        "Raised on 20 January 2026; last stage: with the service development lead; "
        "The concern is settled: practice has improved, 20 January 2026",
    )
    assert known(review) == ()
    portfolios.recommend(**told, sent_key=uuid.uuid4())
    assert PanelItem.objects.get(panel=told["panel"]).concerns is True


def test_duties_about_it_are_private(house: House) -> None:
    raised(house)
    seen = {
        name
        for name, person in house.everybody.items()
        if Duty.objects.visible_to(access_for(person, TODAY)).filter(kind="progress_concern").exists()
    }
    assert seen == {"lead"}


KEY = {"sent_key": str(uuid.UUID(int=5))}
TOLD = {"told_on_0": "20", "told_on_1": "1", "told_on_2": "2026"}


def test_by_the_pages_from_a_review(house: House, client: Any, today: None) -> None:
    review = Meeting.objects.create(
        portfolio=house.portfolio, key="six_month_review", kind="review", label="Six-month review", opened_at=NOW
    )
    review.parts.create(
        party="assessor", author=house.assessor, words={"concerns": "Late"}, saved_at=NOW, handed_in_at=NOW
    )
    client.force_login(house.assessor)
    at = f"/asye/portfolios/{house.portfolio.pk}/progress/raise/?review={review.pk}"
    assert at in client.get(review.get_absolute_url()).content.decode()
    assert ">Late</textarea>" in client.get(at).content.decode().replace("\n", "")
    for _ in range(2):
        page = client.post(at, {"words": "Late"} | TOLD | KEY)["Location"]
    assert (ProgressConcern.objects.get().meeting, ProgressConcern.objects.count()) == (review, 1)
    client.force_login(house.lead)
    day = {"met_on_0": "20", "met_on_1": "1", "met_on_2": "2026"}
    day |= {"review_on_0": "27", "review_on_1": "1", "review_on_2": "2026"}
    for _ in range(2):
        assert client.post(f"{page}meeting/", day | {"present": "All", "words": "W"}).status_code == 302
    due = {"due_on_0": "26", "due_on_1": "1", "due_on_2": "2026"}
    client.post(f"{page}plan/", {"what": "A course", "owner": house.practitioner.pk} | due | KEY)
    client.force_login(house.practitioner)
    client.post(f"/asye/progress/actions/{ProgressAction.objects.get().pk}/", {"note": "Done"})
    client.force_login(house.lead)
    client.post(f"{page}decide/", {"result": "improved", "words": "W"})
    for who in (house.practitioner, house.manager, house.lead):
        client.force_login(who)
        client.post(f"{page}sign/", {"own_view": ""})
    assert ProgressConcern.objects.get().status == "closed"
    assert "Sealed as record" in client.get(page).content.decode()


def test_who_may_raise_one(house: House, client: Any, today: None) -> None:
    at, may = f"/asye/portfolios/{house.portfolio.pk}/progress/raise/", set()
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="open")
    for name, person in house.everybody.items():
        client.force_login(person)
        if client.get(at).status_code == 200:
            may.add(name)
    assert may == {"assessor", "manager", "lead"}
