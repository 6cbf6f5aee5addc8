import json
from datetime import date
from pathlib import Path

import pytest

from workforce.packs import (
    PackError,
    freeze,
    in_force,
    keys_of_rules,
    load_pack,
    load_text,
    shipped_packs,
    thaw,
)
from workforce.packs.rulebook import rule, rules

HEAD = '[pack]\nname = "other"\ntitle = "Other"\nextends = ["west-sussex"]\n'
BANDS = """
[caseloads.limits.cai]
bands = [
"""


def refused(text, head=HEAD):
    with pytest.raises(PackError) as told:
        load_text(head + text, "other")
    return str(told.value)


def test_the_shipped_packs():
    assert shipped_packs() == ("career-framework", "demo", "national", "nottinghamshire", "west-sussex")


@pytest.mark.parametrize("name", ["career-framework", "demo", "national", "nottinghamshire", "west-sussex"])
def test_every_value_of_a_shipped_pack_has_a_rule_a_source_and_an_origin(name):
    pack = load_pack(name)
    for value in in_force(pack):
        assert value.rule in rules(), value.key
        assert value.source, value.key
        assert value.came_from in shipped_packs(), value.key


def test_later_packs_win_and_a_shared_base_counts_once(demo):
    origins = {value.key: value.came_from for value in in_force(demo)}
    assert origins["supervision.gaps.nqsw.bands"] == "west-sussex"
    assert origins["supervision.gaps.social_worker.bands"] == "nottinghamshire"
    assert origins["supervision.session.minimum_minutes"] == "national"
    assert origins["progression.grades.8.points"] == "career-framework"
    assert origins["asye.steps.three_month_review.after_months"] == "demo"


def test_values_can_be_asked_for_by_service_and_by_rule(west_sussex):
    assert {value.key for value in in_force(west_sussex, service="CLA", rule="CSL-01")} == set()
    assert "caseloads.limits.cai.bands" in {value.key for value in in_force(west_sussex, service="CAI")}
    assert {value.rule for value in in_force(west_sussex, rule="SUP-03")} == {"SUP-03"}
    assert keys_of_rules(west_sussex)["CSL-07"] == (
        "caseloads.conditions.enquiry_trainee",
        "caseloads.conditions.enquiry_unregistered",
        "caseloads.conditions.enquiry_cai",
        "caseloads.rota.duty",
        "caseloads.rota_months.duty_cai",
        "caseloads.rota_months.duty_cla",
        "caseloads.rota_months.duty_fsp",
        "caseloads.rota_months.duty_trainee",
        "caseloads.rota_months.duty_experienced",
    )


def test_the_rule_book_is_read_from_its_page():
    assert len(rules()) == 90
    assert rule("SUP-02").chapter == "Supervision"
    assert rule("SUP-02").documents == ("Standards for Employers of Social Workers",)
    assert rule("CLK-07").documents == (
        "West Sussex Academy ASYE guidance",
        "Career progression framework and pay scales",
    )
    with pytest.raises(KeyError):
        rule("SUP-99")


@pytest.mark.parametrize("name", ["demo", "career-framework"])
def test_a_kept_pack_is_the_same_pack(name):
    pack = load_pack(name)
    again = thaw(json.loads(json.dumps(freeze(pack))))
    assert again == pack
    assert again.came_from == pack.came_from


def test_a_pack_kept_before_the_application_asked_for_more_is_completed():
    pack = load_pack("demo")
    kept = json.loads(json.dumps(freeze(pack)))
    del kept["values"]["caseloads"]["rota"]["mash"]["rule"]
    assert freeze(thaw(kept)) == freeze(pack)
    changed = json.loads(json.dumps(freeze(pack)))
    del changed["values"]["caseloads"]["rota"]["mash"]["rule"]
    changed["values"]["pack"]["title"] = "Ours"
    assert thaw(changed).title == "Ours"


