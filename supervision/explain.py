"""The question about supervision."""

from __future__ import annotations

from supervision import policy
from workforce import explain
from workforce.explain import BadQuestion, Field, Payload, Question, Reply, Stretch, Timeline
from workforce.sentences import count

STAGES = ("nqsw", "social_worker", "other_staff")
KINDS: dict[str, policy.Kind] = {"one_to_one": "one_to_one", "group": "group"}
COUNTS: dict[policy.Kind, str] = {"one_to_one": "one-to-one", "group": "group"}
SESSION_FIELDS = frozenset({"date", "kind", "minutes", "held"})
AWAY_FIELDS = frozenset({"from", "to"})


def _session(entry: Payload, index: int) -> policy.Session:
    try:
        explain.only(entry, "session", SESSION_FIELDS)
        kind = explain.choice(entry, "kind", tuple(KINDS))
        return policy.Session(
            explain.day(entry, "date"), KINDS[kind], explain.integer(entry, "minutes"), explain.boolean(entry, "held")
        )
    except BadQuestion as fault:
        raise BadQuestion(f"sessions[{index}].{fault}") from fault


def _away(entry: Payload, name: str) -> policy.Away:
    explain.only(entry, name, AWAY_FIELDS)
    return policy.Away(*explain.period(entry, name))


def _kept(payload: Payload) -> tuple[policy.Kept, ...]:
    entries = [_away(entry, f"kept[{index}]") for index, entry in enumerate(explain.tables(payload, "kept"))]
    return tuple(policy.Kept(entry.from_on, entry.to_on) for entry in entries)


def _supervision_due(payload: Payload) -> Reply:
    pack, on = explain.pack(payload), explain.day(payload, "on")
    found = policy.due(
        pack,
        stage=explain.choice(payload, "stage", STAGES, "nqsw"),
        clock=explain.clock(payload, pack, on=on),
        on=on,
        sessions=[
            _session(entry, index) for index, entry in enumerate(explain.tables(payload, "sessions", required=True))
        ],
        absences=[
            _away(entry, f"absences[{index}]") for index, entry in enumerate(explain.tables(payload, "absences"))
        ],
        keep_fortnightly=explain.boolean(payload, "keep_fortnightly", False),
        kept=_kept(payload),
    )
    return explain.told(
        found,
        {
            "last_counting": explain.iso(found.last_counting),
            "due_on": explain.iso(found.due_on),
            "overdue": found.overdue,
            "days_overdue": found.days_overdue,
            "allowed_gap": found.allowed_gap,
            "short_sessions": [on.isoformat() for on in found.short_sessions],
        },
    )


def _gaps(payload: Payload) -> Timeline:
    pack = explain.pack(payload)
    spells = policy.timeline(
        pack,
        stage=explain.choice(payload, "stage", STAGES, "nqsw"),
        clock=explain.clock(payload, pack),
        keep_fortnightly=explain.boolean(payload, "keep_fortnightly", False),
        kept=_kept(payload),
    )
    return Timeline(tuple(_stretch(spell) for spell in spells), unit="days apart")


def _stretch(spell: policy.Spell) -> Stretch:
    counts = " or ".join(word for kind, word in COUNTS.items() if kind in spell.counts)
    said = f"at most {count(spell.gap, spell.unit[:-1])} apart; {counts} counts"
    return Stretch(spell.from_on, spell.to_on, spell.label, said, spell.gap)


QUESTIONS = (
    Question(
        "supervision-due",
        "when the next supervision session is due",
        (
            explain.PACK,
            Field("stage", "choice", "the stage the worker is in", False, STAGES, "nqsw"),
            explain.START,
            explain.ON,
            Field("sessions", "sessions", "sessions: date, kind, minutes, held"),
            Field("absences", "absences", "days away: from, to (both included)", False, default="none"),
            explain.PAUSES,
            Field("keep_fortnightly", "boolean", "whether the manager keeps it fortnightly", False, default="false"),
            Field("kept", "absences", "days on which it is kept so: from, to (both included)", False, default="none"),
        ),
        _supervision_due,
        _gaps,
    ),
)


def register() -> None:
    explain.register(QUESTIONS)
