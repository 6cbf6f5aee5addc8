"""Written work against its short form: what is still missing, what it shows, which kinds are still to come (ASY-02)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from workforce.packs.schema.written_work import WrittenWork as Form

STRENGTHS, NEXT_STEPS, JUDGEMENT = "strengths", "next_steps", "judgement"
OTHERS = {STRENGTHS: "What is strong", NEXT_STEPS: "What to do next", JUDGEMENT: "The judgement as a whole"}


@dataclass(frozen=True, slots=True)
class KindAsked:
    """One kind of work of which there should be some: how many are signed and count, how many are asked for."""

    label: str
    held: int
    asked: int


def level_name(criterion: str) -> str:
    return f"level_{criterion}"


def why_name(criterion: str) -> str:
    return f"why_{criterion}"


def labels(form: Form) -> dict[str, str]:
    """What each word of a filled-in form is called, in the order of the form."""
    found: dict[str, str] = {}
    for code, criterion in form.criteria.items():
        found[level_name(code)] = criterion.label
        found[why_name(code)] = f"{criterion.label}: where it shows"
    return found | OTHERS


def missing(form: Form, words: Mapping[str, str]) -> list[str]:
    """What the assessor has still to fill in: a level of each criterion, and the rest. Where it shows may be empty."""
    wanted = [name for name in labels(form) if not name.startswith("why_")]
    said = labels(form)
    return [said[name] for name in wanted if not words.get(name, "").strip()]


def answers(form: Form, words: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each criterion with its level and where it shows; then strengths, next steps and the judgement."""
    for code, criterion in form.criteria.items():
        level = form.levels.get(words.get(level_name(code), ""))
        yield criterion.label, level.label if level else "", words.get(why_name(code), "")
    yield OTHERS[STRENGTHS], "", words.get(STRENGTHS, "")
    yield OTHERS[NEXT_STEPS], "", words.get(NEXT_STEPS, "")
    judged = form.judgements.get(words.get(JUDGEMENT, ""))
    yield OTHERS[JUDGEMENT], judged.label if judged else "", ""


def counts(form: Form, words: Mapping[str, str]) -> bool:
    judged = form.judgements.get(words.get(JUDGEMENT, ""))
    return judged is not None and judged.counts


def shown(form: Form, words: Mapping[str, str]) -> dict[str, str]:
    """The statements that have evidence by this form, as the pack names them, with the criterion they come from."""
    found: dict[str, str] = {}
    for code, criterion in form.criteria.items():
        level = form.levels.get(words.get(level_name(code), ""))
        if level is not None and level.is_evidence:
            for statement in criterion.statements:
                found.setdefault(statement, words.get(why_name(code), "").strip() or criterion.label)
    return found


def kinds_asked(form: Form, signed: Collection[str]) -> tuple[KindAsked, ...]:
    """The kinds of which the programme asks for some; `signed` holds the kind of each piece that counts."""
    held = list(signed)
    return tuple(
        KindAsked(kind.label, held.count(code), kind.minimum) for code, kind in form.kinds.items() if kind.minimum
    )
