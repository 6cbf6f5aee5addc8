from datetime import date

import pytest

from asye import policy
from workforce.clock import Clock, Pause
from workforce.packs import load_text

START = date(2025, 9, 8)


@pytest.mark.rule("ASY-02", "CLK-05")
def test_the_year_has_a_review_at_six_months_and_a_final_assessment(west_sussex):
    clock = Clock(date(2025, 6, 28))
    found = {milestone.key: milestone for milestone in policy.milestones(west_sussex, clock)}
    assert found["six_month_review"].on == date(2025, 12, 24)
    assert found["six_month_review"].because == (
        "6 months after the start on 28 June 2025, moved to the working day before 28 December 2025"
    )
    assert found["final_assessment"].on == date(2026, 6, 26)
    assert (found["final_assessment"].rule, found["final_assessment"].final) == ("ASY-02", True)


@pytest.mark.rule("ASY-09")
def test_the_move_to_a_main_group_is_in_month_eleven(west_sussex):
    found = {milestone.key: milestone for milestone in policy.milestones(west_sussex, Clock(START))}
    assert (found["move_on"].on, found["move_on"].kind) == (date(2026, 7, 8), "step")
    assert found["agreement"].because == "At the start on 8 September 2025"


def test_milestones_and_steps_come_in_the_order_of_their_days(demo):
    found = [milestone.key for milestone in policy.milestones(demo, Clock(START))]
    assert found == [
        "agreement", "three_month_review", "six_month_review", "nine_month_review", "move_on", "final_assessment",
    ]  # fmt: skip


@pytest.mark.rule("CLK-01", "CLK-02", "CLK-04")
def test_the_place_in_the_year(west_sussex):
    clock = Clock(START, (Pause(date(2026, 1, 1), date(2026, 3, 1), "maternity"),))
    found = policy.position(west_sussex, clock, date(2026, 3, 10))
    assert (found.month, found.week, found.ends_on) == (5, 18, date(2026, 11, 6))
    assert [milestone.key for milestone in found.milestones] == ["six_month_review", "final_assessment"]
    assert found.because == (
        "10 March 2026 is in month 5 and week 18 of the programme that began on 8 September 2025; "
        "it ends on 6 November 2026, moved by 60 paused days"
    )
    assert found.rules == ("CLK-01", "CLK-02", "CLK-03", "CLK-04", "CLK-05")


@pytest.mark.rule("MOD-02", "CLK-05")
@pytest.mark.parametrize(
    ("panel", "by"),
    [
        (date(2026, 1, 14), date(2025, 12, 31)),
        (date(2026, 1, 15), date(2025, 12, 31)),
        (date(2026, 1, 8), date(2025, 12, 24)),
        (date(2026, 3, 15), date(2026, 2, 27)),
        (date(2028, 3, 14), date(2028, 2, 29)),
    ],
)
def test_portfolios_are_submitted_fourteen_days_before_the_panel(west_sussex, panel, by):
    assert policy.submit_by(west_sussex, panel).on == by


@pytest.mark.rule("MOD-02")
def test_where_no_lead_time_is_set_the_policy_does_not_say(national):
    found = policy.submit_by(national, date(2026, 1, 14))
    assert (found.on, found.silent, found.rules) == (None, True, ("MOD-02",))


def lead(text):
    head = '[pack]\nname = "other"\ntitle = "Other"\nextends = ["west-sussex"]\n[asye.submission]\n'
    return load_text(head + text, "other")


@pytest.mark.rule("MOD-02")
def test_lead_time_may_be_in_working_days_or_after_the_anniversary():
    assert policy.submit_by(lead('lead = 10\nunit = "working_days"'), date(2026, 1, 14)).on == date(2025, 12, 30)
    after = lead('lead = 28\nanchor = "after_anniversary"')
    assert policy.submit_by(after, date(2026, 11, 1), start=START).on == date(2026, 10, 6)
    assert policy.submit_by(after, date(2026, 11, 1)).silent


@pytest.mark.rule("ASY-03", "ASY-04")
def test_evidence_minimums(west_sussex, national):
    found = {needed.key: needed for needed in policy.evidence_needed(west_sussex)}
    assert (found["observation"].minimum, found["observation"].by_assessor) == (3, 2)
    assert found["observation"].observers == {"registered_social_worker"}
    assert (found["reflection"].minimum, found["reflection"].rule) == (4, "ASY-04")
    assert {key: needed.minimum for key, needed in found.items()} == {
        "observation": 3, "reflection": 4, "feedback_family": 3, "feedback_professional": 3, "document": 3,
    }  # fmt: skip
    assert {needed.key: needed.minimum for needed in policy.evidence_needed(national)}["reflection"] == 2


@pytest.mark.rule("ASY-03")
def test_evidence_may_be_asked_for_by_a_milestone():
    head = (
        '[pack]\nname = "other"\ntitle = "Other"\nextends = ["west-sussex"]\n[asye.evidence.early]\nrule = "ASY-03"\n'
    )
    pack = load_text(
        head + 'source = "local"\nlabel = "Early observation"\nminimum = 1\nby_milestone = "six_month_review"', "other"
    )
    assert [needed.key for needed in policy.evidence_needed(pack, by_milestone="six_month_review")] == ["early"]
    assert "early" not in {needed.key for needed in policy.evidence_needed(pack)}


@pytest.mark.rule("ASY-08", "MOD-01", "MOD-03", "MOD-04", "MOD-05", "MOD-09", "WRK-06")
def test_the_packs_carry_the_other_figures_of_the_year(west_sussex):
    year = west_sussex.asye
    assert (year.completion.bars_permanent_post, year.completion.exceptional_circumstances) == (True, True)
    assert year.moderation.stages == ("six_month_review", "final_assessment")
    assert year.moderation.same_moderator
    assert year.moderation.outcomes == {"pass": "Pass", "fail": "Fail"}
    assert year.moderation.external_sample_percent == 10
    assert year.moderation.reading_days_before_panel == 2
    assert list(year.panel) == [
        "chair", "deputy_chair", "learning_development", "adult_services", "group_manager", "service_user",
        "university",
    ]  # fmt: skip
    assert len(year.checklist) == 12
