"""What carries over when a year moves to other editions: each tag, and what is left (FRW-09, FRW-11)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from asye.models import Feedback, Portfolio, Reflection, Tag, WorkTag, WrittenWork
from asye.models.portfolio import RUNS_PROGRAMME
from frameworks.models import CrosswalkLink, Statement
from frameworks.policy import crosswalk
from workforce.access import Access

DIRECT, THROUGH, ALONE = "direct", "through", "alone"
Editions = frozenset[int]
Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Tagged:
    """One tag: which piece of whose evidence is held to be evidence for which statement."""

    portfolio: int
    source: str
    piece: int
    statement: int
    is_draft: bool

    @property
    def row(self) -> list[str | int]:
        """As an account keeps it."""
        return [self.source, self.piece, self.statement]


def _reflections() -> Rows:
    drafts = Q(reflection__status=Reflection.Status.DRAFT)
    return _row(Tag.objects.all(), "reflection", "reflection__portfolio", "reflection", "statement", drafts)


def _written_work() -> Rows:
    drafts = Q(work__status=WrittenWork.Status.DRAFT)
    return _row(WorkTag.objects.all(), "written work", "work__portfolio", "work", "statement", drafts)


def _feedback() -> Rows:
    tagged = Feedback.objects.filter(statements__isnull=False)
    return _row(tagged, "feedback", "portfolio", "pk", "statements", Q(pk=None))


# Each subject whose pieces are tagged with statements adds its own.
SOURCES: list[Callable[[], Rows]] = [_reflections, _written_work, _feedback]


def _row(rows: Rows, source: str, year: str, piece: str, statement: str, drafts: Q) -> Rows:
    """Each tag under the names of `Tagged`."""
    named = {"year": F(year), "source": Value(source), "piece": F(piece), "to": F(statement)}
    is_draft = Case(When(drafts, then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.order_by().annotate(**named, is_draft=is_draft).values_list("year", "source", "piece", "to", "is_draft")


def tags_of(portfolios: Collection[int]) -> list[Tagged]:
    """Every tag in these portfolios, drafts too, whoever asks: one query, however many kinds of piece."""
    first, *others = (source().filter(year__in=portfolios) for source in SOURCES)
    return [Tagged(*row) for row in sorted(first.union(*others, all=True))]


def tags_for(access: Access, portfolios: Collection[Portfolio]) -> list[Tagged]:
    """The tags this reader is told of, by statement and number only: of drafts only one's own.

    They are for the two whose evidence it is, and for who runs the programme; others get none.
    """
    runs = bool(access.jobs & RUNS_PROGRAMME)
    whose = {year.pk: year.practitioner_id for year in portfolios}
    near = [pk for pk, who in whose.items() if runs or who == access.person.pk or who in access.assesses]
    return [tag for tag in tags_of(near) if not tag.is_draft or whose[tag.portfolio] == access.person.pk]


@dataclass(frozen=True, slots=True)
class Way:
    """How evidence shows against a statement of the new editions: how strong the links are, and what lies between."""

    statement: Statement
    strength: str
    via: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One statement that is tagged: how often, and where that shows. A tag of an edition that stays has no ways."""

    statement: Statement
    tags: int
    state: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """One portfolio under some editions. `uncovered` are their statements that no evidence reaches."""

    lines: tuple[Line, ...]
    uncovered: tuple[Statement, ...]

    def count(self, state: str) -> int:
        return sum(line.tags for line in self.lines if line.state == state)

    @property
    def direct(self) -> int:
        return self.count(DIRECT)

    @property
    def through(self) -> int:
        return self.count(THROUGH)

    @property
    def alone(self) -> int:
        return self.count(ALONE)

    @property
    def tags(self) -> int:
        return sum(line.tags for line in self.lines)


def carried_over(tags: Sequence[Tagged], editions: Mapping[int, Editions]) -> dict[int, Carried]:
    """By portfolio what its tags come to under its editions: two queries, however many portfolios.

    `editions` are primary keys of frameworks by portfolio.
    """
    links = CrosswalkLink.objects.held().order_by().values_list("from_statement", "to_statement", "strength")
    beside = crosswalk.neighbours(links)
    routes = {one: crosswalk.routes(beside, one) for one in {tag.statement for tag in tags}}
    named = set(routes) | {pk for found in routes.values() for route in found.values() for pk in route.via}
    wanted = {pk for own in editions.values() for pk in own}
    rows = Statement.objects.filter(Q(pk__in=named) | Q(section__framework__in=wanted))
    rows = rows.select_related("section__framework").order_by("section__framework__order", "section__order", "order")
    known = {one.pk: one for one in rows}  # in the order of the standards
    counted = Counter((tag.portfolio, tag.statement) for tag in tags)
    found = {}
    for portfolio, own in editions.items():
        here = {pk for pk, one in known.items() if one.section.framework_id in own}
        mine = {statement: number for (year, statement), number in counted.items() if year == portfolio}
        found[portfolio] = _carried(mine, here, routes, known)
    return found


def _carried(
    tags: Mapping[int, int],
    here: Collection[int],
    routes: Mapping[int, Mapping[int, crosswalk.Route]],
    known: Mapping[int, Statement],
) -> Carried:
    lines, reached = [], set()
    for pk, statement in known.items():
        if pk not in tags:
            continue
        ways = {to: route for to, route in routes[pk].items() if to in here}
        reached |= set(ways) | ({pk} if pk in here else set())
        state = DIRECT if pk in here else THROUGH if ways else ALONE
        shown = tuple(_way(known, to, ways[to]) for to in known if to in ways) if state == THROUGH else ()
        lines.append(Line(statement, tags[pk], state, shown))
    return Carried(tuple(lines), tuple(one for pk, one in known.items() if pk in here and pk not in reached))


def _way(known: Mapping[int, Statement], to: int, route: crosswalk.Route) -> Way:
    strength = str(CrosswalkLink.Strength(route.strength).label)
    return Way(known[to], strength, tuple(known[pk] for pk in route.via))
