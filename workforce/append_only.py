"""A migration step that makes the database itself refuse to change or delete rows of a table, on both engines."""

from typing import Any

from django.db.migrations.operations.base import Operation

REFUSES = "This record is kept as it is"


class AppendOnly(Operation):
    """Install triggers that refuse UPDATE and DELETE on a model's table."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in (_postgresql if editor.connection.vendor == "postgresql" else _sqlite)(table):
            editor.execute(statement)

    def database_backwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for deed in ("update", "delete"):
            on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_refuses_{deed}{on_table}")

    def describe(self) -> str:
        return f"Refuse changes to {self.model}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.model], {}


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSES}'); END"
        for deed in ("update", "delete")
    ]


def _postgresql(table: str) -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSES}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    triggers = [
        f"CREATE TRIGGER {table}_refuses_{deed} BEFORE {deed.upper()} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for deed in ("update", "delete")
    ]
    return [function, *triggers]
