"""The experience checklist of one year, as its page shows it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, Value

from asye.models import ExperienceNote, Portfolio
from asye.policy import experience as rules
from caseloads.models import Allocation, Case, CaseVersion, Slot
from caseloads.queries import types_held
from caseloads.queries.rota_days import days_held
from workforce.access import Access
from workforce.models import Person
from workforce.packs.schema.asye import ChecklistItem
from workforce.policy_in_force import pack_on
from workforce.sentences import listed
from workforce.why import Why, why


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its reason, the notes about it, newest first, and whether what is noted by hand is agreed."""

    told: rules.Experience
    why: Why
    notes: tuple[ExperienceNote, ...]
    agreement: str = ""

    @property
    def waits(self) -> bool:
        """For the assessor, because nothing but the practitioner's own note shows it."""
        return self.agreement == "waits" and not self.told.by_itself


def experience_of(portfolio: Portfolio, access: Access | None, on: dt.date) -> list[Line]:
    """Return the lines in the order of the policy: five queries. Without `access` no note is told, only that it is."""
    pack, last = pack_on(on), min(on, _last_day(portfolio, on))
    worker, first = portfolio.practitioner, portfolio.started_on
    held = [
        rules.Held(one.type, one.role, one.cases, max(one.first, first), _said(one.type))
        for one in types_held(worker, first, last)
    ]
    notes: dict[str, list[ExperienceNote]] = {}
    for note in ExperienceNote.objects.filter(portfolio=portfolio).select_related("by"):
        notes.setdefault(note.item, []).append(note)
    noted = {item: rules.Noted(rows[0].done, rows[0].on, rows[0].by.name) for item, rows in notes.items()}
    lines = rules.checklist(pack, held=held, days=days_held(worker, last, first), noted=noted)
    return [
        Line(
            one,
            why(one, pack),
            tuple(notes.get(one.key, ())) if access else (),
            _agreed(notes.get(one.key, ()), worker),
        )
        for one in lines
    ]


def _said(code: str) -> str:
    """A kind of case in words with its code: “child in need (CIN)”."""
    label = str(Case.Type(code).label)
    return f"{label[:1].lower()}{label[1:]} ({code})"


def _agreed(notes: Sequence[ExperienceNote], worker: Person) -> str:
    return rules.agreement([(note.done, note.by_id == worker.pk) for note in notes])


def known_lines(portfolio: Portfolio, on: dt.date) -> tuple[tuple[str, ...], str, str]:
    """What a review says of the checklist: how far it is, what waits for the assessor, what is still to come."""
    lines = experience_of(portfolio, None, on)
    if not lines:
        return (), "", ""
    waits = [line.told.label for line in lines if line.waits]
    to_come = [line.told.label for line in lines if not line.told.met]
    said = [f"{len(lines) - len(to_come)} of {len(lines)} so far"]
    said += [f"Noted and not agreed yet: {listed(waits)}"] if waits else []
    said += [f"Still to come: {listed(to_come)}"] if to_come else []
    return tuple(said), "WRK-06", "Kinds of case and the rota show some by themselves; the rest is noted by hand."


def waiting(people: Iterable[Person]) -> list[ExperienceNote]:
    """The newest note of each line of open portfolios that waits for the assessor: one query."""
    rows = ExperienceNote.objects.filter(
        portfolio__practitioner__in=people, portfolio__status=Portfolio.Status.OPEN
    ).select_related("portfolio__practitioner")
    grouped: dict[tuple[int, str], list[ExperienceNote]] = {}
    for note in rows:
        grouped.setdefault((note.portfolio_id, note.item), []).append(note)
    return [notes[0] for notes in grouped.values() if _agreed(notes, notes[0].portfolio.practitioner) == "waits"]


def met_of(portfolios: Collection[Portfolio], on: dt.date) -> dict[int, tuple[int, int]]:
    """By portfolio how many lines are met and how many there are: one query, however many portfolios."""
    checklist = pack_on(on).asye.checklist
    if not checklist or not portfolios:
        return {}
    began = {one.practitioner_id: one.started_on for one in portfolios}
    shown: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for worker, source, code, day in _cases(began, on).union(_days(began, on), _notes(portfolios)):
        if day is None or day >= began[worker]:
            shown[worker].add((source, code))
    met = {
        one.pk: sum(_is_met(key, item, shown[one.practitioner_id]) for key, item in checklist.items())
        for one in portfolios
    }
    return {pk: (number, len(checklist)) for pk, number in met.items()}


def _is_met(key: str, item: ChecklistItem, shown: Collection[tuple[str, str]]) -> bool:
    wanted = {("note", key), ("rota", item.rota or ""), *(("case", kind) for kind in item.case_types)}
    return not wanted.isdisjoint(shown)


def _cases(began: Mapping[int, dt.date], on: dt.date) -> Any:
    """The kinds of case each worker has held, those a case was before included, and until when (null: still)."""
    first = min(began.values())
    later = CaseVersion.objects.filter(case=OuterRef("case"), ended_on__gte=OuterRef("ended_on"))
    running = Q(ended_on__isnull=True) | Q(ended_on__gte=first)
    now = Allocation.objects.filter(running & ~Exists(later), worker__in=began, started_on__lte=on).order_by()
    ended = F("case__allocations__ended_on")
    past = CaseVersion.objects.filter(
        Q(case__allocations__ended_on__isnull=True) | Q(started_on__isnull=True) | Q(started_on__lte=ended),
        case__allocations__worker__in=began,
        ended_on__gte=F("case__allocations__started_on"),
    ).order_by()
    case = Value("case")
    return (
        now.annotate(source=case)
        .values_list("worker", "source", "case__type", "ended_on")
        .union(past.annotate(source=case).values_list("case__allocations__worker", "source", "type", "ended_on"))
    )


def _days(began: Mapping[int, dt.date], on: dt.date) -> Any:
    held = Slot.objects.filter(status=Slot.Status.HELD, holder__in=began, on__lte=on).order_by()
    return held.annotate(source=Value("rota")).values_list("holder", "source", "kind", "on")


def _notes(portfolios: Collection[Portfolio]) -> Any:
    """The newest note of each line, where it says done."""
    same = ExperienceNote.objects.filter(portfolio=OuterRef("portfolio"), item=OuterRef("item"))
    newer = same.filter(Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk")))
    newest = ExperienceNote.objects.filter(~Exists(newer), portfolio__in=portfolios, done=True).order_by()
    return newest.annotate(source=Value("note")).values_list("portfolio__practitioner", "source", "item", "on")


def _last_day(portfolio: Portfolio, on: dt.date) -> dt.date:
    """A year that is over no longer gathers what the worker does afterwards."""
    ended = portfolio.stage.ended_on
    return ended if ended is not None else on
