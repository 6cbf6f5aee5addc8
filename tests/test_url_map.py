"""Every address is declared: public, for everybody signed in, for a role, or about a record strangers get 404 for."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from asye.models import (
    ArchiveImport,
    AssessorResponse,
    Attachment,
    Booking,
    BroughtFile,
    BroughtRecord,
    Course,
    CourseDate,
    CrosswalkChange,
    Decision,
    Feedback,
    Goal,
    Meeting,
    MovePlan,
    Observation,
    Panel,
    PanelItem,
    PauseRequest,
    Portfolio,
    PortfolioArchive,
    PortfolioDocument,
    ProgressAction,
    ProgressConcern,
    ProtectedTime,
    Reflection,
    Release,
    SavedResource,
    SelfAssessment,
    TrainingFlag,
    TrainingRecord,
    WrittenWork,
    YearMove,
)
from asye.services import decisions
from asye.services.progress import raise_concern as raise_progress
from caseloads.models import (
    Allegation,
    Allocation,
    Breach,
    CapacityNote,
    Case,
    CaseImport,
    Contingency,
    ForecastPlan,
    Offer,
    Slot,
    Swap,
)
from frameworks.models import CrosswalkLink, Resource, Statement
from reminders.models import CalendarAddress, Digest, Duty, Notice, QuietDays
from supervision.models import (
    Action,
    Agreement,
    CaseDiscussion,
    Concern,
    ConcernText,
    Gathering,
    KeptGap,
    Series,
    Session,
    SessionRecord,
)
from tests.asye import training
from tests.asye.moving import tried
from tests.factories import (
    NOW,
    TODAY,
    AllocationFactory,
    RecommendationFactory,
    ReflectionFactory,
    ServiceFactory,
    SessionFactory,
    TeamFactory,
)
from tests.frameworks.conftest import make_resource
from tests.house import House, make_link
from tests.supervision.concerns import raise_concern
from workforce.models import Absence, AuditEntry, Person, Service, SetAside, Team
from workforce.versions import Save

# Open to anybody: the service about itself, its health, and what is needed to sign in.
PUBLIC = {"accessibility", "privacy", "cookies", "health"}
# An address that is its own key: it opens for whoever knows it (tests/reminders/test_calendar.py).
SECRET = {"feed", "give", "observe"}
SIGNED_IN_ONLY = ("frameworks.views",)


def walk(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route, pattern


ACCOUNTS = "accounts/"  # the sign-in library's own addresses


def views() -> list[tuple[str, Callable[..., Any]]]:
    found = walk(get_resolver().url_patterns)
    return [(route, pattern.callback) for route, pattern in found if not route.startswith(ACCOUNTS)]


def declared(view: Callable[..., Any]) -> tuple[str, str, Any] | None:
    return getattr(view, "declares", None)


@pytest.mark.parametrize(("route", "view"), [pytest.param(*pair, id=pair[0] or "home") for pair in views()])
def test_every_address_is_declared(route: str, view: Callable[..., Any]) -> None:
    if view.__module__.startswith(SIGNED_IN_ONLY):
        assert getattr(view, "login_required", True)
    elif view.__name__ in PUBLIC:
        assert view.login_required is False  # type: ignore[attr-defined]
    elif view.__name__ in SECRET:
        assert (declared(view), view.login_required) == (("secret", "", None), False)  # type: ignore[attr-defined]
    else:
        assert declared(view) is not None, f"{route} declares nothing"
        assert getattr(view, "login_required", True)


@pytest.mark.parametrize(("route", "view"), [pytest.param(*pair, id=pair[0] or "home") for pair in views()])
def test_without_signing_in_only_public_pages_answer(client: Client, db: None, route: str, view: Any) -> None:
    answer = client.get("/" + filled(route, 1))
    if view.__name__ in PUBLIC:
        assert answer.status_code == 200
    else:
        assert answer.status_code in (302, 404) and (
            answer.status_code == 404 or "/accounts/login/" in answer["Location"]
        )


OPEN_ACCOUNT_PAGES = {
    "login/",
    "logout/",
    "signup/",
    "inactive/",
    "confirm-email/",
    "password/reset/",
    "password/reset/done/",
    "password/reset/key/done/",
    "2fa/authenticate/",
    "2fa/webauthn/login/",
    "social/login/cancelled/",
    "social/login/error/",
    "social/signup/",
    "3rdparty/login/cancelled/",
    "3rdparty/login/error/",
    "3rdparty/signup/",
}


def test_of_the_account_pages_only_those_for_signing_in_answer(client: Client, db: None) -> None:
    opened = set()
    for route, _ in walk(get_resolver().url_patterns):
        if route.startswith(ACCOUNTS) and "<" not in route and "(?P" not in route:
            answer = client.get(f"/{route}")
            if answer.status_code != 302 or "/accounts/login/" not in answer["Location"]:
                opened.add(route.removeprefix(ACCOUNTS))
    assert opened <= OPEN_ACCOUNT_PAGES


def filled(route: str, pk: int) -> str:
    parts = {
        "<int:pk>": str(pk),
        "<int:version>": "1",
        "<int:to>": "1",
        "experience/<slug:code>": "experience/court",
        "<slug:code>": "made-2018",
        "<slug:slug>": "made",
        "<str:secret>": "made",
        "<level:level>": "asye",
        "<number:number>": "1.1",
    }
    for part, value in parts.items():
        route = route.replace(part, value)
    return route


Records = dict[type, Any]


def _allegation(house: House) -> Allegation:
    return Allegation.objects.create(
        reference="CS-9", children=1, received_at=NOW, manager=house.manager, recorded_by=house.manager, recorded_at=NOW
    )


@pytest.fixture
def records(house: House, settings: Any) -> Records:
    """One record of every kind that has a page, none of which a stranger may see."""
    shared = ReflectionFactory(portfolio=house.portfolio, status="shared", shared_at=NOW)
    file = Attachment.objects.create(
        reflection=shared,
        file=ContentFile(b"%PDF-", "x"),
        name="x.pdf",
        media_type="application/pdf",
        size=5,
        sha256="0" * 64,
        added_at=NOW,
    )
    meeting, _ = Meeting.objects.update_or_create(
        {"kind": "agreement", "label": "Agreement", "opened_at": NOW}, portfolio=house.portfolio, key="agreement"
    )
    moved = tried(house, house.portfolio)
    response = AssessorResponse.objects.create(reflection=shared, author=house.assessor, started_at=NOW, saved_at=NOW)
    session = SessionFactory(worker=house.practitioner, supervisor=house.manager)
    kept = SessionRecord.objects.create(session=session, opened_by=house.manager, opened_at=NOW, saved_at=NOW)
    place = training.place(house)
    concern_about = raise_progress(
        portfolio=house.portfolio, meeting=None, words="W", told_on=TODAY, sent_key=uuid.uuid4(), by=house.assessor,
        on=TODAY, at=NOW,
    )  # fmt: skip
    ProgressConcern.objects.filter(pk=concern_about.pk).update(status="signing", outcome="improved", ended_on=TODAY)
    decision = _decided(house)
    duty = Duty.objects.create(
        kind="supervision",
        key="k",
        about=house.practitioner,
        owner=house.manager,
        due_on=TODAY,
        address="/",
        rule="SUP-03",
        because="Because.",
    )
    notice = Notice.objects.create(duty=duty, due_on=TODAY, step=0, recipient=house.manager, owed_at=NOW)
    resource = make_resource("made")
    link = make_link()
    meeting, _ = Meeting.objects.update_or_create(
        {"kind": "agreement", "label": "Agreement", "opened_at": NOW}, portfolio=house.portfolio, key="agreement"
    )
    received = ArchiveImport.objects.create(
        person=house.practitioner, by=house.lead, at=NOW, sha256="0" * 64, size=1, portfolio=house.portfolio
    )
    brought = BroughtRecord.objects.create(
        portfolio=house.portfolio, received=received, kind="learning", uid="0" * 32, place=0, title="T", origin="O",
        reach="two", sha256="0" * 64,
        content={"uid": "0" * 32, "title": "T", "origin": "O", "rows": [["R", "", ""]]},
    )  # fmt: skip
    return {
        ArchiveImport: received,
        BroughtRecord: brought,
        BroughtFile: BroughtFile.objects.create(
            record=brought,
            file=ContentFile(b"%PDF-", "x"),
            name="x.pdf",
            media_type="application/pdf",
            size=5,
            sha256="0" * 64,
        ),
        PortfolioArchive: PortfolioArchive.objects.create(
            portfolio=house.portfolio, asked_by=house.practitioner, asked_at=NOW, status_at=NOW, delete_on=TODAY
        ),
        Person: house.practitioner,
        Absence: house.practitioner.absences.create(kind="leave", started_on=TODAY, ended_on=TODAY),
        Service: house.team.service,
        Team: house.team,
        Portfolio: house.portfolio,
        Reflection: shared,
        Attachment: file,
        AssessorResponse: response,
        Feedback: Feedback.objects.create(
            portfolio=house.portfolio, kind="carer", asked_by=house.practitioner, asked_at=NOW, expires_on=TODAY
        ),
        Observation: Observation.objects.create(
            portfolio=house.portfolio,
            observer=house.assessor,
            setting="S",
            planned_on=TODAY,
            planned_by=house.practitioner,
            planned_at=NOW,
            saved_at=NOW,
        ),
        WrittenWork: WrittenWork.objects.create(
            portfolio=house.portfolio,
            author=house.practitioner,
            kind="plan",
            kind_label="Plan",
            started_at=NOW,
            saved_at=NOW,
        ),
        Goal: Goal.objects.create(
            portfolio=house.portfolio, author=house.practitioner, what="G", by_on=TODAY, planned_at=NOW, saved_at=NOW
        ),
        SelfAssessment: SelfAssessment.objects.create(
            portfolio=house.portfolio, author=house.practitioner, key="start", label="Start", begun_at=NOW, saved_at=NOW
        ),
        SetAside: SetAside.objects.create(author=house.practitioner, address="/", rows=[], at=NOW),
        PortfolioDocument: PortfolioDocument.objects.create(
            portfolio=house.portfolio, version=1, asked_by=house.practitioner, asked_at=NOW, status_at=NOW
        ),
        Meeting: meeting,
        MovePlan: moved.plan,
        YearMove: moved,
        PauseRequest: PauseRequest.objects.create(
            portfolio=house.portfolio,
            reason="sickness",
            from_on=TODAY,
            to_on=TODAY,
            asked_by=house.manager,
            asked_on=TODAY,
            asked_at=NOW,
        ),
        ProtectedTime: ProtectedTime.objects.create(
            portfolio=house.portfolio, kind="taken", on=TODAY, minutes=60, words="W", author=house.practitioner, at=NOW
        ),
        Booking: place,
        ProgressConcern: concern_about,
        ProgressAction: concern_about.steps.get().actions.create(
            what="W", owner=house.manager, due_on=TODAY, added_by=house.lead, added_at=NOW
        ),
        Course: place.date.course,
        CourseDate: place.date,
        Release: place.releases.create(reason="R", asked_by=house.practitioner, asked_on=TODAY, asked_at=NOW),
        TrainingRecord: house.portfolio.training.create(title="T", on=TODAY, days=1, author=house.practitioner, at=NOW),
        TrainingFlag: house.portfolio.training_flags.create(raised_on=TODAY, raised_at=NOW, rule="WRK-05", because="B"),
        Panel: house.panel,
        PanelItem: house.item,
        Decision: decision,
        Session: session,
        SessionRecord: kept,
        Agreement: Agreement.objects.create(worker=house.practitioner, supervisor=house.manager, drawn_up_at=NOW),
        Gathering: Gathering.objects.create(
            kind="group",
            form="reflective",
            leader=house.manager,
            date=TODAY,
            time=NOW.time(),
            place="P",
            topic="T",
            booked_by=house.manager,
            booked_at=NOW,
            saved_at=NOW,
        ),
        Series: Series.objects.create(
            worker=house.practitioner,
            supervisor=house.manager,
            first_on=TODAY,
            time=NOW.time(),
            place="P",
            until=TODAY,
            booked_by=house.manager,
            booked_at=NOW,
        ),
        KeptGap: KeptGap.objects.create(
            worker=house.practitioner,
            stage=house.portfolio.stage,
            started_on=TODAY,
            why="W",
            decided_by=house.manager,
            decided_at=NOW,
        ),
        Concern: (concern := raise_concern(house.practitioner)),
        ConcernText: concern.text,
        CaseDiscussion: kept.discussions.create(reference="CS-1", direction="D", added_by=house.manager, added_at=NOW),
        Action: kept.actions.create(what="W", owner=house.manager, due_on=TODAY, added_by=house.manager, added_at=NOW),
        Notice: notice,
        Case: AllocationFactory(worker=house.practitioner).case,
        CaseImport: CaseImport.objects.create(at=NOW, sha256="0" * 64, size=1, by=house.lead),
        CalendarAddress: CalendarAddress.objects.create(
            person=house.practitioner, name="Outlook", secret_sha256="0" * 64, made_at=NOW
        ),
        Digest: Digest.objects.create(
            person=house.manager, message_id="m", opened_at=NOW, formed_at=NOW, failed_at=NOW, next_at=NOW
        ),
        QuietDays: QuietDays.objects.create(person=house.manager, first_on=TODAY, last_on=TODAY, saved_at=NOW),
        Statement: link.from_statement,
        Allocation: AllocationFactory(worker=house.practitioner),
        Allegation: _allegation(house),
        Offer: Offer.objects.create(
            worker=house.practitioner,
            reference="CS-1",
            type="CIN",
            children=1,
            role="allocated",
            by=house.manager,
            made_on=TODAY,
            made_at=NOW,
            turn_on=TODAY,
        ),
        Breach: Breach.objects.create(
            worker=house.practitioner,
            found="load",
            opened_on=TODAY,
            opened_at=NOW,
            held=11,
            maximum=10,
            rule="CSL-01",
            because="Because.",
        ),
        Contingency: Contingency.objects.create(
            team=house.team,
            what="W",
            owner=house.manager,
            due_on=TODAY,
            demand=12,
            capacity=10,
            raised_by=house.manager,
            raised_on=TODAY,
            raised_at=NOW,
        ),
        ForecastPlan: ForecastPlan.objects.create(
            name="P",
            team=house.team,
            trend="level",
            trend_months=12,
            after_year="keeps",
            paused="counted",
            made_by=house.manager,
            made_at=NOW,
            changed_by=house.manager,
            changed_at=NOW,
        ),
        Slot: (slot := _slot(house)),
        Swap: Swap.objects.create(
            slot=slot, asked_by=house.practitioner, to=house.assessor, asked_at=NOW, turn_on=TODAY
        ),
        CapacityNote: CapacityNote.objects.create(worker=house.practitioner, said_on=TODAY, said_at=NOW, held=9),
        CrosswalkLink: link,
        CrosswalkChange: CrosswalkChange.objects.create(after=link, by=house.lead, at=NOW),
        Resource: resource,
        SavedResource: SavedResource.objects.create(
            person=house.practitioner, resource=resource, purpose="plan", saved_at=NOW
        ),
    }


def _slot(house: House) -> Slot:
    """A slot of another team: a rota is seen by everybody of its own, and a stranger is of neither."""
    east = TeamFactory(name="East", service=ServiceFactory(code="FSP"))
    return Slot.objects.create(
        kind="mash",
        label="MASH",
        service=east.service,
        team=east,
        on=TODAY,
        part="day",
        seat="main",
        status="held",
        holder=house.practitioner,
        planned_by=house.manager,
        planned_at=NOW,
    )


def _decided(house: House) -> Decision:
    RecommendationFactory(portfolio=house.portfolio, by=house.assessor)
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")
    item = PanelItem.objects.get(pk=house.item.pk)
    draft = decisions.draft_decision(item=item, outcome="pass", by=house.chair, at=NOW)
    decisions.save_draft(draft=draft, reasons="Read.", save=Save(1), at=NOW)
    decisions.check_draft(draft=draft, at=NOW)
    return decisions.sign_decision(
        draft=draft, version=draft.version, signed_in_at=NOW, by=house.chair, on=TODAY, at=NOW
    )


# The standards and the library are open to everybody signed in: what may be refused is the deed.
READ_BY_ALL = (Statement, CrosswalkLink, Resource)


def about_records() -> list[tuple[str, Any]]:
    return [(route, declared(view)[2]) for route, view in views() if declared(view) and declared(view)[0] == "record"]  # type: ignore[index]


@pytest.mark.parametrize("name", ["stranger_in_team", "stranger_outside", "technical", "external"])
def test_strangers_get_404_for_every_record(
    client: Client, house: House, records: Records, today: None, name: str
) -> None:
    client.force_login(house.everybody[name])
    for route, model in about_records():
        assert model in records, f"{route} is about {model.__name__}: add one to the fixture"
        if (name, model) == ("technical", Digest):
            continue  # whether mail leaves is theirs to see to
        path = "/" + filled(route, records[model].pk)
        no = 403 if model in READ_BY_ALL else 404
        assert (path, client.get(path).status_code, client.post(path).status_code) in (
            (path, no, no),
            (path, 405, no),
        )


@pytest.mark.parametrize(
    "name",
    [
        "practitioner",
        "manager",
        "group_manager",
        "assessor",
        "lead",
        "chair",
        "moderator",
        "external",
        "hr",
        "technical",
        "stranger_in_team",
        "stranger_outside",
    ],
)
def test_whoever_may_not_see_a_record_gets_404_and_whoever_may_never_an_error(
    client: Client, house: House, records: Records, today: None, name: str
) -> None:
    """The queryset decides: 404 outside it; inside it the page, a redirect, or 403 for a deed that is not theirs."""
    from workforce.access import access_for

    person = house.everybody[name]
    client.force_login(person)
    for route, model in about_records():
        record = records[model]
        seen = model.objects.visible_to(access_for(person, TODAY)).filter(pk=record.pk).exists()
        answer = client.get("/" + filled(route, record.pk))
        b"".join(answer)  # a file is closed once it is read
        status = answer.status_code
        assert status in ({200, 302, 403, 405} if seen else {404, 405}), f"{route} as {name}: {status}"


def test_a_denied_try_is_kept(client: Client, house: House, records: Records, today: None) -> None:
    client.force_login(house.stranger_in_team)
    client.get(f"/asye/reflections/{records[Reflection].pk}/")
    entry = AuditEntry.objects.filter(kind="denied").get()
    assert (entry.actor, entry.subject_id) == (house.stranger_in_team, str(records[Reflection].pk))


CARRY_CASES = {"practitioner", "stranger_in_team", "stranger_outside"}
ROLE_PAGES = {
    "/absences/": {"manager", "group_manager"},
    "/asye/queue/": {"assessor"},
    "/asye/people/": {"assessor"},
    "/asye/cohort/": {"lead", "chair", "group_manager"},
    "/asye/cohort/export.csv": {"lead", "chair", "group_manager"},
    "/asye/cohort/training/": {"manager", "group_manager", "assessor", "lead", "chair", "moderator"},
    "/asye/cohort/training/export.csv": {"manager", "group_manager", "assessor", "lead", "chair", "moderator"},
    "/asye/cohort/training/export.xlsx": {"manager", "group_manager", "assessor", "lead", "chair", "moderator"},
    "/asye/courses/": {"practitioner", "manager", "group_manager", "assessor", "lead", "chair", "moderator"},
    "/asye/courses/add/": {"lead", "chair", "moderator"},
    "/asye/moves/": {"lead", "chair", "group_manager"},
    "/asye/moves/start/": {"lead", "chair"},
    "/asye/progress/": {"manager", "group_manager", "assessor", "lead", "hr"},
    "/asye/team/": {"manager"},
    "/asye/panels/": {"lead", "chair", "moderator", "external", "group_manager"},
    "/asye/panels/arrange/": {"lead", "chair"},
    "/caseloads/cases/": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/cases/add/": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/notes/": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/notes.csv": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/notes.xlsx": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/imports/": {"lead", "chair"},
    "/caseloads/imports/send/": {"lead", "chair"},
    "/asye/library/add/": {"lead", "chair", "moderator"},
    "/asye/crosswalk/": {"lead", "chair"},
    "/asye/unfinished/": {"lead", "chair", "hr"},
    "/asye/unfinished/export.csv": {"lead", "chair", "hr"},
    "/asye/archive-imports/": {"lead", "chair"},
    "/asye/archive-imports/send/": {"lead", "chair"},
    "/caseloads/allocate/": {"manager", "group_manager"},
    "/caseloads/allegations/": {"manager", "group_manager"},
    "/caseloads/allegations/add/": {"manager", "group_manager"},
    "/caseloads/boards/team/": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/boards/team.csv": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/boards/team.xlsx": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/boards/service/": {"group_manager", "lead", "chair"},
    "/caseloads/boards/service.csv": {"group_manager", "lead", "chair"},
    "/caseloads/boards/service.xlsx": {"group_manager", "lead", "chair"},
    "/caseloads/boards/authority/": {"lead", "chair"},
    "/caseloads/boards/authority.csv": {"lead", "chair"},
    "/caseloads/boards/authority.xlsx": {"lead", "chair"},
    "/caseloads/forecast/": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/forecast.csv": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/forecast.xlsx": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/forecast/compare/": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/forecast/plans/add/": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/contingencies/add/": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/rota/": {"manager", "group_manager", "lead", "chair", *CARRY_CASES},
    "/caseloads/rota/week.csv": {"manager", "group_manager", "lead", "chair", *CARRY_CASES},
    "/caseloads/rota/mine/": CARRY_CASES,
    "/caseloads/rota/days/": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/rota/days.csv": {"manager", "group_manager", "lead", "chair"},
    "/caseloads/rota/plan/": {"manager", "group_manager"},
    "/caseloads/at-capacity/": {"practitioner", "stranger_in_team", "stranger_outside"},
    "/policy/try/": {"lead", "chair"},
    "/progression/": {"hr"},
    "/progression/export.csv": {"hr"},
    "/progression/export.xlsx": {"hr"},
    "/supervision/concerns/totals/": {"lead", "chair"},
    "/supervision/groups/plan/": {"manager", "assessor", "lead"},
    "/technical/mail/": {"technical"},
    "/reminders/delivery/": {"technical"},
}


def test_every_role_page_is_in_the_table() -> None:
    assert {f"/{route}" for route, view in views() if declared(view) and declared(view)[0] == "role"} == set(ROLE_PAGES)  # type: ignore[index]


@pytest.mark.parametrize("path", ROLE_PAGES)
def test_role_pages_open_for_their_role_alone(client: Client, house: House, today: None, path: str) -> None:
    opened = set()
    for name, person in house.everybody.items():
        client.force_login(person)
        status = client.get(path).status_code
        assert status in (200, 403)
        if status == 200:
            opened.add(name)
    assert opened == ROLE_PAGES[path]


@pytest.mark.rule("WRK-13")
def test_a_leaver_is_out_on_the_day_after_the_last(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    assert client.get("/").status_code == 200
    house.practitioner.posts.update(ended_on=TODAY.replace(day=19))
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "path", ["/asye/reflections/999999/", "/people/999999999999/", "/progression/papers/1/paper.pdf"]
)
def test_ids_that_are_not_there(client: Client, house: House, today: None, path: str) -> None:
    client.force_login(house.hr)
    assert client.get(path).status_code == 404
