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

from asye.models import ArchiveImport, AssessorResponse, Portfolio, PortfolioArchive, Reflection
from asye.services import archives, bringing
from asye.services.attaching import attach
from frameworks.models import Statement
from tests.asye import test_feedback, test_meetings, test_observations
from tests.asye.test_documents import a_pdf
from tests.factories import (
    NOW,
    TODAY,
    AllocationFactory,
    ReflectionFactory,
    RelationshipFactory,
    SessionFactory,
    StageFactory,
)
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
    return portfolio


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
