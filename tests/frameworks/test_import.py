"""import_framework: the licensed text of an authority, line by line, all or none."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from frameworks.models import Statement
from frameworks.policy import licensed
from frameworks.policy.licensed import Row, TextWrong

HEADER = ["code", "level", "number", "text"]
HELD = {("pcf-2018", "asye"): ["1.1", "1.2", "2.1"], ("kss-2018", ""): ["1.1"]}


def rows_of(*given: tuple[str, str, str]) -> list[Row]:
    """Rows from line 2 on: framework as code/level, number, text."""
    return [
        Row(line, *framework.partition("/")[::2], number, text)
        for line, (framework, number, text) in enumerate(given, 2)
    ]


WHOLE = (("pcf-2018/asye", "1.1", "One"), ("pcf-2018/asye", "1.2", "Two"), ("pcf-2018/asye", "2.1", "Three"))


@pytest.mark.rule("FRW-08")
@pytest.mark.parametrize(
    ("given", "problems"),
    [
        (WHOLE, []),
        (WHOLE[::-1], []),
        ((*WHOLE, ("kss-2018", "1.1", "Four")), []),
        (WHOLE[:2], ["line 3: statement 2.1 of pcf-2018 at level asye is missing after this line"]),
        (WHOLE[1:], ["line 2: statement 1.1 of pcf-2018 at level asye is missing after this line"]),
        ((*WHOLE, WHOLE[0]), ["line 5: statement 1.1 was already given on line 2"]),
        ((*WHOLE, ("pcf-2018/asye", "9.9", "?")), ["line 5: pcf-2018 at level asye has no statement 9.9"]),
        ((*WHOLE, ("pcf-2018/asye", "", "?")), ["line 5: pcf-2018 at level asye has no statement (blank)"]),
        ((*WHOLE, ("pcf-2018", "1.1", "?")), ["line 5: no framework pcf-2018 (no level) is held"]),
        ((*WHOLE, ("kss-2018/asye", "1.1", "?")), ["line 5: no framework kss-2018 at level asye is held"]),
        ((*WHOLE[:2], ("pcf-2018/asye", "2.1", "")), ["line 4: statement 2.1 has no text"]),
        ((*WHOLE[:2], ("pcf-2018/asye", "2.1", "x" * 4001)), ["line 4: statement 2.1 is longer than 4000 characters"]),
        ((), ["line 1: the file has no statements"]),
    ],
)
def test_every_fault_is_named_with_its_line(given, problems):
    if not problems:
        assert licensed.check(rows_of(*given), HELD) is None
        return
    with pytest.raises(TextWrong) as wrong:
        licensed.check(rows_of(*given), HELD)
    assert list(wrong.value.problems) == problems


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: the columns must be code, level, number, text; found none"),
        ("code,number,text\n", "line 1: the columns must be"),
        ("code,level,number,text,note\n", "line 1: the columns must be"),
        ('code,level,number,text\na,b,1.1,"two\nlines"\na,b\n', "line 4: expected 4 columns, found 2"),
        ('code,level,number,text\na,b,1.1,"open\n', "line 2"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused(text, says):
    with pytest.raises(TextWrong) as wrong:
        licensed.read_rows(StringIO(text, newline=""))
    assert str(wrong.value).startswith(says)


def test_rows_are_read_with_the_line_they_begin_on():
    text = 'Number,Text,Code,Level\n1.1,"over\ntwo lines",pcf-2018, asye \n\n1.2,next,pcf-2018,asye\n'
    assert licensed.read_rows(StringIO(text, newline="")) == [
        Row(2, "pcf-2018", "asye", "1.1", "over two lines"),
        Row(5, "pcf-2018", "asye", "1.2", "next"),
    ]


def kss() -> list[Statement]:
    return list(Statement.objects.filter(section__framework__code="kss-2018").order_by("section__order", "order"))


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEADER, *rows])
    return path


def licensed_rows() -> list[list[str]]:
    return [["kss-2018", "", row.number, f"Publisher's words for {row.number}"] for row in kss()]


def run(*args: object) -> str:
    out = StringIO()
    call_command("import_framework", *map(str, args), stdout=out)
    return out.getvalue()


@pytest.mark.rule("FRW-08")
def test_the_licensed_text_replaces_our_summary_and_twice_changes_nothing(shipped, tmp_path):
    file = write(tmp_path / "kss.csv", licensed_rows())
    ours = {row.number: row.summary for row in kss()}
    assert run(file).splitlines()[-1] == "32 statements changed, 0 stay as they are"
    held = kss()
    assert [row.text for row in held] == [f"Publisher's words for {row.number}" for row in held]
    assert {row.number: row.summary for row in held} == ours
    before = [(row.licensed, row.licensed_at) for row in held]
    assert run(file).strip() == "0 statements changed, 32 stay as they are"
    assert [(row.licensed, row.licensed_at) for row in kss()] == before


@pytest.mark.rule("FRW-08")
def test_a_dry_run_shows_the_difference_and_writes_nothing(shipped, tmp_path):
    file = write(tmp_path / "kss.csv", licensed_rows())
    shown = run(file, "--dry-run")
    first = kss()[0]
    assert shown.splitlines()[:3] == [
        "kss-2018 (no level), 1.1",
        f"  - {first.summary}",
        "  + Publisher's words for 1.1",
    ]
    assert shown.splitlines()[-1] == "32 statements would change, 0 stay as they are"
    assert not Statement.objects.exclude(licensed="").exists()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda rows: rows[:4] + rows[5:], "line 5: statement 2.2 of kss-2018"),
        (lambda rows: [*rows, rows[3]], "line 34: statement 2.1 was already given on line 5"),
        (lambda rows: [*rows, ["kss-2018", "", "11.1", "?"]], "line 34: kss-2018 (no level) has no statement 11.1"),
        (lambda rows: [*rows, ["kss-1999", "", "1.1", "?"]], "line 34: no framework kss-1999"),
    ],
)
def test_a_wrong_file_exits_with_its_line_and_writes_nothing(shipped, tmp_path, spoil, says):
    file = write(tmp_path / "kss.csv", spoil(licensed_rows()))
    with pytest.raises(CommandError) as wrong:
        run(file)
    assert wrong.value.returncode == 1
    assert says in str(wrong.value)
    assert not Statement.objects.exclude(licensed="").exists()


def test_a_file_that_cannot_be_read_is_refused(shipped, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "nowhere.csv")
    (tmp_path / "latin.csv").write_bytes("code,level,number,text\nkss-2018,,1.1,caf\xe9\n".encode("latin-1"))
    with pytest.raises(CommandError, match="not UTF-8"):
        run(tmp_path / "latin.csv")
    (tmp_path / "long.csv").write_bytes(b"," * (5 * 1024 * 1024 + 1))
    with pytest.raises(CommandError, match="larger than 5 MB"):
        run(tmp_path / "long.csv")
