"""Changing the crosswalk: a link that changes ends and another begins, so every change can be undone (FRW-11)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from asye.models import CrosswalkChange
from frameworks.models import CrosswalkLink, Statement
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused

CLASH = "Somebody else has just changed this link. Reload the page and try again"


@transaction.atomic
def add_link(
    *,
    from_statement: Statement,
    to_statement: Statement,
    strength: str,
    note: str,
    sent_key: uuid.UUID,
    by: Person,
    at: dt.datetime,
) -> CrosswalkChange:
    """Link two statements of different frameworks; a form sent twice does it once.

    Raises:
        Refused: they are of one framework, or linked already, whichever way round.
    """
    done = CrosswalkChange.objects.filter(sent_key=sent_key).first()
    if done is not None:
        return done
    if from_statement.section.framework_id == to_statement.section.framework_id:
        raise Refused("Choose a statement of another framework")
    link = CrosswalkLink(from_statement=from_statement, to_statement=to_statement, strength=strength, note=note)
    return _change(before=None, after=link, sent_key=sent_key, by=by, at=at, deed="asye.add_crosswalk_link")


@transaction.atomic
def change_link(
    *, link: CrosswalkLink, strength: str, note: str, sent_key: uuid.UUID, by: Person, at: dt.datetime
) -> CrosswalkChange | None:
    """Give a link another strength or note; null when nothing differs. From then on it is the authority's, not ours.

    Raises:
        Refused: the link has ended meanwhile.
    """
    done = CrosswalkChange.objects.filter(sent_key=sent_key).first()
    if done is not None or (link.strength, link.note) == (strength, note):
        return done
    after = _copy(link, strength=strength, note=note)
    return _change(before=link, after=after, sent_key=sent_key, by=by, at=at, deed="asye.change_crosswalk_link")


@transaction.atomic
def end_link(*, link: CrosswalkLink, by: Person, at: dt.datetime) -> CrosswalkChange:
    """Take a link away; it stays as history.

    Raises:
        Refused: the link has ended already.
    """
    key = uuid.uuid4()
    return _change(before=link, after=None, sent_key=key, by=by, at=at, deed="asye.end_crosswalk_link")


@transaction.atomic
def undo(*, change: CrosswalkChange, by: Person, at: dt.datetime) -> CrosswalkChange:
    """Do the change the other way round, as a change of its own.

    Raises:
        Refused: the link has been changed again since.
    """
    after = _copy(change.before, is_ours=change.before.is_ours) if change.before else None
    key = uuid.uuid4()
    return _change(
        before=change.after, after=after, sent_key=key, by=by, at=at, deed="asye.undo_crosswalk_change", undoes=change
    )


def _copy(link: CrosswalkLink, *, strength: str = "", note: str | None = None, is_ours: bool = False) -> CrosswalkLink:
    return CrosswalkLink(
        from_statement_id=link.from_statement_id,
        to_statement_id=link.to_statement_id,
        strength=strength or link.strength,
        note=link.note if note is None else note,
        is_ours=is_ours,
    )


def _change(
    *,
    before: CrosswalkLink | None,
    after: CrosswalkLink | None,
    sent_key: uuid.UUID,
    by: Person,
    at: dt.datetime,
    deed: str,
    undoes: CrosswalkChange | None = None,
) -> CrosswalkChange:
    """End one link and begin the other; the WHERE clause is the lock."""
    if before is not None and not CrosswalkLink.objects.held().filter(pk=before.pk).update(ended_at=at):
        raise Refused(CLASH)
    if after is not None:
        _require_apart(after)
        after.added_at = at
        after.save(force_insert=True)
    made = CrosswalkChange(before=before, after=after, undoes=undoes, by=by, at=at, sent_key=sent_key)
    change, _ = insert_once(made, clash=CLASH)
    audit.record(by=by, deed=deed, subject=change, at=at)
    return change


def _require_apart(link: CrosswalkLink) -> None:
    ends = (link.from_statement_id, link.to_statement_id)
    if CrosswalkLink.objects.held().filter(from_statement__in=ends, to_statement__in=ends).exists():
        raise Refused("These two statements are linked already. Change that link instead")
