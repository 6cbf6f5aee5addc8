"""A half-way portfolio with something of every kind, its archive, and somebody who carries the year on elsewhere."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import uuid
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from asye.models import (
    ArchiveImport,
    AssessorResponse,
    Course,
    Goal,
    Portfolio,
    PortfolioArchive,
    Reflection,
    SavedResource,
)
from asye.services import archives, bringing, year_moves
from asye.services.attaching import attach
from frameworks.models import Statement
from tests.asye import test_feedback, test_meetings, test_observations
from tests.asye.test_documents import a_pdf
from tests.factories import (
    NOW,
    TODAY,
    YEAR_BEGAN,
    AllocationFactory,
    ReflectionFactory,
    RelationshipFactory,
    SessionFactory,
    StageFactory,
)
from tests.frameworks.conftest import make_framework, make_resource, make_section
from tests.house import House, Job, person
from workforce.models import Person

GOES_ON = TODAY - dt.timedelta(days=1)
LAST_DAY = dt.date(2026, 1, 9)
DRAFT, SHARED, NOTES, RELEASED = "Only I know this.", "I asked too late.", "Private doubts.", "Good on asking."


def filled(house: House) -> Portfolio:
    """Give the house's portfolio a draft, a shared reflection with a file, and one of every other kind."""
    portfolio = house.portfolio
    ReflectionFactory(portfolio=portfolio, title="My draft", analysis=DRAFT)
    shared: Reflection = ReflectionFactory(portfolio=portfolio, title="A visit", analysis=SHARED, happened_on=TODAY)
    upload = SimpleUploadedFile("Plan of the week.pdf", a_pdf("Plan one"))
    attach(to=shared, upload=upload, media_type="application/pdf", by=house.practitioner, at=NOW)
    shared.tags.create(statement=Statement.objects.get(number="1.1", section__framework__code="made-2018"), why="W")
    Reflection.objects.filter(pk=shared.pk).update(status="accepted", shared_at=NOW)
    for released in (None, NOW):
        AssessorResponse.objects.create(
            reflection=shared, author=house.assessor, started_at=NOW, saved_at=NOW, notes=NOTES,
            feedback=RELEASED if released else "Half written", outcome="accepted", released_at=released,
        )  # fmt: skip
    test_meetings.signed(house, "three_month_review")
    test_observations.signed(house)
    test_observations.held(house)
    test_feedback.answered(house)
    SessionFactory(worker=house.practitioner, supervisor=house.manager, notes="What was said in supervision.")
    AllocationFactory(worker=house.practitioner)
    of_the_year(house)
    return portfolio


def of_the_year(house: House) -> None:
    """What else a year has, from self-assessments to a move that was put back."""
    portfolio, me = house.portfolio, house.practitioner
    statement = Statement.objects.get(number="1.1", section__framework__code="made-2018")
    named = {"author": me, "portfolio": portfolio}
    for key, sealed in (("start", True), ("middle", False)):
        portfolio.self_assessments.create(
            author=me, key=key, label=f"At the {key}", levels={"new": "New to me"}, begun_at=NOW, saved_at=NOW,
            words={f"level_{statement.section_id}": "new", f"why_{statement.section_id}": f"My view, {key}."},
            sealed=sealed, finished_at=NOW if sealed else None,
        )  # fmt: skip
    goal = Goal.objects.create(
        **named, what="Ask earlier", by_on=TODAY, planned_at=NOW, saved_at=NOW, sent_key=uuid.uuid4()
    )
    goal.statements.add(statement)
    goal.resources.add(make_resource())
    goal.entries.create(kind="note", words="Tried it twice.", by=me, at=NOW)
    SavedResource.objects.create(person=me, resource=goal.resources.get(), purpose="plan", gap=statement, saved_at=NOW)
    portfolio.protected_time.create(
        kind="taken", on=TODAY, minutes=90, words="Read the guidance.", author=me, at=NOW, sent_key=uuid.uuid4()
    )
    portfolio.experience_notes.create(
        item="court", done=True, on=TODAY, words="Sat in at a hearing.", by=me, at=NOW, sent_key=uuid.uuid4()
    )
    work = portfolio.written_work.create(
        author=me, kind="outside_report", kind_label="Report", title="Report for court", text="Three explanations.",
        started_at=NOW, saved_at=NOW, sent_key=uuid.uuid4(),
    )  # fmt: skip
    work.tags.create(statement=statement, why="It weighs them")
    trained(house)
    paused = portfolio.pause_requests.create(
        reason="sickness", from_on=YEAR_BEGAN, to_on=YEAR_BEGAN + dt.timedelta(days=50), status="agreed",
        asked_by=me, asked_on=YEAR_BEGAN, asked_at=NOW, note="After an operation.", sent_key=uuid.uuid4(),
    )  # fmt: skip
    paused.agreements.create(role="lead", by=house.lead, at=NOW)
    paused.moves.create(from_status="asked", to_status="agreed", by=house.lead, at=NOW)
    paused.moved.create(place=1, label="Final review", old_on=TODAY, new_on=GOES_ON, rule="CLK-04", because="A pause.")
    moved(house)


