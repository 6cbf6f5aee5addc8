"""The frameworks that ship: complete by number, in our words, the same after a second load."""

import json
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from frameworks import queries, services
from frameworks.models import Framework, Section, Statement, Topic
from frameworks.policy.shipped import FileWrong, read_shipped
from frameworks.services.shipping import SHIPPED, read_folder

PCF_DOMAINS = [
    "Professionalism",
    "Values and ethics",
    "Diversity and equality",
    "Rights, justice and economic wellbeing",
    "Knowledge",
    "Critical reflection and analysis",
    "Skills and interventions",
    "Contexts and organisations",
    "Professional leadership",
]


def sizes(code: str, level: str | None = None) -> list[int]:
    return next(list(row.statements) for row in queries.held() if (row.code, row.level) == (code, level))


def titles(code: str, kind: str, level: str = "") -> list[str]:
    rows = Section.objects.filter(framework__code=code, framework__level=level, kind=kind).order_by("order")
    return list(rows.values_list("title", flat=True))


@pytest.mark.rule("FRW-01")
@pytest.mark.parametrize(
    ("level", "expected", "total"),
    [
        ("asye", [12, 7, 3, 6, 15, 2, 13, 6, 4], 68),
        ("social-worker", [12, 6, 3, 7, 14, 5, 15, 7, 6], 75),
        ("experienced", [13, 7, 3, 7, 13, 5, 14, 7, 8], 77),
    ],
)
def test_capabilities_2018_at_each_level(shipped, level, expected, total):
    assert sizes("pcf-2018", level) == expected
    assert sum(expected) == total == Statement.objects.of(Framework.objects.get(code="pcf-2018", level=level)).count()
    assert titles("pcf-2018", "domain", level) == PCF_DOMAINS


@pytest.mark.rule("FRW-02")
def test_capabilities_2012(shipped):
    assert sizes("pcf-2012", "asye") == [10, 6, 3, 5, 12, 2, 13, 6, 1]
    domains = titles("pcf-2012", "domain", "asye")
    assert (domains[2], domains[6]) == ("Diversity", "Intervention and skills")
    assert [d for n, d in enumerate(domains) if n not in (2, 6)] == [
        d for n, d in enumerate(PCF_DOMAINS) if n not in (2, 6)
    ]


@pytest.mark.rule("FRW-03")
@pytest.mark.parametrize("code", ["kss-2014", "kss-2018"])
def test_knowledge_and_skills(shipped, code):
    assert sizes(code) == [3, 4, 3, 3, 3, 4, 3, 3, 3, 3]
    assert titles(code, "standard") == titles("kss-2018", "standard")
    assert len(titles(code, "standard")) == 10


@pytest.mark.rule("FRW-04")
def test_occupational_standards(shipped):
    nos = Framework.objects.get(code="nos-2002")
    assert titles("nos-2002", "key-role") and nos.sections.filter(kind="key-role").count() == 6
    units = nos.sections.filter(kind="unit").order_by("order")
    assert [unit.number for unit in units] == [str(n) for n in range(1, 10)]
    assert [unit.parent.number for unit in units] == ["1", "1", "1", "2", "2", "2", "2", "2", "2"]
    assert sizes("nos-2002") == [3, 4, 3, 4, 5, 5, 3, 4, 2]
    assert Statement.objects.of(nos).count() == 33


@pytest.mark.rule("FRW-04")
def test_elements_point_at_topics_under_the_five_headings(shipped):
    assert set(Topic.objects.values_list("heading", flat=True)) == set(Topic.Heading.values)
    nos = Statement.objects.filter(section__framework__code="nos-2002")
    by_number = {row.number: queries.topics_by_heading(row) for row in nos}
    assert [(heading, [topic.title for topic in rows]) for heading, rows in by_number["9.2"]] == [
        ("Communication skills", ["Gathering and sharing information"])
    ]
    assert [heading for heading, _ in by_number["5.1"]] == [str(label) for label in Topic.Heading.labels]
    assert sum(len(rows) for _, rows in by_number["2.2"]) == 17
    assert {number for number, rows in by_number.items() if not rows} == {"7.3", "8.1", "8.2", "8.3", "8.4"}


@pytest.mark.rule("FRW-05")
def test_regulator_standards(shipped):
    assert sizes("hcpc-sop") == [15]
    assert sizes("hcpc-conduct") == [14]
    numbers = Statement.objects.of(Framework.objects.get(code="hcpc-sop")).values_list("number", flat=True)
    assert list(numbers) == [str(n) for n in range(1, 16)]


