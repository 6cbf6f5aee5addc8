"""Rules in force, the policy desk, and a changed policy tried on today's people."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import NOW, TODAY, AllocationFactory, CaseFactory, RegistrationFactory, SessionFactory
from tests.house import House, practitioner
from workforce import explain, policy_versions
from workforce.explain import Mark, Stretch, Timeline
from workforce.models import Absence, AuditEntry, Pause, PolicyVersion, Stage
from workforce.packs import PackError, load_change, load_pack, load_text
from workforce.packs.rulebook import rules
from workforce.rule_list import rule_list
from workforce.step_chart import drawn

RULES, DESK, TRY = "/policy/rules/", "/policy/desk/", "/policy/try/"
DAY = dt.timedelta(days=1)
SMALL = "[caseloads.limits.cai]\nbands = [{ from = 'month 1', maximum = 1 }]\n"


def as_(client: Client, house: House, name: str) -> Client:
    client.force_login(house.everybody[name])
    return client


# Rules in force


@pytest.mark.parametrize("name", ["national", "west-sussex", "nottinghamshire", "career-framework", "demo"])
def test_every_rule_of_the_book_is_listed_once_whatever_the_pack(name: str) -> None:
    listed = [rule.id for chapter in rule_list(load_pack(name)) for rule in chapter.rules]
    assert listed == list(rules())


def said(pack: str, rule: str, **asked: str) -> dict[str, tuple[str, ...]]:
    lines = [line for chapter in rule_list(load_pack(pack), **asked) for line in chapter.rules if line.id == rule]
    return {setting.title: setting.lines for line in lines for setting in line.settings}


@pytest.mark.rule("CSL-01", "SUP-03", "SUP-04", "PRG-01", "MOD-02")
@pytest.mark.parametrize(
    ("pack", "rule", "title", "lines"),
    [
        ("west-sussex", "CSL-02", "How many children a newly qualified social worker in CLA may hold",
         ("Months 1 to 4: 6 to 8 children", "Months 5 to 9: 8 to 11 children", "Month 10: 12 to 15 children",
          "From month 11 on: 15 to 18 children")),
        ("west-sussex", "SUP-03", "Supervision of a newly qualified social worker",
         ("Weeks 1 to 6: at most 7 days apart; one-to-one or group counts",
          "Week 7 to month 8: at most 14 days apart; one-to-one counts",
          "From month 9 on: at most 21 days apart, or 14 where the practice manager keeps it there; "
          "one-to-one counts")),
        ("nottinghamshire", "SUP-04", "Supervision of a social worker",
         ("From week 1 on: at most 28 days apart; one-to-one or group counts",)),
        ("career-framework", "PRG-01", "Increments in grade 8",
         ("6 months after the start in the grade", "On the next 1 April after that")),
        ("west-sussex", "MOD-02", "Portfolios are submitted", ("14 days before the panel",)),
        ("demo", "WRK-10", "When sickness is looked at formally",
         ("10 working days in 12 months", "Part-time: 2 of the worker’s own weeks", "3 occasions in 6 months")),
    ],
)  # fmt: skip
def test_a_setting_is_said_as_a_new_employee_would_read_it(
    pack: str, rule: str, title: str, lines: tuple[str, ...]
) -> None:
    assert said(pack, rule)[title] == lines


def test_a_service_has_its_own_limits_and_those_of_all() -> None:
    assert said("demo", "CSL-01", service="CLA") == {}
    assert len(said("demo", "CSL-02", service="CLA")) == 1
    assert len(said("demo", "CSL-04", service="CLA")) == 1


def test_words_are_looked_for_in_rules_and_their_values() -> None:
    found = [rule.id for chapter in rule_list(load_pack("demo"), words="FORTNIGHT keeps") for rule in chapter.rules]
    assert found == []
    found = [rule.id for chapter in rule_list(load_pack("demo"), words="90 uninterrupted") for rule in chapter.rules]
    assert found == ["SUP-05"]


def test_everybody_reads_the_rules_at_addresses_that_stay(client: Client, house: House, today: None) -> None:
    for name in ("practitioner", "external", "technical"):
        page = as_(client, house, name).get(RULES).content.decode()
        assert all(f'id="{rule}"' in page for rule in rules())
        assert f'href="{RULES}"' in page


def test_the_page_says_which_version_it_shows_and_shows_another_day(client: Client, house: House, today: None) -> None:
    later = load_text(f'[pack]\nname = "ours"\ntitle = "Ours"\nextends = ["demo"]\n{SMALL}', "ours")
    policy_versions.load(later, takes_effect_on=TODAY + DAY, by=None, on=TODAY, at=NOW)
    as_(client, house, "practitioner")
    assert "Ours, version of" not in client.get(RULES).content.decode()
    page = client.get(RULES, {"on": "2026-01-21"}).content.decode()
    assert "Ours, version of 21 January 2026" in page
    assert "at most 1 children" in page
    assert "As on 21 January 2026" in page


@pytest.mark.parametrize("asked", [{"on": "2026-02-30"}, {"on": "x"}, {"service": "ADULTS"}, {"words": "x" * 101}])
def test_nonsense_in_the_address_shows_the_rules_all_the_same(
    client: Client, house: House, today: None, asked: dict[str, str]
) -> None:
    assert 'id="SUP-03"' in as_(client, house, "practitioner").get(RULES, asked).content.decode()


def test_words_nobody_wrote_find_nothing(client: Client, house: House, today: None) -> None:
    assert "No rule has all of these words" in as_(client, house, "hr").get(RULES, {"words": "zebra"}).content.decode()


def test_why_leads_to_the_rule(client: Client, house: House, today: None) -> None:
    page = as_(client, house, "manager").get(f"/supervision/{house.practitioner.pk}/").content.decode()
    assert f'<a class="govuk-link" href="{RULES}#SUP-03">SUP-03</a>' in page


def test_the_rules_page_costs_the_same_however_many_versions(
    client: Client, house: House, today: None, django_assert_max_num_queries: Any
) -> None:
    for number in range(3):
        policy_versions.load(load_pack("demo"), takes_effect_on=TODAY + number * DAY, by=None, on=TODAY, at=NOW)
    as_(client, house, "practitioner").get(RULES)
    with django_assert_max_num_queries(8):
        client.get(RULES)


# The policy desk


def test_every_question_can_be_asked(client: Client, house: House, today: None) -> None:
    page = as_(client, house, "hr").get(DESK).content.decode()
    for question in explain.questions():
        assert f"?question={question.name}" in page
        assert client.get(DESK, {"question": question.name}).status_code == 200
        assert client.get(DESK, {"question": question.name, "person": house.practitioner.pk}).status_code == 200
        assert client.post(f"{DESK}?question={question.name}", {}).status_code == 200
    assert client.get(DESK, {"question": "weather"}).status_code == 404


def day(name: str, on: dt.date) -> dict[str, str]:
    return {f"{name}_0": str(on.day), f"{name}_1": str(on.month), f"{name}_2": str(on.year)}


def rows(name: str, entries: list[dict[str, str]]) -> dict[str, str]:
    told = {f"{name}-TOTAL_FORMS": str(len(entries)), f"{name}-INITIAL_FORMS": "0"}
    return told | {f"{name}-{n}-{key}": value for n, entry in enumerate(entries) for key, value in entry.items()}


LIMIT = {
    "pack": "in-force", "stage": "nqsw", "service": "CAI", "fte": "", **day("start", dt.date(2025, 9, 8)),
    **day("on", TODAY), **rows("pauses", []),
}  # fmt: skip


def ask(client: Client, question: str, told: dict[str, str]) -> Any:
    return client.post(f"{DESK}?question={question}", told)


def test_somebody_made_up_is_answered_with_band_rules_source_and_timeline(
    client: Client, house: House, today: None
) -> None:
    page = ask(as_(client, house, "practitioner"), "caseload-limit", LIMIT)
    shown = page.context["shown"]
    assert shown.because.startswith("In month 5 (months 5 to 6) a newly qualified social worker in CA&I holds")
    assert (shown.band, shown.why.rule_ids) == ("months 5 to 6", ("CSL-01", "CLK-01"))
    assert shown.why.policy == "Demonstration authority"
    assert [spell.here for spell in shown.spells] == [False, True, False, False, False]
    assert [bar.figure for bar in shown.chart.bars] == ["10", "10", "15", "18", "18"]
    body = page.content.decode()
    assert "West Sussex Academy ASYE guidance" in body
    assert f'href="{RULES}#CSL-01"' in body
    assert "<svg" in body


def test_a_changed_date_is_answered_anew(client: Client, house: House, today: None) -> None:
    later = ask(as_(client, house, "practitioner"), "caseload-limit", LIMIT | day("on", dt.date(2026, 5, 1)))
    assert dict(later.context["shown"].values)["At most"] == "18"


def test_the_policy_asked_is_that_of_the_day_asked_about(client: Client, house: House, today: None) -> None:
    ours = load_text(f'[pack]\nname = "ours"\ntitle = "Ours"\nextends = ["demo"]\n{SMALL}', "ours")
    policy_versions.load(ours, takes_effect_on=TODAY + DAY, by=None, on=TODAY, at=NOW)
    version = PolicyVersion.objects.get()
    as_(client, house, "lead")
    seen = [
        dict(ask(client, "caseload-limit", LIMIT | told).context["shown"].values)["At most"]
        for told in (
            {},
            day("on", TODAY + DAY),
            {"pack": f"version-{version.pk}"},
            {"pack": "national"},
        )
    ]
    assert seen == ["10", "1", "1", "Not set"]


@pytest.mark.parametrize("pack", ["/etc/passwd", "../demo", "fixtures/packs/demo.toml", "version-0", ""])
def test_no_file_is_ever_read_for_somebody_at_a_page(client: Client, house: House, today: None, pack: str) -> None:
    page = ask(as_(client, house, "lead"), "caseload-limit", LIMIT | {"pack": pack})
    assert page.context["shown"] is None
    assert page.context["form"].errors["pack"]


@pytest.mark.parametrize(
    ("told", "field", "sentence"),
    [
        (day("on", dt.date(2025, 1, 1)), "on", "2025-01-01 is before start, 2025-09-08"),
        ({"fte": "2"}, "fte", "2.0 is not a number above 0 and up to 1"),
        ({"fte": "x"}, "fte", "Enter full-time equivalent, above 0 and up to 1 as a number"),
        ({"start_2": "99999"}, "start", "Enter a real date, with day, month and year: for example, 27 3 2026"),
        ({"start_2": "1949"}, "start", "Enter a year from 1950 to 2150"),
        (rows("pauses", [{"from_": "2026-01-01", "to_": "2026-02-11", "reason": "sickness"}]), "__all__",
         "Pauses of the clock, row 1: Sickness of 42 days is too short: the clock stops only for more than 42 days "
         "(CLK-03)"),
        (rows("pauses", [{"from_": "", "to_": "", "reason": ""}, {"from_": "2026-01-01", "to_": "2025-12-31",
         "reason": "maternity"}]), "__all__", "Pauses of the clock, row 2: 2025-12-31 is before from, 2026-01-01"),
        (rows("pauses", [{"from_": "2026-01-01", "to_": "", "reason": "maternity"}]), "__all__",
         "Pauses of the clock, row 1: Enter last day"),
        ({"pauses-TOTAL_FORMS": "x"}, "__all__", "Pauses of the clock: "),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field(
    client: Client, house: House, today: None, told: dict[str, str], field: str, sentence: str
) -> None:
    page = ask(as_(client, house, "practitioner"), "caseload-limit", LIMIT | told)
    assert page.context["shown"] is None
    assert any(text.startswith(sentence) for text in page.context["form"].errors[field]), page.context["form"].errors


CASE = {
    "case_type": "S47", "case_children": "9", "case_role": "sole", "case_experienced_colleague": "no",
    "case_discussed": "yes", "case_pm_agreed": "no", "case_registered": "yes", "own": "3", "co": "0",
}  # fmt: skip


def test_a_case_is_offered(client: Client, house: House, today: None) -> None:
    shown = ask(as_(client, house, "manager"), "allocation", LIMIT | CASE).context["shown"]
    assert dict(shown.values)["Allowed"] == "No"
    assert [(one.title, [row[0] for row in one.rows]) for one in shown.lists] == [
        ("Blocks", ["CSL-07", "CSL-08"]),
        ("Warnings", ["CSL-01"]),
    ]
    page = ask(client, "allocation", LIMIT | CASE | {"case_children": "-1"})
    assert page.context["form"].errors["case_children"] == ["-1 is not a whole number of 0 or more"]


def test_a_year_is_drawn_with_its_milestones(client: Client, house: House, today: None) -> None:
    pause = rows("pauses", [{"from_": "2025-12-01", "to_": "2026-01-11", "reason": "maternity"}])
    shown = ask(as_(client, house, "practitioner"), "asye-clock", LIMIT | pause).context["shown"]
    assert len(shown.spells) == 12
    assert shown.spells[2].said == "the clock stands still on 42 days"
    assert ("Final assessment", dt.date(2026, 10, 20)) in shown.marks


def facts(client: Client, house: House, question: str) -> Any:
    return client.get(DESK, {"question": question, "person": house.practitioner.pk}).context


def test_a_persons_facts_are_filled_in_and_answered(client: Client, house: House, today: None) -> None:
    stage = Stage.objects.get(person=house.practitioner)
    Pause.objects.create(stage=stage, started_on=dt.date(2025, 10, 1), ended_on=dt.date(2025, 11, 30),
                         reason="maternity", approved_by=house.lead, approved_at=NOW)  # fmt: skip
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=3))
    as_(client, house, "manager")
    known = facts(client, house, "allocation")["known"].facts
    assert (known["service"], known["own"], known["co"], known["case"]) == ("CAI", 3, 0, {"registered": True})
    page = client.get(DESK, {"question": "caseload-limit", "person": house.practitioner.pk}).content.decode()
    assert 'name="start_2" value="2025"' in page
    assert 'value="2025-10-01"' in page


def test_supervision_is_filled_in_for_those_who_may_see_it(client: Client, house: House, today: None) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=dt.date(2026, 1, 12))
    Absence.objects.create(person=house.practitioner, kind="sickness", started_on=dt.date(2026, 1, 14),
                           ended_on=dt.date(2026, 1, 15))  # fmt: skip
    seen = {}
    for name in ("practitioner", "manager", "group_manager", "assessor", "lead", "hr"):
        known = facts(as_(client, house, name), house, "supervision-due")["known"]
        seen[name] = ("sessions" in known.facts, "absences" in known.facts, len(known.left_out))
    assert seen == {
        "practitioner": (True, True, 0),
        "manager": (True, True, 0),
        "group_manager": (True, True, 0),
        "assessor": (True, False, 1),
        "lead": (True, False, 1),
        "hr": (False, False, 1),
    }


def test_sickness_is_filled_in_for_the_line_and_hr_alone(client: Client, house: House, today: None) -> None:
    Absence.objects.create(person=house.practitioner, kind="sickness", started_on=dt.date(2026, 1, 14),
                           ended_on=dt.date(2026, 1, 15))  # fmt: skip
    seen = {
        name: facts(as_(client, house, name), house, "absence-triggers")["known"].facts.get("absences")
        for name in ("practitioner", "manager", "group_manager", "hr", "assessor", "lead", "chair")
    }
    there = [{"from": dt.date(2026, 1, 14), "to": dt.date(2026, 1, 15)}]
    assert seen == dict.fromkeys(("practitioner", "manager", "group_manager", "hr"), there) | dict.fromkeys(
        ("assessor", "lead", "chair")
    )


def test_hr_sees_no_caseload_through_the_desk(client: Client, house: House, today: None) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=3))
    as_(client, house, "hr")
    assert "own" not in facts(client, house, "allocation")["known"].facts
    assert "children" not in facts(client, house, "progression")["known"].facts
    as_(client, house, "manager")
    assert facts(client, house, "progression")["known"].facts["children"] == 3


@pytest.mark.parametrize("name", ["stranger_in_team", "stranger_outside", "technical", "external"])
def test_whoever_may_not_see_somebody_cannot_ask_about_them(
    client: Client, house: House, today: None, name: str
) -> None:
    as_(client, house, name)
    assert client.get(DESK, {"question": "probation", "person": house.practitioner.pk}).status_code == 404
    people = client.get(DESK, {"question": "probation", "words": "Newly"}).context["found"]["people"]
    assert house.practitioner not in people


@pytest.mark.parametrize("pk", ["x", "999999", "9" * 30, "²"])
def test_nobody_is_there(client: Client, house: House, today: None, pk: str) -> None:
    assert as_(client, house, "hr").get(DESK, {"question": "probation", "person": pk}).status_code == 404


def test_a_look_at_somebody_elses_facts_is_kept(client: Client, house: House, today: None) -> None:
    facts(as_(client, house, "practitioner"), house, "probation")
    assert not AuditEntry.objects.filter(kind="view").exists()
    facts(as_(client, house, "manager"), house, "probation")
    entry = AuditEntry.objects.get(kind="view")
    assert (entry.actor, entry.deed, entry.subject_id) == (
        house.manager, "workforce.fill_in_facts", str(house.practitioner.pk),
    )  # fmt: skip


def test_further_rows_keep_what_was_typed_and_judge_nothing(client: Client, house: House, today: None) -> None:
    told = LIMIT | rows(
        "pauses", [{"from_": "nonsense", "to_": "", "reason": ""}, {"from_": "", "to_": "", "reason": ""}]
    )
    page = ask(as_(client, house, "practitioner"), "caseload-limit", told | {"start_0": "x", "more": "rows"})
    body = page.content.decode()
    assert page.context["shown"] is None
    assert not page.context["form"].errors
    assert 'name="start_0" value="x"' in body
    assert 'name="pauses-2-from_"' in body
    assert 'value="nonsense"' in body


def test_a_row_that_had_been_filled_in_may_be_emptied(client: Client, house: House, today: None) -> None:
    told = {"pack": "demo", "stage": "nqsw", "keep_fortnightly": "no", **day("start", dt.date(2025, 9, 8)),
            **day("on", TODAY), **rows("absences", []), **rows("pauses", [])}  # fmt: skip
    sessions = [{"date": "", "kind": "group", "minutes": "", "held": "no"},
                {"date": "2026-01-12", "kind": "one_to_one", "minutes": "60", "held": "yes"}]  # fmt: skip
    shown = ask(
        as_(client, house, "practitioner"), "supervision-due",
        told | rows("sessions", sessions) | {"sessions-INITIAL_FORMS": "2"},
    ).context["shown"]  # fmt: skip
    assert dict(shown.values)["Last counting"] == "Mon 12 January 2026"
    assert dict(shown.values)["Due by"] == "Mon 26 January 2026"


def test_people_are_found_by_name_and_few_at_once(client: Client, house: House, today: None) -> None:
    for number in range(25):
        practitioner(f"Robin {number:02}", house.team, manager=house.manager, assessor=house.assessor)
    as_(client, house, "manager")
    found = client.get(DESK, {"question": "probation"}).context["found"]
    assert (len(found["people"]), found["more"]) == (20, True)
    found = client.get(DESK, {"question": "probation", "words": "07 robin"}).context["found"]
    assert ([person.name for person in found["people"]], found["more"]) == (["Robin 07"], False)


@pytest.mark.parametrize("question", ["allocation", "supervision-due", "progression", "absence-triggers"])
def test_the_desk_needs_few_queries(
    client: Client, house: House, today: None, question: str, django_assert_max_num_queries: Any
) -> None:
    RegistrationFactory(person=house.practitioner, started_on=TODAY)
    as_(client, house, "manager")
    with django_assert_max_num_queries(24):
        facts(client, house, question)


# A change tried out


def test_who_would_turn_red_and_green_is_seen_and_nothing_kept(client: Client, house: House, today: None) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=2))
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=dt.date(2025, 12, 30))
    before = (PolicyVersion.objects.count(), AuditEntry.objects.count())
    gap = "[supervision.gaps.nqsw]\nbands = [{ from = 'week 1', gap = 31 }]\n"
    page = as_(client, house, "lead").post(TRY, {"text": SMALL + gap})
    tallies = {tally.label: tally for tally in page.context["result"].tallies}
    above, late = tallies["Above the caseload limit"], tallies["Supervision overdue"]
    assert (above.before, above.after, above.turn_red, above.turn_green) == (0, 1, 1, 0)
    assert (late.turn_red, late.turn_green, late.before - late.after) == (0, 1, 1)
    turned = {(one.person, one.turns_red): (one.before.said, one.after.said) for one in page.context["result"].turned}
    assert turned == {
        (house.practitioner, True): ("2 children, limit 10", "2 children, limit 1"),
        (house.practitioner, False): ("due by 13 January 2026, 7 days late", "due by 30 January 2026"),
    }
    assert (PolicyVersion.objects.count(), AuditEntry.objects.count()) == before


def test_a_file_is_tried_like_text(client: Client, house: House, today: None) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=2))
    file = SimpleUploadedFile("change.toml", b"\xef\xbb\xbf" + SMALL.encode())
    page = as_(client, house, "chair").post(TRY, {"file": file, "text": ""})
    assert [one.turns_red for one in page.context["result"].turned] == [True]


@pytest.mark.parametrize(
    ("told", "field", "sentence"),
    [
        ({"text": "  "}, "text", "Write what changes, or choose a file"),
        ({"text": "[["}, "text", "change: this is not TOML"),
        ({"text": "[caseloads.limit]\n"}, "text",
         "change.toml: caseloads.limit: this key is not known: did you mean limits?"),
        ({"text": "[supervision.session]\nminimum_minutes = 0\n"}, "text",
         "change.toml: supervision.session.minimum_minutes: input should be greater than or equal to 1, not 0"),
        ({"text": "[supervision.session]\nrule = 'SUP-99'\n"}, "text",
         "change.toml: supervision.session.rule: the rule book has no rule SUP-99"),
        ({"text": '[pack]\nname = "x"\ntitle = "X"\nextends = ["/etc/passwd"]\n'}, "text",
         "change: pack.extends: there is no shipped pack '/etc/passwd'"),
        ({"file": SimpleUploadedFile("x.toml", b"\xff\xfe")}, "file",
         "Choose a file in TOML, saved as UTF-8 text"),
        ({"file": SimpleUploadedFile("x.toml", b"[[")}, "file", "change: this is not TOML"),
        ({"text": "x" * 200_001}, "text", "This is too long"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_pack_is_said_with_key_and_sentence(
    client: Client, house: House, today: None, told: dict[str, Any], field: str, sentence: str
) -> None:
    page = as_(client, house, "lead").post(TRY, told)
    assert "result" not in page.context
    assert any(text.startswith(sentence) for text in page.context["form"].errors[field]), page.context["form"].errors


def test_a_change_is_laid_over_the_policy_in_force(house: House) -> None:
    base = load_pack("west-sussex")
    changed = load_change(SMALL, "change", base)
    assert changed.caseloads.limits["cai"].bands[0].maximum == 1
    assert changed.caseloads.limits["cla"] == base.caseloads.limits["cla"]
    assert changed.came_from["caseloads.limits.cai.bands"] == "change"
    assert changed.came_from["supervision.session.minimum_minutes"] == "national"
    assert changed.title == "West Sussex, changed"
    with pytest.raises(PackError, match="there is no shipped pack"):
        load_change('[pack]\nname = "x"\ntitle = "X"\nextends = ["/etc/passwd"]\n', "change", base)


def test_changes_are_paged_and_the_text_goes_along(client: Client, house: House, today: None) -> None:
    for number in range(26):
        person = practitioner(f"Robin {number:02}", house.team, manager=house.manager, assessor=house.assessor)
        AllocationFactory(worker=person, case=CaseFactory(children=2))
    page = as_(client, house, "lead").post(TRY, {"text": SMALL, "page": "2"})
    assert [one.person.name for one in page.context["page"]] == ["Robin 25"]
    assert "Page 2 of 2" in page.content.decode()


def test_trying_costs_the_same_for_three_people_as_for_one(
    client: Client, house: House, today: None, django_assert_max_num_queries: Any
) -> None:
    as_(client, house, "lead").post(TRY, {"text": SMALL})
    for number in range(3):
        practitioner(f"Robin {number}", house.team, manager=house.manager, assessor=house.assessor)
    with django_assert_max_num_queries(20):
        client.post(TRY, {"text": SMALL})


@pytest.mark.parametrize(("name", "labels"), [("lead", {"Rules", "Policy desk"}), ("manager", {"Rules"})])
def test_the_navigation_leads_there(client: Client, house: House, today: None, name: str, labels: set[str]) -> None:
    shown = {place["label"] for place in as_(client, house, name).get("/").context["navigation"]}
    assert shown & {"Rules", "Policy desk"} == labels


# The drawing


def test_bars_share_the_width_and_the_tallest_fills_the_height() -> None:
    start = dt.date(2026, 1, 1)
    stretches = (
        Stretch(start, start + 49 * DAY, "one", "", 5),
        Stretch(start + 50 * DAY, None, "two", "", 10),
    )
    chart = drawn(Timeline(stretches, (Mark(start, "begins"),)), start + 60 * DAY)
    assert chart is not None
    assert [(bar.x, bar.height, bar.here) for bar in chart.bars] == [("0.00%", 60, False), ("44.64%", 120, True)]
    assert (chart.dots[0].x, chart.now, chart.now_from) == ("0.00%", "53.57%", 30)
    assert drawn(Timeline(()), start) is None


# Moments at which the day in London is not the day elsewhere


@pytest.mark.parametrize(
    ("moment", "on"),
    [
        ("2026-06-30T23:30:00+00:00", dt.date(2026, 7, 1)),  # half past midnight on 1 July
        ("2026-10-25T00:30:00+00:00", dt.date(2026, 10, 25)),  # half past one, the first time
        ("2026-10-25T01:30:00+00:00", dt.date(2026, 10, 25)),  # half past one, the second time
        ("2026-03-29T01:00:00+00:00", dt.date(2026, 3, 29)),  # the hour that is left out
        ("2028-02-29T12:00:00+00:00", dt.date(2028, 2, 29)),
        ("2026-12-31T23:59:59+00:00", dt.date(2026, 12, 31)),
        ("2026-12-31T23:59:59.999999+00:00", dt.date(2026, 12, 31)),
    ],
)
def test_pages_stand_on_the_day_it_is_in_london(client: Client, house: House, moment: str, on: dt.date) -> None:
    with time_machine.travel(moment, tick=False):
        policy_versions.load(load_pack("demo"), takes_effect_on=on, by=None, on=on, at=NOW)
        as_(client, house, "manager")
        rules_page = client.get(RULES)
        assert (rules_page.context["on"], rules_page.context["is_today"]) == (on, True)
        assert f"version of {on.day} " in rules_page.context["policy"]
        known = facts(client, house, "caseload-limit")
        assert known["known"].facts["on"] == on
        for path in (
            "/",
            "/asye/team/",
            f"/supervision/{house.practitioner.pk}/",
            f"/caseloads/{house.practitioner.pk}/",
        ):
            assert client.get(path).context["today"] == on
