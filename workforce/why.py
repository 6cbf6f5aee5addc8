"""The answer to "Why?": the sentence, the rule, the figures, the source document and the policy it was judged by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from workforce.packs import Pack
from workforce.packs.rulebook import rules
from workforce.sentences import day
from workforce.verdict import Answer, Figure

LABELS = {"fte": "Share of full time", "scp": "Point", "co": "Co-worked"}


@dataclass(frozen=True, slots=True)
class Why:
    """What the Why? of a page shows; `figures` are (label, value) pairs."""

    because: str
    rule: str
    figures: tuple[tuple[str, str], ...] = ()
    source: str = ""
    policy: str = ""

    @property
    def rule_ids(self) -> tuple[str, ...]:
        """The rules one by one, each to be linked to the page of rules."""
        return split_rules(self.rule)

    @property
    def rules_url(self) -> str:
        return _rules_url()


def why(answer: Answer, pack: Pack) -> Why:
    """Return what a page shows beside an answer of the rules."""
    return Why(
        because=answer.because,
        rule=", ".join(answer.rules),
        figures=tuple((label_of(name), shown(value)) for name, value in answer.figures.items()),
        source=sources_of(answer.rules),
        policy=policy_name(pack),
    )


def why_of(rule: str, because: str, pack: Pack | None = None) -> Why:
    """Return the Why? of a sentence kept with a record."""
    return Why(
        because=because, rule=rule, source=sources_of(split_rules(rule)), policy=policy_name(pack) if pack else ""
    )


def label_of(name: str) -> str:
    """Return the name of a figure as people write it."""
    return LABELS.get(name) or name.replace("_", " ").capitalize()


def split_rules(rule: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in rule.split(",") if part.strip())


def policy_name(pack: Pack) -> str:
    """Return the title of the policy and the day its version took effect; the title alone where none is loaded."""
    since = pack.pack.in_force_from
    return f"{pack.title}, version of {day(since)}" if since else pack.title


@lru_cache(maxsize=1)
def _rules_url() -> str:
    """Asked some seventy times on a team's page, and always the same."""
    return reverse("workforce:policy_rules")


@lru_cache(maxsize=512)
def sources_of(ids: tuple[str, ...]) -> str:
    """Return the documents these rules come from, each once."""
    known = rules()
    return "; ".join(dict.fromkeys(name for rule in ids if rule in known for name in known[rule].documents))


def shown(value: Figure) -> str:
    """Return a figure as people write it."""
    if value is None:
        return "not set"
    return day(value) if isinstance(value, dt.date) else str(value)
