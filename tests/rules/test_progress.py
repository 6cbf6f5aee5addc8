"""Concerns about progress: from the lead to the group manager to performance improvement, before the end (WRK-11)."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from asye.policy import progress as policy
from workforce.packs import load_pack, load_text
from workforce.packs.schema.people import ConcernStage, ProgressConcerns

DEMO = load_pack("demo")
ORDER = ["lead", "group_manager", "informal", "formal"]


@pytest.mark.rule("WRK-11")
def test_the_stages_in_order_and_who_leads_them() -> None:
    code, found = policy.first_stage(DEMO), []
    while code is not None:
        found.append((code, policy.stage(DEMO, code, date(2026, 1, 20)).led_by))
        code = policy.next_stage(DEMO, code)
    assert found == list(zip(ORDER, ["lead", "group_manager", "manager", "group_manager"], strict=True))


@pytest.mark.rule("WRK-11")
def test_the_procedure_is_not_read_by_the_assessor() -> None:
    readers = {code: set(policy.stage(DEMO, code, date(2026, 1, 20)).read_by) for code in ORDER}
    assert ["assessor" in readers[code] for code in ORDER] == [True, True, False, False]
    assert ["hr" in readers[code] for code in ORDER] == [False, False, True, True]


@pytest.mark.rule("WRK-11", "CLK-05")
def test_by_when_they_meet_and_look_again() -> None:
    first = policy.stage(DEMO, "lead", date(2026, 1, 21))
    assert (first.meet_by, first.rule) == (date(2026, 1, 30), "WRK-11, CLK-05")  # the 31st is a Saturday
    assert first.because.endswith("it began on 21 January 2026, and they meet within 10 days.")
    assert policy.latest_review(DEMO, "lead", date(2026, 1, 28)) == date(2026, 2, 25)
    assert policy.latest_review(DEMO, "formal", date(2026, 1, 28)) == date(2026, 3, 11)


@pytest.mark.rule("WRK-11")
@pytest.mark.parametrize(
    ("code", "result", "met", "still", "ok"),
    [
        ("lead", "improved", True, 0, True),
        ("lead", "improved", True, 1, False),
        ("lead", "go_on", True, 1, True),
        ("lead", "next", True, 1, True),
        ("lead", "next", False, 0, False),
        ("lead", "not_met", True, 0, False),
        ("formal", "not_met", True, 2, True),
        ("formal", "next", True, 0, False),
        ("formal", "nonsense", True, 0, False),
    ],
)
def test_what_a_stage_may_end_in(code: str, result: str, met: bool, still: int, ok: bool) -> None:
    verdict = policy.may_end(DEMO, code, result, met=met, actions_open=still)
    assert (bool(verdict), verdict.rule) == (ok, "WRK-11")


@pytest.mark.rule("WRK-11")
def test_it_ends_before_the_recommendation_where_the_policy_says_so() -> None:
    assert not policy.may_recommend(DEMO, open_concern=True)
    assert policy.may_recommend(DEMO, open_concern=False)
    other = load_text(
        '[pack]\nname = "other"\ntitle = "Other"\nextends = ["national"]\n'
        "[people.progress_concerns]\nbefore_final = false\n",
        "other",
    )
    assert policy.may_recommend(other, open_concern=True)


def test_they_sign_in_order() -> None:
    assert [policy.next_to_sign(DEMO, set(signed)) for signed in ([], ["nqsw"], ["nqsw", "manager"])] == [
        "nqsw", "manager", "lead",
    ]  # fmt: skip
    assert policy.next_to_sign(DEMO, {"nqsw", "manager", "lead"}) is None


def test_whoever_leads_a_stage_reads_it() -> None:
    told = {"rule": "WRK-11", "source": "ours"}
    stage = ConcernStage(**told, label="L", led_by="lead", read_by=("nqsw",), meet_within_days=1, review_within_days=1)
    with pytest.raises(ValidationError, match="leads a stage reads it"):
        ProgressConcerns(**told, signed_by=("lead",), sign_within_days=1, stages={"a": stage})
