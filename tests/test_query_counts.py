"""A list costs the same with one row and with three; no page of the path needs more than fifteen queries."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from asye.models import (
    ArchiveImport,
    BroughtRecord,
    Circumstances,
    Decision,
    Goal,
    Meeting,
    PanelItem,
    Portfolio,
    PortfolioArchive,
    Reflection,
    SavedResource,
    SelfAssessment,
    WrittenWork,
)
from asye.services import crosswalk, decisions
from asye.services.progress import raise_concern as raise_progress
from caseloads.models import CapacityNote, CaseImport, ForecastPlan, NoteCount, Slot, Swap
from frameworks.models import Statement
from progression import queries as progression
from progression import services
from reminders.models import CalendarAddress, Digest, Duty, Notice, QuietDays
from supervision.models import Gathering
from tests.asye import training as trained
from tests.factories import (
    LONG_AGO,
    NOW,
    TODAY,
    AllocationFactory,
    CaseFactory,
    PanelFactory,
    PanelItemFactory,
    PanelMemberFactory,
    RecommendationFactory,
    ReflectionFactory,
    SessionFactory,
)
from tests.frameworks.conftest import make_resource
from tests.house import House, make_link, practitioner
from tests.supervision.concerns import answer_concern, draft_concern, raise_concern
from workforce.access import access_for
from workforce.models import Person, SetAside
from workforce.versions import Save

MOST = 15


def cost(client: Client, path: str) -> int:
    client.get(path)  # what is read once in the life of the process is not counted
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return len(queries)


def another(house: House, number: int) -> Person:
    return practitioner(f"Another {number}", house.team, manager=house.manager, assessor=house.assessor)


def reflections(house: House, n: int) -> None:
    made = ReflectionFactory(portfolio=house.portfolio, status="shared", shared_at=NOW)
    made.tags.create(statement=Statement.objects.all()[n % 2])


def team(house: House, n: int) -> None:
    person = another(house, n)
    AllocationFactory(worker=person)
    SessionFactory(worker=person, supervisor=house.manager)
    CapacityNote.objects.create(worker=person, said_on=TODAY, said_at=NOW, held=1)


def sessions(house: House, n: int) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=TODAY.replace(day=n + 1))


def cases(house: House, n: int) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory())


def notices(house: House, n: int) -> None:
    duty = Duty.objects.create(
        kind="supervision",
        key=f"k{n}",
        about=house.practitioner,
        owner=house.manager,
        due_on=TODAY,
        address="/",
        rule="SUP-03",
        because="Because.",
    )
    Notice.objects.create(duty=duty, due_on=TODAY, step=0, recipient=house.manager, owed_at=NOW)


def coming(house: House, n: int) -> None:
    """A duty about somebody else whose reminders are to come, and one that waits for its mail."""
    notices(house, n)
    person = another(house, n)
    Duty.objects.filter(key=f"k{n}").update(about=person, next_step_on=TODAY + dt.timedelta(days=1))
    QuietDays.objects.create(
        person=house.manager, first_on=TODAY + dt.timedelta(days=n), last_on=TODAY.replace(day=31), saved_at=NOW
    )


def refused(house: House, n: int) -> None:
    Digest.objects.create(
        person=another(house, n), message_id=f"m{n}", opened_at=NOW, formed_at=NOW, failed_at=NOW, next_at=NOW
    )


def items(house: House, n: int) -> None:
    person = another(house, n)
    portfolio = Portfolio.objects.get(practitioner=person)
    RecommendationFactory(portfolio=portfolio, by=house.assessor)
    PanelItemFactory(panel=house.panel, portfolio=portfolio, moderator=house.moderator)


def panels(house: House, n: int) -> None:
    PanelMemberFactory(panel=PanelFactory(), person=house.chair, role="chair")


def passes(house: House, n: int) -> None:
    items(house, n)
    item = PanelItem.objects.select_related("portfolio", "panel").order_by("-pk")[0]
    Portfolio.objects.filter(pk=item.portfolio_id).update(status="submitted")
    item.portfolio.refresh_from_db()
    draft = decisions.draft_decision(item=item, outcome="pass", by=house.chair, at=NOW)
    decisions.save_draft(draft=draft, reasons="Read.", save=Save(1), at=NOW)
    decisions.check_draft(draft=draft, at=NOW)
    decisions.sign_decision(draft=draft, version=draft.version, signed_in_at=NOW, by=house.chair, on=TODAY, at=NOW)


def saved(house: House, n: int) -> None:
    resource = make_resource(f"made-{n}", review_on=LONG_AGO)
    gap = Statement.objects.all()[0]
    SavedResource.objects.create(
        person=house.practitioner, resource=resource, purpose=("plan", "supervision")[n % 2], gap=gap, saved_at=NOW
    )
    resource.statements.add(gap)


def links(house: House, n: int) -> None:
    """Evidence, a relative and a resource more on the page of a statement; a change more in its history."""
    reflections(house, n)
    saved(house, n)
    crosswalk.change_link(
        link=make_link(n + 1), strength="strong", note="", sent_key=uuid.uuid4(), by=house.lead, at=NOW
    )


def gatherings(house: House, n: int) -> None:
    """A group session led by the manager with two people, and a case two people share."""
    colleague = another(house, n)
    told = {"leader": house.manager, "date": TODAY, "time": NOW.time(), "place": "P", "topic": "T"}
    made = Gathering.objects.create(
        kind="group", form="reflective", booked_by=house.manager, booked_at=NOW, saved_at=NOW, **told
    )
    case = CaseFactory()
    for person in (house.practitioner, colleague):
        SessionFactory(
            worker=person,
            supervisor=house.manager,
            kind="group",
            gathering=made,
            outcome="planned",
            date=TODAY.replace(day=n + 1),
        )
        AllocationFactory(worker=person, case=case)


def concerns(house: House, n: int) -> None:
    """One that waits and one that is answered more, from the same worker to the same manager."""
    raise_concern(house.practitioner)
    answer_concern(raise_concern(house.practitioner), house.manager)


def archives(house: House, n: int) -> None:
    PortfolioArchive.objects.create(
        portfolio=house.portfolio, asked_by=house.practitioner, asked_at=NOW, status_at=NOW, delete_on=TODAY
    )


def archive_imports(house: House, n: int) -> None:
    ArchiveImport.objects.create(
        person=another(house, n), by=house.lead, at=NOW, sha256="0" * 64, size=1, status="cancelled"
    )


def brought(house: House, n: int) -> None:
    received = ArchiveImport.objects.create(
        person=house.practitioner, by=house.lead, at=NOW, sha256="0" * 64, size=1, status="written"
    )
    Portfolio.objects.filter(pk=house.portfolio.pk).update(was_brought=True)
    for place in range(2):
        BroughtRecord.objects.create(
            portfolio=house.portfolio, received=received, kind="learning", uid=uuid.uuid4(), place=place, title="T",
            origin="O", reach="two", content={}, sha256="0" * 64,
        )  # fmt: skip


def calendars(house: House, n: int) -> None:
    CalendarAddress.objects.create(person=house.manager, name=f"C{n}", secret_sha256=str(n), made_at=NOW)


def processed(house: House, n: int) -> None:
    passes(house, n)
    access = access_for(house.hr, TODAY)
    for paper in progression.papers(list(progression.waiting(access)), TODAY):
        services.process(paper=paper, sent_key=uuid.uuid4(), by=house.hr, at=NOW)


def nobodys(house: House, n: int) -> None:
    CaseFactory(allegation=True, received_at=NOW)


def plans(house: House, n: int) -> None:
    """A worker more, and a plan more of their service."""
    team(house, n)
    ForecastPlan.objects.create(
        name="P", service=house.team.service, trend="level", trend_months=12, after_year="keeps", paused="counted",
        made_by=another(house, n + 10), made_at=NOW, changed_by=house.manager, changed_at=NOW,
    )  # fmt: skip


def notes_of(house: House, n: int) -> None:
    NoteCount.objects.create(worker=another(house, n), day=TODAY, child_protection=False, due=2, late=1)


def slots(house: House, n: int) -> None:
    """A slot of somebody else more, one of one's own that a colleague is asked for, one that lost its holder."""
    told = {"kind": "duty", "label": "Duty", "service": house.team.service, "team": house.team, "seat": "main"}
    told |= {"part": ("day", "am", "pm")[n], "planned_by": house.manager, "planned_at": NOW}
    on = TODAY.replace(day=21)
    theirs = Slot.objects.create(on=on, status="held", holder=another(house, n), **told)
    own = Slot.objects.create(on=on, status="held", holder=house.practitioner, **told)
    Slot.objects.create(on=on, lost="away", **told)
    now = {"asked_at": NOW, "turn_on": TODAY}
    Swap.objects.create(slot=own, asked_by=house.practitioner, to=theirs.holder, status="taken", **now)
    Swap.objects.create(slot=theirs, asked_by=theirs.holder, in_return=own, **now)


