"""Save what is being written, whatever it is: words that come second are set aside with the others, never lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction

from asye.models import SetAside
from workforce import audit, keeping
from workforce.models import Person
from workforce.verdict import Refused
from workforce.versions import Save, Versioned, save_words


class SavedElsewhere(Exception):
    """Another form saved first; `set_aside` holds both texts."""

    def __init__(self, set_aside: SetAside) -> None:
        super().__init__("This was changed in another window")
        self.set_aside = set_aside


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
        aside = _set_aside(record, told, labels, address, by, at)
    if not type(record)._default_manager.filter(pk=record.pk, **only).exists():
        raise Refused(f"{too_late}. The words you sent are kept with it")
    raise SavedElsewhere(aside)


def _set_aside(
    record: Any, told: Mapping[str, Any], labels: Mapping[str, str], address: str, by: Person, at: dt.datetime
) -> SetAside:
    sent = told.get("words", told)
    kept = record.words if "words" in told else {name: getattr(record, name) for name in told}
    rows = [[label, str(kept.get(name) or ""), str(sent.get(name) or "")] for name, label in labels.items()]
    newest = SetAside.objects.filter(author=by, address=address).first()
    if newest is not None and [row[2] for row in newest.rows] == [row[2] for row in rows]:
        return newest
    return SetAside.objects.create(author=by, address=address, rows=rows, at=at)
