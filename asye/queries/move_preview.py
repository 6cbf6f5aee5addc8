"""What a move does to one year or to each of many, as their readers see it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from asye.models import MovePlan, YearMove
from asye.queries.carried import (
    ALONE,
    DIRECT,
    THROUGH,
    Carried,
    Line,
    carried_over,
    gathered,
    ground_of,
    near_to,
    told_to,
)
from asye.queries.carried_self_assessments import SelfAssessed, made_for, self_assessed, statements_of
from asye.queries.year_moves import (
    BEGUN,
    GIVES_WAY,
    NEW,
    SIGNED,
    Asked,
    Editions,
    Ends,
    Shift,
    asked_of,
    editions_of,
    ends_of_moves,
    shifts_of,
)
from frameworks.models import Framework, Statement
from workforce.access import Access


@dataclass(frozen=True, slots=True)
class Standards:
    """Statements of one framework."""

    framework: Framework
    statements: list[Statement]


@dataclass(frozen=True, slots=True)
class Preview:
    """One year. `carried` is nothing for readers who may not see its evidence."""

    move: YearMove
    ends: Ends
    before: str
    after: str
    editions_before: list[str]
    editions_after: list[str]
    shifts: list[Shift]
    asked: list[Asked]
    carried: Carried | None
    assessed: SelfAssessed | None

    def number(self, *kinds: str) -> int:
        return sum(shift.kind in kinds for shift in self.shifts)

    @property
    def kept(self) -> int:
        """Meetings that were begun or signed."""
        return self.number(SIGNED, BEGUN)

    @property
    def new(self) -> int:
        return self.number(NEW)

    @property
    def give_way(self) -> int:
        return self.number(GIVES_WAY)

    @property
    def dates_moved(self) -> int:
        return sum(bool(shift.days) for shift in self.shifts)

    def lines(self, state: str) -> list[Line]:
        return [line for line in self.carried.lines if line.state == state] if self.carried else []

    @property
    def direct(self) -> list[Line]:
        return self.lines(DIRECT)

    @property
    def through(self) -> list[Line]:
        return self.lines(THROUGH)

    @property
    def alone(self) -> list[Line]:
        return self.lines(ALONE)

    def _goals(self, state: str) -> int:
        return sum(line.tags for line in self.carried.goals if line.state == state) if self.carried else 0

    @property
    def goals_direct(self) -> int:
        return self._goals(DIRECT)

    @property
    def goals_through(self) -> int:
        return self._goals(THROUGH)

    @property
    def goals_alone(self) -> int:
        return self._goals(ALONE)

    @property
    def uncovered(self) -> list[Standards]:
        """The statements of the new standards that no evidence reaches, by framework."""
        found: dict[int, Standards] = {}
        for statement in self.carried.uncovered if self.carried else ():
            framework = statement.section.framework
            found.setdefault(framework.pk, Standards(framework, [])).statements.append(statement)
        return list(found.values())


def preview_of(move: YearMove, access: Access, *, whole: bool = True) -> Preview:
    return previews([move], move.plan, access, whole=whole)[0]


def previews(
    moves: Sequence[YearMove],
    plan: MovePlan,
    access: Access,
    *,
    editions: Mapping[int, Editions] | None = None,
    whole: bool = True,
) -> list[Preview]:
    """Those of one plan, which come with its programme and with `OF_YEAR`, in the order given: seven queries, however
    many. `editions` are those of `editions_of`, where they are known. Without `whole` it is not counted how much
    evidence there is.
    """
    if editions is None:
        has_to = [move for move in moves if not move.has_happened]
        editions = editions_of(plan, moves) if has_to else {}
    ends = ends_of_moves(moves, editions, access.on)
    portfolios = [end.portfolio for end in ends.values()]
    bound = {end.portfolio.pk: frozenset(end.editions_after) for end in ends.values()}
    near = near_to(access, portfolios)
    made = made_for(access, near)
    found = gathered(near, counted=[one.pk for one in portfolios] if whole else [], with_links=True)
    tags = told_to(access, portfolios, found.tags)
    ground = ground_of(tags, bound, found.links, statements_of(made))
    carried, assessed = carried_over(tags, bound, ground), self_assessed(made, bound, ground)
    return [_preview(move, ends[move.pk], access.on, near, carried, assessed, found.counts) for move in moves]


def _preview(
    move: YearMove,
    ends: Ends,
    on: dt.date,
    near: Collection[int],
    carried: Mapping[int, Carried],
    assessed: Mapping[int, SelfAssessed],
    held: Mapping[int, Mapping[str, int]],
) -> Preview:
    year = ends.portfolio
    before = ends.before.template.label if ends.before.template else "No programme"
    return Preview(
        move=move,
        ends=ends,
        before=before,
        after=ends.after.template.label if ends.after.template else "No programme",
        editions_before=list(ends.editions_before.values()),
        editions_after=list(ends.editions_after.values()),
        shifts=shifts_of(ends, on),
        asked=asked_of(ends, held.get(year.pk, {}), on),
        carried=carried[year.pk] if year.pk in near else None,
        assessed=assessed.get(year.pk),
    )
