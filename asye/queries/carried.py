"""What carries over when a year moves to other editions: each tag, and what is left (FRW-09, FRW-11)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from asye.models import BroughtRecord, BroughtTag, Feedback, Goal, Portfolio, Reflection, Tag, WorkTag, WrittenWork
from asye.models.portfolio import RUNS_PROGRAMME
from asye.queries.evidence_counts import count_rows, summed
from frameworks.models import CrosswalkLink, Statement
from frameworks.policy import crosswalk
from workforce.access import Access

DIRECT, THROUGH, ALONE = "direct", "through", "alone"
GOAL, BROUGHT_GOAL = "goal", "brought goal"
Editions = frozenset[int]
Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Tagged:
    """One tag: which piece of whose evidence is held to be evidence for which statement, or which goal is for it."""

    portfolio: int
    source: str
    piece: int
    statement: int
    is_draft: bool

    @property
    def is_evidence(self) -> bool:
        """A goal says where somebody wants to get: it shows nothing yet."""
        return self.source not in (GOAL, BROUGHT_GOAL)

    @property
    def row(self) -> list[str | int]:
        """As an account keeps it."""
        return [self.source, self.piece, self.statement]


def _reflections() -> Rows:
    drafts = Q(reflection__status=Reflection.Status.DRAFT)
    return _named(Tag.objects.all(), "reflection", "reflection__portfolio", "reflection", "statement", drafts)


def _written_work() -> Rows:
    drafts = Q(work__status=WrittenWork.Status.DRAFT)
    return _named(WorkTag.objects.all(), "written work", "work__portfolio", "work", "statement", drafts)


def _feedback() -> Rows:
    tagged = Feedback.objects.filter(statements__isnull=False)
    return _named(tagged, "feedback", "portfolio", "pk", "statements", Q(pk=None))


def _brought() -> Rows:
    drafts = Q(record__reach=BroughtRecord.Reach.OWN)
    shows = BroughtTag.objects.exclude(record__kind="goals")
    return _named(shows, "brought", "record__portfolio", "record", "statement", drafts)


def _brought_goals() -> Rows:
    goals = BroughtTag.objects.filter(record__kind="goals")
    return _named(goals, BROUGHT_GOAL, "record__portfolio", "record", "statement", Q(pk=None))


def _goals() -> Rows:
    return _named(Goal.objects.filter(statements__isnull=False), GOAL, "portfolio", "pk", "statements", Q(pk=None))


# Each subject whose pieces are tagged with statements adds its own; a test looks for one that is forgotten.
SOURCES: list[Callable[[], Rows]] = [_reflections, _written_work, _feedback, _goals, _brought, _brought_goals]


def _named(rows: Rows, source: str, year: str, piece: str, statement: str, drafts: Q) -> Rows:
    """Each tag under the names of `Tagged`."""
    named = {"year": F(year), "source": Value(source), "piece": F(piece), "to": F(statement)}
    is_draft = Case(When(drafts, then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.order_by().annotate(**named, is_draft=is_draft)


def _row(rows: Rows) -> Rows:
    return rows.annotate(row_of=Value(TAG)).values_list("row_of", "year", "source", "piece", "to", "is_draft")


def tags_of(portfolios: Collection[int]) -> list[Tagged]:
    """Every tag in these portfolios, drafts too, whoever asks: one query, however many kinds of piece."""
    return gathered(portfolios).tags


def near_to(access: Access, portfolios: Collection[Portfolio]) -> list[int]:
    """Those whose evidence this reader is told of, by statement and number only: the two, and who runs the programme.

    Of drafts everybody is told only of their own.
    """
    runs = bool(access.jobs & RUNS_PROGRAMME)
    return [one.pk for one in portfolios if runs or one.practitioner_id in {access.person.pk, *access.assesses}]


def told_to(access: Access, portfolios: Collection[Portfolio], tags: Iterable[Tagged]) -> list[Tagged]:
    own = {one.pk for one in portfolios if one.practitioner_id == access.person.pk}
    return [tag for tag in tags if not tag.is_draft or tag.portfolio in own]


TAG, COUNT, LINK = "tag", "count", "link"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Tags, by portfolio how much evidence of each kind it holds, and the links of the crosswalk that hold."""

    tags: list[Tagged]
    counts: dict[int, dict[str, int]]
    links: list[crosswalk.Pair]


