"""The rule book as data: docs/rulebook.md is read once, and what it does not list is no rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

BOOK = Path(__file__).resolve().parents[2] / "docs" / "rulebook.md"
ROW = re.compile(r"^\| (?P<id>[A-Z]{3}-\d{2}) \| (?P<text>.+?) \| (?P<source>[^|]+) \|$")
HEADING = re.compile(r"^## (?P<title>[^(:]+)")

SOURCES = {
    "NOS": "Social Work Toolkit, National Occupational Standards",
    "CPF": "Career progression framework and pay scales",
    "WSX": "West Sussex Academy ASYE guidance",
    "LGA": "Standards for Employers of Social Workers",
    "NCC": "Nottinghamshire, roles and responsibilities of social workers",
    "ours": "The rule book itself, where the sources are silent",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the rule book."""

    id: str
    text: str
    source: str
    chapter: str

    @property
    def documents(self) -> tuple[str, ...]:
        """The titles of the documents the rule comes from."""
        codes = (part.strip().split(" ")[0] for part in self.source.split(","))
        return tuple(SOURCES.get(code, code) for code in codes)


@lru_cache(maxsize=1)
def rules() -> dict[str, Rule]:
    """Every rule of the book by ID, in the book's order."""
    found: dict[str, Rule] = {}
    chapter = ""
    for line in BOOK.read_text(encoding="utf-8").splitlines():
        if heading := HEADING.match(line):
            chapter = heading["title"].strip()
        elif row := ROW.match(line):
            found[row["id"]] = Rule(row["id"], row["text"], row["source"].strip(), chapter)
    return found


def rule(rule_id: str) -> Rule:
    """The rule of that ID; KeyError where the book has none."""
    return rules()[rule_id]
