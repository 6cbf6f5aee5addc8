"""What the commands that import files have in common: their arguments, and what they say."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workforce.imports.changes import Count
from workforce.imports.faults import FileRefused
from workforce.imports.mapping import Mapping as FileMapping
from workforce.imports.mapping import MappingWrong
from workforce.imports.table import Source


def add_file_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the CSV file")
    parser.add_argument("--mapping", type=Path, help="how its headers read as ours; else the .toml of the same name")
    parser.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")


def imported(file: Path, mapping: Path | None, deed: Callable[[Source], Any]) -> Any:
    """Do the import, or say line by line what is wrong; nothing is written then and the exit status is 1."""
    try:
        return deed(Source(file, FileMapping.for_file(file, mapping)))
    except MappingWrong as wrong:
        raise CommandError(f"Nothing was written. {wrong}") from wrong
    except FileRefused as refused:
        lines = "\n".join(f"{file.name}, {line}" for line in refused.lines())
        count = len(refused.faults)
        raise CommandError(f"{lines}\nNothing was written: {count} {'fault' if count == 1 else 'faults'}") from refused


def show(
    command: BaseCommand, *, file: Path, rows: int, counts: Mapping[str, Count], notes: Iterable[str], dry_run: bool
) -> None:
    """Print one line a kind of record."""
    command.stdout.write(f"{file.name}: {rows} rows, {'nothing written (dry run)' if dry_run else 'imported'}")
    command.stdout.write(f"{'':<16}{'added':>8}{'changed':>9}{'ended':>7}{'unchanged':>11}")
    for kind, count in counts.items():
        numbers = f"{count.added:>8}{count.changed:>9}{count.ended:>7}{count.unchanged:>11}"
        command.stdout.write(f"{kind:<16}{numbers}")
    for note in notes:
        command.stdout.write(note)
