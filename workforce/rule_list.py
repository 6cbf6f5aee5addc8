"""Every rule of the book with what a policy sets for it: what a new employee reads, and what "Why?" leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workforce.packs import Pack
from workforce.packs.rulebook import Rule, rules
from workforce.packs.spoken import Setting, settings


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule; `settings` say something each, `also` are the titles of those that only name a thing."""

    id: str
    text: str
    documents: tuple[str, ...]
    settings: tuple[Setting, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    title: str
    anchor: str
    rules: tuple[RuleLine, ...]


def rule_list(pack: Pack, *, service: str = "", words: str = "") -> tuple[Chapter, ...]:
    """The rules in the book's order, each with its settings; of one service, and with all of the words, where asked."""
    set_by: dict[str, list[Setting]] = {}
    for setting in settings(pack):
        if not service or not setting.services or service in setting.services:
            set_by.setdefault(setting.rule, []).append(setting)
    wanted = words.lower().split()
    chapters: dict[str, list[RuleLine]] = {}
    for rule in rules().values():
        line = _line(rule, set_by.get(rule.id, ()))
        if all(word in _searched(line) for word in wanted):
            chapters.setdefault(rule.chapter, []).append(line)
    return tuple(Chapter(title, lines[0].id[:3].lower(), tuple(lines)) for title, lines in chapters.items())


def _line(rule: Rule, found: Sequence[Setting]) -> RuleLine:
    return RuleLine(
        id=rule.id,
        text=rule.text.replace("*", "").replace("`", ""),
        documents=rule.documents,
        settings=tuple(setting for setting in found if setting.lines),
        also=tuple(setting.title for setting in found if not setting.lines),
    )


def _searched(line: RuleLine) -> str:
    said = (part for setting in line.settings for part in (setting.title, *setting.lines))
    return " ".join((line.id, line.text, *line.also, *said)).lower()
