"""The chain proves itself, and says where it breaks."""

import pytest
from django.db import connection

from tests.factories import NOW, PersonFactory
from workforce.models import SealedRecord
from workforce.seal import breaks, canonical, digest, seal


@pytest.fixture
def three(db: None) -> list[SealedRecord]:
    signer = PersonFactory()
    return [seal(kind="test", snapshot={"n": n}, signer=signer, at=NOW) for n in (1, 2, 3)]


def tamper(sql: str) -> None:
    """Change a row behind the database's back, as somebody with its password could."""
    table = SealedRecord._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(sql)
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        else:
            cursor.execute(f"DROP TRIGGER {table}_refuses_update")
            cursor.execute(f"DROP TRIGGER {table}_refuses_delete")
            cursor.execute(sql)


def test_an_untouched_chain_holds(three: list[SealedRecord]) -> None:
    assert list(breaks()) == []
    assert [record.previous_sha256 for record in three[1:]] == [record.sha256 for record in three[:2]]


def test_changed_content_shows(three: list[SealedRecord]) -> None:
    tamper(f"UPDATE workforce_sealedrecord SET content = replace(content, '2', '9') WHERE id = {three[1].pk}")
    assert [found.number for found in breaks()] == [2]


def test_a_missing_record_shows(three: list[SealedRecord]) -> None:
    tamper(f"DELETE FROM workforce_sealedrecord WHERE id = {three[1].pk}")
    assert [found.number for found in breaks()] == [2]


def test_a_record_sealed_anew_breaks_the_next(three: list[SealedRecord]) -> None:
    forged = digest(three[0].sha256, "forged")
    tamper(f"UPDATE workforce_sealedrecord SET content = 'forged', sha256 = '{forged}' WHERE id = {three[1].pk}")
    assert [found.number for found in breaks()] == [3]


def test_canonical_form_does_not_depend_on_order() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'
