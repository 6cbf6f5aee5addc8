"""A migration step: once a row is sealed the database refuses to change or delete it, on both engines."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

from workforce.append_only import REFUSES


class KeptOnceSealed(Operation):
    """Refuse UPDATE and DELETE of sealed rows; with `part_of`, also INSERT of a row under a sealed one.

    The model has a column `sealed`; `part_of` names the foreign key to a model that has one too.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, model: str, part_of: str = "") -> None:
        self.model, self.part_of = model, part_of

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model)
        build = _postgresql if editor.connection.vendor == "postgresql" else _sqlite
        for statement in build(model, self.part_of):
            editor.execute(statement)

    def database_backwards(self, app_label: str, editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        on_table = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for deed in ("update", "delete", "insert"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_sealed_{deed}{on_table}")

    def describe(self) -> str:
        return f"Refuse changes to a sealed {self.model}"

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return self.__class__.__name__, [self.model, self.part_of], {}


def _whole(model: Any, part_of: str) -> str:
    """The condition that the row it would belong to is sealed."""
    field = model._meta.get_field(part_of)
    return f"SELECT sealed FROM {field.related_model._meta.db_table} WHERE id = NEW.{field.column}"


def _sqlite(model: Any, part_of: str) -> list[str]:
    table = model._meta.db_table
    when = {"update": "OLD.sealed", "delete": "OLD.sealed"}
    if part_of:
        when["insert"] = f"({_whole(model, part_of)})"
    return [
        f"CREATE TRIGGER {table}_sealed_{deed} BEFORE {deed.upper()} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSES}'); END"
        for deed, condition in when.items()
    ]


def _postgresql(model: Any, part_of: str) -> list[str]:
    """`refuse_change` is the function that the append-only tables of this database use already."""
    table = model._meta.db_table
    triggers = [
        f"CREATE TRIGGER {table}_sealed_{deed} BEFORE {deed.upper()} ON {table} "
        "FOR EACH ROW WHEN (OLD.sealed) EXECUTE FUNCTION refuse_change()"
        for deed in ("update", "delete")
    ]
    if not part_of:
        return triggers
    function = (
        f"CREATE OR REPLACE FUNCTION {table}_refuse_addition() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF ({_whole(model, part_of)}) THEN "
        f"RAISE EXCEPTION '{REFUSES}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )
    insert = (
        f"CREATE TRIGGER {table}_sealed_insert BEFORE INSERT ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse_addition()"
    )
    return [*triggers, function, insert]
