"""The answer to "Why?": the sentence, the rule, the figures, the source document and the policy it was judged by."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format

from workforce.packs import Pack
from workforce.packs.rulebook import rules
from workforce.verdict import Answer, Figure


@dataclass(frozen=True, slots=True)
class Why:
    """What the Why? of a page shows; `figures` are (label, value) pairs."""

    because: str
    rule: str
    figures: tuple[tuple[str, str], ...] = ()
    source: str = ""
    policy: str = ""


def why(answer: Answer, pack: Pack) -> Why:
    """Return what a page shows beside an answer of the rules."""
    return Why(
        because=answer.because,
        rule=", ".join(answer.rules),
        figures=tuple((label.replace("_", " ").capitalize(), shown(value)) for label, value in answer.figures.items()),
        source=sources_of(answer.rules),
        policy=pack.title,
    )


def why_of(rule: str, because: str, pack: Pack | None = None) -> Why:
    """Return the Why? of a sentence kept with a record."""
    ids = tuple(part.strip() for part in rule.split(",") if part.strip())
    return Why(because=because, rule=rule, source=sources_of(ids), policy=pack.title if pack else "")


def sources_of(ids: tuple[str, ...]) -> str:
    """Return the documents these rules come from, each once."""
    known = rules()
    return "; ".join(dict.fromkeys(name for rule in ids if rule in known for name in known[rule].documents))


def shown(value: Figure) -> str:
    """Return a figure as people write it."""
    if value is None:
        return "not set"
    return date_format(value, "j F Y") if hasattr(value, "year") else str(value)
