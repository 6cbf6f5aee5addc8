from datetime import date

import pytest

from caseloads import policy
from workforce.bands import Standing, Who
from workforce.clock import Clock, Pause
from workforce.packs import load_text
from workforce.verdict import Refused

START = date(2025, 9, 8)
CLOCK = Clock(START)


def in_month(number):
    return CLOCK.date_of_month(number)


def held(pack, service, month, **more):
    found = policy.limit(pack, stage="nqsw", service=service, clock=CLOCK, on=in_month(month), **more)
    return found.minimum, found.maximum, found.own_minimum, found.own_maximum


@pytest.mark.rule("CSL-01")
@pytest.mark.parametrize(
    ("month", "limit"),
    [
        (1, (None, 10, None, None)),
        (4, (None, 10, None, None)),
        (5, (None, 10, 7, 8)),
        (6, (None, 10, 7, 8)),
        (7, (None, 15, None, None)),
        (8, (None, 18, None, None)),
        (9, (None, 18, None, None)),
        (10, (None, 18, None, None)),
        (13, (None, 18, None, None)),
    ],
)
def test_limits_in_contact_and_assessment(west_sussex, month, limit):
    assert held(west_sussex, "CAI", month) == limit


@pytest.mark.rule("CSL-02")
@pytest.mark.parametrize(
    ("month", "limit"),
    [(1, (6, 8)), (4, (6, 8)), (5, (8, 11)), (9, (8, 11)), (10, (12, 15)), (11, (15, 18)), (12, (15, 18))],
)
def test_limits_for_children_looked_after(west_sussex, month, limit):
    assert held(west_sussex, "CLA", month)[:2] == limit


@pytest.mark.rule("CSL-03")
@pytest.mark.parametrize(
    ("month", "limit"),
    [
        (4, (None, 10)),
        (5, (None, 15)),
        (7, (None, 15)),
        (8, (None, 18)),
        (9, (None, 18)),
        (10, (18, 20)),
        (11, (None, 20)),
    ],
)
def test_limits_in_family_support(west_sussex, month, limit):
    assert held(west_sussex, "FSP", month)[:2] == limit


@pytest.mark.rule("CSL-01", "CLK-01")
def test_a_band_changes_on_the_first_day_of_its_month(west_sussex):
    before, first = (
        policy.limit(west_sussex, stage="nqsw", service="CAI", clock=CLOCK, on=day)
        for day in (date(2026, 3, 7), date(2026, 3, 8))
    )
    assert (before.maximum, first.maximum) == (10, 15)
    assert first.because == (
        "In month 7 a newly qualified social worker in CA&I holds at most 15 children, rising to it by the end"
    )


@pytest.mark.rule("CSL-01", "CLK-04")
def test_a_pause_keeps_the_limit_where_it_was(west_sussex):
    clock = Clock(START, (Pause(date(2026, 1, 1), date(2026, 6, 30), "maternity"),))
    found = policy.limit(west_sussex, stage="nqsw", service="CAI", clock=clock, on=date(2026, 8, 1))
    assert (found.month, found.maximum) == (5, 10)
    assert found.rules == ("CSL-01", "CLK-01", "CLK-04")


@pytest.mark.rule("CSL-04")
@pytest.mark.parametrize(("fte", "maximum"), [(1.0, 10), (0.4, 4), (0.5, 5), (0.35, 3)])
def test_a_trainee_holds_at_most_ten_pro_rata(west_sussex, fte, maximum):
    found = policy.limit(west_sussex, stage="trainee", service="CLA", clock=CLOCK, on=in_month(3), fte=fte)
    assert (found.maximum, found.rules[0]) == (maximum, "CSL-04")


@pytest.mark.rule("CSL-01", "CSL-02")
@pytest.mark.parametrize(
    ("service", "month", "limit"), [("CAI", 9, (None, 10)), ("CLA", 5, (4, 6)), ("CLA", 11, (9, 10))]
)
def test_part_time_is_scaled_and_rounded_down(west_sussex, service, month, limit):
    assert held(west_sussex, service, month, fte=0.6)[:2] == limit


@pytest.mark.rule("CSL-01")
def test_scaling_is_exact_where_floating_point_is_not(west_sussex):
    assert held(west_sussex, "CAI", 5, fte=0.7) == (None, 7, 4, 5)
    assert held(west_sussex, "CAI", 1, fte=0.3)[1] == 3


