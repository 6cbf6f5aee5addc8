"""Many rows written by few statements: model instances and a CASE for every row take most of an import's time."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

SENT_AT_ONCE = 1_000
Values = tuple[Any, ...]


@contextmanager
def without_collecting() -> Iterator[None]:
    """Hold the collector of circles back: plain tuples by the hundred thousand make it search them over and over."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def rewrite(model: type[models.Model], names: Sequence[str], rows: Sequence[Values]) -> None:
    """Write values into stored rows; each of `rows` is the values of the fields `names`, then the primary key."""
    quote = connection.ops.quote_name
    fields = [*_fields(model, names), model._meta.pk]
    columns = [quote(field.column) for field in fields]
    table, key = quote(model._meta.db_table), columns[-1]
    prepared = _prepared(fields, rows)
    if connection.vendor == "sqlite":
        sets = ", ".join(f"{column} = %s" for column in columns[:-1])
        _each(f"UPDATE {table} SET {sets} WHERE {key} = %s", prepared)
        return
    sets = ", ".join(f"{column} = told.{column}" for column in columns[:-1])
    types = ["bigint" if field.primary_key else field.db_type(connection) for field in fields]
    typed = f"({', '.join(f'%s::{kind}' for kind in types)})"  # the first row says what the columns are
    plain = _marks(fields)
    for some in _pieces(prepared):
        values = ", ".join([typed, *[plain] * (len(some) - 1)])
        told = f"(VALUES {values}) AS told ({', '.join(columns)})"
        _send(f"UPDATE {table} SET {sets} FROM {told} WHERE {table}.{key} = told.{key}", some)


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Values]) -> None:
    """Write new rows; each of `rows` is the values of the fields `names`. No key comes back."""
    quote = connection.ops.quote_name
    fields = _fields(model, names)
    columns = ", ".join(quote(field.column) for field in fields)
    into = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES "
    plain = _marks(fields)
    prepared = _prepared(fields, rows)
    if connection.vendor == "sqlite":
        _each(into + plain, prepared)
        return
    for some in _pieces(prepared):
        _send(into + ", ".join([plain] * len(some)), some)


def _fields(model: type[models.Model], names: Sequence[str]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


def _prepared(fields: Sequence[Any], rows: Sequence[Values]) -> list[Values]:
    """Return the values as the database takes them; a column with one value for all is worked out once."""
    columns = []
    for field, values in zip(fields, zip(*rows, strict=True), strict=False):
        known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
        columns.append([known[value] for value in values])
    return list(zip(*columns, strict=True))


def _marks(fields: Sequence[Any]) -> str:
    return f"({', '.join(['%s'] * len(fields))})"


def _pieces(rows: Sequence[Values]) -> Iterator[Sequence[Values]]:
    for begin in range(0, len(rows), SENT_AT_ONCE):
        yield rows[begin : begin + SENT_AT_ONCE]


def _each(statement: str, rows: Sequence[Values]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _send(statement: str, rows: Sequence[Values]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in row])
