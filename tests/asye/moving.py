"""Years half-way through, for tests of moves to another programme: bound, tagged, with meetings in every state."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Collection
from typing import Any

from asye.models import (
    Feedback,
    Goal,
    Meeting,
    MovePlan,
    Portfolio,
    SelfAssessment,
    Tag,
    WorkTag,
    WrittenWork,
    YearMove,
)
from asye.policy import resolved
from asye.queries.move_offers import Offer
from asye.services import programmes, year_moves
from frameworks.models import CrosswalkLink, Framework, Section, Statement
from frameworks.services import load_shipped
from reminders.models import Duty
from tests.asye.test_meetings import opened, signed, write
from tests.factories import NOW, TODAY, ReflectionFactory
from tests.frameworks.conftest import make_framework, make_section
from tests.house import House, practitioner
from workforce.packs import load_pack

OLD, NEW = "pcf-2012", "pcf-2018"
STATES = ("draft", "shared", "returned", "accepted")


def editions(*codes: str) -> list[Framework]:
    return list(Framework.objects.filter(code__in=codes, level__in=("", "asye")).order_by("order"))


def version(code: str = "asye-2022", pack: str = "demo") -> Offer:
    """A programme of a shipped pack, as it is offered."""
    return Offer(f"now:{code}", code, code, resolved(load_pack(pack), code))


def shipped() -> None:
    load_shipped(at=NOW)


def small() -> None:
    """Three editions of two domains with four statements each; every old one but the last is linked to its like."""
    made = {
        code: make_framework(code, level, order, kind=kind)
        for order, (code, level, kind) in enumerate(
            [(OLD, "asye", "capabilities"), (NEW, "asye", "capabilities"), ("kss-2018", "", "knowledge")], start=50
        )
    }
    for framework in made.values():
        for number in ("1", "2"):
            make_section(framework, number, 4)
    held = {
        (one.section.framework.code, one.number): one for one in Statement.objects.select_related("section__framework")
    }
    for number in ("1.1", "1.2", "1.3", "1.4", "2.1", "2.2", "2.3"):
        link(held[OLD, number], held[NEW, number], "strong" if number < "2" else "partial")
        link(held[NEW, number], held["kss-2018", number], "related")


def link(start: Statement, end: Statement, strength: str) -> None:
    CrosswalkLink.objects.create(from_statement=start, to_statement=end, strength=strength, is_ours=True, added_at=NOW)


def bound(portfolio: Portfolio, *codes: str) -> Portfolio:
    """Bind a year to the classic programme of the demonstration and to these editions."""
    programmes.bind_to(portfolio, load_pack("demo"), "asye-classic", NOW)
    portfolio.frameworks.set(editions(*codes))
    return fresh(portfolio)


def fresh(portfolio: Portfolio) -> Portfolio:
    return Portfolio.objects.select_related("practitioner", "stage", "programme").get(pk=portfolio.pk)


def house_of(house: House, portfolio: Portfolio) -> House:
    """The same house about somebody else's year."""
    return dataclasses.replace(house, portfolio=portfolio, practitioner=portfolio.practitioner)


def half_way(house: House, number: int, *codes: str) -> Portfolio:
    """One year more: tags in reflections of every state and in feedback, meetings as `number` has it."""
    who = practitioner(f"Half Way {number:02}", house.team, manager=house.manager, assessor=house.assessor)
    portfolio = bound(Portfolio.objects.get(practitioner=who), *codes)
    here = house_of(house, portfolio)
    tag(portfolio, number)
    stage = number % 4
    if stage == 1:
        opened(here)
    if stage >= 2:
        signed(here)
    if stage == 3:
        write(opened(here, "three_month_review"), who, "nqsw")
    return fresh(portfolio)