@pytest.mark.rule("CSL-01")
def test_the_limits_on_the_calendar(west_sussex, national):
    spells = policy.timeline(west_sussex, stage="nqsw", service="CAI", clock=CLOCK)
    assert [(spell.from_on, spell.to_on, spell.limit.maximum) for spell in spells] == [
        (START, date(2026, 1, 7), 10),
        (date(2026, 1, 8), date(2026, 3, 7), 10),
        (date(2026, 3, 8), date(2026, 4, 7), 15),
        (date(2026, 4, 8), date(2026, 6, 7), 18),
        (date(2026, 6, 8), None, 18),
    ]
    assert policy.timeline(national, stage="nqsw", service="CAI", clock=CLOCK) == ()


@pytest.mark.rule("CSL-10")
def test_a_full_caseload_is_set_by_the_pack(framework, west_sussex):
    found = policy.limit(framework, stage="experienced", service="", clock=CLOCK, on=in_month(20))
    assert (found.minimum, found.maximum) == (18, None)
    assert policy.full_caseload(framework) == 18
    assert policy.full_caseload(west_sussex) is None


@pytest.mark.rule("CSL-10")
def test_where_the_pack_sets_nothing_the_policy_does_not_say(national):
    found = policy.limit(national, stage="nqsw", service="CAI", clock=CLOCK, on=in_month(3))
    assert (found.silent, found.month, found.maximum) == (True, 3, None)
    assert found.because.startswith(
        "The policy does not say how many children a newly qualified social worker may hold"
    )
    assert found.rules == ("CSL-01", "CLK-01")


def test_before_the_start_the_policy_does_not_say(west_sussex):
    found = policy.limit(west_sussex, stage="nqsw", service="CAI", clock=CLOCK, on=date(2025, 9, 7))
    assert (found.silent, found.maximum, found.month) == (True, None, 0)


def test_a_service_or_stage_nobody_knows_is_refused(west_sussex):
    with pytest.raises(Refused, match="West Sussex has no service ADULTS: it has CAI, FSP, CLA"):
        policy.limit(west_sussex, stage="nqsw", service="ADULTS", clock=CLOCK, on=START)
    with pytest.raises(Refused, match="no stage manager"):
        policy.limit(west_sussex, stage="manager", service="CAI", clock=CLOCK, on=START)


def case(**changes):
    fair = {"type": "CIN", "children": 1, "role": "allocated", "experienced_colleague": False, "discussed": True,
            "pm_agreed": True, "registered": True}  # fmt: skip
    return policy.Case(**(fair | changes))


def asked(pack, month=3, stage="nqsw", service="CAI", own=0, co=0, **changes):
    found = policy.allocation(
        pack, stage=stage, service=service, clock=CLOCK, on=in_month(month), own=own, co=co, case=case(**changes)
    )
    return [block.rule for block in found.blocks], [warning.rule for warning in found.warnings]


@pytest.mark.rule("CSL-05")
@pytest.mark.parametrize("type_", ["CP", "CLA"])
@pytest.mark.parametrize(
    ("month", "changes", "blocks"),
    [
        (6, {}, ["CSL-05"]),
        (7, {}, []),
        (6, {"role": "co"}, []),
        (6, {"role": "sole"}, ["CSL-05"]),
        (6, {"experienced_colleague": True}, []),
    ],
)
def test_not_alone_on_protection_or_looked_after_cases_for_six_months(west_sussex, type_, month, changes, blocks):
    assert asked(west_sussex, month, type=type_, **changes)[0] == blocks


@pytest.mark.rule("CSL-05")
def test_other_cases_and_other_stages_need_no_experienced_colleague(west_sussex):
    assert asked(west_sussex, 2, type="CIN")[0] == []
    assert asked(west_sussex, 2, stage="trainee", type="CP")[0] == []
    assert asked(west_sussex, 2, stage="experienced", type="CP")[0] == []


@pytest.mark.rule("CSL-07")
@pytest.mark.parametrize(
    ("stage", "service", "month", "changes", "blocks"),
    [
        ("nqsw", "CAI", 4, {}, ["CSL-07"]),
        ("nqsw", "CAI", 7, {}, ["CSL-07"]),
        ("nqsw", "CAI", 7, {"role": "co"}, []),
        ("nqsw", "CAI", 8, {}, []),
        ("nqsw", "FSP", 1, {}, []),
        ("nqsw", "CLA", 1, {"registered": False}, ["CSL-07"]),
        ("nqsw", "CAI", 3, {"registered": False, "role": "co"}, ["CSL-07"]),
        ("trainee", "FSP", 30, {"role": "co"}, ["CSL-07"]),
        ("experienced", "CAI", 30, {}, []),
        ("experienced", "CAI", 30, {"registered": False}, ["CSL-07"]),
    ],
)
def test_who_does_section_47_enquiries(west_sussex, stage, service, month, changes, blocks):
    assert asked(west_sussex, month, stage, service, type="S47", **changes)[0] == blocks


