"""Nonsense in a form: the same page with linked errors and the text kept, never an error of ours, one effect."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from asye.models import (
    ArchiveHandover,
    AssessorResponse,
    Attachment,
    Circumstances,
    DecisionDraft,
    Goal,
    Meeting,
    MeetingPart,
    MovePlan,
    PanelItem,
    Portfolio,
    PortfolioArchive,
    PortfolioMove,
    Recommendation,
    Reflection,
    SelfAssessment,
    WrittenWork,
)
from caseloads.models import Allegation, Allocation, CapacityNote, ForecastPlan, Slot, SlotMove, Swap
from reminders.models import CalendarAddress
from supervision.models import ConcernStep, ConcernText, Session
from tests.asye import training
from tests.factories import NOW, TODAY, PanelFactory, PanelItemFactory, ReflectionFactory
from tests.house import House, practitioner
from tests.supervision.concerns import draft_concern, raise_concern
from workforce.models import Absence

NAME = "O'Brien–Ó Súilleabháin"
EMOJI = "She said 👩‍👧 “no”. \u202e Ünïcödé \U0001f600"
MEGABYTE = "x" * 1_000_000
KEY = "22222222-2222-4222-8222-222222222222"

SESSION = {
    "date_0": "20",
    "date_1": "1",
    "date_2": "2026",
    "kind": "one_to_one",
    "outcome": "held",
    "minutes": "90",
    "notes": "",
    "cancelled_by": "",
    "why_not_held": "",
    "sent_key": KEY,
}
ALLOCATION = {
    "reference": "CS-900001",
    "type": "CIN",
    "children": "2",
    "role": "allocated",
    "talk": "told",
    "room": "yes",
    "workers_view": "There is room",
    "agreed": "on",
    "sent_key": KEY,
}


def _note(house: House) -> CapacityNote:
    return CapacityNote.objects.create(
        worker=house.practitioner, said_on=TODAY - dt.timedelta(days=9), said_at=NOW, held=1
    )


def _allegation(house: House) -> Allegation:
    return Allegation.objects.create(
        reference="CS-9", children=1, received_at=NOW, manager=house.group_manager, recorded_at=NOW
    )


@pytest.fixture
def forms(house: House) -> dict[str, tuple[Any, str, dict[str, str]]]:
    """Each form of the path: who sends it, where, and a good answer."""
    draft = ReflectionFactory(portfolio=house.portfolio)
    shared = ReflectionFactory(portfolio=house.portfolio, status="shared", shared_at=NOW)
    concern, sent = draft_concern(house.practitioner), raise_concern(house.practitioner)
    to_write = draft_concern(house.practitioner).text.edit_address
    meeting = Meeting.objects.create(
        portfolio=house.portfolio, key="agreement", kind="agreement", label="Agreement", opened_at=NOW
    )
    work = WrittenWork.objects.create(
        portfolio=house.portfolio,
        author=house.practitioner,
        kind="plan",
        kind_label="Plan",
        started_at=NOW,
        saved_at=NOW,
    )
    to_assess = WrittenWork.objects.create(
        portfolio=house.portfolio, author=house.practitioner, assessed_by=house.assessor, kind="plan",
        kind_label="Plan", status="handed_in", started_at=NOW, saved_at=NOW, handed_in_at=NOW, turn_since=TODAY,
    )  # fmt: skip
    own_view = SelfAssessment.objects.create(
        portfolio=house.portfolio, author=house.practitioner, key="start", label="S", levels={"a": "A"}, begun_at=NOW,
        saved_at=NOW,
    )  # fmt: skip
    day = {"by_on_0": "1", "by_on_1": "6", "by_on_2": "2026"}
    goal = Goal.objects.create(
        portfolio=house.portfolio, author=house.practitioner, what="G", by_on=TODAY, planned_at=NOW, saved_at=NOW
    )
    return {
        "goal": (
            house.practitioner,
            f"/asye/portfolios/{house.portfolio.pk}/goals/plan/",
            {"what": "W", "how": "H", "sent_key": KEY} | day,
        ),
        "goal_change": (
            house.practitioner,
            goal.edit_address,
            {"what": "W", "how": "H", "reason": "R", "version": "1"} | day,
        ),
        "goal_note": (house.practitioner, f"{goal.get_absolute_url()}note/", {"words": "W"}),
        "own_view": (house.practitioner, own_view.edit_address, {"version": "1"}),
        "begin": (
            house.practitioner,
            f"/asye/portfolios/{house.portfolio.pk}/written-work/begin/",
            {"kind": "plan", "sent_key": KEY},
        ),
        "work": (house.practitioner, work.edit_address, {"title": "T", "text": "T", "version": "1"}),
        "assess": (house.assessor, to_assess.assess_address, {"strengths": "S", "version": "1"}),
        "send_back": (house.assessor, f"{to_assess.get_absolute_url()}return/", {"why": "W"}),
        "concern": (house.practitioner, to_write, {"title": "T", "words": "W", "version": "2"}),
        "answer": (house.manager, sent.steps.get().answer.edit_address, {"words": "W", "version": "1"}),
        "put": (house.practitioner, f"{concern.get_absolute_url()}send/", {"tier": "group_manager", "tried": "T"}),
        "calendar": (house.manager, "/reminders/calendar/", {"name": "Outlook", "sent_key": KEY}),
        "part": (house.practitioner, f"/asye/meetings/{meeting.pk}/write/", {"learning": "L", "version": "1"}),
        "pause": (
            house.manager,
            f"/asye/portfolios/{house.portfolio.pk}/pauses/ask/",
            {"reason": "maternity", "from_on_0": "1", "from_on_1": "2", "from_on_2": "2026"}
            | {"to_on_0": "1", "to_on_1": "8", "to_on_2": "2026", "note": "", "sent_key": KEY},
        ),
        "further": (house.practitioner, f"/caseloads/capacity/{_note(house).pk}/further/", {"tried": "T"}),
        "experience": (
            house.practitioner,
            f"/asye/portfolios/{house.portfolio.pk}/experience/court/",
            {"done": "done", "on_0": "19", "on_1": "1", "on_2": "2026", "words": "W", "sent_key": KEY},
        ),
        "protected time": (
            house.practitioner,
            f"/asye/portfolios/{house.portfolio.pk}/protected-time/note/",
            {"kind": "lost", "on_0": "19", "on_1": "1", "on_2": "2026", "hours": "2", "words": "W", "by_whom": "B"}
            | {"sent_key": KEY},
        ),
        "progress": (
            house.assessor,
            f"/asye/portfolios/{house.portfolio.pk}/progress/raise/",
            {"words": "W", "told_on_0": "20", "told_on_1": "1", "told_on_2": "2026", "sent_key": KEY},
        ),
        "course": (
            house.lead,
            "/asye/courses/add/",
            {"title": "T", "about": "", "provider": "", "item": "court", "days": "1", "sent_key": KEY},
        ),
        "course date": (
            house.lead,
            f"/asye/courses/{training.course(house).pk}/set-date/",
            {"first_on_0": "1", "first_on_1": "2", "first_on_2": "2026", "begins": "09:00", "ends": "10:00"}
            | {"place": "P", "places": "3", "sent_key": KEY},
        ),
        "training": (
            house.practitioner,
            f"/asye/portfolios/{house.portfolio.pk}/training/note/",
            {"item": "study", "title": "T", "on_0": "19", "on_1": "1", "on_2": "2026", "days": "1", "words": ""}
            | {"sent_key": KEY},
        ),
        "release": (
            house.practitioner,
            f"/asye/courses/places/{training.place(house).pk}/give-up/",
            {"reason": "R", "sent_key": KEY},
        ),
        "handover": (
            house.lead,
            f"/asye/portfolios/{house.portfolio.pk}/people/team/",
            {"to": str(house.manager.pk), "on_0": "20", "on_1": "1", "on_2": "2026", "note": "N", "sent_key": KEY},
        ),
        "receipt": (
            house.lead,
            f"/asye/archives/{_archive(house).pk}/hand-over/",
            {"to": "T", "way": "in_person", "identity": "I", "sent_key": KEY},
        ),
        "archive": (house.lead, "/asye/archive-imports/send/", {"person": str(house.practitioner.pk)}),
        "circumstances": (
            house.lead,
            f"/asye/portfolios/{_over(house).pk}/completion/record/",
            {"why": "W", "sent_key": KEY},
        ),
        "end of a year": (house.lead, f"/asye/portfolios/{house.portfolio.pk}/archives/end-year/", {"why": "W"}),
        "held": (
            house.assessor,
            f"/asye/meetings/{meeting.pk}/held/",
            {"held_on_0": "20", "held_on_1": "1", "held_on_2": "2026", "came": "nqsw"},
        ),
        "session": (house.manager, f"/supervision/{house.practitioner.pk}/add/", SESSION),
        "hand on": (
            house.group_manager,
            f"/caseloads/allegations/{_allegation(house).pk}/hand-on/",
            {"manager": str(house.manager.pk)},
        ),
        "allocation": (house.manager, f"/caseloads/{house.practitioner.pk}/allocate/", ALLOCATION),
        "reflection": (house.practitioner, f"/asye/reflections/{draft.pk}/edit/", {"title": "T", "version": "1"}),
        "response": (house.assessor, f"/asye/reflections/{shared.pk}/respond/", {"feedback": "F", "version": "1"}),
        "recommendation": (
            house.assessor,
            f"/asye/portfolios/{house.portfolio.pk}/recommend/",
            {"outcome": "pass", "reasons": "R", "panel": str(house.panel.pk), "sent_key": KEY},
        ),
        "wishes": (house.manager, "/reminders/mail/", {"hour": "9", "weekdays": "1"}),
        "quiet": (
            house.manager,
            "/reminders/mail/quiet-days/add/",
            {"first_0": "1", "first_1": "6", "first_2": "2026", "last_0": "2", "last_1": "6", "last_2": "2026"},
        ),
        "series": (
            house.manager,
            f"/supervision/{house.practitioner.pk}/series/",
            {
                "first_on_0": "21",
                "first_on_1": "1",
                "first_on_2": "2026",
                "time": "10:00",
                "place": "P",
                "until": "year",
                "sent_key": KEY,
            },
        ),
        "group": (
            house.manager,
            "/supervision/groups/plan/?form=reflective",
            {
                "people": str(house.practitioner.pk),
                "date_0": "21",
                "date_1": "1",
                "date_2": "2026",
                "time": "10:00",
                "place": "P",
                "topic": "T",
                "sent_key": KEY,
            },
        ),
        "case": (
            house.manager,
            "/caseloads/cases/add/",
            {
                "reference": "CS-900001",
                "type": "CIN",
                "children": "2",
                "complexity": "1",
                "opened_on_0": "19",
                "opened_on_1": "1",
                "opened_on_2": "2026",
            },
        ),
        "plan": (
            house.group_manager,
            "/caseloads/forecast/plans/add/",
            {
                "name": "P",
                "note": "",
                "trend": "history",
                "trend_months": "12",
                "trend_a_month": "",
                "after_year": "keeps",
                "paused": "counted",
                "rows": "2",
                "way_0": "join",
                "number_0": "8",
                "stage_0": "nqsw",
                "month_0": "2026-09-01",
                "fte_0": "1",
                "sent_key": KEY,
            },
        ),
        "absence": (
            house.manager,
            f"/people/{house.practitioner.pk}/absences/record/",
            {"kind": "leave", "from_on_0": "1", "from_on_1": "6", "from_on_2": "2026", "sent_key": KEY}
            | {"to_on_0": "2", "to_on_1": "6", "to_on_2": "2026"},
        ),
        "back": (
            house.manager,
            f"/absences/{_absence(house).pk}/back/",
            {"to_on_0": "19", "to_on_1": "1", "to_on_2": "2026", "version": "1", "sent_key": KEY},
        ),
        "slots": (
            house.manager,
            "/caseloads/rota/plan/",
            {"kind": "mash", "part": "day", "seat": "main", "people": "1", "sent_key": KEY}
            | {"on_0": "21", "on_1": "1", "on_2": "2026", "place": "", "every_weeks": ""},
        ),
        "give": (house.manager, f"/caseloads/rota/slots/{(slot := _slot(house)).pk}/give/", {"worker": "1"}),
        "free": (house.manager, f"/caseloads/rota/slots/{slot.pk}/free/", {"why": "W"}),
        "change slot": (house.manager, f"/caseloads/rota/slots/{slot.pk}/change/", {"part": "day", "place": ""}),
        "cancel slot": (house.manager, f"/caseloads/rota/slots/{slot.pk}/cancel/", {"why": "W"}),
        "ask": (house.practitioner, f"/caseloads/rota/slots/{slot.pk}/ask/", {"words": "", "sent_key": KEY}),
        "file": (house.lead, "/caseloads/imports/send/", {"holds": "whole"}),
        "move": (
            house.lead,
            "/asye/moves/start/",
            {"people": str(house.portfolio.pk), "programme": "now:asye-2022", "why": "W", "sent_key": KEY},
        ),
        "attendance": (house.lead, f"{_met(house).get_absolute_url()}attendance/", {"came": "no", "words": "W"}),
        "panel": (
            house.lead,
            "/asye/panels/arrange/",
            {
                "date_0": "1",
                "date_1": "6",
                "date_2": "2026",
                "stage": "final",
                "chair": str(house.chair.pk),
                "sent_key": KEY,
            },
        ),
    }


def _absence(house: House) -> Absence:
    return house.practitioner.absences.create(kind="sickness", started_on=TODAY, ended_on=TODAY)


def _met(house: House) -> PanelItem:
    """The portfolio before a panel that meets today."""
    return PanelItemFactory(panel=PanelFactory(date=TODAY, submit_by=TODAY), portfolio=house.portfolio)


def _slot(house: House) -> Slot:
    """A slot the practitioner holds today."""
    return Slot.objects.create(
        kind="mash",
        label="MASH",
        service=house.team.service,
        team=house.team,
        on=TODAY,
        part="day",
        seat="main",
        status="held",
        holder=house.practitioner,
        planned_by=house.manager,
        planned_at=NOW,
    )


def _over(house: House) -> Portfolio:
    """The year of somebody else, ended before its time."""
    someone = practitioner("Over Newly", house.team, manager=house.manager, assessor=house.assessor)
    Portfolio.objects.filter(practitioner=someone).update(status="withdrawn")
    return Portfolio.objects.get(practitioner=someone)


def _archive(house: House) -> PortfolioArchive:
    return PortfolioArchive.objects.create(
        portfolio=house.portfolio, for_leaver=True, asked_by=house.lead, asked_at=NOW, status_at=NOW, status="ready",
        file=ContentFile(b"PK", "x"), size=2, delete_on=TODAY,
    )  # fmt: skip


def send(client: Client, form: tuple[Any, str, dict[str, str]], **changed: str) -> Any:
    person, path, good = form
    client.force_login(person)
    return client.post(path, good | changed)


def summary(answer: Any) -> list[str]:
    """The links of the error summary, each of which must lead to something on the page."""
    text = answer.content.decode()
    block = re.search(r'class="govuk-error-summary".*?</ul>', text, re.S)
    links = re.findall(r'href="#([^"]+)"', block[0]) if block else []
    assert all(f'id="{link}"' in text for link in links), links
    return links


EMPTY = ["session", "allocation", "recommendation", "panel", "put", "calendar", "held", "series", "group"]
EMPTY += ["pause", "handover", "case", "file", "plan", "protected time", "experience"]
EMPTY += ["receipt", "archive", "end of a year"]
EMPTY += ["slots", "give", "free", "change slot", "cancel slot"]
EMPTY += ["course", "course date", "training", "release"]
EMPTY += ["move", "progress", "absence", "back", "circumstances"]


@pytest.mark.parametrize("name", EMPTY)
def test_an_empty_form_says_what_to_enter(client: Client, forms: Any, today: None, name: str) -> None:
    answer = send(client, (forms[name][0], forms[name][1], {}))
    assert answer.status_code == 200
    assert summary(answer)
    assert "<title>Error: " in answer.content.decode()


LONG = [
    ("receipt", "identity"),
    ("end of a year", "why"),
    ("circumstances", "why"),
    ("session", "notes"),
    ("allocation", "workers_view"),
    ("reflection", "analysis"),
    ("response", "feedback"),
    ("part", "learning"),
    ("handover", "note"),
    ("free", "why"),
    ("cancel slot", "why"),
    ("ask", "words"),
    ("recommendation", "reasons"),
    ("plan", "note"),
    ("plan", "name"),
    ("concern", "words"),
    ("answer", "words"),
    ("put", "tried"),
    ("move", "why"),
]


@pytest.mark.parametrize(("name", "field"), LONG)
@pytest.mark.parametrize("text", [MEGABYTE, "before\x00after"], ids=["1 MB", "NUL"])
def test_text_that_cannot_be_kept_stays_on_the_page(
    client: Client, forms: Any, today: None, name: str, field: str, text: str
) -> None:
    answer = send(client, forms[name], **{field: text})
    assert answer.status_code == 200
    assert f"id_{field}" in summary(answer)
    assert text.replace("\x00", "") in answer.content.decode().replace("\x00", "")


@pytest.mark.parametrize(("name", "field"), LONG)
@pytest.mark.parametrize("text", [NAME, EMOJI])
def test_any_letters_are_kept_as_they_are(
    client: Client, forms: Any, today: None, name: str, field: str, text: str
) -> None:
    assert send(client, forms[name], **{field: text}).status_code in (200, 302)
    kept = {
        "receipt": lambda: ArchiveHandover.objects.get().identity,
        "circumstances": lambda: Circumstances.objects.get().why,
        "end of a year": lambda: PortfolioMove.objects.get(to_status="withdrawn").why,
        "session": lambda: Session.objects.get().notes,
        "plan": lambda: getattr(ForecastPlan.objects.get(), field),
        "allocation": lambda: Allocation.objects.get().workers_view,
        "reflection": lambda: Reflection.objects.get(status="draft").analysis,
        "response": lambda: AssessorResponse.objects.get().feedback,
        "concern": lambda: ConcernText.objects.filter(title="T").get().words,
        "answer": lambda: ConcernText.objects.exclude(step=None).latest("saved_at").words,
        "put": lambda: ConcernStep.objects.exclude(tried="").get().tried,
        "free": lambda: SlotMove.objects.get().why,
        "cancel slot": lambda: SlotMove.objects.get().why,
        "ask": lambda: Swap.objects.get().words,
        "move": lambda: MovePlan.objects.get().why,
        "handover": lambda: text,  # no team is chosen, so it stays on the page
        "part": lambda: MeetingPart.objects.get().words["learning"],
        "recommendation": lambda: text,  # the check page comes first
    }[name]()
    assert kept == text


DATES = [
    ("0001", "01", "01"),
    ("31", "2", "2026"),
    ("1", "1", "0001"),
    ("x", "", ""),
    ("99999999999999999999", "1", "1"),
    ("1", "1", "2026-01"),
    ("-1", "1", "2026"),
    ("٢", "١", "٢٠٢٦٠"),
    ("1", "1", "10000"),
]


@pytest.mark.parametrize("parts", DATES)
@pytest.mark.parametrize("name", ["session", "panel", "group"])
def test_a_date_that_is_none(client: Client, forms: Any, today: None, name: str, parts: tuple[str, str, str]) -> None:
    answer = send(client, forms[name], **{f"date_{n}": part for n, part in enumerate(parts)})
    assert answer.status_code == 200
    assert any(link.startswith("id_date") for link in summary(answer))


@pytest.mark.parametrize("parts", DATES)
@pytest.mark.parametrize("day", ["first", "last"])
def test_days_without_mail_that_are_none(
    client: Client, forms: Any, today: None, parts: tuple[str, str, str], day: str
) -> None:
    answer = send(client, forms["quiet"], **{f"{day}_{n}": part for n, part in enumerate(parts)})
    assert any(link.startswith(f"id_{day}") for link in summary(answer))


@pytest.mark.parametrize("value", ["-1", "0", "99999999999999999999", "1e3", "２", "two", "NaN"])
def test_a_number_that_is_none(client: Client, forms: Any, today: None, value: str) -> None:
    answer = send(client, forms["allocation"], children=value)
    if value == "２":  # a full-width digit is a digit
        assert Allocation.objects.get().case.children == 2
    else:
        assert "id_children" in summary(answer)
        assert not Allocation.objects.exists()


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("session", "kind"),
        ("allocation", "role"),
        ("recommendation", "outcome"),
        ("recommendation", "panel"),
        ("panel", "chair"),
        ("series", "until"),
        ("series", "time"),
        ("group", "people"),
        ("group", "time"),
        ("panel", "stage"),
        ("put", "tier"),
        ("put", "about"),
        ("case", "type"),
        ("slots", "kind"),
        ("slots", "part"),
        ("slots", "seat"),
        ("slots", "people"),
        ("slots", "every_weeks"),
        ("give", "worker"),
        ("change slot", "part"),
        ("ask", "to"),
        ("ask", "in_return"),
        ("case", "complexity"),
        ("plan", "trend"),
        ("plan", "stage_0"),
        ("plan", "month_0"),
        ("plan", "where_0"),
        ("file", "holds"),
        ("held", "came"),
        ("pause", "reason"),
        ("move", "people"),
        ("move", "intakes"),
        ("move", "programme"),
        ("move", "editions"),
        ("protected time", "kind"),
        ("absence", "kind"),
        ("course", "item"),
        ("course date", "begins"),
        ("training", "item"),
        ("handover", "to"),
        ("handover", "team"),
    ],
)
@pytest.mark.parametrize("value", ["999999", "deferred", "'; DROP TABLE", "\x00", "9" * 40])
def test_a_choice_that_is_not_offered(
    client: Client, forms: Any, today: None, name: str, field: str, value: str
) -> None:
    answer = send(client, forms[name], **{field: value})
    assert answer.status_code == 200
    assert summary(answer)


@pytest.mark.parametrize("value", ["-1", "0", "25", "1e9", "3,5,1", "NaN", "Infinity", "9" * 30, "\x00", "0.001"])
def test_hours_that_are_none(client: Client, house: House, forms: Any, today: None, value: str) -> None:
    assert "id_hours" in summary(send(client, forms["protected time"], hours=value))
    assert not house.portfolio.protected_time.exists()


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "1.5", "\x00"])
def test_a_version_that_is_none_loses_nothing(
    client: Client, house: House, forms: Any, today: None, value: str
) -> None:
    answer = send(client, forms["reflection"], version=value, analysis="Kept all the same")
    reflection = Reflection.objects.get(status="draft")
    assert answer.status_code == 302
    assert reflection.versions.get().words["analysis"] == "Kept all the same"


@pytest.mark.parametrize("ids", [["999999"], ["x"], ["1", "1"], ["\x00"], ["9" * 40]])
def test_foreign_statements(client: Client, house: House, forms: Any, today: None, ids: list[str]) -> None:
    reflection = Reflection.objects.get(status="draft")
    client.force_login(house.practitioner)
    assert client.post(f"/asye/reflections/{reflection.pk}/statements/", {"statements": ids}).status_code in (200, 302)
    assert reflection.statements.filter(pk__in=[n for n in ids if n == "999999"]).count() == 0


def test_a_form_sent_twice_has_one_effect(client: Client, forms: Any, today: None) -> None:
    for _ in range(2):
        assert send(client, forms["session"]).status_code == 302
        assert send(client, forms["allocation"]).status_code == 302
    send(client, forms["recommendation"], checked="yes")
    send(client, forms["recommendation"], checked="yes")
    assert (Session.objects.count(), Allocation.objects.count(), Recommendation.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("name", ["x" * 61, "\x00", " ", MEGABYTE])
def test_a_name_for_a_calendar_that_is_none(client: Client, forms: Any, today: None, name: str) -> None:
    assert "id_name" in summary(send(client, forms["calendar"], name=name))
    assert not CalendarAddress.objects.exists()


def test_a_broken_key_still_sends(client: Client, forms: Any, today: None) -> None:
    assert send(client, forms["session"], sent_key="nonsense").status_code == 302


FILES = [
    ("x.exe", b"MZ"),
    ("x.pdf", b"MZ"),
    ("x.pdf", b""),
    ("x.html", b"<script>"),
    ("x.svg", b"<svg>"),
    ("x", b"%PDF-"),
    ("x.pdf.html", b"%PDF-"),
    ("big.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024)),
]


@pytest.mark.parametrize(("name", "body"), FILES)
def test_a_file_we_do_not_take(client: Client, house: House, forms: Any, today: None, name: str, body: bytes) -> None:
    reflection = Reflection.objects.get(status="draft")
    client.force_login(house.practitioner)
    answer = client.post(f"/asye/reflections/{reflection.pk}/files/", {"file": SimpleUploadedFile(name, body)})
    assert answer.status_code == 200
    assert "id_file" in summary(answer)
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", [f"{NAME}.pdf", "../../etc/passwd.pdf", "x" * 150 + ".pdf", 'a"b.pdf', "=1+1.pdf"])
def test_a_file_name_is_only_a_name(client: Client, house: House, forms: Any, today: None, name: str) -> None:
    reflection = Reflection.objects.get(status="draft")
    client.force_login(house.practitioner)
    client.post(f"/asye/reflections/{reflection.pk}/files/", {"file": SimpleUploadedFile(name, b"%PDF-1.7")})
    attachment = Attachment.objects.get()
    answer = client.get(f"/asye/files/{attachment.pk}/")
    assert b"".join(answer) == b"%PDF-1.7"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "/" not in attachment.name


def test_pages_beyond_the_last_and_searches_with_nonsense(
    client: Client, house: House, forms: Any, today: None
) -> None:
    client.force_login(house.practitioner)
    for query in ("page=999", "page=x", "page=-1", "q=%00", "q=" + "x" * 5000, "status=%00&page=%00", "q=%27%22%3C"):
        assert client.get(f"/asye/reflections/?{query}").status_code == 200


def test_deciding_with_nothing_or_too_much(client: Client, house: House, today: None) -> None:
    Recommendation.objects.create(portfolio=house.portfolio, outcome="pass", reasons="R", by=house.assessor, at=NOW)
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")
    client.force_login(house.chair)
    path = f"/asye/panels/items/{house.item.pk}/fail/"
    for reasons in ("", MEGABYTE, "\x00"):
        answer = client.post(path, {"reasons": reasons, "version": "1"})
        assert answer.status_code == 200
        assert summary(answer) == ["id_reasons"]
    assert client.post(f"{path}check/").status_code == 302
    assert client.post(f"{path}sign/").status_code == 302
    assert DecisionDraft.objects.get().checked_at is None
    assert PanelItem.objects.get(pk=house.item.pk).portfolio.status == "submitted"
