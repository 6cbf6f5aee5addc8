"""Write the audit trail. Call inside the transaction of the deed, so that neither exists without the other."""

import datetime as dt

from django.db import models

from workforce.models import AuditEntry, Person


def record(
    *,
    by: Person | None,
    deed: str,
    subject: models.Model,
    at: dt.datetime,
    kind: AuditEntry.Kind = AuditEntry.Kind.WRITE,
) -> None:
    """Keep that `by` (null: the system) did `deed` to `subject` at this moment."""
    AuditEntry.objects.create(
        at=at, actor=by, kind=kind, deed=deed, subject_type=subject._meta.label, subject_id=str(subject.pk)
    )


def exported(*, by: Person, deed: str, what: str, at: dt.datetime) -> None:
    """Keep that a list left the system; `what` names the list, never its rows."""
    AuditEntry.objects.create(at=at, actor=by, kind=AuditEntry.Kind.EXPORT, deed=deed, subject_type=what)


def refused(*, by: Person, deed: str, label: str, pk: object, at: dt.datetime) -> None:
    """Keep that somebody tried what they may not."""
    AuditEntry.objects.create(
        at=at, actor=by, kind=AuditEntry.Kind.DENIED, deed=deed, subject_type=label, subject_id=str(pk)[:40]
    )