def trained(house: House) -> None:
    content = a_pdf("Certificate")
    portfolio, me = house.portfolio, house.practitioner
    course = Course.objects.create(title="Court skills", days=1, saved_at=NOW, sent_key=uuid.uuid4())
    date = course.dates.create(
        first_on=TODAY, last_on=TODAY, begins=dt.time(9), ends=dt.time(16), place="Academy", places=9, set_by=me,
        set_at=NOW, sent_key=uuid.uuid4(),
    )  # fmt: skip
    place = portfolio.bookings.create(date=date, status="missed", booked_by=me, booked_at=NOW, sent_key=uuid.uuid4())
    release = place.releases.create(
        reason="I was in court.", status="agreed", asked_by=me, asked_on=TODAY, asked_at=NOW, sent_key=uuid.uuid4()
    )
    release.moves.create(from_status="asked", to_status="agreed", by=house.manager, at=NOW)
    portfolio.training.create(
        title="Signs of safety", on=TODAY, days="0.5", author=me, at=NOW, sent_key=uuid.uuid4(),
        file=ContentFile(content, "certificate.pdf"), file_name="Certificate.pdf", media_type="application/pdf",
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip


def moved(house: House) -> None:
    """A move to other standards alone, tried and put back."""
    other = make_framework("made-2031", order=990)
    make_section(other, "1", 2)
    plan = year_moves.plan_moves(
        portfolios=[house.portfolio], to=None, editions=[other], why="Other standards come", sent_key=uuid.uuid4(),
        by=house.lead, at=NOW,
    )  # fmt: skip
    for wanted in ("waiting", "undoing"):
        year_moves.ask(plan=plan, wanted=wanted, why="Looked at", by=house.lead, at=NOW)
        assert year_moves.go_on(plan.pk, on=TODAY, at=NOW) == 1


def asked(house: House, by: Person | None = None) -> PortfolioArchive:
    portfolio = Portfolio.objects.get(pk=house.portfolio.pk)
    return archives.ask_archive(
        portfolio=portfolio, sent_key=uuid.uuid4(), by=by or house.practitioner, on=TODAY, at=NOW
    )


def made(house: House, by: Person | None = None) -> PortfolioArchive:
    archive = asked(house, by)
    assert archives.make_archive(archive, on=TODAY, at=NOW)
    archive.refresh_from_db()
    return archive


def content(archive: PortfolioArchive) -> bytes:
    with archive.file.open() as file:
        return bytes(file.read())


def unzipped(whole: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(whole)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def data(whole: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(unzipped(whole)["data/portfolio.json"])
    return found


def zipped(files: Mapping[str, bytes], *, manifest: bool = True) -> bytes:
    """Pack files again, with a manifest that fits them unless they bring their own."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in files.items():
            if not (manifest and name == "manifest.json"):
                out.writestr(name, text)
        if manifest:
            out.writestr("manifest.json", json.dumps(manifest_of(files)))
    return held.getvalue()


def manifest_of(files: Mapping[str, bytes]) -> dict[str, Any]:
    listed = [
        {"path": name, "sha256": hashlib.sha256(text).hexdigest(), "size": len(text)}
        for name, text in files.items()
        if name != "manifest.json"
    ]
    return {"format": "assessed-year-archive", "version": 1, "made_at": NOW.isoformat(), "files": listed}


def changed(whole: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The same archive with other data, under a manifest that fits it."""
    files = unzipped(whole)
    told = json.loads(files["data/portfolio.json"])
    change(told)
    return zipped({**files, "data/portfolio.json": json.dumps(told).encode()})


def elsewhere(house: House, name: str = "Newly Qualified") -> Person:
    """Somebody of the same name at another authority, whose year goes on there with an assessor of their own."""
    settings.AUTHORITY_NAME = "Southshire"
    found = person(f"{name} There", Job.SOCIAL_WORKER, house.team)
    Person.objects.filter(pk=found.pk).update(name=name)
    found.name = name
    StageFactory(person=found, started_on=GOES_ON)
    RelationshipFactory(kind="manages", holder=house.manager, person=found)
    RelationshipFactory(kind="assesses", holder=person(f"Assessor Of {name}", Job.ASSESSOR), person=found)
    return found


def received(house: House, whole: bytes, who: Person) -> ArchiveImport:
    """Send an archive and have it checked."""
    one, new = bringing.receive(
        person=who, upload=ContentFile(whole, "archive.zip"), sent_key=uuid.uuid4(), by=house.lead, at=NOW
    )
    assert new
    bringing.check(one.pk, on=TODAY, at=NOW)
    one.refresh_from_db()
    return one


def brought(house: House, whole: bytes, who: Person, until: dt.date = LAST_DAY) -> ArchiveImport:
    one = received(house, whole, who)
    assert one.status == ArchiveImport.Status.CHECKED, one.fault
    bringing.confirm(received=one, ended_there_on=until, by=house.lead, on=TODAY, at=NOW)
    bringing.write(one.pk, on=TODAY, at=NOW)
    one.refresh_from_db()
    assert one.status == ArchiveImport.Status.WRITTEN, one.fault
    return one
