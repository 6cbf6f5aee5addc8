"""The embedded database, migrated once for the same migrations and copied for later runs: thirteen seconds each."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

import django
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
OPERATIONS = ("workforce/append_only.py", "frameworks/searchable.py", "supervision/kept.py")


def fingerprint() -> str:
    """Return what tells these migrations, the operations they use and this Django from any others."""
    told = hashlib.sha256(django.__version__.encode())
    for file in sorted([*ROOT.glob("*/migrations/*.py"), *(ROOT / name for name in OPERATIONS)]):
        told.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return told.hexdigest()[:16]


def begin_with(stored: Path) -> bool:
    """Put the stored database where the test database will be looked for; say whether there was one."""
    if connection.vendor != "sqlite" or not stored.exists():
        return False
    shutil.copyfile(stored, connection.settings_dict["TEST"]["NAME"])
    return True


def keep(stored: Path) -> None:
    """Store the migrated test database for the next run, unless another process has already."""
    if connection.vendor != "sqlite" or stored.exists():
        return
    being_written = stored.with_suffix(f".{os.getpid()}")
    if "django_migrations" not in connection.introspection.table_names():
        return  # none of the tests of this run asked for a database
    with contextlib.closing(sqlite3.connect(being_written)) as target:
        connection.connection.backup(target)
    being_written.replace(stored)
