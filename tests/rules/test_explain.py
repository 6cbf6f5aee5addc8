import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from workforce import explain

LIMIT = {"pack": "west-sussex", "service": "CAI", "start": "2025-09-08", "on": "2026-01-20"}
DUE = {"pack": "west-sussex", "start": "2025-09-08", "on": "2026-01-20", "sessions": []}
CASE = {"type": "CIN", "children": 1, "role": "co", "experienced_colleague": True, "discussed": True, "pm_agreed": True,
        "registered": True}  # fmt: skip
GIVE = {**LIMIT, "own": 1, "co": 0, "case": CASE}
AWAY = {"pack": "nottinghamshire", "on": "2026-01-20", "absences": []}
STEP = {"pack": "career-framework", "grade": 8, "start": "2025-09-08", "scp": 24}
APPLY = {"pack": "career-framework", "grade": 9, "on": "2026-01-20", "qualified_on": "2022-01-10", "children": 18,
         "kss_met": True, "statutory_practice": True, "family_support": False, "procedures": [], "cpd": []}  # fmt: skip


def fault(question, payload):
    with pytest.raises(explain.BadQuestion) as told:
        explain.answer(question, payload)
    return str(told.value)


def test_the_example_of_the_manual():
    reply = explain.answer("caseload-limit", LIMIT)
    assert reply == {
        "month": 5,
        "minimum": None,
        "maximum": 10,
        "own_minimum": 7,
        "own_maximum": 8,
        "rules": ["CSL-01", "CLK-01"],
        "because": "In month 5 (months 5 to 6) a newly qualified social worker in CA&I holds at most 10 children, "
        "of which 7 to 8 their own",
        "figures": {"month": 5, "band": "months 5 to 6", "fte": 1.0},
    }