@pytest.mark.rule("FRW-06")
def test_employer_standards(shipped):
    assert sizes("employer-standards") == [11, 5, 6, 8, 11, 8, 3, 9]
    standards = Section.objects.filter(framework__code="employer-standards", kind="standard").order_by("order")
    assert [standard.number for standard in standards] == [str(n) for n in range(1, 9)]
    assert {standard.parent.number for standard in standards} == {"1", "2", "3"}


@pytest.mark.rule("FRW-07")
@pytest.mark.parametrize(
    ("started", "expected"),
    [
        (date(2012, 9, 1), {"pcf-2012"}),
        (date(2016, 9, 5), {"pcf-2012", "kss-2014"}),
        (date(2018, 1, 31), {"pcf-2012", "kss-2014"}),
        (date(2018, 2, 1), {"pcf-2012", "kss-2018"}),
        (date(2018, 5, 31), {"pcf-2012", "kss-2018"}),
        (date(2018, 6, 1), {"pcf-2018", "kss-2018"}),
        (date(2026, 9, 7), {"pcf-2018", "kss-2018"}),
        (date(2027, 3, 31), {"pcf-2018", "kss-2018"}),
        (date(2027, 4, 1), {"pcf-2018"}),
    ],
)
def test_a_portfolio_is_bound_to_the_editions_in_force_at_its_start(shipped, started, expected):
    bound = Framework.objects.binding(on=started, level="asye")
    assert {row.code for row in bound} == expected
    assert {row.level for row in bound} <= {"", "asye"}


@pytest.mark.rule("FRW-07")
def test_an_edition_has_nation_dates_level_and_what_it_supersedes(shipped):
    new, old = Framework.objects.get(code="pcf-2018", level="asye"), Framework.objects.get(code="pcf-2012")
    assert (new.nation, new.edition, new.supersedes) == ("england", "2018", old)
    assert Framework.objects.get(code="kss-2018").supersedes.code == "kss-2014"
    assert Framework.objects.get(code="nos-2002").in_force_to == date(2013, 8, 31)
    assert not Framework.objects.binding(on=date(2020, 1, 6), level="asye", nation="scotland").exists()


def test_loading_twice_changes_nothing(shipped):
    before = list(Framework.objects.values()), list(Section.objects.values()), list(Statement.objects.values())
    again = services.load_shipped(at=datetime(2027, 1, 1, 9, 0, tzinfo=UTC))
    after = list(Framework.objects.values()), list(Section.objects.values()), list(Statement.objects.values())
    assert after == before
    assert (shipped.created, shipped.changed, shipped.unchanged) == (again.unchanged, 0, 0)
    assert (again.created, again.changed) == (0, 0)


@pytest.mark.rule("FRW-08")
def test_loading_again_mends_a_summary_and_keeps_licensed_text(shipped):
    statement = Statement.objects.get(section__framework__code="kss-2018", number="5.3")
    ours = statement.summary
    Statement.objects.filter(pk=statement.pk).update(
        summary="Older words of ours.", licensed="The publisher's text.", licensed_at=datetime(2026, 9, 2, tzinfo=UTC)
    )
    done = services.load_shipped(at=datetime(2027, 1, 1, 9, 0, tzinfo=UTC))
    statement.refresh_from_db()
    assert (done.created, done.changed) == (0, 1)
    assert (statement.summary, statement.licensed, statement.text) == (ours, *["The publisher's text."] * 2)
    assert statement.section.framework.loaded_at == datetime(2027, 1, 1, 9, 0, tzinfo=UTC)


@pytest.mark.rule("FRW-08")
def test_every_summary_is_one_short_sentence():
    for file in read_folder(SHIPPED):
        for section in file.sections:
            for number, text in section.statements.items():
                assert 8 <= len(text.split()) <= 20, f"{file.key} {number}: {text}"
                assert text.endswith(".") and text.count(". ") == 0, f"{file.key} {number}: {text}"


def test_a_statement_that_leaves_a_file_is_refused_because_records_may_point_at_it(shipped, tmp_path):
    for path in SHIPPED.glob("*.toml"):
        text = path.read_text("utf-8")
        if path.name == "hcpc-sop.toml":
            text = "\n".join(line for line in text.splitlines() if not line.startswith('"15"'))
        (tmp_path / path.name).write_text(text, "utf-8")
    with pytest.raises(FileWrong, match="statements 15 are held"):
        services.load_shipped(at=datetime(2027, 1, 1, tzinfo=UTC), folder=tmp_path)
    assert sizes("hcpc-sop") == [15]


