"""The questions of this app: sickness triggers and probation."""

from __future__ import annotations

from workforce import policy
from workforce.explain.reading import day, number, only, pack, period, shown, tables
from workforce.explain.shapes import ON, PACK, START, BadQuestion, Field, Payload, Question, Reply
from workforce.explain.telling import iso, told

ABSENCE_FIELDS = frozenset({"from", "to", "working_days"})


def _absence(entry: Payload, name: str) -> policy.Absence:
    only(entry, name, ABSENCE_FIELDS)
    first, last = period(entry, name)
    known = entry.get("working_days")
    if known is not None and (type(known) not in (int, float) or not 0 <= known <= (last - first).days + 1):
        raise BadQuestion(f"{name}.working_days: {shown(known)} is not a number of days the absence can have")
    return policy.Absence(first, last, known)


def _absence_triggers(payload: Payload) -> Reply:
    found = policy.absence_triggers(
        pack(payload),
        on=day(payload, "on"),
        absences=[
            _absence(entry, f"absences[{index}]")
            for index, entry in enumerate(tables(payload, "absences", required=True))
        ],
        working_days_per_week=number(payload, "working_days_per_week", 0, above=0, most=7) or None,
    )
    return told(found, {"days": found.days, "occasions": found.occasions, "triggers": list(found.triggers)})


def _probation(payload: Payload) -> Reply:
    found = policy.probation(pack(payload), start=day(payload, "start"))
    return told(
        found,
        {
            "first_review_by": iso(found.first_review_by),
            "second_review_by": iso(found.second_review_by),
            "ends_on": iso(found.ends_on),
        },
    )


QUESTIONS = (
    Question(
        "absence-triggers",
        "which sickness triggers are reached on a day",
        (
            PACK,
            ON,
            Field("absences", "absences", "absences: from, to (both included), working_days where known"),
            Field("working_days_per_week", "number", "days worked a week", False, default="full time"),
        ),
        _absence_triggers,
    ),
    Question("probation", "when the probation reviews are held and probation ends", (PACK, START), _probation),
)
