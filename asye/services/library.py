"""Keeping the library in order, and what somebody saves from it to learn (FRW-10)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.text import slugify

from asye.models import ResourceCare, SavedResource
from frameworks.models import Resource, Statement, Topic
from workforce import audit, versions
from workforce.models import Person
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import SavedElsewhere, set_aside

LONGEST_SLUG = 70
LABELS = {"title": "Title", "summary": "What it is", "link": "Link", "minutes": "Minutes it takes"}
WORDS = ("title", "summary", "kind", "link", "minutes", "licence", "owner_role", "review_on")


def add_resource(
    *,
    words: Mapping[str, Any],
    topics: Collection[Topic],
    statements: Collection[Statement],
    owner: Person | None,
    upload: UploadedFile | None,
    media_type: str,
    sent_key: uuid.UUID,
    by: Person,
    at: dt.datetime,
) -> Resource:
    """Put a resource into the library; a form sent twice does it once. `words` has the fields of WORDS."""
    care = ResourceCare.objects.select_related("resource")
    first = care.filter(sent_key=sent_key).first()
    if first is not None:
        return first.resource
    try:
        with transaction.atomic():
            resource = Resource(slug=_slug(words["title"]), added_at=at, edited_at=at)
            _write(resource, words, topics, statements, upload, media_type)
            ResourceCare.objects.create(resource=resource, person=owner, sent_key=sent_key, saved_at=at)
            audit.record(by=by, deed="asye.add_resource", subject=resource, at=at)
    except IntegrityError as twice:
        first = care.filter(sent_key=sent_key).first()
        if first is None:
            raise Refused("Another resource has just been given this title. Send the form again") from twice
        return first.resource
    return resource


def edit_resource(
    *,
    resource: Resource,
    words: Mapping[str, Any],
    topics: Collection[Topic],
    statements: Collection[Statement],
    owner: Person | None,
    upload: UploadedFile | None,
    media_type: str,
    save: Save,
    by: Person,
    at: dt.datetime,
) -> None:
    """Change a resource. It counts as looked at: a report that it is broken is settled, and the next review is set.

    Raises:
        SavedElsewhere: somebody else saved first; a file that came with it is not kept.
    """
    with transaction.atomic():
        care, _ = ResourceCare.objects.get_or_create(resource=resource, defaults={"saved_at": at})
        mine = ResourceCare.objects.filter(versions.as_read(save), pk=care.pk)
        if mine.update(person=owner, version=F("version") + 1, saved_at=at):
            resource.edited_at, resource.broken_since = at, None
            _write(resource, words, topics, statements, upload, media_type)
            audit.record(by=by, deed="asye.edit_resource", subject=resource, at=at)
            return
        resource.refresh_from_db()
        told = {name: (str(getattr(resource, name) or ""), str(words[name] or "")) for name in WORDS}
        if upload is None and all(kept == sent for kept, sent in told.values()):
            return
        rows = [(label, *told[name]) for name, label in LABELS.items()]
        aside = set_aside(rows, what=resource.title, address=edit_address(resource), by=by, at=at)
    raise SavedElsewhere(aside)


def edit_address(resource: Resource) -> str:
    return reverse("asye:resource_edit", args=[resource.pk])


def _write(
    resource: Resource,
    words: Mapping[str, Any],
    topics: Collection[Topic],
    statements: Collection[Statement],
    upload: UploadedFile | None,
    media_type: str,
) -> None:
    for name in WORDS:
        setattr(resource, name, words[name])
    if upload is not None:
        resource.file, resource.file_name, resource.media_type = upload, (upload.name or "file")[-200:], media_type
    resource.save()
    resource.topics.set(topics)
    resource.statements.set(statements)


def _slug(title: str) -> str:
    """An address from the title, with a number where another has it already."""
    start = slugify(title)[:LONGEST_SLUG].strip("-") or "resource"
    taken = set(Resource.objects.filter(slug__startswith=start).values_list("slug", flat=True))
    return next(slug for slug in (start, *(f"{start}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


@transaction.atomic
def withdraw(*, resource: Resource, by: Person, at: dt.datetime) -> None:
    """Take a resource out of the library; what people saved from it stays theirs."""
    if Resource.objects.filter(pk=resource.pk, withdrawn_at=None).update(withdrawn_at=at):
        audit.record(by=by, deed="asye.withdraw_resource", subject=resource, at=at)


@transaction.atomic
def report_broken(*, resource: Resource, by: Person, at: dt.datetime) -> None:
    """Say that a resource does not open; reported twice it counts from the first time.

    Raises:
        Refused: there is nothing to open.
    """
    if not resource.link and not resource.file:
        raise Refused("There is no page or file with this resource that could be broken")
    if Resource.objects.filter(pk=resource.pk, broken_since=None).update(broken_since=at):
        audit.record(by=by, deed="asye.report_broken_resource", subject=resource, at=at)


@transaction.atomic
def save_resource(
    *, resource: Resource, purpose: str, gap: Statement | None, by: Person, at: dt.datetime
) -> SavedResource:
    """Keep a resource for oneself; saved twice it is there once."""
    saved, new = SavedResource.objects.get_or_create(
        person=by, resource=resource, purpose=purpose, done_at=None, defaults={"gap": gap, "saved_at": at}
    )
    if new:
        audit.record(by=by, deed="asye.save_resource", subject=saved, at=at)
    return saved


@transaction.atomic
def tick_saved(*, saved: SavedResource, by: Person, at: dt.datetime) -> None:
    """Say that what was saved is done; done twice it keeps the first moment."""
    if SavedResource.objects.filter(pk=saved.pk, done_at=None).update(done_at=at):
        audit.record(by=by, deed="asye.tick_saved_resource", subject=saved, at=at)
