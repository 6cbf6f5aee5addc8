"""The crosswalk: its file, what it carries, the first draft that ships, and how a statement shows its relatives."""

import tomllib
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from frameworks import services
from frameworks.models import CrosswalkLink, Statement
from frameworks.policy.crosswalk import read_crosswalk, relatives
from frameworks.policy.shipped import FileWrong
from frameworks.queries import relatives as relatives_of
from frameworks.services.beside import statements_by_framework
from frameworks.services.shipping import SHIPPED
from tests.frameworks.conftest import LOADED_AT, make_framework, make_section

HELD = {"old-2010": ["1.1", "1.2"], "new-2020/asye": ["1.1"]}
FILE = """
[[tables]]
from = "old-2010"
to = "new-2020/asye"
links = [
  ["1.1", "1.1", "strong"],
  ["1.2", "1.1", "partial", "Half of it."],
]
"""


def test_a_file_is_read_in_order():
    found = read_crosswalk(FILE, name="made.toml", held=HELD)
    assert [(link.from_number, link.to_number, link.strength, link.note) for link in found] == [
        ("1.1", "1.1", "strong", ""),
        ("1.2", "1.1", "partial", "Half of it."),
    ]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('["1.2"', '["1.9"', "made.toml: tables.0.links.1: old-2010 has no statement 1.9"),
        ('"1.1", "strong"', '"7.1", "strong"', "tables.0.links.0: new-2020/asye has no statement 7.1"),
        ('"strong"', '"weak"', "tables.0.links.0: the strength is strong, partial, related, not weak"),
        ('from = "old-2010"', 'from = "lost"', "tables.0.links.0: no framework lost is held"),
        ('["1.2", "1.1", "partial", "Half of it."]', '["1.1", "1.1", "partial"]', "already given at tables.0.links.0"),
        ('to = "new-2020/asye"', 'to = "old-2010"', "cannot be linked to itself"),
        ('"strong"]', "]", "tables.0.links.0"),
        ("[[tables]]", "[[tables]", "made.toml"),
        ('to = "new-2020/asye"', 'to = "new-2020/asye"\ncolour = 1', "colour"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_key(old, new, says):
    with pytest.raises(FileWrong) as wrong:
        read_crosswalk(FILE.replace(old, new), name="made.toml", held=HELD)
    assert "made.toml" in str(wrong.value) and says in str(wrong.value)


@pytest.mark.rule("FRW-11")
@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ([], {}),
        ([(1, 2, "strong")], {2: "strong"}),
        ([(2, 1, "partial")], {2: "partial"}),
        ([(1, 2, "strong"), (2, 3, "partial")], {2: "strong", 3: "partial"}),
        ([(1, 2, "partial"), (2, 3, "strong")], {2: "partial", 3: "partial"}),
        ([(1, 2, "partial"), (2, 3, "partial")], {2: "partial"}),
        ([(1, 2, "related"), (3, 2, "strong")], {2: "related", 3: "related"}),
        ([(1, 2, "related"), (1, 3, "strong"), (3, 2, "strong")], {2: "strong", 3: "strong"}),
        ([(1, 2, "strong"), (2, 3, "strong"), (3, 4, "strong")], {2: "strong", 3: "strong", 4: "strong"}),
        ([(1, 2, "strong"), (2, 3, "strong"), (3, 4, "strong"), (4, 5, "strong")],
         {2: "strong", 3: "strong", 4: "strong"}),
    ],
)  # fmt: skip
def test_what_says_the_same_carries_on_and_nothing_else_does(pairs, found):
    assert relatives(pairs, 1) == found


def linked(code: str, level: str = "") -> set[str]:
    rows = Statement.objects.filter(section__framework__code=code, section__framework__level=level)
    held = CrosswalkLink.objects.held()
    ends = {key for pair in held.values_list("from_statement", "to_statement") for key in pair}
    return {row.number for row in rows if row.pk not in ends}


@pytest.mark.rule("FRW-11")
@pytest.mark.parametrize(
    ("code", "level"),
    [("nos-2002", ""), ("pcf-2012", "asye"), ("kss-2014", ""), ("kss-2018", "")],
)
def test_every_statement_of_these_is_linked(shipped, code, level):
    assert linked(code, level) == set()


