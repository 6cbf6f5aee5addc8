"""Every record that two people or two windows may write: where its form is, and who opens it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from asye.models import (
    AssessorAttendance,
    Course,
    DecisionDraft,
    Goal,
    Meeting,
    MeetingPart,
    Observation,
    ObservationAccount,
    Panel,
    PanelItem,
    Portfolio,
    Recommendation,
    Reflection,
    ResourceCare,
    SelfAssessment,
    Tag,
    TrainingFlag,
    WorkAssessment,
    WorkTag,
    WrittenWork,
)
from asye.models import AssessorResponse as Response
from asye.services import observations, progress
from caseloads.models import CapacityNote, Contingency, ForecastPlan
from frameworks.models import Statement, Topic
from supervision.models import ConcernText, Gathering, SessionRecord
from supervision.services import records as sessions
from tests.asye import test_observations, test_progress, test_self_assessment, test_written_work, training
from tests.factories import NOW, TODAY, ReflectionFactory, SessionFactory
from tests.frameworks.conftest import make_resource
from tests.house import House
from tests.supervision.concerns import draft_concern, raise_concern
from workforce.access import access_for
from workforce.models import Person


@dataclass(frozen=True)
class Scene:
    """A form that is open in two windows: where, whose (none: a guest's), which field has the words.

    `given` is what else it needs; `at` is where the words are read afterwards, where that is not the form itself.
    """

    path: str
    people: tuple[Person | None, Person | None]
    of: str
    given: dict[str, str] = field(default_factory=dict)
    at: str = ""


Build = Callable[[House], Scene]


def both(person: Person) -> tuple[Person, Person]:
    return person, person


def day(name: str, on: dt.date) -> dict[str, str]:
    return {f"{name}_0": str(on.day), f"{name}_1": str(on.month), f"{name}_2": str(on.year)}


def reflection(house: House) -> Scene:
    made = ReflectionFactory(portfolio=house.portfolio)
    return Scene(made.edit_address, both(house.practitioner), "analysis")


def why_of_a_reflection(house: House) -> Scene:
    made = ReflectionFactory(portfolio=house.portfolio)
    tag = made.tags.create(statement=Statement.objects.first())
    return Scene(made.whys_address, both(house.practitioner), f"tag_{tag.pk}")


def answer_to_a_reflection(house: House) -> Scene:
    made = ReflectionFactory(portfolio=house.portfolio, status="shared", shared_at=NOW)
    return Scene(f"{made.get_absolute_url()}respond/", both(house.assessor), "feedback")


def decision(house: House) -> Scene:
    Recommendation.objects.create(portfolio=house.portfolio, outcome="pass", reasons="R", by=house.assessor, at=NOW)
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")
    PanelItem.objects.filter(pk=house.item.pk).update(submitted_at=NOW)
    return Scene(f"/asye/panels/items/{house.item.pk}/pass/", both(house.chair), "reasons")


def own_account(house: House) -> Scene:
    made = test_observations.held(house)
    return Scene(f"/asye/observations/{made.pk}/write/", both(house.practitioner), "account")


def account_of_the_observer(house: House) -> Scene:
    made = test_observations.held(house)
    return Scene(f"/asye/observations/{made.pk}/write/", both(house.assessor), "strengths")


def account_of_a_guest(house: House) -> Scene:
    made = test_observations.held(house, guest=True)
    return Scene(f"/asye/observe/{made.pk}/{observations.token(made)}/", (None, None), "account")


def answer_to_an_observation(house: House) -> Scene:
    return Scene(test_observations.opened(house).respond_address, both(house.practitioner), "response")


def consent(house: House) -> Scene:
    made = test_observations.planned(house)
    people = (house.practitioner, house.assessor)
    return Scene(made.consent_address, people, "words", {"consent": "agreed"}, made.get_absolute_url())


def part_of_a_meeting(house: House) -> Scene:
    meeting = Meeting.objects.create(
        portfolio=house.portfolio, key="agreement", kind="agreement", label="Agreement", opened_at=NOW
    )
    return Scene(meeting.edit_address, both(house.practitioner), "learning")


def written_work(house: House) -> Scene:
    return Scene(test_written_work.begun(house).edit_address, both(house.practitioner), "text")


def why_of_written_work(house: House) -> Scene:
    made = test_written_work.begun(house)
    tag = made.tags.create(statement=Statement.objects.first())
    return Scene(made.whys_address, both(house.practitioner), f"tag_{tag.pk}")


def answer_to_an_assessment(house: House) -> Scene:
    return Scene(test_written_work.assessed(house).respond_address, both(house.practitioner), "response")


def assessment(house: House) -> Scene:
    return Scene(test_written_work.handed_in(house).assess_address, both(house.assessor), "strengths")


def self_assessment(house: House) -> Scene:
    made = test_self_assessment.begun(house)
    first = next(name for name in test_self_assessment.filled(made, "new") if name.startswith("why_"))
    return Scene(made.edit_address, both(house.practitioner), first)


def goal(house: House) -> Scene:
    made = Goal.objects.create(
        portfolio=house.portfolio, author=house.practitioner, what="G", how="H", by_on=TODAY, planned_at=NOW,
        saved_at=NOW,
    )  # fmt: skip
    return Scene(made.edit_address, (house.practitioner, house.assessor), "why", {"reason": "It has moved"})


def course(house: House) -> Scene:
    return Scene(training.course(house).edit_address, (house.lead, house.chair), "about")


def resource(house: House) -> Scene:
    made = make_resource(slug="rowing")
    made.topics.add(Topic.objects.create(slug="made", title="Made", heading="practice", order=1))
    return Scene(f"/asye/library/{made.pk}/edit/", (house.lead, house.moderator), "summary")


def concern(house: House) -> Scene:
    return Scene(draft_concern(house.practitioner).text.edit_address, both(house.practitioner), "words")


def answer_to_a_concern(house: House) -> Scene:
    text = raise_concern(house.practitioner).steps.get().answer
    return Scene(text.edit_address, both(house.manager), "words")


def _record(house: House) -> SessionRecord:
    session = SessionFactory(worker=house.practitioner, supervisor=house.manager)
    return sessions.open_record(session=session, access=access_for(house.manager, TODAY), at=NOW)


def record_of_a_session(house: House) -> Scene:
    return Scene(_record(house).edit_address, (house.practitioner, house.manager), "wellbeing")


def note_of_a_group(house: House) -> Scene:
    made = Gathering.objects.create(
        kind="group", form="reflective", leader=house.manager, date=TODAY, time=dt.time(10), place="P", topic="T",
        booked_by=house.manager, booked_at=NOW, saved_at=NOW,
    )  # fmt: skip
    return Scene(made.note_address, both(house.manager), "note")


def forecast_plan(house: House) -> Scene:
    told = {"trend": "level", "trend_months": 12, "trend_a_month": 0, "after_year": "keeps", "paused": "counted"}
    made = ForecastPlan.objects.create(
        name="A plan", service=house.team.service, made_by=house.group_manager, made_at=NOW,
        changed_by=house.group_manager, changed_at=NOW, **told,
    )  # fmt: skip
    return Scene(made.change_address, (house.group_manager, house.lead), "note")


def assessor_at_the_panel(house: House) -> Scene:
    Panel.objects.filter(pk=house.panel.pk).update(date=TODAY)
    path = f"/asye/panels/items/{house.item.pk}/attendance/"
    return Scene(path, (house.chair, house.lead), "words", {"came": "no"})


# What carries the version, and the forms that write it.
WRITTEN: dict[str, tuple[Any, Build]] = {
    "a reflection": (Reflection, reflection),
    "why a reflection is evidence": (Tag, why_of_a_reflection),
    "an assessor's answer": (Response, answer_to_a_reflection),
    "one's own account": (ObservationAccount, own_account),
    "an observer's account": (ObservationAccount, account_of_the_observer),
    "a guest's account": (ObservationAccount, account_of_a_guest),
    "the answer to an observation": (Observation, answer_to_an_observation),
    "the family's consent": (Observation, consent),
    "a part of a meeting": (MeetingPart, part_of_a_meeting),
    "written work": (WrittenWork, written_work),
    "why written work is evidence": (WorkTag, why_of_written_work),
    "the answer to an assessment": (WrittenWork, answer_to_an_assessment),
    "the assessment of written work": (WorkAssessment, assessment),
    "a self-assessment": (SelfAssessment, self_assessment),
    "a goal": (Goal, goal),
    "a course": (Course, course),
    "a resource": (ResourceCare, resource),
    "a concern": (ConcernText, concern),
    "the answer to a concern": (ConcernText, answer_to_a_concern),
    "the record of a session": (SessionRecord, record_of_a_session),
    "the note of a group": (Gathering, note_of_a_group),
    "a forecast plan": (ForecastPlan, forecast_plan),
    "the assessor at the panel": (AssessorAttendance, assessor_at_the_panel),
    "a panel's decision": (DecisionDraft, decision),  # last: it closes the year
}


def meeting_about_progress(house: House) -> Scene:
    made = test_progress.raised(house)
    given = day("met_on", TODAY) | day("review_on", TODAY + dt.timedelta(days=7)) | {"present": "All"}
    return Scene(f"{made.get_absolute_url()}meeting/", both(house.lead), "words", given, made.get_absolute_url())


def decision_about_progress(house: House) -> Scene:
    made = test_progress.raised(house)
    test_progress.met(test_progress.running(made))
    address = made.get_absolute_url()
    return Scene(f"{address}decide/", both(house.lead), "words", {"result": "improved"}, address)


def end_of_a_progress_action(house: House) -> Scene:
    made = test_progress.raised(house)
    test_progress.met(test_progress.running(made))
    action = progress.add_action(
        step=test_progress.running(made), what="A course", owner=house.practitioner, due_on=TODAY,
        sent_key=uuid.uuid4(), by=house.lead, on=TODAY, at=NOW,
    )  # fmt: skip
    people = (house.practitioner, house.lead)
    return Scene(f"/asye/progress/actions/{action.pk}/", people, "note", {}, made.get_absolute_url())


def direction_about_a_case(house: House) -> Scene:
    made = _record(house)
    given = {"reference": "CS-100001", "read": "records_read"}
    people = (house.manager, house.practitioner)
    return Scene(f"{made.get_absolute_url()}cases/add/", people, "direction", given, made.get_absolute_url())


def end_of_an_action(house: House) -> Scene:
    made = _record(house)
    action = sessions.add_action(
        record=made, what="Ring", owner=house.practitioner, due_on=TODAY, sent_key=uuid.uuid4(), by=house.manager,
        at=NOW,
    )  # fmt: skip
    people = (house.practitioner, house.manager)
    at = made.get_absolute_url()
    return Scene(f"/supervision/actions/{action.pk}/close/", people, "outcome", {}, at)


def own_view_of_a_record(house: House) -> Scene:
    made = _record(house)
    at = made.get_absolute_url()
    return Scene(f"{at}sign/", both(house.practitioner), "own_view", {}, at)


def look_at_a_flag(house: House) -> Scene:
    flag = TrainingFlag.objects.create(
        portfolio=house.portfolio, raised_on=TODAY, raised_at=NOW, rule="WRK-05", because="B"
    )
    at = flag.get_absolute_url()
    return Scene(at, (house.lead, house.chair), "note", {}, at)


def answer_at_capacity(house: House) -> Scene:
    made = CapacityNote.objects.create(worker=house.practitioner, said_on=TODAY, said_at=NOW, held=9)
    path, given = f"/caseloads/capacity/{made.pk}/answer/", {"answer": "no_new"}
    return Scene(path, both(house.manager), "answer_words", given, made.get_absolute_url())


def end_of_a_contingency(house: House) -> Scene:
    made = Contingency.objects.create(
        team=house.team, what="W", owner=house.manager, due_on=TODAY, demand=12, capacity=10,
        raised_by=house.group_manager, raised_on=TODAY, raised_at=NOW,
    )  # fmt: skip
    at = made.get_absolute_url()
    return Scene(at, (house.manager, house.group_manager), "outcome", {}, at)


# What is said once and then stands: who is late is shown what stands beside their own words.
ONCE: dict[str, Build] = {
    "a meeting about progress": meeting_about_progress,
    "a decision about progress": decision_about_progress,
    "what became of an action about progress": end_of_a_progress_action,
    "a direction about a case": direction_about_a_case,
    "what became of an action": end_of_an_action,
    "one's own view of a record": own_view_of_a_record,
    "what was agreed about a flag": look_at_a_flag,
    "the answer to somebody at capacity": answer_at_capacity,
    "what came of a contingency": end_of_a_contingency,
}


def protected_time(house: House) -> Scene:
    year = f"/asye/portfolios/{house.portfolio.pk}/protected-time/"
    given = {"kind": "lost", "hours": "2", "by_whom": "B"} | day("on", TODAY - dt.timedelta(days=1))
    return Scene(f"{year}note/", both(house.practitioner), "words", given, year)


def experience(house: House) -> Scene:
    given = {"done": "done"} | day("on", TODAY - dt.timedelta(days=1))
    list_of_it = f"/asye/portfolios/{house.portfolio.pk}/experience/"
    return Scene(f"{list_of_it}court/", (house.practitioner, house.assessor), "words", given, list_of_it)


def training_note(house: House) -> Scene:
    year = f"/asye/portfolios/{house.portfolio.pk}/training/"
    given = {"item": "study", "title": "T", "days": "1"} | day("on", TODAY - dt.timedelta(days=1))
    return Scene(f"{year}note/", both(house.practitioner), "words", given, year)


def note_on_a_goal(house: House) -> Scene:
    made = Goal.objects.create(
        portfolio=house.portfolio, author=house.practitioner, what="G", how="H", by_on=TODAY, planned_at=NOW,
        saved_at=NOW,
    )  # fmt: skip
    at = made.get_absolute_url()
    return Scene(f"{at}note/", (house.practitioner, house.assessor), "words", {}, at)


def concern_about_progress(house: House) -> Scene:
    made = test_progress.raised(house)
    at = made.get_absolute_url()
    given = day("due_on", TODAY) | {"owner": str(house.practitioner.pk)}
    return Scene(f"{at}plan/", both(house.lead), "what", given, at)


def action_of_a_session(house: House) -> Scene:
    made = _record(house)
    at = made.get_absolute_url()
    given = day("due_on", TODAY) | {"owner": str(house.practitioner.pk)}
    return Scene(f"{at}actions/add/", (house.practitioner, house.manager), "what", given, at)


# What is added to: each form makes a row of its own, so both stand.
ADDED: dict[str, Build] = {
    "protected time": protected_time,
    "experience": experience,
    "a note of training": training_note,
    "a note on a goal": note_on_a_goal,
    "an action about progress": concern_about_progress,
    "an action of a session": action_of_a_session,
}

# Every other record with room for somebody's words, and why two editors cannot lose any there. A row for each form:
ROWS = """
asye.ArchiveHandover asye.BookingMove asye.Circumstances asye.CourseVersion asye.Decision asye.ExperienceNote
asye.GoalEntry asye.Handover asye.MeetingAddendum asye.MeetingMove asye.MeetingSetAside asye.MeetingSignature
asye.MovePlan asye.ObservationMove asye.ObservationWordsSetAside asye.PauseRequest asye.PauseRequestMove
asye.PortfolioMove asye.ProgressMove asye.ProgressSignature asye.ProtectedTime asye.Recommendation asye.ReflectionMove
asye.ReflectionVersion asye.Release asye.ReleaseMove asye.TrainingRecord asye.WrittenWorkMove asye.WrittenWorkVersion
asye.YearMoveStep caseloads.Allocation caseloads.BreachEntry caseloads.CapacityMove caseloads.Ending
caseloads.OfferMove caseloads.SlotMove caseloads.SwapMove caseloads.Transfer frameworks.CrosswalkLink
progression.ProgressionPaper supervision.Action supervision.ActionClosed supervision.Addendum supervision.Agreement
supervision.CaseDiscussion supervision.ConcernMove supervision.ConcernTextAside supervision.SessionChange
supervision.SetAsideWords supervision.Signature workforce.SetAside
"""
# Said once, in the deed that moves the record on: who is late is refused, and still has their words.
DEEDS = """
asye.CourseDate asye.Feedback asye.Justification asye.Meeting asye.ProgressAction
asye.ProgressConcern asye.ProgressStep asye.TrainingFlag caseloads.CapacityNote caseloads.Contingency caseloads.Offer
caseloads.Readiness caseloads.Slot caseloads.Swap supervision.ConcernStep supervision.KeptGap supervision.Series
supervision.Session
"""
# Written by the machine, or read from a file.
MACHINE = """
asye.ArchiveImport asye.Attachment asye.BroughtFile asye.BroughtRecord asye.MoveAccount asye.MovedDate asye.Panel
asye.Portfolio asye.PortfolioArchive asye.PortfolioDocument asye.ProgrammeVersion asye.YearMove caseloads.Breach
caseloads.CaseImport frameworks.Framework frameworks.Section frameworks.Statement frameworks.Topic
reminders.CalendarEntry reminders.Duty workforce.Authority workforce.KeptWords workforce.Person workforce.PolicyVersion
workforce.SealedRecord
"""
# Its words are written together with a record that carries their version.
CARRIED = {"frameworks.Resource": "asye.ResourceCare"}
