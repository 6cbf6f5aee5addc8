"""The questions of all apps, by name; and how one is asked, as an object or as a line of JSON."""

import json
from collections.abc import Iterable

from workforce.explain.shapes import BadQuestion, Field, Payload, Question, Reply, Timeline
from workforce.verdict import Refused

_QUESTIONS: dict[str, Question] = {}
_NAMES: dict[str, frozenset[str]] = {}


def register(questions: Iterable[Question]) -> None:
    """Add an app's questions; a second registration of the same one changes nothing."""
    for question in questions:
        _QUESTIONS[question.name] = question
        _NAMES[question.name] = question.names


def questions() -> tuple[Question, ...]:
    """Every registered question, by name."""
    return tuple(_QUESTIONS[name] for name in sorted(_QUESTIONS))


def question(name: str) -> Question:
    """The question of that name; BadQuestion where there is none."""
    if name not in _QUESTIONS:
        raise BadQuestion(f"question: there is no question {name!r}: they are {', '.join(sorted(_QUESTIONS))}")
    return _QUESTIONS[name]


def answer(name: str, payload: object) -> Reply:
    """The answer to a question; BadQuestion where the payload cannot be answered."""
    asked = question(name)
    if not isinstance(payload, dict):
        raise BadQuestion("the question is a JSON object with a value for each field")
    if unknown := payload.keys() - _NAMES[name]:
        fields = ", ".join(field.name for field in asked.fields)
        raise BadQuestion(f"{min(unknown)}: {name} has no such field: it has {fields}")
    try:
        return asked.ask(payload)
    except Refused as refusal:
        raise BadQuestion(str(refusal)) from refusal


def timeline(name: str, payload: Payload) -> Timeline | None:
    """The bands and days around an answer that was given; None where the question has none, or the pack sets none."""
    drawn = question(name).timeline
    laid = drawn(payload) if drawn else None
    return laid if laid and (laid.stretches or laid.marks) else None


def answer_text(name: str, text: bytes | str) -> Reply:
    """The answer to a question written as JSON; what is wrong becomes `{"error": …}`."""
    try:
        return answer(name, parse(text))
    except BadQuestion as fault:
        return {"error": str(fault)}


def parse(text: bytes | str) -> object:
    """The JSON value; BadQuestion where it is none."""
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        if not plain.strip():
            raise BadQuestion("the line is empty: write a JSON object")
        return json.loads(plain, parse_constant=_no_number)
    except UnicodeDecodeError as fault:
        raise BadQuestion("the line is not UTF-8 text") from fault
    except RecursionError as fault:
        raise BadQuestion("the line is nested too deeply") from fault
    except ValueError as fault:
        raise BadQuestion(f"the line is not JSON: {fault}") from fault


def _no_number(name: str) -> float:
    raise BadQuestion(f"the line is not JSON: {name} is not a number")


def described(question: Question) -> Reply:
    """A question with its fields, for somebody who wants to ask it."""
    return {
        "question": question.name,
        "about": question.about,
        "fields": [_field(field) for field in question.fields],
    }


def dumps(reply: Reply) -> str:
    """JSON in ASCII, so that any terminal and any stray surrogate in a question can be printed."""
    return json.dumps(reply)


def _field(field: Field) -> Reply:
    told: Reply = {"name": field.name, "kind": field.kind, "required": field.required, "about": field.about}
    told |= {"choices": list(field.choices)} if field.choices else {}
    return told | ({} if field.required else {"default": field.default})
