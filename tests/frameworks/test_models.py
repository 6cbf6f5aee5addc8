"""What the database refuses about frameworks, and which rows the querysets give."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from frameworks.models import Framework, Section, Statement
from tests.frameworks.conftest import LOADED_AT, make_framework, make_section


@pytest.mark.parametrize(
    "fields",
    [
        {"in_force_to": date(2019, 12, 31)},
        {"nation": "france"},
        {"kind": "fashion"},
        {"level": "expert"},
    ],
)
def test_the_database_refuses_a_framework_that_cannot_be(db, fields):
    make_framework("sound-2020", in_force_to=date(2020, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        make_framework(**fields)


def test_a_code_has_each_level_once(db):
    make_framework(level="asye")
    make_framework(level="experienced")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_framework(level="asye")


@pytest.mark.parametrize(
    "fields",
    [
        {"number": "1.1", "order": 9, "summary": "A number twice."},
        {"number": "1.9", "order": 1, "summary": "A place twice."},
        {"number": "1.9", "order": 9, "summary": ""},
        {"number": "1.9", "order": 9, "summary": "Licensed, no date.", "licensed": "Text"},
        {"number": "1.9", "order": 9, "summary": "A date, not licensed.", "licensed_at": LOADED_AT},
    ],
)
def test_the_database_refuses_a_statement_that_cannot_be(db, fields):
    section = make_section(make_framework(), "1", 2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.create(section=section, **fields)
    Statement.objects.create(section=section, number="1.3", order=3, summary="Sound.")


def test_a_framework_in_use_cannot_be_deleted(db):
    framework = make_framework()
    make_section(framework, "1", 1)
    with pytest.raises(ProtectedError):
        framework.delete()
    with pytest.raises(ProtectedError):
        framework.sections.get().delete()


@pytest.mark.rule("FRW-07")
@pytest.mark.parametrize(
    ("on", "held"),
    [(date(2019, 12, 31), False), (date(2020, 1, 1), True), (date(2021, 6, 30), True), (date(2021, 7, 1), False)],
)
def test_in_force_counts_both_ends(db, on, held):
    framework = make_framework(in_force_to=date(2021, 6, 30))
    make_section(framework, "1", 1)
    assert Framework.objects.in_force(on).exists() is held
    assert Statement.objects.in_force(on).exists() is held
    assert framework.is_in_force(on) is held


def test_an_open_edition_stays_in_force(db):
    framework = make_framework()
    assert Framework.objects.in_force(date(2099, 1, 1)).get() == framework
    assert framework.is_in_force(date(2099, 1, 1))


def test_statements_come_in_the_order_of_the_source(db):
    framework = make_framework()
    make_section(framework, "2", 1)
    make_section(framework, "1", 11)
    numbers = [row.number for row in Statement.objects.of(framework)]
    assert numbers == [*(f"1.{n}" for n in range(1, 12)), "2.1"]


def test_sections_that_only_group_are_left_out(db):
    framework = make_framework()
    group = Section.objects.create(framework=framework, kind="key-role", number="1", title="Group", order=8)
    part = make_section(framework, "1", 2, parent=group)
    assert list(Section.objects.with_statements()) == [part]


@pytest.mark.parametrize(
    ("words", "found"), [("1.2", ["1.2"]), ("thing 2 of", ["1.2"]), ("THING part", ["1.1", "1.2"]), ("x", [])]
)
def test_search_wants_every_word(db, words, found):
    make_section(make_framework(), "1", 2)
    assert [row.number for row in Statement.objects.matching(words).order_by("order")] == found
