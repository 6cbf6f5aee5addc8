"""A migration step that keeps a model's words in a full-text index of the database, on both engines.

PostgreSQL gets a generated column with a GIN index, SQLite an FTS5 table that triggers keep in step: rows are found
however they were written. SQLite drops triggers when a table is made anew, so a later change of the model's table
needs this step again; the suite looks for the triggers.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

COLUMN = "search_words"


class Searchable(Operation):
    """Index `title` (counts more) and `body` of a model; either may name several columns, or none."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, title: list[str], body: list[str]) -> None:
        self.model, self.title, self.body = model, title, body

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in (self._postgresql if editor.connection.vendor == "postgresql" else self._sqlite)(table):
            editor.execute(statement)

    def database_backwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        if editor.connection.vendor == "postgresql":
            editor.execute(f"ALTER TABLE {table} DROP COLUMN {COLUMN}")
            return
        for deed in ("insert", "update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_search_{deed}")
        editor.execute(f"DROP TABLE {index_of(table)}")

    def describe(self) -> str:
        return f"Make {self.model} searchable"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.model, self.title, self.body], {}

    def _postgresql(self, table: str) -> list[str]:
        words = " || ".join(
            f"setweight(to_tsvector('english', {_joined(columns)}), '{weight}')"
            for columns, weight in ((self.title, "A"), (self.body, "B"))
        )
        return [
            f"ALTER TABLE {table} ADD COLUMN {COLUMN} tsvector GENERATED ALWAYS AS ({words}) STORED",
            # Without a list of pending entries, which every search would read through until the next vacuum.
            f"CREATE INDEX {table}_{COLUMN} ON {table} USING gin ({COLUMN}) WITH (fastupdate = off)",
        ]

    def _sqlite(self, table: str) -> list[str]:
        index = index_of(table)
        new = f"new.id, {_joined(self.title, 'new.')}, {_joined(self.body, 'new.')}"
        columns = ", ".join([*self.title, *self.body])
        put = f"INSERT INTO {index} (rowid, title, body) VALUES ({new})"
        return [
            f"CREATE VIRTUAL TABLE {index} USING fts5(title, body, tokenize = 'porter unicode61 remove_diacritics 2')",
            f"INSERT INTO {index} (rowid, title, body) "
            f"SELECT id, {_joined(self.title)}, {_joined(self.body)} FROM {table}",
            f"CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN {put}; END",
            f"CREATE TRIGGER {table}_search_update AFTER UPDATE OF {columns} ON {table} "
            f"BEGIN DELETE FROM {index} WHERE rowid = old.id; {put}; END",
            f"CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} "
            f"BEGIN DELETE FROM {index} WHERE rowid = old.id; END",
        ]


class NoLongerSearchable(Searchable):
    """Take the index away, as before a change of the table; it is laid again by the step that follows."""

    def database_forwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_backwards(app_label, editor, from_state, to_state)

    def database_backwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        super().database_forwards(app_label, editor, from_state, to_state)

    def describe(self) -> str:
        return f"Make {self.model} no longer searchable"


def index_of(table: str) -> str:
    """The FTS5 table beside a table of ours."""
    return f"{table}_search"


def _joined(columns: list[str], of: str = "") -> str:
    return " || ' ' || ".join(f"{of}{column}" for column in columns) or "''"