def gathered(near: Collection[int], *, counted: Collection[int] = (), with_links: bool = False) -> Gathered:
    """The tags of some portfolios, how much evidence others hold, and the links, where asked: all in one query."""
    first, *others = (_row(source().filter(year__in=near)) for source in SOURCES)
    if counted:
        others += [_like(rows, COUNT, "portfolio", "kind", "number") for rows in count_rows(counted)]
    if with_links:
        held = CrosswalkLink.objects.held().order_by()
        others.append(_like(held, LINK, "from_statement", "strength", "to_statement"))
    found: dict[str, list[Any]] = {TAG: [], COUNT: [], LINK: []}
    for what, one, name, other, *rest in sorted(first.union(*others, all=True)):
        found[what].append((one, name, other, *rest))
    return Gathered(
        tags=[Tagged(*row) for row in found[TAG]],
        counts=summed(counted, (row[:3] for row in found[COUNT])),
        links=[(one, other, strength) for one, strength, other, *_ in found[LINK]],
    )


def _like(rows: Rows, what: str, one: str, name: str, other: str) -> Rows:
    """Rows of another kind, as long as a tag is."""
    told = rows.annotate(row_of=Value(what), nothing=Value(0), no=Value(False))
    return told.values_list("row_of", one, name, other, "nothing", "no")


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
    """One portfolio under some editions: the tags of its evidence, and what its goals are for.

    `uncovered` are the statements of the editions that no evidence reaches.
    """

    lines: tuple[Line, ...]
    uncovered: tuple[Statement, ...]
    goals: tuple[Line, ...] = ()

    def count(self, state: str) -> int:
        return sum(line.tags for line in self.lines if line.state == state)

    def every(self, state: str) -> int:
        """With the statements of goals."""
        return self.count(state) + sum(line.tags for line in self.goals if line.state == state)

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


@dataclass(frozen=True, slots=True)
class Ground:
    """The links that hold, and every statement that may be named, in the order of the standards."""

    beside: Mapping[int, Sequence[tuple[int, str]]]
    routes: Mapping[int, Mapping[int, crosswalk.Route]]
    known: Mapping[int, Statement]


def ground_of(
    tags: Iterable[Tagged], editions: Mapping[int, Editions], links: Iterable[crosswalk.Pair], also: Q | None = None
) -> Ground:
    """What `carried_over` asks of the standards, and the statements `also` names: one query."""
    beside = crosswalk.neighbours(links)
    routes = {one: crosswalk.routes(beside, one) for one in {tag.statement for tag in tags}}
    named = set(routes) | {pk for found in routes.values() for route in found.values() for pk in route.via}
    wanted = {pk for own in editions.values() for pk in own}
    rows = Statement.objects.filter(Q(pk__in=named) | Q(section__framework__in=wanted) | (also or Q(pk=None)))
    rows = rows.select_related("section__framework").order_by("section__framework__order", "section__order", "order")
    return Ground(beside, routes, {one.pk: one for one in rows})


def carried_over(
    tags: Sequence[Tagged], editions: Mapping[int, Editions], ground: Ground | None = None
) -> dict[int, Carried]:
    """By portfolio what its tags come to under its editions: two queries, however many portfolios.

    `editions` are primary keys of frameworks by portfolio.
    """
    if ground is None:
        ground = ground_of(tags, editions, gathered((), with_links=True).links)
    routes, known = ground.routes, ground.known
    counted: dict[tuple[int, bool], Counter[int]] = defaultdict(Counter)
    for tag in tags:
        counted[tag.portfolio, tag.is_evidence][tag.statement] += 1
    found = {}
    for portfolio, own in editions.items():
        here = {pk for pk, one in known.items() if one.section.framework_id in own}
        evidence, planned = counted[portfolio, True], counted[portfolio, False]
        reached = {to for pk in evidence for to in (pk, *routes[pk])}
        found[portfolio] = Carried(
            lines=tuple(_lines(evidence, here, routes, known)),
            uncovered=tuple(one for pk, one in known.items() if pk in here and pk not in reached),
            goals=tuple(_lines(planned, here, routes, known)),
        )
    return found


def _lines(
    tags: Mapping[int, int],
    here: Collection[int],
    routes: Mapping[int, Mapping[int, crosswalk.Route]],
    known: Mapping[int, Statement],
) -> Iterator[Line]:
    for pk, statement in known.items():
        if pk not in tags:
            continue
        ways = {to: route for to, route in routes[pk].items() if to in here}
        state = DIRECT if pk in here else THROUGH if ways else ALONE
        shown = tuple(_way(known, to, ways[to]) for to in known if to in ways) if state == THROUGH else ()
        yield Line(statement, tags[pk], state, shown)


def _way(known: Mapping[int, Statement], to: int, route: crosswalk.Route) -> Way:
    strength = str(CrosswalkLink.Strength(route.strength).label)
    return Way(known[to], strength, tuple(known[pk] for pk in route.via))