def test_a_pack_may_remove_what_an_earlier_one_set():
    pack = load_text(HEAD + 'removes = ["caseloads.limits.trainee", "asye.submission"]\n', "other")
    assert set(pack.caseloads.limits) == {"cai", "cla", "fsp"}
    assert pack.asye.submission is None
    assert refused('removes = ["asye.nothing"]\n') == "other: pack.removes: no earlier pack sets asye.nothing"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[supervision.sesion]\n", "supervision.sesion: this key is not known: did you mean session?"),
        ("[asye.milestones.six_month_review]\naftermonths = 5\n",
         "asye.milestones.six_month_review.aftermonths: this key is not known: did you mean after_months?"),
        ("[caseloads.limits.cai]\nbands = [{ from = 'month 1', maximun = 3 }]\n",
         "caseloads.limits.cai.bands.0.maximun: this key is not known: did you mean maximum?"),
        ("[xyz]\n", "xyz: this key is not known"),
        ("[supervision.session]\nrule = 'SUP-99'\n", "supervision.session.rule: the rule book has no rule SUP-99"),
        ("[people.probation]\nrule = 'WRK-08'\nsource = 'NCC'\nmonths = 6\nfirst_review_months = 2\n",
         "people.probation.second_review_months: this key is missing"),
        ("[people.probation]\nrule = 'WRK-08'\nsource = 'NCC'\nmonths = 6\nfirst_review_months = 5\n"
         "second_review_months = 2\n",
         "people.probation: the first review comes before the second, and both within the probation"),
        ("[supervision.session]\nminimum_minutes = 0\n",
         "supervision.session.minimum_minutes: input should be greater than or equal to 1, not 0"),
        ("[supervision.session]\nminimum_minutes = '90'\n",
         "supervision.session.minimum_minutes: input should be a valid integer, not '90'"),
        ("[asye.submission]\nunit = 'weeks'\n",
         "asye.submission.unit: 'weeks' is not allowed here: use 'days' or 'working_days'"),
        ("[caseloads.limits.cai]\nscope = { services = ['ADULTS'] }\n", "cai: no service is called ADULTS"),
        ("[caseloads.limits.cai]\nclock = 'cohort'\n", "cai: no clock is called cohort"),
        ("[caseloads.conditions.agreement]\ncase_types = ['X']\n", "agreement: no case type is called X"),
        ("[asye.moderation]\nstages = ['ninth_month']\n", "asye: no milestone is called ninth_month"),
        ("[asye.evidence.observation]\nby_assessor = 4\n",
         "asye.evidence.observation: 4 by the assessor are more than the 3 asked for"),
        ("[progression.after_pass]\nspine = 'gone'\n", "progression: no spine is called gone"),
        ("[progression.after_pass]\nspot_salary = 1\n", "progression.after_pass: give either point or spot_salary"),
        ("[reminders.supervision]\nsteps = [{ days = 3, to = ['owner'] }, { days = 1, to = ['manager'] }]\n",
         "reminders.supervision: the steps are not in the order of their days"),
        ("[caseloads.limits.cai]\nscope = { started_on_or_after = 2026-09-01, started_before = 2026-09-01 }\n",
         "started_on_or_after is not before started_before"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_key_and_sentence(text, told):
    assert told in refused(text)


@pytest.mark.parametrize(
    ("bands", "told"),
    [
        ("{ from = 'month 2', maximum = 3 }", "nothing is said before month 2: the first band begins at 1"),
        ("{ from = 'month 1', to = 'month 3', maximum = 3 }, { from = 'month 5', maximum = 9 }",
         "nothing is said between month 3 and month 5: there is a gap"),
        ("{ from = 'month 1', to = 'month 3', maximum = 3 }, { from = 'month 3', maximum = 9 }",
         "month 3 is in two bands: they overlap"),
        ("{ from = 'month 1', maximum = 3 }, { from = 'month 3', maximum = 9 }",
         "the band from month 1 has no end, but month 3 follows: they overlap"),
        ("{ from = 'month 1', to = 'week 6', maximum = 3 }, { from = 'month 3', maximum = 9 }",
         "one band ends with week 6 and the next begins with month 3: use the same unit where they meet"),
        ("{ from = 'month 1', to = 'month 3', maximum = 3 }",
         "nothing is said after month 3: the last band has no 'to'"),
        ("{ from = 'month 1', to = 'month 6', maximum = 3 }, { from = 'month 7', to = 'month 6', maximum = 3 },"
         " { from = 'month 7', maximum = 9 }", "the band from month 7 to month 6 is upside down"),
        ("{ from = 'month 1', to = 'review a', maximum = 3 }, { from = 'review b', maximum = 9 }",
         "one band ends with review a and the next begins with review b: there is a gap"),
        ("{ from = 'month 1', to = 'calendar 4', maximum = 3 }, { from = 'calendar 6', maximum = 9 }",
         "one band ends with calendar 4 and the next begins with calendar 6: they do not meet"),
        ("{ from = 'month 1', minimum = 8, maximum = 6 }", "the range is upside down: from 8 to 6"),
        ("{ from = 'month 1', own_minimum = 8, own_maximum = 6 }", "the range of own children is upside down"),
        ("{ from = 'quarter 1', maximum = 6 }", "'quarter 1' is no edge: write 'week 7', 'month 5', 'review NAME'"),
        ("{ from = 'calendar 13', maximum = 6 }", "'calendar 13' is no calendar month: write 1 to 12"),
        ("", "there is no band"),
    ],
)  # fmt: skip
def test_bands_that_do_not_fit_together_are_refused(bands, told):
    assert told in refused(f"{BANDS}{bands}]\n")


def test_bands_may_change_units_where_they_meet(west_sussex):
    labels = [band.label for band in west_sussex.supervision.gaps["nqsw"].bands]
    assert labels == ["weeks 1 to 6", "week 7 to month 8", "from month 9 on"]


def test_a_fault_names_the_file_that_holds_it(tmp_path):
    (tmp_path / "base.toml").write_text(
        '[pack]\nname = "base"\ntitle = "Base"\nextends = ["national"]\n[supervision.session]\nminimum_minutes = 0\n'
    )
    top = tmp_path / "top.toml"
    top.write_text('[pack]\nname = "top"\ntitle = "Top"\nextends = ["base"]\n')
    with pytest.raises(PackError, match=r"^base\.toml: supervision\.session\.minimum_minutes: input should be greater"):
        load_pack(top)


def test_an_edited_file_is_read_again(tmp_path):
    path = tmp_path / "mine.toml"
    text = (
        '[pack]\nname = "mine"\ntitle = "Mine"\nextends = ["national"]\n[supervision.session]\nminimum_minutes = {}\n'
    )
    path.write_text(text.format(60))
    assert load_pack(str(path)).supervision.session.minimum_minutes == 60
    path.write_text(text.format(45))
    assert load_pack(path).supervision.session.minimum_minutes == 45


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[pack\n", "mine.toml: this is not TOML"),
        ('[pack]\nname = "mine"\ntitle = "M"\nextends = "national"\n', "mine.toml: pack.extends: give a list of names"),
        ('[pack]\nname = "mine"\ntitle = "M"\nextends = ["nowhere"]\n',
         "mine.toml: pack.extends: there is no pack 'nowhere': the shipped packs are career-framework"),
        ('[pack]\nname = "mine"\ntitle = "M"\nextends = ["mine"]\n',
         "mine.toml: pack.extends: the pack builds on itself"),
        ('[pack]\nname = "mine"\ntitle = "M"\n', "mine.toml: programme: this key is missing"),
        ('title = "M"\n', "mine.toml: title: this key is not known"),
        ('pack = 3\n', "mine.toml: pack:"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why(tmp_path, text, told):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(PackError) as fault:
        load_pack(path)
    assert told in str(fault.value)


def test_a_file_that_is_no_text_says_so(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PackError, match=r"mine\.toml: the file cannot be read"):
        load_pack(path)


def test_a_pack_written_by_hand_builds_on_shipped_packs_only():
    assert "there is no shipped pack '../secret'" in refused("", HEAD.replace("west-sussex", "../secret"))
    assert "this is not TOML" in refused("[", "")


def test_grades_that_do_not_fit_are_refused():
    grade = "[progression.grades.11]\nrule = 'PRG-03'\nsource = 'local'\nlabel = 'Lead'\norder = 11\nmove = 'vacancy'\n"
    assert "give either points or spot_salary" in refused(grade)
    assert "the points are upside down: from 40 to 36" in refused(grade + "points = [40, 36]\nspine = 'njc-2019'\n")
    assert "points need the spine they are on" in refused(grade + "points = [36, 40]\n")
    assert "no grade is called 12" in refused(grade + "spot_salary = 1\nskips_to = ['12']\n")
    both = "[progression.grades.11.increments]\nrule = 'PRG-01'\nsource = 'local'\nsteps = [{}]\n"
    assert "give either after_months or on_next" in refused(grade + "spot_salary = 1\n" + both)
    criterion = "[progression.grades.11.criteria.x]\nrule = 'PRG-03'\nsource = 'local'\nlabel = 'X'\nkind = '{}'\n{}"
    for kind, more, told in (
        ("either", "facts = ['a']", "'either' names at least two facts"),
        ("statement", "", "'statement' names the fact it reads"),
        ("at_least", "fact = 'a'", "'at_least' needs a figure"),
    ):
        assert told in refused(grade + "spot_salary = 1\n" + criterion.format(kind, more))
    spine = "[progression.spines.njc-2019]\nin_force_to = 2018-01-01\n"
    assert "it ends on 2018-01-01, before it begins on 2019-04-01" in refused(spine)


def test_a_ladder_may_skip_retry_and_move_by_vacancy():
    pack = load_text(
        HEAD.replace("west-sussex", "career-framework")
        + """
        [progression.grades.11]
        rule = "PRG-03"
        source = "local"
        label = "Lead practitioner"
        order = 11
        spot_salary = 52000
        move = "vacancy"
        retry_after_months = 6
        scope = { started_on_or_after = 2026-01-01 }
        [progression.grades.9]
        skips_to = ["11"]
        """,
        "other",
    )
    lead = pack.progression.grades["11"]
    assert (lead.spot_salary, lead.retry_after_months, lead.scope.started_on_or_after) == (52000, 6, date(2026, 1, 1))
    assert pack.progression.grades["9"].skips_to == ("11",)


def test_the_pack_of_the_manual_loads():
    text = (Path(__file__).parents[2] / "docs" / "policy-packs.md").read_text(encoding="utf-8")
    example = text.partition("## Write one\n\n")[2].partition("\n\nWrite only")[0]
    pack = load_text("\n".join(line[4:] for line in example.splitlines()), "our-county")
    assert [band.label for band in pack.supervision.gaps["nqsw"].bands] == ["weeks 1 to 7", "from week 8 on"]