FILE = """
code = "made-2020"
order = 1
title = "Made standards"
edition = "2020"
nation = "england"
kind = "conduct"
in_force_from = 2020-01-01
source = "Made for a test"
[[sections]]
number = "1"
kind = "domain"
title = "First part"
[sections.statements]
"1.1" = "Does the first thing."
"1.2" = "Does the second thing."
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"1.2" =', '"1.3" =', "expected statement 1.2, found 1.3"),
        ('"1.2" =', '"1.1" =', "made.toml"),
        ('nation = "england"', 'nation = "france"', "nation"),
        ("in_force_from = 2020-01-01", "in_force_from = 2020-01-01\nin_force_to = 2019-12-31", "before in_force_from"),
        ("order = 1", "order = 1\ncolour = 1", "colour"),
        ('kind = "domain"', 'kind = "domain"\nparent = "7"', "no section 7"),
        ('"1.2" = "Does the second thing."', '[sections.topics]\n"1.1" = ["lost"]', "unknown topics: lost"),
        ('title = "First part"', "", "title"),
    ],
)
def test_a_faulty_file_is_refused_by_name(old, new, says):
    assert read_shipped(FILE, name="made.toml").code == "made-2020"
    with pytest.raises(FileWrong, match=r"made\.toml") as wrong:
        read_shipped(FILE.replace(old, new), name="made.toml")
    assert says in str(wrong.value)


def test_the_same_framework_in_two_files_is_refused(tmp_path: Path):
    (tmp_path / "one.toml").write_text(FILE, "utf-8")
    (tmp_path / "two.toml").write_text(FILE, "utf-8")
    with pytest.raises(FileWrong, match="two files hold made-2020"):
        read_folder(tmp_path)


def test_a_folder_of_ones_own_may_supersede_what_is_held(shipped, tmp_path: Path):
    (tmp_path / "one.toml").write_text('supersedes = "kss-2018"' + FILE, "utf-8")
    call_command("load_frameworks", str(tmp_path), stdout=StringIO())
    assert Framework.objects.get(code="made-2020").supersedes.code == "kss-2018"


def test_superseding_what_is_not_held_is_refused(shipped, tmp_path: Path):
    (tmp_path / "one.toml").write_text('supersedes = "older-2010"' + FILE, "utf-8")
    with pytest.raises(FileWrong, match="made-2020 supersedes older-2010, which is not held"):
        services.load_shipped(at=datetime(2027, 1, 1, tzinfo=UTC), folder=tmp_path)
    assert not Framework.objects.filter(code="made-2020").exists()


def test_the_command_says_what_it_did(db):
    first, second = StringIO(), StringIO()
    call_command("load_frameworks", stdout=first)
    call_command("load_frameworks", stdout=second)
    assert first.getvalue().startswith("10 frameworks: ") and " 0 changed, 0 unchanged" in first.getvalue()
    assert "0 rows created, 0 changed" in second.getvalue()


def test_the_command_fails_on_a_faulty_file(db, tmp_path):
    (tmp_path / "made.toml").write_text(FILE.replace("2020-01-01", "soon"), "utf-8")
    with pytest.raises(CommandError, match=r"made\.toml"):
        call_command("load_frameworks", str(tmp_path))
    assert not Framework.objects.exists()


def test_the_list_as_json(shipped, django_assert_num_queries):
    out = StringIO()
    with django_assert_num_queries(2):
        call_command("frameworks", "--json", stdout=out)
    rows = json.loads(out.getvalue())
    assert [(row["code"], row["level"]) for row in rows] == [
        ("pcf-2018", "asye"),
        ("pcf-2018", "social-worker"),
        ("pcf-2018", "experienced"),
        ("pcf-2012", "asye"),
        ("kss-2018", None),
        ("kss-2014", None),
        ("nos-2002", None),
        ("hcpc-sop", None),
        ("hcpc-conduct", None),
        ("employer-standards", None),
    ]
    kss = rows[4]
    assert kss == {
        "code": "kss-2018",
        "title": kss["title"],
        "edition": "2018",
        "nation": "england",
        "level": None,
        "in_force": {"from": "2018-02-01", "to": "2027-03-31"},
        "supersedes": "kss-2014",
        "statements": [3, 4, 3, 3, 3, 4, 3, 3, 3, 3],
    }


def test_the_list_as_a_table(shipped):
    out = StringIO()
    call_command("frameworks", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[0].split()[:3] == ["pcf-2018", "asye", "england"]
    assert lines[0].endswith("68 statements: 12 7 3 6 15 2 13 6 4")
