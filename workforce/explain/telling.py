"""What an answer says: its own fields, then the rules, the sentence and the figures behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

from workforce.explain.shapes import Reply
from workforce.verdict import Answer


def told(answer: Answer, out: Reply) -> Reply:
    """The fields of the answer, then why: rules, sentence, figures."""
    out["rules"] = list(answer.rules)
    out["because"] = answer.because
    out["figures"] = {name: iso(value) for name, value in answer.figures.items()}
    if answer.silent:
        out["silent"] = True
    return out


def iso(value: Any) -> Any:
    """A date as text; anything else as it is."""
    return value.isoformat() if isinstance(value, date) else value