@pytest.mark.rule("CSL-08")
@pytest.mark.parametrize(
    "changes", [{"discussed": False}, {"pm_agreed": False}, {"discussed": False, "pm_agreed": False}]
)
def test_every_allocation_is_agreed_and_discussed(west_sussex, changes):
    assert asked(west_sussex, **changes)[0] == ["CSL-08"]


@pytest.mark.rule("CSL-05", "CSL-08")
def test_each_rule_blocks_once_and_all_are_told(west_sussex):
    found = policy.allocation(
        west_sussex, stage="nqsw", service="CAI", clock=CLOCK, on=in_month(2), own=9, co=1,
        case=case(type="CP", pm_agreed=False),
    )  # fmt: skip
    assert [block.rule for block in found.blocks] == ["CSL-05", "CSL-08"]
    assert not found.allowed
    assert found.because == "; ".join(block.message for block in found.blocks)


@pytest.mark.rule("CSL-01", "CSL-02", "CSL-03", "CSL-04")
@pytest.mark.parametrize(
    ("stage", "service", "own", "co", "children", "warnings"),
    [
        ("nqsw", "CAI", 5, 4, 1, []),
        ("nqsw", "CAI", 5, 4, 2, ["CSL-01"]),
        ("nqsw", "CLA", 8, 0, 1, ["CSL-02"]),
        ("nqsw", "FSP", 0, 10, 1, ["CSL-03"]),
        ("trainee", "CAI", 10, 0, 1, ["CSL-04"]),
        ("experienced", "CAI", 50, 0, 1, []),
    ],
)
def test_passing_the_maximum_warns_and_never_blocks(west_sussex, stage, service, own, co, children, warnings):
    blocks, told = asked(west_sussex, 3, stage, service, own, co, children=children)
    assert (blocks, told) == ([], warnings)


def test_a_kind_of_case_nobody_knows_is_refused(west_sussex):
    with pytest.raises(Refused, match="no case type ADOPTION"):
        asked(west_sussex, type="ADOPTION")


@pytest.mark.rule("CSL-06", "CSL-09", "CSL-11", "CSL-12", "CSL-13", "CSL-14", "CSL-16")
def test_the_packs_carry_the_other_caseload_figures(demo):
    loads = demo.caseloads
    assert loads.visits_alone.case_types == {"CP", "CLA"}
    assert loads.transfer.options == ("stays as co-worker", "hands over fully")
    assert loads.allegations.allocated_within_hours == 24
    assert (loads.notes.child_protection_within_hours, loads.notes.others_within_days) == (24, 7)
    assert policy.weighted(demo, case_type="CP", children=2, complexity="high") == 4.5
    assert policy.weighted(demo, case_type="CP", children=2, complexity="unheard of") is None
    assert loads.capacity.answered_within_days == 5
    assert set(loads.case_types) == {"CP", "CLA", "CIN", "S47", "EH"}


HEAD = """
[pack]
name = "other"
title = "Other"
extends = ["career-framework"]
"""


def other(text):
    return load_text(HEAD + text, "other")


@pytest.mark.rule("CSL-13")
def test_a_limit_may_be_counted_in_several_units_at_once():
    pack = other("""
        [caseloads.limits.all]
        rule = "CSL-13"
        source = "local"
        stage = "nqsw"
        bands = [{ from = "month 1", counted_in = "percent_of_full_load", maximum = 70, rounding = "nearest", also = [
          { counted_in = "cases", maximum = 9, scales_with_fte = false },
          { counted_in = "points", minimum = 10, maximum = 20.5, rounding = "none" },
          { counted_in = "percent_of_team_average", maximum = 80, rounding = "up" },
          { counted_in = "fte_multiplier", maximum = 1.2 },
        ] }]
    """)
    found = policy.limit(pack, stage="nqsw", service="CAI", clock=CLOCK, on=START, fte=0.5, team_average=20.6)
    assert found.maximum == 6
    assert [(load.counted_in, load.minimum, load.maximum) for load in found.loads] == [
        ("children", None, 6),
        ("cases", None, 9),
        ("points", 5.0, 10.25),
        ("children", None, 9),
        ("fte_multiplier", None, 0.6),
    ]


def test_a_share_of_an_unknown_team_average_is_not_guessed():
    pack = other("""
        [caseloads.limits.all]
        rule = "CSL-13"
        source = "local"
        stage = "nqsw"
        bands = [{ from = "month 1", counted_in = "percent_of_team_average", maximum = 80 }]
    """)
    assert policy.limit(pack, stage="nqsw", service="CAI", clock=CLOCK, on=START).maximum is None
    assert policy.limit(pack, stage="nqsw", service="CAI", clock=CLOCK, on=START, team_average=20).maximum == 16


