from datetime import date

import pytest

from workforce import policy
from workforce.clock import Pause
from workforce.packs import load_text
from workforce.policy import Absence

ON = date(2026, 3, 31)


def away(first, last=None, working_days=None):
    return Absence(first, last or first, working_days)


def state(pack, absences, on=ON, per_week=None):
    return policy.absence_triggers(pack, on=on, absences=absences, working_days_per_week=per_week)


@pytest.mark.rule("WRK-10")
@pytest.mark.parametrize(
    ("absence", "days"),
    [
        (away(date(2026, 3, 31)), 1),
        (away(date(2026, 4, 1)), 0),
        (away(date(2025, 4, 1)), 1),
        (away(date(2025, 3, 31)), 0),
        (away(date(2025, 3, 24), date(2025, 4, 2)), 2),
        (away(date(2025, 12, 24), date(2026, 1, 2)), 5),
        (away(date(2026, 3, 28), date(2026, 3, 29)), 0),
        (away(date(2026, 3, 23), date(2026, 4, 10)), 7),
        (away(date(2026, 3, 2), date(2026, 3, 13), 6), 6),
        (away(date(2026, 3, 2), date(2026, 3, 13), 4.5), 4.5),
        (away(date(2026, 3, 23), date(2026, 4, 10), 3), 7),
    ],
)
def test_working_days_in_the_window(nottinghamshire, absence, days):
    assert state(nottinghamshire, [absence]).days == days


@pytest.mark.rule("WRK-10")
@pytest.mark.parametrize(
    ("first", "last", "counted"),
    [
        (date(2025, 9, 30), date(2025, 9, 30), 0),
        (date(2025, 9, 20), date(2025, 10, 1), 1),
        (date(2026, 3, 31), date(2026, 4, 30), 1),
        (date(2026, 4, 1), date(2026, 4, 30), 0),
        (date(2026, 3, 28), date(2026, 3, 29), 1),
    ],
)
def test_an_occasion_counts_when_any_of_its_days_is_inside(nottinghamshire, first, last, counted):
    assert state(nottinghamshire, [away(first, last)]).occasions == counted


@pytest.mark.rule("WRK-10")
@pytest.mark.parametrize(
    ("days", "per_week", "triggers"),
    [
        (9, None, ()),
        (10, None, ("days",)),
        (9, 5, ()),
        (4, 2, ("days",)),
        (3, 2, ()),
        (5, 2.5, ("days",)),
        (10, 6, ("days",)),
    ],
)
def test_part_time_staff_reach_it_after_two_of_their_own_weeks(nottinghamshire, days, per_week, triggers):
    absence = away(date(2026, 3, 2), date(2026, 3, 20), days)
    assert state(nottinghamshire, [absence], per_week=per_week).triggers == triggers


@pytest.mark.rule("WRK-10")
def test_three_occasions_in_six_months_are_a_trigger(nottinghamshire):
    days = [away(date(2026, month, 5)) for month in (1, 2, 3)]
    assert state(nottinghamshire, days).triggers == ("occasions",)
    assert state(nottinghamshire, days[1:]).triggers == ()
    assert state(nottinghamshire, days).because == (
        "3 working days in 12 months against a trigger of 10, and 3 occasions in 6 months against a trigger of 3: "
        "the trigger for occasions is reached"
    )


@pytest.mark.rule("WRK-10")
def test_without_triggers_in_the_pack_the_policy_does_not_say(west_sussex):
    found = state(west_sussex, [away(ON)])
    assert (found.silent, found.days, found.occasions, found.triggers) == (True, None, None, ())


@pytest.mark.rule("WRK-08", "CLK-05")
@pytest.mark.parametrize(
    ("start", "first", "second", "ends"),
    [
        (date(2025, 9, 8), date(2025, 11, 7), date(2026, 2, 6), date(2026, 3, 7)),
        (date(2025, 10, 25), date(2025, 12, 24), date(2026, 3, 25), date(2026, 4, 24)),
        (date(2025, 8, 31), date(2025, 10, 31), date(2026, 1, 30), date(2026, 2, 27)),
        (date(2025, 12, 31), date(2026, 2, 27), date(2026, 5, 29), date(2026, 6, 29)),
    ],
)
def test_probation_and_its_two_reviews(nottinghamshire, start, first, second, ends):
    found = policy.probation(nottinghamshire, start=start)
    assert (found.first_review_by, found.second_review_by, found.ends_on) == (first, second, ends)
    assert found.rules == ("WRK-08", "CLK-05")


@pytest.mark.rule("WRK-08")
def test_probation_follows_a_pause_only_where_the_pack_says_so(nottinghamshire, west_sussex):
    pause = Pause(date(2025, 10, 1), date(2025, 11, 29), "maternity")
    start = date(2025, 9, 8)
    assert policy.probation(nottinghamshire, start=start, pauses=[pause]).ends_on == date(2026, 3, 7)
    head = '[pack]\nname = "other"\ntitle = "Other"\nextends = ["nottinghamshire"]\n'
    follows = load_text(head + "[programme.pauses]\nprobation_follows = true\n", "other")
    assert policy.probation(follows, start=start, pauses=[pause]).ends_on == date(2026, 5, 6)
    assert policy.probation(west_sussex, start=start).silent


@pytest.mark.rule("WRK-07")
@pytest.mark.parametrize(
    ("expires", "seen", "left", "may"),
    [
        (date(2026, 12, 31), "registered", 275, True),
        (date(2026, 6, 30), "registered", 91, True),
        (date(2026, 6, 29), "expiring", 90, True),
        (date(2026, 3, 31), "expiring", 0, True),
        (date(2026, 3, 30), "expired", -1, False),
        (None, "missing", None, False),
    ],
)
def test_registration(national, expires, seen, left, may):
    found = policy.registration_state(national, on=ON, expires_on=expires)
    assert (found.state, found.days_left, found.may_practise) == (seen, left, may)


@pytest.mark.rule("WRK-07")
def test_only_some_posts_need_registration(national):
    found = policy.registration_state(national, on=ON, expires_on=None, stage="trainee")
    assert (found.state, found.may_practise) == ("missing", True)
    assert found.because == "There is no registration on record"


@pytest.mark.rule("CLK-07", "WRK-07")
def test_the_regulator_changed_on_2_december_2019(national):
    assert policy.regulator_on(national, date(2019, 12, 1)) == "HCPC"
    assert policy.regulator_on(national, date(2019, 12, 2)) == "Social Work England"
    assert policy.regulator_on(national, date(2012, 7, 31)) == ""


@pytest.mark.rule("WRK-01", "WRK-03", "WRK-04", "WRK-05", "WRK-09", "WRK-12")
def test_the_packs_carry_the_other_figures_about_people(demo):
    assert [service.short for service in demo.services.values()] == ["CA&I", "FS&P", "CLA"]
    entitled = {key: item.amount for key, item in demo.people.entitlements.items()}
    assert entitled == {"development": 10, "study": 3, "resilience": 3, "mash": 1, "trainee_ou": 0.5, "trainee_ma": 3}
    assert demo.people.entitlements["mash"].from_month == 5
    assert demo.people.courses.agreed_by == ("practice manager", "group manager")
    assert (demo.people.appraisal.every_months, demo.people.appraisal.review_after_months) == (12, 6)
    assert demo.retention["concern"].rule == "WRK-12"
