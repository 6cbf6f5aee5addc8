"""`manage.py import_caseloads FILE`: who holds which cases, from a case system's export."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caseloads.imports import Imported
from caseloads.services.feed import bring_in
from workforce.management.importing import add_file_arguments, imported, show


class Command(BaseCommand):
    help = "Imports the day's export of cases and their workers, all of it or nothing. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_file_arguments(parser)
        parser.add_argument("--partial", action="store_true", help="leave cases open that are not in the file")
        parser.add_argument("--accept-shrink", action="store_true", help="close them even where they are many")

    def handle(self, *args: Any, file: Path, mapping: Path | None, dry_run: bool, **options: Any) -> None:
        done: Imported = imported(
            file,
            mapping,
            lambda source: bring_in(
                source,
                on=timezone.localdate(),
                at=timezone.now(),
                partial=options["partial"],
                accept_shrink=options["accept_shrink"],
                dry_run=dry_run,
            ),
        )
        notes = list(_notes(done, partial=options["partial"], dry_run=dry_run))
        show(self, file=file, rows=done.rows, counts=done.counts, notes=notes, dry_run=dry_run)


def _notes(done: Imported, *, partial: bool, dry_run: bool) -> Iterator[str]:
    yield f"open cases kept by this file: {done.open_before:,} before, {done.open_after:,} after"
    if done.missing:
        yield f"{done.missing:,} cases that are not in the file: {'left open' if partial else 'closed'}"
    if done.shrinks and dry_run:
        yield "so many fewer are open that the import asks for --accept-shrink"
