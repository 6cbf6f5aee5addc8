"""The worked answers, at ordinary and at awkward moments: no answer may depend on when it is asked."""

import json
from pathlib import Path

import pytest
import time_machine

from workforce import explain

FILES = sorted((Path(__file__).parents[1] / "vectors").glob("*.jsonl"))
CASES = [json.loads(line) for path in FILES for line in path.read_text().splitlines()]
MOMENTS = {
    "half past midnight on 1 July": "2026-06-30T23:30:00+00:00",
    "the hour that comes twice": "2026-10-25T00:30:00+00:00",
    "the same hour again": "2026-10-25T01:30:00+00:00",
    "the hour that is left out": "2026-03-29T01:00:00+00:00",
    "29 February": "2028-02-29T12:00:00+00:00",
    "the last second of the year": "2026-12-31T23:59:59+00:00",
}


def seen(reply):
    """The reply with the summaries the worked answers use."""
    summary = dict(reply)
    if "blocks" in reply:
        summary["block_rules"] = sorted(block["rule"] for block in reply["blocks"])
        summary["warning_rules"] = sorted(warning["rule"] for warning in reply["warnings"])
    if "criteria" in reply:
        summary["met"] = {criterion["key"]: criterion["met"] for criterion in reply["criteria"]}
    return summary


def mismatches():
    found = []
    for case in CASES:
        reply = seen(explain.answer(case["question"], case["in"]))
        if {field: reply.get(field) for field in case["out"]} != case["out"]:
            found.append((case, reply))
    return found


def test_there_are_worked_answers_for_every_question():
    assert {case["question"] for case in CASES} == {question.name for question in explain.questions()}
    assert len(CASES) == 225


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['question']}-{CASES.index(case)}")
def test_worked_answer(case):
    reply = seen(explain.answer(case["question"], case["in"]))
    assert {field: reply.get(field) for field in case["out"]} == case["out"]


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS.keys())
def test_worked_answers_whenever_they_are_asked(moment):
    with time_machine.travel(moment, tick=False):
        assert mismatches() == []
