"""Hold a reflection back until what could tell who somebody is has been changed, or its author says why it may stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.utils import timezone

from asye.models import Reflection, WrittenWork
from asye.queries.identifying import check
from workforce.models import Person
from workforce.verdict import Refused


def explain_passages(
    *, written: Reflection | WrittenWork, reasons: Mapping[str, str], by: Person, at: dt.datetime
) -> None:
    """Keep the reasons given, by mark, and refuse while a passage has none. Runs in the transaction of the sharing.

    Raises:
        Refused: a passage is neither changed nor explained.
    """
    found = check(written, on=timezone.localdate(at))
    kinds = {passage.clue.mark: passage.clue.kind for passage in found.passages}
    for mark, why in reasons.items():
        if mark in kinds and why.strip():
            given = {"kind": kinds[mark], "why": why.strip()[:300], "by": by, "at": at}
            written.justifications.update_or_create(mark=mark, defaults=given)
    left = [passage for passage in found.unexplained if not reasons.get(passage.clue.mark, "").strip()]
    if left:
        raise Refused(
            f"“{left[0].clue.text}” could tell who somebody is. Change it, or say why it may stay"
            + (f". So could {len(left) - 1} more" if len(left) > 1 else "")
        )