def files(house: House, n: int) -> None:
    CaseImport.objects.create(at=NOW, sha256="0" * 64, size=1, by=house.lead, status="written")


def meetings(house: House, n: int) -> None:
    """An addendum more to a signed meeting, and a meeting more that is open."""
    key = ("agreement", "three_month_review", "six_month_review")[n]
    made = Meeting.objects.create(portfolio=house.portfolio, key=key, kind="review", label=key, opened_at=NOW)
    made.parts.create(party="nqsw", author=house.practitioner, saved_at=NOW)


def pauses(house: House, n: int) -> None:
    day = TODAY.replace(day=n + 1)
    house.portfolio.stage.pauses.create(
        started_on=day, ended_on=day, reason="sickness", approved_by=house.lead, approved_at=NOW
    )
    house.portfolio.pause_requests.create(
        reason="sickness", from_on=day, to_on=day, status="agreed", asked_by=house.manager, asked_on=day, asked_at=NOW
    )


def experience(house: House, n: int) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(type=("CP", "S47", "CIN")[n]))
    house.portfolio.experience_notes.create(
        item=("court", "chairing")[n % 2], done=True, on=TODAY, words="W", by=house.practitioner, at=NOW
    )


def protected_time(house: House, n: int) -> None:
    """A line more, and a year more on the home pages of those around it."""
    another(house, n)
    for kind, by_whom in (("taken", ""), ("lost", "Duty manager")):
        house.portfolio.protected_time.create(
            kind=kind, on=TODAY.replace(day=n + 1), minutes=60, words="W", by_whom=by_whom, author=house.practitioner,
            at=NOW,
        )  # fmt: skip


