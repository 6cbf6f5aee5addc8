"""Who may take MASH and duty in which month, and how many days a stage is to bring."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseloads.policy import rota
from workforce.bands import Standing, Who
from workforce.clock import Clock, Pause, is_working_day
from workforce.packs import PackError, load_pack, load_text

START = date(2025, 9, 8)
CLOCK = Clock(START)
DAY = timedelta(days=1)
WEST_SUSSEX = load_pack("west-sussex")
HEAD = '[pack]\nname = "other"\ntitle = "Other"\nextends = ["west-sussex"]\n'


def taker(stage="nqsw", service="CAI", clock=CLOCK, **more):
    return rota.Taker(stage, Who(service=service), Standing(clock), **more)


def asked(kind, month, seat="main", **more):
    return rota.Asked(kind, CLOCK.date_of_month(month), seat=seat, **more)


def rules_of(findings):
    return [one.rule for one in findings]


@pytest.mark.rule("WRK-04", "CLK-01")
@pytest.mark.parametrize("service", ["CAI", "CLA", "FSP"])
@pytest.mark.parametrize(
    ("on", "allowed"),
    [(START, False), (date(2026, 1, 7), False), (date(2026, 1, 8), True), (date(2026, 9, 7), True)],
)
def test_mash_begins_with_the_first_day_of_month_five(west_sussex, service, on, allowed):
    found = rota.taking(west_sussex, rota.Asked("mash", on), taker(service=service))
    assert (found.allowed, rules_of(found.blocks)) == (allowed, [] if allowed else ["WRK-04"])


@pytest.mark.rule("WRK-04")
def test_a_refusal_says_from_when_on(west_sussex):
    found = rota.taking(west_sussex, asked("mash", 1), taker())
    assert found.because == (
        "In month 1 a newly qualified social worker does not take MASH yet: "
        "from month 5 on, which begins on 8 January 2026"
    )
    assert found.rules == ("WRK-04", "CLK-01")


@pytest.mark.rule("WRK-04", "CLK-04")
def test_a_pause_moves_the_month(west_sussex):
    paused = Clock(START, (Pause(date(2025, 10, 1), date(2025, 10, 10), "sickness"),))
    on = date(2026, 1, 8)
    assert not rota.taking(west_sussex, rota.Asked("mash", on), taker(clock=paused)).allowed
    assert rota.taking(west_sussex, rota.Asked("mash", on + 10 * DAY), taker(clock=paused)).allowed


DUTY = [
    ("CAI", 4, "shadow", False),
    ("CAI", 5, "shadow", True),
    ("CAI", 7, "extra", False),
    ("CAI", 8, "extra", True),
    ("CAI", 8, "shadow", True),
    ("CAI", 12, "main", False),
    ("CLA", 4, "main", False),
    ("CLA", 5, "main", True),
    ("FSP", 1, "shadow", True),
    ("FSP", 4, "main", False),
    ("FSP", 5, "main", True),
]


@pytest.mark.rule("CSL-07")
@pytest.mark.parametrize(("service", "month", "seat", "allowed"), DUTY)
def test_seats_of_duty_by_service_and_month(west_sussex, service, month, seat, allowed):
    found = rota.taking(west_sussex, asked("duty", month, seat), taker(service=service))
    assert (found.allowed, rules_of(found.blocks)) == (allowed, [] if allowed else ["CSL-07"])


@pytest.mark.rule("CSL-07")
def test_a_seat_that_never_comes_names_those_there_are(west_sussex):
    found = rota.taking(west_sussex, asked("duty", 9), taker())
    assert found.because == (
        "In month 9 a newly qualified social worker takes Duty as shadow or extra worker, not as main worker"
    )


@pytest.mark.rule("CSL-07")
def test_trainees_and_the_unregistered_never(west_sussex):
    trainee = rota.taking(west_sussex, asked("duty", 9, "shadow"), taker("trainee"))
    assert (rules_of(trainee.blocks), trainee.because) == (["CSL-07"], "In month 9 a trainee does not take Duty")
    unregistered = rota.taking(west_sussex, asked("duty", 9), taker("experienced", registered=False))
    assert unregistered.because == "Somebody who is not registered does not take Duty"
    assert rota.taking(west_sussex, asked("duty", 9), taker("experienced")).because == "Nothing stands against it"


@pytest.mark.rule("WRK-13", "CLK-04")
def test_who_has_left_is_paused_or_away_is_barred(west_sussex):
    paused = Clock(START, (Pause(date(2026, 2, 1), date(2026, 5, 1), "maternity"),))
    on = rota.Asked("duty", date(2026, 3, 2), seat="main")
    gone = rota.taking(west_sussex, on, taker("experienced", clock=paused, employed=False, away=True))
    assert rules_of(gone.blocks) == ["WRK-13", "CLK-04", "WRK-04"]
    assert gone.because.startswith("They have no post here on 2 March 2026; Their programme is paused")


@pytest.mark.rule("WRK-04")
@pytest.mark.parametrize(
    ("held", "part", "allowed"),
    [("am", "am", False), ("am", "pm", True), ("am", "day", False), ("day", "pm", False), ("pm", "am", True)],
)
def test_one_slot_at_a_time(west_sussex, held, part, allowed):
    slot = rota.Asked("duty", CLOCK.date_of_month(9), part=part)
    who = taker("experienced", held=(rota.Held("mash", slot.on, held),))
    assert rota.taking(west_sussex, slot, who).allowed is allowed


@pytest.mark.rule("WRK-04")
def test_more_than_one_day_of_mash_a_week_warns(west_sussex):
    on = date(2026, 2, 2)  # a Monday
    held = rota.Held("mash", on + 2 * DAY)
    twice = rota.taking(west_sussex, rota.Asked("mash", on), taker(held=(held,)))
    assert (twice.allowed, [one.message for one in twice.warnings]) == (
        True,
        ["With this they would do 2 days of MASH that week; it is 1 day a week"],
    )
    assert not rota.taking(west_sussex, rota.Asked("mash", on + 7 * DAY), taker(held=(held,))).warnings


@pytest.mark.rule("CSL-07")
def test_a_shadow_needs_somebody_to_shadow(west_sussex):
    alone = rota.taking(west_sussex, asked("duty", 6, "shadow", accompanied=False), taker())
    assert alone.allowed
    assert rules_of(alone.warnings) == ["CSL-07"]


@pytest.mark.rule("WRK-04")
def test_where_the_policy_is_silent_the_manager_decides(west_sussex, nottinghamshire):
    for found in (
        rota.taking(west_sussex, asked("mash", 5), taker("trainee")),
        rota.taking(west_sussex, asked("mash", 5), taker("experienced")),
        rota.taking(nottinghamshire, asked("mash", 1), taker()),
        rota.taking(west_sussex, asked("mash", 5), rota.Taker("", Who(), None)),
    ):
        assert (found.allowed, found.silent, len(found.warnings)) == (True, True, 1)
        assert "The policy does not say" in found.because


@pytest.mark.rule("WRK-04")
@pytest.mark.parametrize(
    ("on", "weeks"),
    [
        (START, 0),
        (date(2026, 1, 13), 0),
        (date(2026, 1, 14), 1),
        (date(2026, 1, 20), 1),
        (date(2026, 1, 21), 2),
        (date(2026, 9, 7), 34),
    ],
)
def test_a_day_a_week_is_wanted_from_month_five(west_sussex, on, weeks):
    found = rota.wanted(west_sussex, "mash", taker(), on=on)
    assert (found.from_on, found.weeks, found.days, found.rules) == (
        date(2026, 1, 8),
        weeks,
        weeks,
        ("WRK-04", "CLK-01"),
    )


@pytest.mark.rule("WRK-04")
def test_of_duty_no_number_is_wanted(west_sussex):
    assert rota.wanted(west_sussex, "duty", taker(), on=START).silent
    assert rota.wanted(west_sussex, "mash", taker("trainee"), on=START).silent


@pytest.mark.rule("WRK-04")
def test_a_swap_is_answered_in_time_and_before_the_slot(west_sussex):
    asked_on = date(2026, 1, 20)
    assert rota.swap_answer_by(west_sussex, asked_on=asked_on, slot_on=date(2026, 2, 2)).due_on == date(2026, 1, 22)
    assert rota.swap_answer_by(west_sussex, asked_on=asked_on, slot_on=asked_on + DAY).due_on == asked_on + DAY


def test_a_repeated_slot_leaves_bank_holidays_out():
    planned, left_out = rota.days_planned(date(2026, 3, 30), every_weeks=1, until=date(2026, 4, 14))
    assert (planned, left_out) == ((date(2026, 3, 30), date(2026, 4, 13)), (date(2026, 4, 6),))
    assert rota.days_planned(date(2026, 3, 30), every_weeks=0, until=date(2027, 1, 1))[0] == (date(2026, 3, 30),)


def test_half_days_are_halves():
    assert rota.days_of(["day", "am", "pm", "pm"]) == 2.5


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[caseloads.rota_months.mash_nqsw]\nkind = "panel"\n', "the rota has no kind of slot called panel"),
        (
            '[caseloads.rota_months.mash_nqsw]\nbands = [{ from = "month 1", seats = ["extra"] }]\n',
            "mash has no seat called extra",
        ),
        ('[caseloads.rota.mash]\nparts = ["day", "day"]\n', "something is named twice"),
        ('[caseloads.rota.mash]\nparts = ["night"]\n', "parts"),
        ('[caseloads.rota_months.mash_nqsw]\nscope = { services = ["XX"] }\n', "no service is called XX"),
    ],
)
def test_a_pack_that_contradicts_itself_is_refused(text, says):
    with pytest.raises(PackError, match=says):
        load_text(HEAD + text, "other")


starts = st.dates(date(2015, 1, 1), date(2035, 12, 31))
many = settings(max_examples=300, deadline=None, derandomize=True)


@st.composite
def clocks(draw):
    start = draw(starts)
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        first = start + draw(st.integers(-30, 500)) * DAY
        pauses.append(Pause(first, first + draw(st.integers(0, 90)) * DAY, "sickness"))
    return Clock(start, tuple(pauses))


@many
@given(clocks(), st.integers(0, 700), st.sampled_from(["CAI", "CLA", "FSP"]))
@pytest.mark.rule("WRK-04", "CLK-04")
def test_mash_is_taken_from_month_five_on_whatever_the_clock(clock, after, service):
    on = clock.start + after * DAY
    found = rota.taking(WEST_SUSSEX, rota.Asked("mash", on), taker(service=service, clock=clock))
    assert found.allowed is (clock.month(on) >= 5 and not clock.paused(on))
    assert found.allowed is not bool(found.blocks)
    assert set(rules_of(found.blocks)) <= set(found.rules)


@many
@given(clocks(), st.integers(0, 700))
@pytest.mark.rule("WRK-04", "CLK-04")
def test_what_is_wanted_only_grows_and_pauses_never_add_to_it(clock, after):
    on = clock.start + after * DAY
    today = rota.wanted(WEST_SUSSEX, "mash", taker(clock=clock), on=on)
    tomorrow = rota.wanted(WEST_SUSSEX, "mash", taker(clock=clock), on=on + DAY)
    unpaused = rota.wanted(WEST_SUSSEX, "mash", taker(clock=Clock(clock.start)), on=on)
    assert today.days <= tomorrow.days <= today.days + 1
    assert today.days <= unpaused.days


@many
@given(starts, st.integers(0, 8), st.integers(0, 400))
def test_planned_days_are_working_days_a_whole_number_of_weeks_apart(first, every, length):
    planned, left_out = rota.days_planned(first, every_weeks=every, until=first + length * DAY)
    assert all(is_working_day(one) for one in planned)
    assert not any(is_working_day(one) for one in left_out)
    steps = sorted([*planned, *left_out])
    assert steps[0] == first
    assert all((later - first).days == number * 7 * every for number, later in enumerate(steps))
