"""The questions about grades and increments."""

from __future__ import annotations

from progression import policy
from workforce import explain
from workforce.explain import BadQuestion, Field, Payload, Question, Reply
from workforce.packs import Pack
from workforce.verdict import Refused

STATEMENTS = ("statutory_practice", "family_support")


def _grade(payload: Payload, pack: Pack) -> str:
    value = payload.get("grade")
    if type(value) is not int and not (isinstance(value, str) and value):
        raise BadQuestion("grade: give the number of a grade" if "grade" in payload else "grade: this field is missing")
    if pack.progression.grades and str(value) not in pack.progression.grades:
        raise BadQuestion(f"grade: {pack.title} has no grade {value}: it has {', '.join(pack.progression.grades)}")
    return str(value)


def _increments(payload: Payload) -> Reply:
    pack, start, scp = explain.pack(payload), explain.day(payload, "start"), explain.integer(payload, "scp", least=1)
    try:
        found = policy.increments(pack, grade=_grade(payload, pack), start=start, scp=scp)
    except Refused as refusal:
        raise BadQuestion(f"scp: {refusal}") from refusal
    return explain.told(
        found, {"increments": [{"on": step.on.isoformat(), "scp": step.scp} for step in found.increments]}
    )


def _facts(payload: Payload) -> dict[str, policy.Fact]:
    facts: dict[str, policy.Fact] = {name: explain.boolean(payload, name) for name in STATEMENTS}
    facts |= {
        "qualified_on": explain.day(payload, "qualified_on"),
        "permanent_since": explain.day_or_none(payload, "permanent_since"),
        "children": explain.integer(payload, "children"),
        "full_caseload_since": explain.day_or_none(payload, "full_caseload_since"),
        "kss_met": explain.boolean(payload, "kss_met"),
        "pcf_level_met": explain.boolean(payload, "pcf_level_met", False),
        "procedures": explain.codes(payload, "procedures"),
        "cpd": explain.codes(payload, "cpd"),
    }
    return facts


def _progression(payload: Payload) -> Reply:
    pack, on = explain.pack(payload), explain.day(payload, "on")
    found = policy.eligibility(pack, grade=_grade(payload, pack), on=on, facts=_facts(payload))
    return explain.told(
        found,
        {
            "criteria": [
                {"rule": item.rule, "key": item.key, "met": item.met, "earliest": explain.iso(item.earliest)}
                for item in found.criteria
            ],
            "eligible": found.eligible,
            "earliest": explain.iso(found.earliest),
        },
    )


GRADE = Field("grade", "grade", "the grade")
QUESTIONS = (
    Question(
        "increments",
        "when pay moves up a point within a grade",
        (
            explain.PACK,
            GRADE,
            explain.START,
            Field("scp", "integer", "the point on the first day"),
        ),
        _increments,
    ),
    Question(
        "progression",
        "whether somebody may go up to a grade, and from when",
        (
            explain.PACK,
            Field("grade", "grade", "the grade applied for"),
            explain.ON,
            Field("qualified_on", "date", "the day of qualification"),
            Field("permanent_since", "date", "since when in a permanent post", False, default="not permanent"),
            Field("children", "integer", "children carried now"),
            Field("full_caseload_since", "date", "since when a full caseload is carried", False, default="not known"),
            Field("kss_met", "boolean", "whether the knowledge and skills statements are met"),
            Field("pcf_level_met", "boolean", "whether the capabilities are met at the level", False, default="false"),
            Field("statutory_practice", "boolean", "complex statutory practice shown"),
            Field("family_support", "boolean", "competence in family support shown"),
            Field("procedures", "codes", "procedures the person is under"),
            Field("cpd", "codes", "development activities done"),
        ),
        _progression,
    ),
)


def register() -> None:
    explain.register(QUESTIONS)
