"""What must be true of every answer, whatever is asked; and a slow, literal reading of the rules to compare with."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from asye import policy as asye
from caseloads import policy as caseloads
from progression import policy as progression
from supervision import policy as supervision
from supervision.policy import Away, Session
from workforce import explain
from workforce import policy as people
from workforce.clock import (
    Clock,
    Pause,
    add_months,
    is_working_day,
    working_day_on_or_before,
    working_days,
)
from workforce.packs import load_pack
from workforce.packs.rulebook import rules

many = settings(max_examples=500, deadline=None, derandomize=True)
DAY = timedelta(days=1)
WEST_SUSSEX, NATIONAL, NOTTINGHAMSHIRE, FRAMEWORK = (
    load_pack(name) for name in ("west-sussex", "national", "nottinghamshire", "career-framework")
)

starts = st.dates(date(2015, 1, 1), date(2035, 12, 31))
reasons = st.sampled_from(["sickness", "absence", "maternity"])
services = st.sampled_from(["CAI", "FSP", "CLA"])
stages = st.sampled_from(["nqsw", "trainee", "experienced"])


@st.composite
def spans(draw, start, most=3, longest=120, latest=500):
    found = []
    for _ in range(draw(st.integers(0, most))):
        first = start + timedelta(days=draw(st.integers(-30, latest)))
        found.append((first, first + timedelta(days=draw(st.integers(0, longest)))))
    return found


@st.composite
def clocks(draw):
    start = draw(starts)
    pauses = tuple(Pause(first, last, "maternity") for first, last in draw(spans(start)))
    return Clock(start, pauses)


@st.composite
def questions(draw):
    """A clock, a day of it, sessions and absences."""
    clock = draw(clocks())
    on = clock.start + timedelta(days=draw(st.integers(0, 700)))
    days = draw(st.lists(st.integers(0, 700), max_size=12, unique=True))
    sessions = [
        Session(clock.start + timedelta(days=number), draw(st.sampled_from(["one_to_one", "group"])),
                draw(st.sampled_from([45, 89, 90, 120])), draw(st.booleans()))
        for number in sorted(days)
    ]  # fmt: skip
    absences = [Away(first, last) for first, last in draw(spans(clock.start, longest=40, latest=700))]
    return clock, on, sessions, absences


def slow_effective(clock, on):
    paused = 0
    day = clock.start
    while day < on:
        paused += any(pause.from_on <= day <= pause.to_on for pause in clock.pauses)
        day += DAY
    return on - timedelta(days=paused)


@pytest.mark.rule("CLK-04")
@many
@given(clocks(), st.integers(0, 900))
def test_effective_dates_are_days_less_the_paused_days_before(clock, days):
    on = clock.start + timedelta(days=days)
    assert clock.effective(on) == slow_effective(clock, on)


@pytest.mark.rule("CLK-01", "CLK-04")
@many
@given(clocks(), st.integers(1, 30))
def test_a_month_is_the_days_from_its_first_to_the_next(clock, number):
    first = clock.date_of_month(number)
    assert clock.month(first) == number
    assert clock.month(first - DAY) == number - 1
    assert clock.effective(first) >= add_months(clock.start, number - 1)


@pytest.mark.rule("CLK-02", "CLK-04")
@many
@given(clocks(), st.integers(1, 120))
def test_a_week_is_the_days_from_its_first_to_the_next(clock, number):
    first = clock.date_of_week(number)
    assert (clock.week(first), clock.week(first - DAY)) == (number, number - 1)


@pytest.mark.rule("CLK-01")
@many
@given(starts, st.integers(0, 60), st.integers(0, 60))
def test_months_do_not_drift(start, one, other):
    moved = add_months(start, one)
    assert (moved.year * 12 + moved.month) - (start.year * 12 + start.month) == one
    assert moved.day == start.day or (moved.day < start.day and (moved + DAY).day == 1)
    assert (add_months(start, one) <= add_months(start, other)) == (one <= other)


@pytest.mark.rule("CLK-03", "CLK-04")
@many
@given(clocks(), st.integers(0, 400), st.integers(1, 200), st.integers(0, 24))
def test_a_pause_of_n_days_moves_every_later_milestone_by_n(clock, begins, length, months):
    first = clock.start + timedelta(days=begins)
    last = first + timedelta(days=length - 1)
    assume(not any(pause.from_on <= last and first <= pause.to_on for pause in clock.pauses))
    longer = Clock(clock.start, (*clock.pauses, Pause(first, last, "maternity")))
    before, after = clock.milestone(months), longer.milestone(months)
    later_pauses = [span for span in longer.spans if span[0] > first.toordinal()]
    if before <= first:
        assert after == before
    elif not later_pauses:
        assert after == before + timedelta(days=length)
    else:
        assert after >= before + timedelta(days=length)


@pytest.mark.rule("ASY-02", "CLK-05")
@many
@given(clocks())
def test_milestones_are_in_order_and_on_working_days(clock):
    found = {milestone.key: milestone for milestone in asye.milestones(WEST_SUSSEX, clock)}
    review, final = found["six_month_review"].on, found["final_assessment"].on
    assert clock.start <= review < final
    assert is_working_day(review)
    assert is_working_day(final)
    assert final <= clock.ends_on + DAY
    assert clock.effective(clock.ends_on) < add_months(clock.start, 12) <= clock.effective(clock.ends_on + DAY)
    days = [milestone.on for milestone in asye.milestones(WEST_SUSSEX, clock)]
    assert days == sorted(days)


@pytest.mark.rule("CLK-05")
@many
@given(starts, st.integers(0, 800))
def test_working_days_are_counted_as_one_would_on_a_calendar(first, length):
    last = first + timedelta(days=length)
    days = [first + timedelta(days=number) for number in range(length + 1)]
    assert working_days(first, last) == sum(is_working_day(day) for day in days)


@pytest.mark.rule("CLK-05")
@many
@given(starts)
def test_a_deadline_moves_back_over_days_off_only(day):
    moved = working_day_on_or_before(day)
    assert is_working_day(moved)
    assert moved <= day
    assert working_days(moved + DAY, day) == 0


@pytest.mark.rule("MOD-02")
@many
@given(starts)
def test_submission_is_at_least_the_lead_time_before_the_panel(panel):
    found = asye.submit_by(WEST_SUSSEX, panel)
    assert is_working_day(found.on)
    assert working_days(found.on + DAY, panel - timedelta(days=14)) == 0
    assert panel - found.on >= timedelta(days=14)


@pytest.mark.rule("WRK-08")
@many
@given(starts)
def test_probation_reviews_are_in_order_and_in_time(start):
    found = people.probation(NOTTINGHAMSHIRE, start=start)
    assert start < found.first_review_by < found.second_review_by <= found.ends_on
    assert found.first_review_by <= add_months(start, 2)
    assert found.second_review_by <= add_months(start, 5)
    assert found.ends_on == add_months(start, 6) - DAY


def slow_gap(pack, stage, clock, day, keep):
    """The gap allowed on a day and the kinds that count, read off the rule book."""
    if stage == "social_worker":
        return (28 if pack is NOTTINGHAMSHIRE else 31), ("one_to_one", "group")
    if stage == "other_staff":
        return (42 if pack is NOTTINGHAMSHIRE else 31), ("one_to_one", "group")
    week, month = clock.week(day), clock.month(day)
    if week <= 6:
        return 7, ("one_to_one", "group")
    if pack is WEST_SUSSEX:
        return (21 if month >= 9 and not keep else 14), ("one_to_one",)
    return (14 if month <= 6 else 31), ("one_to_one", "group")


def slow_due(pack, stage, clock, on, sessions, absences, keep):
    """SUP-01 with SUP-07, a day at a time."""

    def away(day):
        return any(a.from_on <= day <= a.to_on for a in absences) or clock.paused(day)

    counting = [
        s.on for s in sessions if s.held and s.on <= on and s.kind in slow_gap(pack, stage, clock, s.on, keep)[1]
    ]
    last = max(counting, default=None)
    day, gap, due_on = (last or clock.start) + DAY, 0, None
    while True:
        if not away(day):
            gap += 1
            if gap > slow_gap(pack, stage, clock, day, keep)[0]:
                return last, due_on
            due_on = day
        day += DAY


@pytest.mark.rule("SUP-01", "SUP-02", "SUP-03", "SUP-04", "SUP-06", "SUP-07")
@many
@given(
    questions(),
    st.sampled_from([WEST_SUSSEX, NATIONAL, NOTTINGHAMSHIRE]),
    st.sampled_from(["nqsw", "nqsw", "social_worker", "other_staff"]),
    st.booleans(),
)
def test_supervision_is_due_when_a_slow_reading_says_so(asked, pack, stage, keep):
    clock, on, sessions, absences = asked
    found = supervision.due(
        pack, stage=stage, clock=clock, on=on, sessions=sessions, absences=absences, keep_fortnightly=keep
    )
    assert (found.last_counting, found.due_on) == slow_due(pack, stage, clock, on, sessions, absences, keep)
    assert found.allowed_gap == slow_gap(pack, stage, clock, on, keep)[0]
    assert found.overdue == (on > found.due_on)
    assert found.days_overdue == max(0, (on - found.due_on).days)


@pytest.mark.rule("SUP-01", "SUP-05")
@many
@given(questions(), st.integers(0, 700), st.sampled_from(["one_to_one", "group"]), st.integers(0, 180))
def test_another_session_never_makes_supervision_due_earlier(asked, days, kind, minutes):
    clock, on, sessions, absences = asked
    more = [*sessions, Session(clock.start + timedelta(days=days), kind, minutes, True)]
    for pack in (WEST_SUSSEX, NATIONAL):
        before, after = (
            supervision.due(pack, stage="nqsw", clock=clock, on=on, sessions=held, absences=absences)
            for held in (sessions, more)
        )
        assert after.due_on >= before.due_on
        assert set(before.short_sessions) <= set(after.short_sessions)


@pytest.mark.rule("SUP-07")
@many
@given(questions(), st.integers(0, 700), st.integers(0, 60))
def test_more_absence_never_makes_supervision_due_earlier(asked, days, length):
    clock, on, sessions, absences = asked
    first = clock.start + timedelta(days=days)
    more = [*absences, Away(first, first + timedelta(days=length))]
    before, after = (
        supervision.due(WEST_SUSSEX, stage="nqsw", clock=clock, on=on, sessions=sessions, absences=away)
        for away in (absences, more)
    )
    assert after.due_on >= before.due_on


@pytest.mark.rule("CSL-01", "CSL-02", "CSL-03", "CSL-04")
@many
@given(clocks(), services, stages, st.integers(0, 600), st.integers(1, 100), st.integers(1, 100))
def test_limits_scale_with_hours(clock, service, stage, days, one, other):
    on = clock.start + timedelta(days=days)
    small, large = sorted((one, other))
    full, less, more = (
        caseloads.limit(WEST_SUSSEX, stage=stage, service=service, clock=clock, on=on, fte=share / 100)
        for share in (100, small, large)
    )
    for name in ("minimum", "maximum", "own_minimum", "own_maximum"):
        whole, low, high = (getattr(found, name) for found in (full, less, more))
        if whole is None:
            assert (low, high) == (None, None)
        else:
            assert low <= high <= whole
            assert low == whole * small // 100


@pytest.mark.rule("CSL-01", "CSL-02", "CSL-03")
@many
@given(clocks(), services, st.integers(0, 600))
def test_a_limit_stays_within_its_band(clock, service, days):
    on = clock.start + timedelta(days=days)
    found = caseloads.limit(WEST_SUSSEX, stage="nqsw", service=service, clock=clock, on=on)
    next_day = caseloads.limit(WEST_SUSSEX, stage="nqsw", service=service, clock=clock, on=on + DAY)
    if found.band == next_day.band:
        assert (found.maximum, found.own_maximum) == (next_day.maximum, next_day.own_maximum)
    else:
        assert next_day.month == found.month + 1
    assert found.minimum is None or found.minimum <= found.maximum


CASE = st.builds(
    caseloads.Case,
    type=st.sampled_from(["CP", "CLA", "CIN", "S47", "EH"]), children=st.integers(0, 6),
    role=st.sampled_from(["sole", "allocated", "co"]), experienced_colleague=st.booleans(), discussed=st.booleans(),
    pm_agreed=st.booleans(), registered=st.booleans(),
)  # fmt: skip


def slow_blocks(stage, service, month, case):
    found = set()
    if stage == "nqsw" and case.type in ("CP", "CLA") and month <= 6:
        found |= {"CSL-05"} if case.role != "co" and not case.experienced_colleague else set()
    if case.type == "S47":
        early = stage == "nqsw" and service == "CAI" and month < 8 and case.role != "co"
        found |= {"CSL-07"} if stage == "trainee" or not case.registered or early else set()
    return found | ({"CSL-08"} if not case.discussed or not case.pm_agreed else set())


@pytest.mark.rule("CSL-05", "CSL-07", "CSL-08")
@many
@given(clocks(), stages, services, st.integers(0, 600), st.integers(0, 25), st.integers(0, 10), CASE)
def test_allocations_are_blocked_when_a_slow_reading_says_so(clock, stage, service, days, own, co, case):
    on = clock.start + timedelta(days=days)
    found = caseloads.allocation(
        WEST_SUSSEX, stage=stage, service=service, clock=clock, on=on, own=own, co=co, case=case
    )
    assert [block.rule for block in found.blocks] == sorted(slow_blocks(stage, service, clock.month(on), case))
    assert found.allowed == (not found.blocks)
    top = found.limit.maximum
    assert bool(found.warnings) == (top is not None and own + co + case.children > top)
    assert all(warning.rule == found.limit.rules[0] for warning in found.warnings)


absences_near = st.lists(
    st.tuples(st.integers(-420, 20), st.integers(0, 30), st.none() | st.integers(0, 10)), max_size=8
)


@pytest.mark.rule("WRK-10")
@many
@given(starts, absences_near, st.none() | st.sampled_from([1, 2, 2.5, 4, 5]))
def test_triggers_are_reached_when_a_slow_reading_says_so(on, entries, per_week):
    absences = [
        people.Absence(on + timedelta(days=first), on + timedelta(days=first + length), known)
        for first, length, known in entries
    ]
    year, half = add_months(on, -12), add_months(on, -6)
    days = occasions = 0
    for absence in absences:
        inside = [absence.from_on + timedelta(days=n) for n in range((absence.to_on - absence.from_on).days + 1)]
        whole = all(year < day <= on for day in inside)
        counted = sum(is_working_day(day) for day in inside if year < day <= on)
        days += absence.working_days if whole and absence.working_days is not None else counted
        occasions += any(half < day <= on for day in inside)
    found = people.absence_triggers(NOTTINGHAMSHIRE, on=on, absences=absences, working_days_per_week=per_week)
    assert (found.days, found.occasions) == (days, occasions)
    assert ("days" in found.triggers) == (days >= (10 if per_week in (None, 5) else 2 * per_week))
    assert ("occasions" in found.triggers) == (occasions >= 3)


@pytest.mark.rule("PRG-01")
@many
@given(starts, st.integers(24, 40))
def test_increments_climb_a_point_at_a_time_to_the_top(start, scp):
    found = progression.increments(FRAMEWORK, grade=8, start=start, scp=scp).increments
    assert [step.scp for step in found] == list(range(scp + 1, min(27, scp + 2) + 1))
    days = [step.on for step in found]
    assert days == sorted(set(days))
    if len(days) == 2:
        assert days[0] == add_months(start, 6)
        assert (days[1].month, days[1].day) == (4, 1)
        assert days[1] - days[0] <= timedelta(days=366)


@st.composite
def applicants(draw):
    qualified = draw(starts)
    return {
        "qualified_on": qualified,
        "permanent_since": draw(st.none() | st.dates(date(2015, 1, 1), date(2038, 1, 1))),
        "children": draw(st.integers(10, 25)), "kss_met": draw(st.booleans()), "pcf_level_met": draw(st.booleans()),
        "statutory_practice": draw(st.booleans()), "family_support": draw(st.booleans()),
        "procedures": draw(st.sampled_from([(), (), ("capability",)])),
        "cpd": draw(st.sampled_from([(), ("practice_educator_1",)])),
    }  # fmt: skip


@pytest.mark.rule("PRG-02", "PRG-03", "PRG-06")
@many
@given(applicants(), starts, st.sampled_from([9, 10]))
def test_on_the_earliest_day_everything_is_met_and_not_before(facts, on, grade):
    found = progression.eligibility(FRAMEWORK, grade=grade, on=on, facts=facts)
    assert found.eligible == all(criterion.met for criterion in found.criteria)
    if found.earliest is None:
        assert not found.eligible
        return
    assert found.earliest >= on
    assert found.eligible == (found.earliest == on)
    assert progression.eligibility(FRAMEWORK, grade=grade, on=found.earliest, facts=facts).eligible
    if found.earliest > on:
        assert not progression.eligibility(FRAMEWORK, grade=grade, on=found.earliest - DAY, facts=facts).eligible


@pytest.mark.rule("MOD-10")
@many
@given(starts, st.none() | st.integers(20, 40))
def test_a_pass_never_lowers_the_point(decided, scp):
    found = progression.after_pass(WEST_SUSSEX, decided_on=decided, grade=8, scp=scp)
    assert found.new_scp >= (32 if decided < date(2019, 4, 1) else 26)
    assert scp is None or found.new_scp >= scp


packs = st.sampled_from(["national", "west-sussex", "nottinghamshire", "career-framework", "demo"])
days = starts.map(date.isoformat)


@st.composite
def payloads(draw):
    """A well-formed question of any kind."""
    start = draw(starts)
    on = (start + timedelta(days=draw(st.integers(0, 700)))).isoformat()
    base = {"pack": draw(packs)}
    clock = base | {"start": start.isoformat(), "on": on}
    work = clock | {"service": draw(services), "stage": draw(stages)}
    case = draw(CASE)
    table = {name: getattr(case, name) for name in ("type", "children", "role", "experienced_colleague", "discussed",
                                                     "pm_agreed", "registered")}  # fmt: skip
    facts = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in draw(applicants()).items()
    }
    facts |= {"cpd": list(facts["cpd"]), "procedures": list(facts["procedures"])}
    return draw(
        st.sampled_from(
            [
                ("asye-clock", clock),
                ("caseload-limit", work | {"fte": draw(st.integers(1, 10)) / 10}),
                ("allocation", work | {"own": 3, "co": draw(st.integers(0, 20)), "case": table}),
                ("supervision-due", clock | {"stage": "nqsw", "sessions": []}),
                ("moderation-deadlines", base | {"panel_on": on}),
                ("increments", base | {"grade": 8, "start": on, "scp": draw(st.integers(24, 27))}),
                ("progression", base | {"grade": 9, "on": on} | facts),
                ("absence-triggers", base | {"on": on, "absences": []}),
                ("probation", base | {"start": on}),
            ]
        )
    )


@many
@given(payloads())
def test_every_answer_names_its_rules_and_its_reason(asked):
    name, payload = asked
    reply = explain.answer(name, payload)
    assert reply["rules"]
    assert set(reply["rules"]) <= set(rules())
    assert reply["because"]
    assert ". " not in reply["because"]
    assert json.loads(explain.dumps(reply)) == reply


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | days,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@many
@given(payloads(), st.data())
def test_a_field_of_any_other_shape_is_answered_or_refused_by_name(asked, data):
    name, payload = asked
    field = data.draw(st.sampled_from(sorted(payload)))
    broken = {**payload, field: data.draw(anything)}
    reply = explain.answer_text(name, json.dumps(broken))
    assert "error" in reply or reply["rules"]
    if "error" in reply:
        assert reply["error"]
        assert "Traceback" not in reply["error"]
