"""The embedded database, opened as config.settings opens it, whatever engine the suite itself runs on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from config.settings import SQLITE_OPTIONS


@pytest.fixture
def embedded(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "own.sqlite3", "OPTIONS": SQLITE_OPTIONS}
    connection = ConnectionHandler({"default": database})["default"]
    with django_db_blocker.unblock():
        yield connection
        connection.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    (("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2), ("busy_timeout", 20_000)),
)
def test_what_was_acknowledged_is_on_disk_and_whole(embedded: BaseDatabaseWrapper, pragma: str, value: object) -> None:
    with embedded.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)


def test_a_transaction_takes_the_lock_when_it_begins(embedded: BaseDatabaseWrapper) -> None:
    embedded.ensure_connection()
    assert embedded.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]


def test_a_row_cannot_point_at_nothing(embedded: BaseDatabaseWrapper) -> None:
    with embedded.cursor() as cursor:
        cursor.execute("CREATE TABLE team (id INTEGER PRIMARY KEY)")
        cursor.execute("CREATE TABLE post (team_id INTEGER REFERENCES team (id))")
        with pytest.raises(IntegrityError):
            cursor.execute("INSERT INTO post VALUES (1)")