def test_bands_may_turn_on_a_review_a_calendar_month_or_a_pay_point():
    pack = other("""
        [caseloads.limits.reviewed]
        rule = "CSL-01"
        source = "local"
        stage = "nqsw"
        scope = { services = ["CAI"] }
        bands = [{ from = "month 1", to = "review six_month_review", maximum = 10 },
                 { from = "review six_month_review", maximum = 15 }]
        [caseloads.limits.cohort]
        rule = "CSL-02"
        source = "local"
        stage = "nqsw"
        scope = { services = ["CLA"] }
        bands = [{ from = "month 1", to = "calendar 4", maximum = 8 }, { from = "calendar 5", maximum = 12 }]
        [caseloads.limits.paid]
        rule = "CSL-03"
        source = "local"
        stage = "nqsw"
        scope = { services = ["FSP"] }
        bands = [{ from = "point 1", to = "point 25", maximum = 9 }, { from = "point 26", maximum = 14 }]
    """)

    def maximum(service, on, **standing):
        return policy.limit(
            pack, stage="nqsw", service=service, clock=CLOCK, on=on, standing=Standing(CLOCK, **standing)
        ).maximum

    held_on = {"six_month_review": date(2026, 3, 20)}
    assert maximum("CAI", date(2026, 5, 1)) == 10
    assert maximum("CAI", date(2026, 3, 19), reviews=held_on) == 10
    assert maximum("CAI", date(2026, 3, 20), reviews=held_on) == 15
    assert [maximum("CLA", day) for day in (date(2026, 4, 30), date(2026, 5, 1))] == [8, 12]
    assert [maximum("FSP", START, point=point) for point in (25, 26)] == [9, 14]
    assert maximum("FSP", START) is None


def test_a_rule_may_be_scoped_and_the_narrowest_wins():
    pack = other("""
        [caseloads.limits.everybody]
        rule = "CSL-13"
        source = "local"
        stage = "nqsw"
        scope = { exempt_teams = ["North"] }
        bands = [{ from = "month 1", maximum = 12 }]
        [caseloads.limits.agency]
        rule = "CSL-13"
        source = "local"
        stage = "nqsw"
        scope = { contracts = ["agency"], job_types = ["social worker"] }
        bands = [{ from = "month 1", maximum = 16 }]
        [caseloads.limits.starters]
        rule = "CSL-13"
        source = "local"
        stage = "nqsw"
        scope = { started_on_or_after = 2026-09-01, started_before = 2027-09-01 }
        bands = [{ from = "month 1", maximum = 11 }]
        [caseloads.limits.south]
        rule = "CSL-13"
        source = "local"
        stage = "nqsw"
        scope = { teams = ["South"], services = ["CAI"] }
        bands = [{ from = "month 1", maximum = 9 }]
    """)

    def maximum(**who):
        return policy.limit(pack, stage="nqsw", service="CAI", clock=CLOCK, on=START, who=Who(**who)).maximum

    assert maximum() == 12
    assert maximum(team="North") is None
    assert maximum(contract="agency", job_type="social worker") == 16
    assert maximum(contract="agency", job_type="manager") == 12
    assert maximum(started_on=date(2026, 9, 1)) == 11
    assert maximum(started_on=date(2027, 9, 1)) == 12
    assert maximum(team="South", service="CAI", started_on=date(2026, 10, 1)) == 9


@pytest.mark.rule("CSL-05", "SUP-12")
def test_conditions_may_last_all_year_and_ask_for_joint_work():
    pack = other("""
        [caseloads.conditions.joint]
        rule = "CSL-05"
        source = "local"
        case_types = ["CP"]
        stages = ["nqsw"]
        any_of = ["joint"]
        message = "Protection cases are held jointly all year"
    """)

    def blocks(month, **changes):
        return asked(pack, month, type="CP", **changes)[0]

    assert blocks(12) == ["CSL-05"]
    assert blocks(12, role="co") == ["CSL-05"]
    assert blocks(12, joint=True) == []


def test_a_second_clock_may_carry_a_limit():
    pack = other("""
        [clocks.employment]
        rule = "CLK-01"
        source = "local"
        label = "Employment"
        starts_at = "employment"
        months = 12
        [caseloads.limits.employed]
        rule = "CSL-13"
        source = "local"
        stage = "nqsw"
        clock = "employment"
        bands = [{ from = "month 1", to = "month 3", maximum = 5 }, { from = "month 4", maximum = 10 }]
    """)
    standing = Standing(CLOCK, clocks={"employment": Clock(date(2025, 6, 1))})
    found = policy.limit(pack, stage="nqsw", service="CAI", clock=CLOCK, on=START, standing=standing)
    assert (found.month, found.maximum) == (1, 10)