@pytest.mark.parametrize(
    ("question", "base", "changes", "told"),
    [
        ("caseload-limit", LIMIT, {"pack": "atlantis"}, "pack: there is no pack 'atlantis'"),
        ("caseload-limit", LIMIT, {"pack": "/no/such/file.toml"}, "pack: there is no pack"),
        ("caseload-limit", LIMIT, {"pack": 3}, "pack: give the name of a pack"),
        ("caseload-limit", LIMIT, {"pack": None}, "pack: this field is empty"),
        ("caseload-limit", LIMIT, {"service": "ADULTS"}, 'service: "ADULTS" is not one of CAI, FSP, CLA'),
        ("caseload-limit", LIMIT, {"service": None}, "service: this field is empty"),
        ("caseload-limit", LIMIT, {"stage": "manager"}, 'stage: "manager" is not one of nqsw, trainee, experienced'),
        ("caseload-limit", LIMIT, {"start": "2025-02-30"}, "start: '2025-02-30' is not a date: day is out of range"),
        ("caseload-limit", LIMIT, {"start": "20250908"}, 'start: "20250908" is not a date: write it like 2026-01-31'),
        ("caseload-limit", LIMIT, {"start": "2025-W37-1"}, "start: "),
        ("caseload-limit", LIMIT, {"start": 20250908}, "start: 20250908 is not a date"),
        ("caseload-limit", LIMIT, {"on": "9999-12-31"}, "on: 9999-12-31 is outside the years 1950 to 2150"),
        ("caseload-limit", LIMIT, {"on": "2025-09-07"}, "on: 2025-09-07 is before start, 2025-09-08"),
        ("caseload-limit", LIMIT, {"fte": 0}, "fte: 0 is not a number above 0 and up to 1"),
        ("caseload-limit", LIMIT, {"fte": True}, "fte: true is not a number"),
        ("caseload-limit", LIMIT, {"ffte": 0.5}, "ffte: caseload-limit has no such field"),
        ("caseload-limit", LIMIT, {"pauses": {}}, "pauses: give a list of objects"),
        ("caseload-limit", LIMIT, {"pauses": [{"from": "2026-01-01", "to": "2026-02-11", "reason": "sickness"}]},
         "pauses[0]: Sickness of 42 days is too short: the clock stops only for more than 42 days (CLK-03)"),
        ("caseload-limit", LIMIT, {"pauses": [{"from": "2026-01-01", "to": "2026-12-11", "reason": "sabbatical"}]},
         "pauses[0]: The clock does not stop for sabbatical: the reasons are sickness, absence and maternity (CLK-03)"),
        ("caseload-limit", LIMIT, {"pauses": [{"from": "2026-02-01", "to": "2026-01-11", "reason": "maternity"}]},
         "pauses[0].to: 2026-01-11 is before from, 2026-02-01"),
        ("caseload-limit", LIMIT, {"pauses": [{"from": "2026-02-01", "reason": "maternity"}]},
         "pauses[0].to: this field is missing"),
        ("caseload-limit", LIMIT, {"pauses": [{"from": "2026-02-01", "to": "2026-03-01"}]},
         "pauses[0].reason: this field"),
        ("caseload-limit", LIMIT, {"pauses": [{"from": "2026-02-01", "to": "2026-03-01", "reason": 3}]},
         "pauses[0].reason: 3"),
        ("caseload-limit", LIMIT, {"pauses": [{"form": "2026-02-01"}]}, "pauses[0].form: there is no such field"),
        ("supervision-due", DUE, {"sessions": None}, "sessions: this field is empty"),
        ("supervision-due", DUE, {"sessions": [{"date": "2026-01-01", "kind": "chat", "minutes": 9, "held": True}]},
         'sessions[0].kind: "chat" is not one of one_to_one, group'),
        ("supervision-due", DUE, {"sessions": [{"date": "2026-01-01", "kind": "group", "minutes": -9, "held": True}]},
         "sessions[0].minutes: -9 is not a whole number of 0 or more"),
        ("supervision-due", DUE, {"sessions": [{"date": "2026-01-01", "kind": "group", "minutes": 9}]},
         "sessions[0].held: this field is missing"),
        ("supervision-due", DUE, {"sessions": [{"date": "2026-01-01", "kind": "group", "minutes": 9, "held": "yes"}]},
         'sessions[0].held: "yes" is neither true nor false'),
        ("supervision-due", DUE, {"absences": [{"from": "2026-01-05", "to": "2026-01-01"}]},
         "absences[0].to: 2026-01-01 is before from, 2026-01-05"),
        ("supervision-due", DUE, {"keep_fortnightly": 1}, "keep_fortnightly: 1 is neither true nor false"),
        ("supervision-due", DUE, {"stage": "trainee"},
         'stage: "trainee" is not one of nqsw, social_worker, other_staff'),
        ("allocation", GIVE, {"own": -1}, "own: -1 is not a whole number"),
        ("allocation", GIVE, {"co": 1.0}, "co: 1.0 is not a whole number"),
        ("allocation", GIVE, {"case": []}, "case: give an object"),
        ("allocation", GIVE, {"case": {**CASE, "type": "ADOPTION"}},
         'case.type: "ADOPTION" is not one of CP, CLA, CIN'),
        ("allocation", GIVE, {"case": {**CASE, "role": "boss"}}, 'case.role: "boss" is not one of sole, allocated, co'),
        ("allocation", GIVE, {"case": {**CASE, "pm_agreed": None}}, "case.pm_agreed: this field is empty"),
        ("allocation", GIVE, {"case": {**CASE, "age": 3}}, "case.age: there is no such field"),
        ("moderation-deadlines", {"pack": "west-sussex"}, {}, "panel_on: this field is missing"),
        ("probation", {"pack": "nottinghamshire"}, {"start": True}, "start: true is not a date"),
        ("absence-triggers", AWAY, {"absences": [{"from": "2026-01-05", "to": "2026-01-06", "working_days": 3}]},
         "absences[0].working_days: 3 is not a number of days the absence can have"),
        ("absence-triggers", AWAY, {"working_days_per_week": 8}, "working_days_per_week: 8 is not a number"),
        ("increments", STEP, {"grade": 7}, "grade: Career framework has no grade 7: it has 8, 9, 10"),
        ("increments", STEP, {"grade": None}, "grade: give the number of a grade"),
        ("increments", STEP, {"scp": 23}, "scp: Point 23 is below grade 8"),
        ("increments", STEP, {"scp": "24"}, 'scp: "24" is not a whole number of 1 or more'),
        ("progression", APPLY, {"cpd": "x"}, "cpd: give a list of codes"),
        ("progression", APPLY, {"procedures": [3]}, "procedures: give a list of codes"),
        ("progression", APPLY, {"kss_met": None}, "kss_met: this field is empty"),
        ("progression", APPLY, {"permanent_since": "soon"}, 'permanent_since: "soon" is not a date'),
        ("nonsense", {}, {}, "question: there is no question 'nonsense': they are absence-triggers, allocation"),
    ],
)  # fmt: skip
def test_a_bad_question_names_the_field(question, base, changes, told):
    assert told in fault(question, {**base, **changes})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "the line is empty: write a JSON object"),
        (b"{", "the line is not JSON"),
        (b"[]", "the question is a JSON object"),
        (b"\xff\xfe", "the line is not UTF-8 text"),
        (b'{"fte": NaN}', "the line is not JSON: NaN is not a number"),
        (b"[" * 100_000, "the line is nested too deeply"),
        (b'{"start": ' + b"9" * 5000 + b"}", "the line is not JSON"),
    ],
)
def test_a_malformed_line_is_answered_with_its_error(text, told):
    assert told in explain.answer_text("caseload-limit", text)["error"]


def test_the_answer_is_ascii_whatever_was_asked():
    reply = explain.answer_text("caseload-limit", '{"pack": "\\ud800 Ä"}')
    assert explain.dumps(reply).isascii()