def tag(portfolio: Portfolio, number: int) -> None:
    """Tags with neighbouring statements of each edition: in reflections of every state, in feedback, in written work.

    Also goals for statements, and self-assessments: one that is finished and one that is being written.
    """
    statements = list(
        Statement.objects.filter(section__framework__portfolios=portfolio).order_by("section__framework__order", "pk")
    )
    for place, status in enumerate(STATES):
        made = ReflectionFactory(portfolio=portfolio, status=status)
        for step in (0, 31, 62):
            made.tags.create(statement=statements[(number * 7 + place * 5 + step) % len(statements)], why=f"W{place}")
    answered = Feedback.objects.create(
        portfolio=portfolio, kind="carer", asked_by=portfolio.practitioner, asked_at=NOW, expires_on=TODAY,
        answered_at=NOW,
    )  # fmt: skip
    answered.statements.set([statements[number % len(statements)]])
    for place, status in enumerate(("draft", "handed_in")):
        near = {"assessed_by": portfolio.practitioner, "turn_since": TODAY} if status != "draft" else {}
        work = WrittenWork.objects.create(
            portfolio=portfolio, author=portfolio.practitioner, kind="report", kind_label="Report", status=status,
            started_at=NOW, saved_at=NOW, sent_key=uuid.uuid4(), **near,
        )  # fmt: skip
        for step in (3, 40):
            work.tags.create(statement=statements[(number * 5 + place * 7 + step) % len(statements)], why=f"P{place}")
    goal = Goal.objects.create(
        portfolio=portfolio, author=portfolio.practitioner, what="Ask earlier", by_on=TODAY, planned_at=NOW,
        saved_at=NOW, sent_key=uuid.uuid4(),
    )  # fmt: skip
    goal.statements.set({statements[(number + step) % len(statements)] for step in (1, 50)})
    assess(portfolio, f"start-{number}", "Start", NOW)
    assess(portfolio, f"middle-{number}", "Middle", None)


def assess(portfolio: Portfolio, key: str, label: str, finished_at: Any) -> SelfAssessment:
    """Every standard of the year looked at, the middle one of them left out."""
    sections = list(Section.objects.with_statements().filter(framework__portfolios=portfolio).order_by("pk"))
    looked = [one for place, one in enumerate(sections) if place != len(sections) // 2]
    words = {f"level_{one.pk}": "new" for one in looked} | {f"why_{one.pk}": "My own words" for one in looked}
    return SelfAssessment.objects.create(
        portfolio=portfolio, author=portfolio.practitioner, key=key, label=label, words=words,
        levels={"new": "New to me"}, begun_at=NOW, saved_at=NOW, finished_at=finished_at, sealed=bool(finished_at),
    )  # fmt: skip


def planned(
    house: House, portfolios: Collection[Portfolio], *, programme: Offer | None, codes: Collection[str]
) -> MovePlan:
    return year_moves.plan_moves(
        portfolios=portfolios, to=programme, editions=editions(*codes), why="The national programme changes",
        sent_key=uuid.uuid4(), by=house.lead, at=NOW,
    )  # fmt: skip


def go(house: House, plan: MovePlan, wanted: str, why: str = "Looked at together", at: Any = NOW) -> int:
    year_moves.ask(plan=plan, wanted=wanted, why=why, by=house.lead, at=at)
    return year_moves.go_on(plan.pk, on=TODAY, at=at)


def tried(house: House, portfolio: Portfolio, **told: Any) -> YearMove:
    plan = planned(house, [portfolio], **({"programme": version(), "codes": []} | told))
    go(house, plan, "waiting")
    return move_of(plan)


def move_of(plan: MovePlan) -> YearMove:
    return YearMove.objects.select_related("plan", "portfolio__practitioner", "portfolio__stage").get(plan=plan)


def tags(portfolio: Portfolio) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = list(
        Tag.objects.filter(reflection__portfolio=portfolio)
        .order_by("pk")
        .values_list("pk", "reflection", "statement", "why")
    )
    answers = Feedback.objects.filter(portfolio=portfolio).order_by("pk", "statements")
    work = WorkTag.objects.filter(work__portfolio=portfolio).order_by("pk")
    goals = Goal.objects.filter(portfolio=portfolio).order_by("pk", "statements")
    return [
        *rows,
        *answers.values_list("pk", "statements"),
        *work.values_list("pk", "work", "statement", "why", "shown"),
        *goals.values_list("pk", "statements"),
    ]


def state(portfolio: Portfolio) -> dict[str, Any]:
    """Everything of a year that a move may touch and that undoing it has to give back."""
    year = fresh(portfolio)
    live = Meeting.objects.filter(portfolio=year).exclude(status="dropped").order_by("pk")
    duties = Duty.objects.open().filter(about=year.practitioner).order_by("key")
    return {
        "programme": year.programme_id,
        "carried": year.carried,
        "months": year.stage.months,
        "editions": sorted(year.frameworks.values_list("pk", flat=True)),
        "meetings": list(
            live.values_list("pk", "key", "round", "programme", "kind", "label", "status", "held_on", "seal")
        ),
        "parts": list(live.exclude(parts=None).values_list("parts__pk", "parts__words", "parts__handed_in_at")),
        "duties": list(duties.values_list("kind", "key", "due_on", "owner", "because")),
        "tags": tags(year),
        "assessed": list(
            SelfAssessment.objects.filter(portfolio=year).order_by("pk").values_list("pk", "words", "sealed")
        ),
    }
