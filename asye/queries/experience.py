"""The experience checklist of one year, as its page shows it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from asye.models import ExperienceNote, Portfolio
from asye.policy import experience as rules
from caseloads.queries import types_held
from caseloads.queries.rota_days import days_held
from workforce.access import Access
from workforce.policy_in_force import pack_on
from workforce.why import Why, why


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its reason, and the notes about it, newest first."""

    told: rules.Experience
    why: Why
    notes: tuple[ExperienceNote, ...]


def experience_of(portfolio: Portfolio, access: Access | None, on: dt.date) -> list[Line]:
    """Return the lines in the order of the policy: five queries. Without `access` no note is told, only that it is."""
    pack, last = pack_on(on), min(on, _last_day(portfolio, on))
    worker, first = portfolio.practitioner, portfolio.started_on
    held = [rules.Held(one.type, one.role, one.cases, max(one.first, first)) for one in types_held(worker, first, last)]
    notes: dict[str, list[ExperienceNote]] = {}
    for note in ExperienceNote.objects.filter(portfolio=portfolio).select_related("by"):
        notes.setdefault(note.item, []).append(note)
    noted = {item: rules.Noted(rows[0].done, rows[0].on, rows[0].by.name) for item, rows in notes.items()}
    lines = rules.checklist(pack, held=held, days=days_held(worker, last, first), noted=noted)
    return [Line(one, why(one, pack), tuple(notes.get(one.key, ())) if access else ()) for one in lines]


def _last_day(portfolio: Portfolio, on: dt.date) -> dt.date:
    """A year that is over no longer gathers what the worker does afterwards."""
    ended = portfolio.stage.ended_on
    return ended if ended is not None else on