def test_a_pack_file_may_be_asked(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(
        '[pack]\nname = "ours"\ntitle = "Ours"\nextends = ["west-sussex"]\n'
        "[caseloads.limits.cai]\nbands = [{ from = 'month 1', maximum = 4 }]\n"
    )
    assert explain.answer("caseload-limit", {**LIMIT, "pack": str(path)})["maximum"] == 4
    path.write_text("[pack]\nname = 3\n")
    assert "pack: ours.toml: pack.name: input should be a valid string" in fault(
        "caseload-limit", {**LIMIT, "pack": str(path)}
    )


@pytest.mark.parametrize(
    ("question", "payload", "empty"),
    [
        ("caseload-limit", {**LIMIT, "pack": "national"}, {"maximum": None, "month": 5}),
        ("moderation-deadlines", {"pack": "national", "panel_on": "2026-01-14"}, {"submit_by": None}),
        ("probation", {"pack": "west-sussex", "start": "2025-09-08"}, {"ends_on": None, "first_review_by": None}),
        ("absence-triggers", {**AWAY, "pack": "national"}, {"days": None, "occasions": None, "triggers": []}),
        ("increments", {**STEP, "pack": "national"}, {"increments": []}),
        ("progression", {**APPLY, "pack": "national"}, {"criteria": [], "eligible": None, "earliest": None}),
    ],
)
def test_where_a_pack_leaves_a_gap_the_policy_does_not_say(question, payload, empty):
    reply = explain.answer(question, payload)
    assert {field: reply[field] for field in empty} == empty
    assert reply["because"].startswith("The policy does not say")
    assert reply["silent"] is True
    assert reply["rules"]


class Input:
    def __init__(self, data):
        self.buffer = io.BytesIO(data)


@pytest.fixture
def ask(monkeypatch):
    def run(*args, data=b"", code=0):
        monkeypatch.setattr("sys.stdin", Input(data))
        out = io.StringIO()
        if code:
            with pytest.raises(SystemExit) as left:
                call_command("explain", *args, stdout=out)
            assert left.value.code == code
        else:
            call_command("explain", *args, stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    return run


def test_the_command_answers_one_question(ask):
    (reply,) = ask("caseload-limit", data=json.dumps(LIMIT, indent=1).encode())
    assert reply == explain.answer("caseload-limit", LIMIT)


@pytest.mark.parametrize("data", [b"{}", b"", b"not json"])
def test_a_bad_question_alone_leaves_with_2(ask, data):
    (reply,) = ask("caseload-limit", data=data, code=2)
    assert list(reply) == ["error"]


def test_an_unknown_question_leaves_with_2(ask):
    assert "there is no question 'weather'" in ask("weather", code=2)[0]["error"]
    assert "there is no question ''" in ask(code=2)[0]["error"]


def test_a_batch_answers_every_line_in_order_and_leaves_with_0(ask):
    later = {**LIMIT, "on": "2026-05-01"}
    lines = [json.dumps(LIMIT), "{", json.dumps({**LIMIT, "pauses": 3}), "", json.dumps(later)]
    replies = ask("caseload-limit", "--batch", data="\n".join(lines).encode())
    assert [reply.get("maximum", "error" in reply) for reply in replies] == [10, True, True, True, 18]


def test_the_list_names_every_question_with_its_fields(ask):
    listed = {entry["question"]: entry["fields"] for entry in ask("--list")}
    assert set(listed) == {
        "absence-triggers", "allocation", "asye-clock", "caseload-limit", "increments", "moderation-deadlines",
        "probation", "progression", "supervision-due",
    }  # fmt: skip
    stage = next(field for field in listed["caseload-limit"] if field["name"] == "stage")
    assert (stage["required"], stage["choices"], stage["default"]) == (
        False,
        ["nqsw", "trainee", "experienced"],
        "nqsw",
    )


def pack(*args):
    out = io.StringIO()
    call_command("pack", *args, stdout=out)
    return out.getvalue()


def test_a_pack_is_shown_with_where_each_value_came_from():
    shown = pack("show", "demo").splitlines()
    assert "supervision.session.minimum_minutes = 90  # SUP-05, LGA 5, set by national" in shown
    assert "people.absence.days = 10  # WRK-10, NCC, set by nottinghamshire" in shown
    only = pack("show", "demo", "--service", "CLA", "--rule", "CSL-02").splitlines()
    assert {line.split(".")[2] for line in only} == {"cla"}


def test_a_pack_is_checked(tmp_path):
    assert pack("check", "west-sussex").startswith("West Sussex: ")
    path = tmp_path / "wrong.toml"
    path.write_text('[pack]\nname = "wrong"\ntitle = "Wrong"\nextends = ["national"]\n[people.abscence]\n')
    with pytest.raises(
        CommandError, match=r"wrong\.toml: people\.abscence: this key is not known: did you mean absence"
    ):
        pack("check", str(path))
    with pytest.raises(CommandError, match="National has no service ADULTS"):
        pack("show", "national", "--service", "ADULTS")
