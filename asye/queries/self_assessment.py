"""Self-assessments side by side: each domain or statement with its level and sentence at each time of the year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.utils import timezone

from asye.models import Portfolio, SelfAssessment
from asye.policy import self_assessment as policy
from asye.queries.programme import template_of
from frameworks.models import Framework, Section, Statement
from workforce.access import Access
from workforce.facts import clock_of
from workforce.packs.schema.self_assessment import SelfAssessment as Form
from workforce.sentences import day, listed


@dataclass(frozen=True, slots=True)
class Item:
    """What is looked at: a domain or standard, or one statement."""

    pk: int
    number: str
    label: str
    about: str
    framework: str


@dataclass(frozen=True, slots=True)
class Said:
    """A level with its sentence; `place` counts the levels from one, `step` says how it moved since the time before."""

    level: str = ""
    why: str = ""
    place: int = 0
    step: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    item: Item
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Group:
    framework: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """One time of the year with what there is of it; `mine` can go on, or begin, now."""

    asked: policy.TimeAsked
    made: SelfAssessment | None

    @property
    def state(self) -> str:
        if self.made is None:
            return "Not begun"
        return "Finished" if self.made.sealed else "Being written"


def form_for(portfolio: Portfolio) -> Form | None:
    template = template_of(portfolio)
    return template.self_assessment if template and template.self_assessments else None


def times_of(portfolio: Portfolio) -> tuple[policy.TimeAsked, ...]:
    template = template_of(portfolio)
    return policy.times(template, clock_of(portfolio.stage)) if template else ()


def items_of(portfolio: Portfolio, *, of_statements: bool, also: Collection[int] = ()) -> list[Item]:
    """What is looked at in the frameworks of the portfolio, and what `also` names, in their order: one query."""
    bound = Framework.objects.filter(portfolios=portfolio.pk).order_by().values("pk")
    if of_statements:
        statements = Statement.objects.filter(Q(section__framework__in=bound) | Q(pk__in=also))
        ordered = statements.select_related("section__framework").order_by(
            "section__framework__order", "section__order", "order"
        )
        return [Item(row.pk, row.number, f"{row.number} {row.text}", "", str(row.section.framework)) for row in ordered]
    sections = Section.objects.with_statements().filter(Q(framework__in=bound) | Q(pk__in=also))
    return [
        Item(row.pk, row.number, row.label, row.about, str(row.framework))
        for row in sections.select_related("framework").order_by("framework__order", "order")
    ]


def made_of(portfolio: Portfolio, access: Access) -> list[SelfAssessment]:
    """What this reader may see of this year, the oldest first: one query."""
    return list(SelfAssessment.objects.visible_to(access).filter(portfolio=portfolio))


def turns_of(portfolio: Portfolio, made: Sequence[SelfAssessment]) -> list[Turn]:
    """Every time the programme asks for, with the one that was `made` at it."""
    by_time = {one.key: one for one in made}
    return [Turn(asked, by_time.get(asked.key)) for asked in times_of(portfolio)]


def beside(portfolio: Portfolio, made: Sequence[SelfAssessment]) -> list[Group]:
    """These self-assessments side by side, the oldest first. Levels are set beside each other and never added up.

    What was looked at in editions the year has left stays beside the rest (FRW-07).
    """
    groups: list[Group] = []
    for of_statements in dict.fromkeys(one.of_statements for one in reversed(made)):
        also = {pk for one in made if one.of_statements == of_statements for pk in policy.looked_at(one.words)}
        items = items_of(portfolio, of_statements=of_statements, also=also)
        lines = [Line(item, _row(item, made, of_statements)) for item in items]
        groups += [Group(name, tuple(rows)) for name, rows in groupby(lines, key=lambda line: line.item.framework)]
    return groups


def _row(item: Item, made: Sequence[SelfAssessment], of_statements: bool) -> tuple[Said, ...]:
    found: list[Said] = []
    for one in made:
        before = next((said.place for said in reversed(found) if said.place), 0)
        found.append(_said(one, item, before) if one.of_statements == of_statements else Said())
    return tuple(found)


def _said(one: SelfAssessment, item: Item, before: int) -> Said:
    level = one.words.get(policy.level_name(item.pk), "")
    place = list(one.levels).index(level) + 1 if level in one.levels else 0
    step = "" if not (before and place) or before == place else "up" if place > before else "down"
    return Said(one.levels.get(level, ""), one.words.get(policy.why_name(item.pk), ""), place, step)


def known_lines(portfolio: Portfolio, access: Access) -> tuple[tuple[str, ...], str, str]:
    """What a review says of them: when each was finished, and of the newest what is at the lowest and highest level."""
    form = form_for(portfolio)
    finished = list(SelfAssessment.objects.visible_to(access).filter(portfolio=portfolio, sealed=True))
    if form is None or not finished:
        return (), "", ""
    lines = [f"{one.label}: finished on {_day(one.finished_at)}" for one in finished]
    newest = finished[-1]
    items = items_of(portfolio, of_statements=newest.of_statements, also=policy.looked_at(newest.words))
    codes = list(newest.levels)
    for code in (codes[0], codes[-1]):
        there = [item.label for item in items if newest.words.get(policy.level_name(item.pk)) == code]
        if there:
            lines.append(f"“{newest.levels[code]}”: {listed(there)}")
    return tuple(lines), form.rule, "It is the practitioner’s own view, set beside the others and never counted."


def _day(at: dt.datetime | None) -> str:
    return day(timezone.localdate(at)) if at else ""
