from datetime import date

import pytest

from progression import policy
from workforce.bands import Who
from workforce.packs import load_text
from workforce.verdict import Refused

ON = date(2026, 3, 1)


def steps(pack, start, scp, grade=8):
    return [(step.on, step.scp) for step in policy.increments(pack, grade=grade, start=start, scp=scp).increments]


@pytest.mark.rule("PRG-01")
@pytest.mark.parametrize(
    ("start", "scp", "expected"),
    [
        (date(2025, 9, 8), 24, [(date(2026, 3, 8), 25), (date(2026, 4, 1), 26)]),
        (date(2025, 9, 30), 24, [(date(2026, 3, 30), 25), (date(2026, 4, 1), 26)]),
        (date(2025, 10, 1), 24, [(date(2026, 4, 1), 25), (date(2027, 4, 1), 26)]),
        (date(2025, 8, 31), 25, [(date(2026, 2, 28), 26), (date(2026, 4, 1), 27)]),
        (date(2025, 9, 8), 26, [(date(2026, 3, 8), 27)]),
        (date(2025, 9, 8), 27, []),
        (date(2025, 9, 8), 30, []),
    ],
)
def test_the_first_increment_after_six_months_and_the_second_on_the_april_after(framework, start, scp, expected):
    assert steps(framework, start, scp) == expected


@pytest.mark.rule("PRG-01")
def test_a_point_below_the_grade_is_refused(framework):
    with pytest.raises(Refused, match="Point 23 is below grade 8, which runs from 24 to 27"):
        steps(framework, ON, 23)


@pytest.mark.rule("PRG-01")
def test_a_grade_nobody_knows_is_refused_and_a_silent_one_says_so(framework, national):
    with pytest.raises(Refused, match="Career framework has no grade 7: it has 8, 9, 10"):
        steps(framework, ON, 24, grade=7)
    assert policy.increments(framework, grade=9, start=ON, scp=28).silent
    assert policy.increments(national, grade=8, start=ON, scp=24).silent


def facts(**changes):
    fair = {"qualified_on": date(2022, 1, 10), "permanent_since": date(2024, 9, 1), "children": 18, "kss_met": True,
            "pcf_level_met": True, "statutory_practice": True, "family_support": False, "procedures": (),
            "cpd": ("practice_educator_2",)}  # fmt: skip
    return fair | changes


def asked(pack, grade, on=ON, **changes):
    return policy.eligibility(pack, grade=grade, on=on, facts=facts(**changes))


def unmet(found):
    return [criterion.key for criterion in found.criteria if not criterion.met]


@pytest.mark.rule("PRG-02")
@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({}, []),
        ({"permanent_since": None}, ["permanent"]),
        ({"permanent_since": date(2026, 3, 2)}, ["permanent"]),
        ({"permanent_since": date(2026, 3, 1)}, []),
        ({"qualified_on": date(2024, 9, 2)}, ["qualified"]),
        ({"qualified_on": date(2024, 9, 1)}, []),
        ({"children": 17}, ["full_caseload"]),
        ({"kss_met": False}, ["kss"]),
        ({"statutory_practice": False}, ["practice"]),
        ({"statutory_practice": False, "family_support": True}, []),
        ({"procedures": ("sickness",)}, ["procedures"]),
        ({"pcf_level_met": False, "cpd": ()}, []),
    ],
)
def test_what_grade_nine_asks(framework, changes, keys):
    found = asked(framework, 9, **changes)
    assert unmet(found) == keys
    assert found.eligible == (keys == [])
    assert found.rules == ("PRG-02",)


@pytest.mark.rule("PRG-03")
@pytest.mark.parametrize(
    ("changes", "keys"),
    [
        ({}, []),
        ({"qualified_on": date(2023, 9, 2)}, ["qualified"]),
        ({"qualified_on": date(2023, 9, 1)}, []),
        ({"pcf_level_met": False}, ["pcf_level"]),
        ({"cpd": ()}, ["cpd"]),
    ],
)
def test_what_grade_ten_asks_besides(framework, changes, keys):
    assert unmet(asked(framework, "10", **changes)) == keys


@pytest.mark.rule("PRG-06")
def test_the_first_day_all_could_be_met(framework):
    assert asked(framework, 9).earliest == ON
    waiting = asked(framework, 9, qualified_on=date(2025, 8, 31))
    assert (waiting.eligible, waiting.earliest) == (False, date(2027, 2, 28))
    assert waiting.because == (
        "Not yet met for grade 9: qualified for long enough; all could be met from 28 February 2027"
    )
    assert asked(framework, 9, qualified_on=date(2025, 8, 31), children=3).earliest is None
    assert asked(framework, 9, permanent_since=None).earliest is None


@pytest.mark.rule("PRG-06")
def test_each_criterion_says_since_when(framework):
    found = {criterion.key: criterion for criterion in asked(framework, 9).criteria}
    assert found["qualified"].earliest == date(2023, 7, 10)
    assert found["permanent"].earliest == date(2024, 9, 1)
    assert (found["kss"].earliest, found["kss"].dated) == (None, False)