def work(house: House, n: int) -> None:
    """A piece more that somebody assesses, with a statement of its own."""
    made = WrittenWork.objects.create(
        portfolio=house.portfolio, author=house.practitioner, assessed_by=house.assessor, kind="plan",
        kind_label="Plan", status="handed_in", started_at=NOW, saved_at=NOW, handed_in_at=NOW, turn_since=TODAY,
    )  # fmt: skip
    made.tags.create(statement=Statement.objects.all()[n % 2])


def goals(house: House, n: int) -> None:
    """A goal more with a note, past its day."""
    made = Goal.objects.create(
        portfolio=house.portfolio, author=house.practitioner, what="G", by_on=LONG_AGO, planned_at=NOW, saved_at=NOW
    )
    made.entries.create(kind="note", words="W", by=house.practitioner, at=NOW)


def own_views(house: House, n: int) -> None:
    """A self-assessment more, finished."""
    SelfAssessment.objects.create(
        portfolio=house.portfolio, author=house.practitioner, key=("start", "middle", "end")[n], label="L",
        levels={"a": "A"}, begun_at=NOW, saved_at=NOW, finished_at=NOW, sealed=True,
    )  # fmt: skip


def training(house: House, n: int) -> None:
    """A year more, a place and something done more; each on a date of its own."""
    person = another(house, n)
    place = trained.place(house, portfolio=Portfolio.objects.get(practitioner=person))
    mine = trained.place(house, trained.date(house, place.date.course, TODAY))
    mine.releases.create(reason="R", asked_by=house.practitioner, asked_on=TODAY, asked_at=NOW)
    house.portfolio.training.create(title="T", item="study", on=TODAY, days=1, author=house.practitioner, at=NOW)


def progress(house: House, n: int) -> None:
    """A concern more, each about somebody else."""
    year = Portfolio.objects.select_related("practitioner").get(practitioner=another(house, n))
    raise_progress(
        portfolio=year, meeting=None, words="W", told_on=TODAY, sent_key=uuid.uuid4(), by=house.assessor, on=TODAY,
        at=NOW,
    )  # fmt: skip


