"""Save what is being written, whatever it is: words that come second are set aside with the others, never lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from workforce import audit, keeping
from workforce.models import Person, SetAside
from workforce.models.set_aside import LONGEST_NAME
from workforce.verdict import Refused
from workforce.versions import Save, Versioned, save_words

Rows = Sequence[tuple[str, str, str]]  # label, text as saved, text as sent


class SavedElsewhere(Exception):
    """Another form saved first; `set_aside` holds both texts."""

    def __init__(self, set_aside: SetAside) -> None:
        super().__init__("This was changed in another window")
        self.set_aside = set_aside


class SaidAlready(Refused):
    """What is said once has been said in other words. The page sets both aside for who was late, and shows them.

    The deed is undone when this leaves its transaction, so the words are kept after it.
    """

    def __init__(self, because: str, *, label: str, said: str, late: str, what: object, address: str) -> None:
        super().__init__(because)
        self.rows = [(label, said, late)]
        self.what, self.address = str(what), address

    def kept(self, *, by: Person, at: dt.datetime) -> SetAside:
        return set_aside(self.rows, what=self.what, address=self.address, by=by, at=at)


def save_written(
    record: Versioned, told: Mapping[str, Any], *, labels: Mapping[str, str], address: str, deed: str, too_late: str,
    save: Save, by: Person, at: dt.datetime, then: Callable[[], None] | None = None, **only: Any,
) -> None:  # fmt: skip
    """Write `told`, the fields of the record, or `words` where it keeps them by name in one field.

    `labels` say what each word is called, `only` narrows the rows that may be written, `then` belongs to the deed.

    Raises:
        SavedElsewhere: another form saved first.
        Refused: `too_late`; the record is none of those any more.
    """
    with transaction.atomic():
        if save_words(record, told, save=save, at=at, **only):
            audit.record(by=by, deed=deed, subject=record, at=at)
            keeping.now_saved(by, address, told.get("words", told), save)
            if then is not None:
                then()
            return
        aside = set_aside(_rows(record, told, labels), what=str(record), address=address, by=by, at=at)
    if not type(record)._default_manager.filter(pk=record.pk, **only).exists():
        raise Refused(f"{too_late}. The words you sent are kept with it")
    raise SavedElsewhere(aside)


def _rows(record: Any, told: Mapping[str, Any], labels: Mapping[str, str]) -> Rows:
    sent = told.get("words", told)
    kept = record.words if "words" in told else {name: getattr(record, name) for name in told}
    return [(label, str(kept.get(name) or ""), str(sent.get(name) or "")) for name, label in labels.items()]


def set_aside(rows: Rows, *, what: str, address: str, by: Person, at: dt.datetime) -> SetAside:
    """Keep both texts for who wrote the second; the same words sent again are kept once."""
    newest = SetAside.objects.filter(author=by, address=address).first()
    if newest is not None and [row[2] for row in newest.rows] == [row[2] for row in rows]:
        return newest
    told = [list(row) for row in rows]
    return SetAside.objects.create(author=by, what=what[:LONGEST_NAME], address=address, rows=told, at=at)
