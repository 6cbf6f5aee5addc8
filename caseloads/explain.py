"""The questions about caseloads."""

from __future__ import annotations

from caseloads import policy
from workforce import explain
from workforce.explain import BadQuestion, Field, Payload, Question, Reply, Stretch, Timeline
from workforce.packs import Pack
from workforce.sentences import between

STAGES = tuple(policy.STAGES)
ROLES = ("sole", "allocated", "co")
GROUNDS = ("experienced_colleague", "discussed", "pm_agreed", "registered")
CASE_FIELDS = frozenset({"type", "children", "role", *GROUNDS})


def _service(payload: Payload, pack: Pack) -> str:
    return explain.choice(payload, "service", tuple(pack.services))


def _caseload_limit(payload: Payload) -> Reply:
    pack, on = explain.pack(payload), explain.day(payload, "on")
    found = policy.limit(
        pack,
        stage=explain.choice(payload, "stage", STAGES, "nqsw"),
        service=_service(payload, pack),
        clock=explain.clock(payload, pack, on=on),
        on=on,
        fte=explain.number(payload, "fte", 1.0, above=0, most=1),
    )
    return explain.told(
        found,
        {
            "month": found.month,
            "minimum": found.minimum,
            "maximum": found.maximum,
            "own_minimum": found.own_minimum,
            "own_maximum": found.own_maximum,
        },
    )


def _case(payload: Payload, pack: Pack) -> policy.Case:
    entry = explain.table(payload, "case")
    explain.only(entry, "case", CASE_FIELDS)
    try:
        role = explain.choice(entry, "role", ROLES)
        grounds = {name: explain.boolean(entry, name) for name in GROUNDS}
        return policy.Case(
            type=explain.choice(entry, "type", tuple(pack.caseloads.case_types)),
            children=explain.integer(entry, "children"),
            role=_role(role),
            **grounds,
        )
    except BadQuestion as fault:
        raise BadQuestion(f"case.{fault}") from fault


def _role(role: str) -> policy.Role:
    return "co" if role == "co" else "sole" if role == "sole" else "allocated"


def _allocation(payload: Payload) -> Reply:
    pack, on = explain.pack(payload), explain.day(payload, "on")
    found = policy.allocation(
        pack,
        stage=explain.choice(payload, "stage", STAGES, "nqsw"),
        service=_service(payload, pack),
        clock=explain.clock(payload, pack, on=on),
        on=on,
        own=explain.integer(payload, "own"),
        co=explain.integer(payload, "co"),
        case=_case(payload, pack),
    )
    return explain.told(
        found,
        {
            "allowed": found.allowed,
            "blocks": [{"rule": block.rule, "message": block.message} for block in found.blocks],
            "warnings": [{"rule": warning.rule, "message": warning.message} for warning in found.warnings],
        },
    )


def _limits(payload: Payload) -> Timeline:
    pack = explain.pack(payload)
    spells = policy.timeline(
        pack,
        stage=explain.choice(payload, "stage", STAGES, "nqsw"),
        service=_service(payload, pack),
        clock=explain.clock(payload, pack),
        fte=explain.number(payload, "fte", 1.0, above=0, most=1),
    )
    return Timeline(tuple(_stretch(spell) for spell in spells), unit="children")


def _stretch(spell: policy.Spell) -> Stretch:
    held = spell.limit
    own = between(held.own_minimum, held.own_maximum)
    said = f"{between(held.minimum, held.maximum) or 'no set number of'} children"
    figure = held.maximum if held.maximum is not None else held.minimum
    return Stretch(spell.from_on, spell.to_on, held.band, f"{said}, of which {own} their own" if own else said, figure)


STAGE = Field("stage", "choice", "the stage the worker is in", False, STAGES, "nqsw")
SERVICE = Field("service", "choice", "a service of the pack: CAI, FSP, CLA or one of its own")
QUESTIONS = (
    Question(
        "caseload-limit",
        "how many children a worker may hold",
        (
            explain.PACK,
            STAGE,
            SERVICE,
            explain.START,
            explain.ON,
            Field("fte", "number", "full-time equivalent, above 0 and up to 1", False, default="1"),
            explain.PAUSES,
        ),
        _caseload_limit,
        _limits,
    ),
    Question(
        "allocation",
        "whether a case may be given to a worker",
        (
            explain.PACK,
            STAGE,
            SERVICE,
            explain.START,
            explain.ON,
            explain.PAUSES,
            Field("own", "integer", "children held now as one's own"),
            Field("co", "integer", "children co-worked now"),
            Field("case", "case", "type, children, role, experienced_colleague, discussed, pm_agreed, registered"),
        ),
        _allocation,
        _limits,
    ),
)


def register() -> None:
    explain.register(QUESTIONS)
