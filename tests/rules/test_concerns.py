"""Whom a concern goes to, by when it is answered, and when it may go further (WRK-12)."""

from datetime import date

import pytest

from supervision.policy import concerns as policy
from workforce.packs import load_pack

MANAGER, GROUP, PRINCIPAL = 1, 2, 3
LINE = (policy.Rung("manager", MANAGER), policy.Rung("group_manager", GROUP), policy.Rung("principal", PRINCIPAL))
ALL = {"manager": MANAGER, "group_manager": GROUP, "principal": PRINCIPAL, "lead": 4, "supervisor": 5}


@pytest.fixture(scope="module")
def pack():
    return load_pack("national")


@pytest.mark.rule("WRK-12")
@pytest.mark.parametrize(
    ("worker", "holders", "expected"),
    [
        (9, ALL, ["manager", "group_manager", "principal"]),
        (9, {"group_manager": GROUP}, ["group_manager"]),
        (9, {"manager": GROUP, "group_manager": GROUP, "principal": PRINCIPAL}, ["manager", "principal"]),
        (GROUP, ALL, ["manager", "principal"]),
        (9, {}, []),
    ],
    ids=["everybody", "no manager", "one person twice", "never oneself", "nobody"],
)
def test_the_tiers_are_those_of_the_policy_that_somebody_holds(pack, worker, holders, expected):
    assert [rung.tier for rung in policy.rungs(pack, worker=worker, holders=holders)] == expected


@pytest.mark.rule("WRK-12")
@pytest.mark.parametrize(
    ("tier", "about", "tried", "ok"),
    [
        ("manager", [], "", True),
        ("group_manager", [], "", False),
        ("group_manager", [], "  \n", False),
        ("group_manager", [], "I told my manager twice", True),
        ("group_manager", ["manager"], "", True),
        ("principal", ["manager"], "", False),
        ("principal", ["manager"], "I told the group manager", True),
        ("principal", ["manager", "group_manager"], "", True),
        ("manager", ["manager"], "", False),
        ("lead", [], "I told everybody", False),
    ],
)
def test_a_tier_is_passed_by_only_with_a_reason(tier, about, tried, ok):
    verdict = policy.may_put_to(LINE, tier, about=about, tried=tried)
    assert (bool(verdict), verdict.rule) == (ok, "WRK-12")


@pytest.mark.rule("WRK-12")
def test_whoever_is_passed_by_is_named():
    said = policy.may_put_to(LINE, "principal", about=(), tried="").because
    assert (
        said
        == "Say what you have tried with your line manager and your group manager, or that your concern is about them"
    )


@pytest.mark.rule("WRK-12", "CLK-05")
@pytest.mark.parametrize(
    ("put_on", "due_on"),
    [
        (date(2026, 1, 20), date(2026, 1, 27)),
        (date(2026, 1, 24), date(2026, 1, 30)),  # a Saturday: the seventh day is one too
        (date(2026, 3, 27), date(2026, 4, 2)),  # Good Friday
        (date(2025, 12, 20), date(2025, 12, 24)),  # Saturday after Boxing Day
    ],
)
def test_it_is_answered_within_the_days_of_the_policy(pack, put_on, due_on):
    answer = policy.answer_by(pack, put_on=put_on)
    assert (answer.due_on, answer.rules) == (due_on, ("WRK-12", "CLK-05"))


def test_a_policy_without_days_is_silent(pack):
    silent = pack.model_copy(update={"people": pack.people.model_copy(update={"concerns": None})})
    answer = policy.answer_by(silent, put_on=date(2026, 1, 20))
    assert (answer.due_on, answer.silent) == (None, True)
    assert policy.rungs(silent, worker=9, holders=ALL) == ()
    assert policy.shown_total(silent, 50) is None
    assert policy.above(silent, (), "manager", asked=()) is None


DUE = date(2026, 1, 27)


@pytest.mark.rule("WRK-12")
@pytest.mark.parametrize(
    ("on", "answered", "settled", "is_here", "above", "ok"),
    [
        (date(2026, 1, 27), False, None, True, LINE[1], False),
        (date(2026, 1, 28), False, None, True, LINE[1], True),
        (date(2026, 1, 21), False, None, False, LINE[1], True),
        (date(2026, 1, 28), True, None, True, LINE[1], False),
        (date(2026, 1, 21), True, False, True, LINE[1], True),
        (date(2026, 1, 28), True, True, True, LINE[1], False),
        (date(2026, 1, 28), False, None, True, None, False),
    ],
    ids=["last day", "day after", "they left", "answered", "not settled", "settled", "nobody above"],
)
def test_it_goes_further_once_it_is_not_answered(on, answered, settled, is_here, above, ok):
    stands = policy.Stands(answer_by=DUE, answered=answered, settled=settled, is_here=is_here)
    assert bool(policy.may_escalate(stands, above, on=on)) is ok


@pytest.mark.rule("WRK-12")
@pytest.mark.parametrize(
    ("line", "tier", "asked", "expected"),
    [
        (LINE, "manager", {MANAGER}, "group_manager"),
        (LINE, "principal", {PRINCIPAL}, None),
        (LINE, "manager", {MANAGER, GROUP}, "principal"),
        (LINE[1:], "manager", {MANAGER}, "group_manager"),
        (LINE[:1], "manager", {MANAGER}, None),
    ],
    ids=["one up", "the top", "asked before", "the manager has gone", "nobody"],
)
def test_the_next_rung(pack, line, tier, asked, expected):
    found = policy.above(pack, line, tier, asked=asked)
    assert (found.tier if found else None) == expected


@pytest.mark.rule("WRK-12")
@pytest.mark.parametrize(
    ("number", "of", "shown"),
    [
        (0, None, 0),
        (1, None, None),
        (4, None, None),
        (5, None, 5),
        (5, 5, 5),
        (0, 5, 0),
        (5, 9, None),
        (4, 9, None),
        (5, 10, 5),
        (0, 4, None),
    ],
)
def test_small_totals_are_shown_to_nobody(pack, number, of, shown):
    assert policy.shown_total(pack, number, of) == shown


@pytest.mark.rule("WRK-12")
def test_how_long_they_are_kept(pack):
    assert policy.kept_since(pack, on=date(2026, 2, 28)) == date(2020, 2, 28)
    assert policy.kept_since(pack.model_copy(update={"retention": {}}), on=date(2026, 2, 28)) is None