def test_the_draft_is_marked_as_ours_and_goes_step_by_step(shipped):
    links = CrosswalkLink.objects.select_related(
        "from_statement__section__framework", "to_statement__section__framework"
    )
    steps = {(row.from_statement.section.framework.code, row.to_statement.section.framework.code) for row in links}
    assert steps == {
        ("nos-2002", "pcf-2012"),
        ("pcf-2012", "pcf-2018"),
        ("pcf-2018", "kss-2018"),
        ("kss-2014", "kss-2018"),
    }
    assert all(row.is_ours and row.ended_at is None for row in links)


def test_the_file_names_every_end_that_it_has(shipped):
    tables = tomllib.loads((SHIPPED / "crosswalk.toml").read_text("utf-8"))["tables"]
    assert sum(len(table["links"]) for table in tables) == CrosswalkLink.objects.count()


@pytest.fixture
def folder(tmp_path):
    for path in SHIPPED.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    return tmp_path


def test_an_unknown_number_in_the_folder_stops_the_whole_load(db, folder):
    path = folder / "crosswalk.toml"
    path.write_text(path.read_text("utf-8").replace('["1.1", "7.4", "partial"', '["1.99", "7.4", "partial"'), "utf-8")
    with pytest.raises(FileWrong, match=r"crosswalk\.toml: tables\.0\.links\.0: nos-2002 has no statement 1\.99"):
        services.load_shipped(at=LOADED_AT, folder=folder)
    assert not Statement.objects.exists()


def test_a_newer_draft_replaces_only_what_is_still_ours(shipped, folder):
    held = statements_by_framework()
    first, second = (
        CrosswalkLink.objects.get(from_statement=held["nos-2002"]["5.1"], to_statement=held["pcf-2012/asye"]["7.3"]),
        CrosswalkLink.objects.get(from_statement=held["nos-2002"]["5.3"], to_statement=held["pcf-2012/asye"]["5.8"]),
    )
    CrosswalkLink.objects.filter(pk=second.pk).update(is_ours=False)
    path = folder / "crosswalk.toml"
    text = path.read_text("utf-8")
    for old in ('["5.1", "7.3", "strong"]', '["5.3", "5.8", "strong"]'):
        assert old in text
        text = text.replace(old, old.replace("strong", "related"))
    path.write_text(text, "utf-8")
    later = LOADED_AT + timedelta(days=1)
    done = services.load_shipped(at=later, folder=folder)
    assert (done.created, done.changed) == (0, 1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ended_at, second.ended_at, second.strength) == (later, None, "strong")


def two(db) -> tuple[Statement, Statement]:
    for n, code in enumerate(("one-2020", "other-2020")):
        make_section(make_framework(code, order=900 + n), "1", 1)
    one, other = Statement.objects.order_by("section__framework__order")
    return one, other


@pytest.mark.parametrize("fields", [{"strength": "weak"}, {"ended_at": datetime(2020, 1, 1, tzinfo=UTC)}])
def test_the_database_refuses_a_link_that_cannot_be(db, fields):
    one, other = two(db)
    values = {"from_statement": one, "to_statement": other, "strength": "strong", "added_at": LOADED_AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        CrosswalkLink.objects.create(**values | fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        CrosswalkLink.objects.create(**values | {"to_statement": one})
    CrosswalkLink.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        CrosswalkLink.objects.create(**values)


def test_a_statement_shows_its_relatives_by_framework_strongest_first(shipped, reader):
    response = reader.get("/frameworks/nos-2002/5.3/")
    shown = [
        (r.statement.section.framework.code, r.statement.number, r.strength) for r in response.context["relatives"]
    ]
    assert [row for row in shown if row[0] in ("pcf-2018", "pcf-2012")] == [
        ("pcf-2018", "5.10", "strong"),
        ("pcf-2018", "7.5", "partial"),
        ("pcf-2012", "5.8", "strong"),
        ("pcf-2012", "7.5", "partial"),
    ]
    text = response.content.decode()
    assert "Says the same" in text and "First draft by this project" in text and "By way of a statement" in text


def test_an_ended_link_counts_no_more(db):
    one, other = two(db)
    link = CrosswalkLink.objects.create(from_statement=one, to_statement=other, strength="strong", added_at=LOADED_AT)
    assert [relative.statement for relative in relatives_of(None, other)] == [one]
    CrosswalkLink.objects.filter(pk=link.pk).update(ended_at=LOADED_AT)
    assert relatives_of(None, other) == []