def handovers(house: House, n: int) -> None:
    house.portfolio.handovers.create(
        kind="assessor", before=house.lead, after=house.assessor, on=TODAY, note="N", by=house.lead, at=NOW
    )


def absences(house: House, n: int) -> None:
    """An absence more, and somebody more who is away."""
    for person in (house.practitioner, another(house, n)):
        day = TODAY.replace(day=20 - n)
        person.absences.create(kind="leave", started_on=day, ended_on=day)
        person.absence_changes.create(what="recorded", kind="leave", started_on=day, by=house.manager, at=NOW)


def ended_years(house: House, n: int) -> None:
    """One more whose year was not completed, and one more word on the house's own."""
    year = Portfolio.objects.get(practitioner=another(house, n))
    Portfolio.objects.filter(pk=year.pk).update(status="withdrawn")
    for portfolio in (year, house.portfolio):
        Circumstances.objects.create(portfolio=portfolio, kind="recorded", why="W", by=house.lead, at=NOW)


def asides(house: House, n: int) -> None:
    """Words set aside of each app."""
    me = house.practitioner
    SetAside.objects.create(author=me, what="W", address="/", rows=[["L", "A", "B"]], at=NOW)
    draft = ReflectionFactory(portfolio=house.portfolio)
    draft.versions.create(kind="set_aside", words={}, at=NOW)
    draft_concern(me).text.set_aside.create(words={}, at=NOW)


