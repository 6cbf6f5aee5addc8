"""The training pathway: by when, who authorises that somebody does not come, when it is flagged (WRK-04, WRK-05)."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from asye.policy import training as policy
from workforce.clock import Clock, Pause
from workforce.packs import load_pack, load_text
from workforce.packs.schema.asye import PathwayItem

DEMO = load_pack("demo")
START = date(2025, 9, 8)


def due(clock: Clock) -> dict[str, date | None]:
    return {one.key: one.due_on for one in policy.pathway(DEMO, "asye-classic", clock)}


@pytest.mark.rule("WRK-04", "CLK-01", "CLK-05")
def test_each_course_by_the_end_of_its_month() -> None:
    found = due(Clock(START))
    assert found == {
        "induction": date(2025, 10, 7),
        "child_protection": date(2025, 12, 5),  # the 7th is a Sunday
        "assessment": date(2026, 1, 7),
        "direct_work": date(2026, 4, 7),
        "court": date(2026, 7, 7),
        "resilience": date(2026, 8, 7),
        "study": None,
        "mash": None,
    }


@pytest.mark.rule("WRK-04", "CLK-04")
def test_a_pause_moves_what_is_after_it_and_a_longer_year_stretches_it() -> None:
    paused = due(Clock(START, (Pause(date(2025, 11, 1), date(2025, 12, 20), "sickness"),)))
    assert (paused["induction"], paused["assessment"]) == (date(2025, 10, 7), date(2026, 2, 26))
    assert due(Clock(START, months=24))["court"] == date(2027, 5, 7)  # month 20


@pytest.mark.rule("WRK-04")
def test_amounts_are_the_entitlements() -> None:
    found = {one.key: one for one in policy.pathway(DEMO, "asye-classic", Clock(START))}
    assert (found["study"].amount, found["resilience"].amount, found["court"].amount) == (3, 3, 1)
    assert (found["mash"].from_on, found["mash"].kind) == (date(2026, 1, 8), "duty")
    assert policy.done(list(found.values()), {"study": 2.5, "resilience": 3, "mash": 40, "court": 1}) == {
        "study": False, "resilience": True, "mash": False, "court": True, "induction": False,
        "child_protection": False, "assessment": False, "direct_work": False,
    }  # fmt: skip


def test_an_item_may_be_for_one_programme_alone() -> None:
    pack = load_text(
        '[pack]\nname = "other"\ntitle = "Other"\nextends = ["national"]\n[asye.training.extra]\nrule = "WRK-04"\n'
        'source = "ours"\nlabel = "Extra"\namount = 2\nprogrammes = ["asye-2022"]\n',
        "other",
    )
    assert [one.key for one in policy.pathway(pack, "asye-2022", Clock(START))] == ["extra"]
    assert policy.pathway(pack, "asye-classic", Clock(START)) == ()


@pytest.mark.parametrize("told", [{}, {"amount": 1, "entitlement": "study"}, {"amount": 0}])
def test_an_item_has_one_amount(told: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        PathwayItem(rule="WRK-04", source="ours", label="L", **told)  # type: ignore[arg-type]


@pytest.mark.rule("WRK-05")
def test_two_authorise_in_order() -> None:
    assert policy.next_to_authorise(DEMO, set()) == "manager"
    assert policy.next_to_authorise(DEMO, {"manager"}) == "group_manager"
    assert policy.next_to_authorise(DEMO, {"manager", "group_manager"}) is None


@pytest.mark.rule("WRK-05")
@pytest.mark.parametrize(
    ("days", "flagged"),
    [
        ([date(2026, 1, 20)], False),
        ([date(2025, 1, 20), date(2026, 1, 20)], False),  # twelve months ago today is outside
        ([date(2025, 1, 21), date(2026, 1, 20)], True),
        ([date(2026, 1, 20), date(2026, 1, 21)], False),  # tomorrow is not yet
        ([date(2025, 11, 3), date(2025, 11, 3)], True),
    ],
)
def test_twice_in_twelve_months_is_told(days: list[date], flagged: bool) -> None:
    said = policy.too_often(DEMO, days, date(2026, 1, 20))
    assert bool(said) is flagged
    assert not flagged or "the service development lead is told from 2 on" in said
