"""Nothing that hangs on a person's year is forgotten: it goes along, or stays for a reason that is written down."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from asye.models import Portfolio
from asye.queries.archive import KINDS
from asye.queries.archive.register import APPS_LEFT_OUT, LEFT_OUT, TAKEN
from tests.asye.archives import brought, content, data, elsewhere, filled, made
from tests.house import House
from workforce.models import Person, Stage

OURS = ("frameworks", "workforce", "reminders", "supervision", "caseloads", "asye", "progression")


def hangs() -> set[str]:
    """Every model of ours from which foreign keys lead to a person, a stage or a year, however far."""
    every = [one for name in OURS for one in apps.get_app_config(name).get_models(include_auto_created=True)]
    keys = {one: {field.related_model for field in one._meta.get_fields() if _is_key(field)} for one in every}
    found: set[type[models.Model]] = {Person, Stage, Portfolio}
    while more := {one for one, to in keys.items() if to & found} - found:
        found |= more
    return {one._meta.label for one in found}


def _is_key(field: Any) -> bool:
    return bool((field.many_to_one or field.one_to_one) and field.concrete)


def test_every_model_that_hangs_on_a_year_goes_along_or_stays_for_a_reason() -> None:
    known = {*TAKEN, *LEFT_OUT}
    forgotten = {label for label in hangs() - known if label.split(".")[0] not in APPS_LEFT_OUT}
    assert forgotten == set()
    assert known - {one._meta.label for one in apps.get_models(include_auto_created=True)} == set()
    assert TAKEN.keys() & LEFT_OUT.keys() == set()
    assert all(reason.strip() for reason in (*LEFT_OUT.values(), *APPS_LEFT_OUT.values()))


@pytest.fixture
def whole(house: House, settings: Any) -> tuple[bytes, set[str]]:
    """An archive of a year with something of every kind, and the tables it was made from."""
    settings.AUTHORITY_NAME = "Northshire"
    filled(house)
    with CaptureQueriesContext(connection) as held:
        archive = made(house)
    return content(archive), _tables(held)


def _tables(held: CaptureQueriesContext) -> set[str]:
    return {table for query in held.captured_queries for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}


def test_an_archive_is_made_from_the_tables_that_are_said_to_go_along(
    house: House, whole: tuple[bytes, set[str]], settings: Any
) -> None:
    there = elsewhere(house)
    brought(house, whole[0], there)
    year = Portfolio.objects.get(practitioner=there)
    Portfolio.objects.filter(pk=year.pk).update(status="submitted")  # what a panel decides is asked for only then
    with CaptureQueriesContext(connection) as held:
        made(dataclasses.replace(house, portfolio=year, practitioner=there))
    read = whole[1] | _tables(held)
    tables = {label: apps.get_model(label)._meta.db_table for label in TAKEN}
    assert {label for label, table in tables.items() if table not in read} == set()


def test_a_year_that_is_full_has_something_of_every_kind(whole: tuple[bytes, set[str]]) -> None:
    told = data(whole[0])["records"]
    # An outcome comes with the panel; the rest a year has while it runs.
    assert {kind.name for kind in KINDS if not told[kind.name]} == {"outcome"}