@pytest.mark.rule("PRG-02")
def test_where_the_pack_asks_nothing_the_policy_does_not_say(framework, national):
    for pack, grade in ((framework, 8), (national, 9)):
        found = asked(pack, grade)
        assert (found.silent, found.eligible, found.earliest, found.criteria) == (True, None, None, ())


@pytest.mark.rule("PRG-04", "PRG-05")
def test_the_framework_carries_development_activities_and_the_permanent_post(framework):
    lists = {entry.for_grade: set(entry.activities) for entry in framework.progression.cpd.values()}
    assert "practice_educator_1" in lists["9"]
    assert "practice_educator_2" in lists["10"]
    assert framework.progression.permanent_post.needs_asye


@pytest.mark.rule("MOD-10")
@pytest.mark.parametrize(
    ("decided", "scp", "new", "spine"),
    [
        (date(2016, 9, 30), 29, 32, "njc-to-2019"),
        (date(2019, 3, 31), None, 32, "njc-to-2019"),
        (date(2019, 4, 1), 24, 26, "njc-2019"),
        (date(2026, 9, 30), 25, 26, "njc-2019"),
        (date(2026, 9, 30), 27, 27, "njc-2019"),
    ],
)
def test_a_pass_authorises_the_point_on_the_spine_then_in_force(demo, decided, scp, new, spine):
    found = policy.after_pass(demo, decided_on=decided, grade=8, scp=scp)
    assert (found.new_scp, found.spine_version, found.effective_on, found.new_grade) == (new, spine, decided, "8")
    assert found.rules == ("MOD-10",)


@pytest.mark.rule("MOD-10")
def test_the_salary_of_the_new_point_is_that_of_its_year(demo, framework):
    assert policy.after_pass(demo, decided_on=date(2025, 3, 31), grade=8, scp=24).new_salary == 36124
    assert policy.after_pass(demo, decided_on=date(2025, 4, 1), grade=8, scp=24).new_salary == 37280
    assert policy.salary(demo, spine="njc-2019", scp=35, on=ON) is None
    assert policy.salary(demo, spine="njc-2019", scp=24, on=date(2024, 3, 31)) is None
    assert policy.after_pass(framework, decided_on=ON, grade=8, scp=24).silent


def other(text):
    return load_text('[pack]\nname = "other"\ntitle = "Other"\nextends = ["demo"]\n' + text, "other")


@pytest.mark.rule("MOD-10")
@pytest.mark.parametrize(
    ("rule", "more", "on"),
    [
        ("first_of_next_month", {}, date(2026, 10, 1)),
        ("next_1_april", {}, date(2027, 4, 1)),
        ("submission_day", {"submitted_on": date(2026, 9, 1)}, date(2026, 9, 1)),
        ("anniversary", {"started_on": date(2025, 9, 8)}, date(2026, 9, 8)),
        ("anniversary", {}, None),
    ],
)
def test_the_effective_date_is_the_packs_choice(rule, more, on):
    pack = other(f'[progression.after_pass]\neffective = "{rule}"')
    found = policy.after_pass(pack, decided_on=date(2026, 9, 15), grade=8, scp=24, **more)
    assert found.effective_on == on


@pytest.mark.rule("MOD-10")
def test_pay_may_be_a_spot_salary():
    pack = other(
        """
        removes = ["progression.after_pass"]
        [progression.after_pass]
        rule = "MOD-10"
        source = "local"
        spot_salary = 38000
        grade = "9"
        effective = "decision_day"
        effective_source = "local"
        """
    )
    found = policy.after_pass(pack, decided_on=ON, grade=8, scp=24)
    assert (found.new_salary, found.new_scp, found.new_grade) == (38000, None, "9")
    assert found.because == "A final pass authorises a salary of £38,000 from 1 March 2026"


@pytest.mark.rule("PRG-01")
def test_retention_payments_look_at_a_snapshot_day():
    pack = other(
        """
        [progression.retention_payments.yearly]
        rule = "PRG-01"
        source = "local"
        label = "Retention payment"
        amount = 1500
        snapshot = "03-31"
        paid = "05-31"
        scope = { services = ["CAI"] }
        conditions = ["permanent", "no_procedures"]
        months_in_post = 12
        """
    )
    (due,) = policy.retention_payments(
        pack, year=2026, held={"permanent", "no_procedures"}, months_in_post=12, who=Who(service="CAI")
    )
    assert (due.due, due.snapshot_on, due.paid_on, due.amount) == (True, date(2026, 3, 31), date(2026, 5, 31), 1500)
    (short,) = policy.retention_payments(pack, year=2026, held={"permanent"}, months_in_post=3, who=Who(service="CAI"))
    assert short.unmet == ("no_procedures", "12 months in post")
    assert short.because == "Retention payment: on 31 March 2026 no procedures and 12 months in post did not hold"
    assert policy.retention_payments(pack, year=2026, held=(), months_in_post=12, who=Who(service="CLA")) == ()