LISTS: dict[str, tuple[str, str, Callable[[House, int], None]]] = {
    "who is away": ("manager", "/absences/", absences),
    "absences of somebody": ("manager", "/people/{practitioner}/absences/", absences),
    "words set aside": ("practitioner", "/set-aside/", asides),
    "own reflections": ("practitioner", "/asye/reflections/", reflections),
    "years not completed": ("hr", "/asye/unfinished/", ended_years),
    "years not completed as CSV": ("lead", "/asye/unfinished/export.csv", ended_years),
    "completing the year": ("lead", "/asye/portfolios/{portfolio}/completion/", ended_years),
    "week of the rota": ("manager", "/caseloads/rota/?week=2026-01-21", slots),
    "week of the rota as CSV": ("manager", "/caseloads/rota/week.csv?week=2026-01-21", slots),
    "own days on the rota": ("practitioner", "/caseloads/rota/mine/", slots),
    "days counted": ("manager", "/caseloads/rota/days/", slots),
    "days counted as CSV": ("manager", "/caseloads/rota/days.csv", slots),
    "who takes a slot": ("manager", "/caseloads/rota/slots/{slot}/give/", slots),
    "a slot": ("practitioner", "/caseloads/rota/slots/{slot}/", slots),
    "asking about a slot": ("practitioner", "/caseloads/rota/slots/{slot}/ask/", slots),
    "home with slots": ("practitioner", "/", slots),
    "own year": ("practitioner", "/asye/portfolios/{portfolio}/", reflections),
    "own year with what is saved": ("practitioner", "/asye/portfolios/{portfolio}/", saved),
    "my people": ("assessor", "/asye/people/", team),
    "cohort": ("lead", "/asye/cohort/", team),
    "cohort as CSV": ("lead", "/asye/cohort/export.csv", team),
    "meetings": ("assessor", "/asye/portfolios/{portfolio}/meetings/", meetings),
    "self-assessments": ("assessor", "/asye/portfolios/{portfolio}/self-assessments/", own_views),
    "development plan": ("manager", "/asye/portfolios/{portfolio}/goals/", goals),
    "people with goals past their day": ("assessor", "/asye/people/", goals),
    "written work": ("assessor", "/asye/portfolios/{portfolio}/written-work/", work),
    "own year with written work": ("practitioner", "/asye/portfolios/{portfolio}/", work),
    "pauses": ("lead", "/asye/portfolios/{portfolio}/pauses/", pauses),
    "experience of the year": ("assessor", "/asye/portfolios/{portfolio}/experience/", experience),
    "concerns about progress": ("lead", "/asye/progress/", progress),
    "training": ("assessor", "/asye/portfolios/{portfolio}/training/", training),
    "training of the cohort": ("lead", "/asye/cohort/training/", training),
    "training of the cohort as CSV": ("moderator", "/asye/cohort/training/export.csv", training),
    "courses": ("practitioner", "/asye/courses/", training),
    "archives": ("practitioner", "/asye/portfolios/{portfolio}/archives/", archives),
    "archives of others": ("lead", "/asye/archive-imports/", archive_imports),
    "brought": ("assessor", "/asye/portfolios/{portfolio}/brought/", brought),
    "protected time": ("assessor", "/asye/portfolios/{portfolio}/protected-time/", protected_time),
    "protected time as CSV": ("lead", "/asye/portfolios/{portfolio}/protected-time/export.csv", protected_time),
    "home of an assessor whose people fall behind": ("assessor", "/", protected_time),
    "home of a manager whose people fall behind": ("manager", "/", protected_time),
    "people of the year": ("lead", "/asye/portfolios/{portfolio}/people/", handovers),
    "coverage": ("assessor", "/asye/portfolios/{portfolio}/coverage/", links),
    "my development plan": ("practitioner", "/asye/plan/", saved),
    "a statement": ("practitioner", "/frameworks/made-2018/asye/1.1/", links),
    "crosswalk": ("lead", "/asye/crosswalk/", links),
    "crosswalk of a statement": ("lead", "/asye/crosswalk/statements/{statement}/", links),
    "home of who keeps the library": ("moderator", "/", saved),
    "reading queue": ("assessor", "/asye/queue/", reflections),
    "reading queue with written work": ("assessor", "/asye/queue/", work),
    "people one assesses": ("assessor", "/asye/queue/", team),
    "team": ("manager", "/asye/team/", team),
    "sessions": ("manager", "/supervision/{practitioner}/", sessions),
    "monitoring": ("manager", "/supervision/monitoring/", team),
    "monitoring of the authority": ("chair", "/supervision/monitoring/", team),
    "monitoring of a service": ("group_manager", "/supervision/monitoring/services/{service}/", team),
    "monitoring of a team": ("manager", "/supervision/monitoring/teams/{team}/", team),
    "monitoring of a person": ("practitioner", "/supervision/monitoring/people/{practitioner}/", sessions),
    "monitoring as CSV": ("chair", "/supervision/monitoring/export.csv", team),
    "week by week": ("manager", "/caseloads/{practitioner}/history/", cases),
    "list of cases": ("manager", "/caseloads/cases/", cases),
    "cases nobody has": ("manager", "/caseloads/cases/?shown=nobody", nobodys),
    "forecast of a team": ("manager", "/caseloads/forecast/", team),
    "forecast of a service": ("group_manager", "/caseloads/forecast/", plans),
    "forecast of the authority": ("lead", "/caseloads/forecast/", team),
    "forecast as CSV": ("group_manager", "/caseloads/forecast.csv", team),
    "notes in time": ("lead", "/caseloads/notes/", notes_of),
    "notes in time as CSV": ("lead", "/caseloads/notes.csv", notes_of),
    "files of the case system": ("lead", "/caseloads/imports/", files),
    "cases": ("manager", "/caseloads/{practitioner}/", cases),
    "reminders": ("manager", "/reminders/", notices),
    "reminders to come": ("manager", "/reminders/coming/", coming),
    "reminders to come, of all": ("lead", "/reminders/coming/?shown=all", coming),
    "reminders to come as CSV": ("lead", "/reminders/coming/export.csv?shown=all", coming),
    "when mail comes": ("manager", "/reminders/mail/", coming),
    "mail that was refused": ("technical", "/reminders/delivery/", refused),
    "home with duties": ("manager", "/", notices),
    "own calendars": ("manager", "/reminders/calendar/", calendars),
    "group sessions": ("manager", "/supervision/groups/", gatherings),
    "own concerns": ("practitioner", "/supervision/concerns/", concerns),
    "concerns put to one": ("manager", "/supervision/concerns/to-answer/", concerns),
    "totals of concerns": ("lead", "/supervision/concerns/totals/", concerns),
    "panels": ("chair", "/asye/panels/", panels),
    "panel": ("chair", "/asye/panels/{panel}/", items),
    "portfolio before the panel": ("chair", "/asye/panels/items/{item}/", reflections),
    "home of the chair": ("chair", "/", panels),
    "progression": ("hr", "/progression/", passes),
    "progression as CSV": ("hr", "/progression/export.csv", passes),
    "processed": ("hr", "/progression/?shown=processed", processed),
    "processed as CSV": ("hr", "/progression/export.csv?shown=processed", processed),
    "processed as XLSX": ("hr", "/progression/export.xlsx?shown=processed", processed),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_with_one_row_and_with_three(
    client: Client, house: House, today: None, name: str
) -> None:
    who, path, add = LISTS[name]
    client.force_login(house.everybody[who])
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted" if "before" in name else "open")
    slot = Slot.objects.create(
        kind="mash", label="MASH", service=house.team.service, team=house.team, on=TODAY, part="day", seat="main",
        status="held", holder=house.practitioner, planned_by=house.manager, planned_at=NOW,
    )  # fmt: skip
    path = path.format(
        slot=slot.pk,
        portfolio=house.portfolio.pk,
        practitioner=house.practitioner.pk,
        team=house.team.pk,
        service=house.team.service_id,
        panel=house.panel.pk,
        item=house.item.pk,
        statement=Statement.objects.all()[0].pk,
    )
    add(house, 0)
    one = cost(client, path)
    add(house, 1)
    add(house, 2)
    assert (cost(client, path), one <= MOST) == (one, True), one


@pytest.fixture
def records(house: House) -> dict[str, int]:
    """A shared reflection with statements, a decided portfolio, a session."""
    reflections(house, 0)
    shared = Reflection.objects.get()
    passes(house, 0)
    draft = ReflectionFactory(portfolio=house.portfolio)
    session = SessionFactory(worker=house.practitioner, supervisor=house.manager)
    RecommendationFactory(portfolio=house.portfolio, by=house.assessor)
    meetings(house, 0)
    return {
        "meeting": Meeting.objects.get().pk,
        "shared": shared.pk,
        "draft": draft.pk,
        "session": session.pk,
        "decision": Decision.objects.get().pk,
        "portfolio": house.portfolio.pk,
        "practitioner": house.practitioner.pk,
        "item": house.item.pk,
    }


PAGES = [
    ("practitioner", "/"),
    ("practitioner", "/asye/reflections/{draft}/"),
    ("practitioner", "/asye/reflections/{draft}/edit/"),
    ("practitioner", "/asye/reflections/{draft}/statements/"),
    ("practitioner", "/asye/reflections/{draft}/files/"),
    ("practitioner", "/asye/reflections/{draft}/share/"),
    ("assessor", "/"),
    ("assessor", "/asye/reflections/{shared}/respond/"),
    ("assessor", "/asye/reflections/{shared}/"),
    ("assessor", "/asye/portfolios/{portfolio}/"),
    ("assessor", "/asye/portfolios/{portfolio}/recommend/"),
    ("assessor", "/asye/meetings/{meeting}/"),
    ("assessor", "/asye/meetings/{meeting}/write/"),
    ("assessor", "/asye/meetings/{meeting}/held/"),
    ("practitioner", "/asye/meetings/{meeting}/hand-in/"),
    ("manager", "/supervision/{practitioner}/add/"),
    ("manager", "/supervision/sessions/{session}/"),
    ("manager", "/caseloads/{practitioner}/allocate/"),
    ("manager", "/caseloads/{practitioner}/allocate/?type=CP&children=12&role=allocated"),
    ("group_manager", "/caseloads/{practitioner}/allocate/?type=CP&children=12&role=allocated"),
    ("manager", "/caseloads/{practitioner}/capacity/"),
    ("group_manager", "/caseloads/{practitioner}/"),
    ("manager", "/people/{practitioner}/"),
    ("chair", "/asye/panels/items/{item}/pass/"),
    ("hr", "/"),
    ("hr", "/progression/papers/{decision}/"),
]


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_no_page_needs_more_than_fifteen_queries(
    client: Client, house: House, records: dict[str, Any], today: None, who: str, path: str
) -> None:
    if "/items/" in path:
        Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")
    client.force_login(house.everybody[who])
    assert cost(client, path.format(**records)) <= MOST
