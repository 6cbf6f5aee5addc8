"""Where a page of supervision stands: the crumbs above it."""

from __future__ import annotations

from django.urls import reverse

from supervision.models import Session, SessionRecord
from workforce.models import Person

Crumbs = list[tuple[str, str]]


def to_worker(worker: Person, here: str) -> Crumbs:
    address = reverse("supervision:worker", args=[worker.pk])
    return [("Home", "/"), (f"Supervision of {worker.name}", address), (here, "")]


def to_session(session: Session, here: str) -> Crumbs:
    return [*to_worker(session.worker, "")[:-1], (str(session), session.get_absolute_url()), (here, "")]


def to_record(record: SessionRecord, here: str) -> Crumbs:
    return [*to_session(record.session, "")[:-1], ("Record", record.get_absolute_url()), (here, "")]
