"""What a practitioner does with a reflection: start, write, tag, share, take back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from asye.models import Portfolio, Reflection, ReflectionVersion
from asye.services.identifying import explain_passages
from asye.services.tagging import say_whys, set_tags
from frameworks.models import Statement
from workforce import audit, keeping
from workforce.lifecycle import move
from workforce.models import Person
from workforce.verdict import Refused
from workforce.versions import Save, save_words

EMPTY = {"title": "", "quick_note": "", "what_happened": "", "feelings": "", "analysis": "", "what_next": ""}


TOO_LATE = "This reflection is with your assessor or before a panel, so it cannot be changed"


class SavedElsewhere(Exception):
    """Another tab saved first; `set_aside` holds the words that were sent now."""

    def __init__(self, set_aside: ReflectionVersion) -> None:
        super().__init__("This reflection was changed in another tab")
        self.set_aside = set_aside


@transaction.atomic
def start_reflection(*, portfolio: Portfolio, by: Person, at: dt.datetime) -> Reflection:
    """Open a new draft, or give back the empty one that is there already: a button pressed twice makes one.

    Raises:
        Refused: the portfolio is no longer open.
    """
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused("This portfolio has been submitted, so nothing can be added to it")
    empty = Reflection.objects.filter(
        portfolio=portfolio, author=by, status=Reflection.Status.DRAFT, version=1, **EMPTY
    )
    found = empty.first()
    if found is not None:
        return found
    reflection = Reflection.objects.create(portfolio=portfolio, author=by, created_at=at, saved_at=at)
    audit.record(by=by, deed="asye.start_reflection", subject=reflection, at=at)
    return reflection


def save_reflection(
    *, reflection: Reflection, words: Mapping[str, Any], save: Save, by: Person, at: dt.datetime
) -> Reflection:
    """Save what is on the page. Nothing is lost: words that come second are set aside and shown.

    Raises:
        SavedElsewhere: another tab saved first.
        Refused: the reflection can no longer be edited.
    """
    was = {name: getattr(reflection, name) for name in words}
    with transaction.atomic():
        if reflection.is_editable and save_words(reflection, words, save=save, at=at, status=reflection.status):
            _keep_replaced(reflection, words, was, at=at)
            audit.record(by=by, deed="asye.save_reflection", subject=reflection, at=at)
            keeping.now_saved(by, reflection.edit_address, words, save)
            return reflection
        aside = _set_aside(reflection, words, at=at)
    if not reflection.is_editable:
        raise Refused(f"{TOO_LATE}. The words you sent are kept with it")
    raise SavedElsewhere(aside)


def _set_aside(reflection: Reflection, words: Mapping[str, Any], *, at: dt.datetime) -> ReflectionVersion:
    newest = reflection.versions.filter(kind=ReflectionVersion.Kind.SET_ASIDE).first()
    if newest is not None and newest.words == _text(words):
        return newest
    return reflection.versions.create(kind=ReflectionVersion.Kind.SET_ASIDE, words=_text(words), at=at)


def _keep_replaced(
    reflection: Reflection, words: Mapping[str, Any], was: Mapping[str, Any], *, at: dt.datetime
) -> None:
    """Where the author goes on with the words that came second, those that were saved first are set aside instead."""
    newest = reflection.versions.filter(kind=ReflectionVersion.Kind.SET_ASIDE).first()
    if newest is not None and newest.words == _text(words) != _text(was):
        reflection.versions.create(kind=ReflectionVersion.Kind.SET_ASIDE, words=_text(was), at=at)


def _text(words: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value or "") for name, value in words.items()}


@transaction.atomic
def tag_statements(*, reflection: Reflection, statements: Collection[Statement], by: Person, at: dt.datetime) -> None:
    """Make the tags exactly these statements; those of editions the portfolio was bound to before stay (FRW-11).

    Raises:
        Refused: the reflection can no longer be edited, or a statement is not of the portfolio's frameworks.
    """
    _require_editable(reflection)
    set_tags(reflection, statements)
    audit.record(by=by, deed="asye.tag_statements", subject=reflection, at=at)


def say_why(
    *, reflection: Reflection, whys: Mapping[int, str], read: Mapping[int, str], by: Person, at: dt.datetime
) -> None:
    """Keep, by primary key of the tag, the sentence that says why this is evidence for the statement.

    Raises:
        SavedElsewhere: another form was first with one of them.
        Refused: it can no longer be edited.
    """
    _require_editable(reflection)
    say_whys(reflection, whys, read, by=by, at=at)


@transaction.atomic
def share(*, reflection: Reflection, by: Person, at: dt.datetime, reasons: Mapping[str, str] | None = None) -> None:
    """Give the reflection to the assessor, keeping the text as it was shared.

    `reasons` say, by mark, why a passage may stay that looks as if it told who somebody is.

    Raises:
        Refused: there is nothing to read yet, a passage is unexplained, it is shared already, or the portfolio has
            gone to its panel.
    """
    if reflection.portfolio.status != Portfolio.Status.OPEN:
        raise Refused("Your portfolio has gone to its panel, so nothing can be added to it")
    if not reflection.title.strip():
        raise Refused("Give the reflection a title before you share it")
    if not any((reflection.what_happened, reflection.analysis, reflection.quick_note)):
        raise Refused("Write what happened or what you make of it before you share")
    explain_passages(written=reflection, reasons=reasons or {}, by=by, at=at)
    move(reflection, Reflection.Status.SHARED, by=by, at=at)
    Reflection.objects.filter(pk=reflection.pk).update(shared_at=at)
    words = {name: str(getattr(reflection, name) or "") for name in Reflection.WORDS}
    reflection.versions.create(kind=ReflectionVersion.Kind.SHARED, words=words, at=at)
    audit.record(by=by, deed="asye.share_reflection", subject=reflection, at=at)


@transaction.atomic
def take_back(*, reflection: Reflection, by: Person, at: dt.datetime) -> None:
    """Undo sharing, as long as the assessor has not begun to read.

    Raises:
        Refused: the assessor has begun.
    """
    if reflection.responses.filter(released_at__isnull=True).exists():
        raise Refused("Your assessor has begun to read this, so it stays with them until they answer")
    move(reflection, Reflection.Status.DRAFT, by=by, at=at)
    audit.record(by=by, deed="asye.take_back_reflection", subject=reflection, at=at)


def _require_editable(reflection: Reflection) -> None:
    if not reflection.is_editable:
        raise Refused(TOO_LATE)
