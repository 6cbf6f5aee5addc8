"""`manage.py import_caseloads FILE`: who holds which cases, from a case system's export."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from caseloads.imports import Imported, import_caseloads
from workforce.management.importing import add_file_arguments, imported, show


class Command(BaseCommand):
    help = "Imports an export of cases and their workers, all of it or nothing. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_file_arguments(parser)
        parser.add_argument(
            "--end-missing", action="store_true", help="end allocations on cases that are not in the file"
        )

    def handle(self, *args: Any, file: Path, mapping: Path | None, dry_run: bool, **options: Any) -> None:
        end_missing = options["end_missing"]
        done: Imported = imported(
            file,
            mapping,
            lambda source: import_caseloads(
                source, on=timezone.localdate(), at=timezone.now(), end_missing=end_missing, dry_run=dry_run
            ),
        )
        verb = "ended" if end_missing else "left open; --end-missing ends them"
        notes = [f"{done.missing} allocations on cases that are not in the file: {verb}"] if done.missing else []
        show(self, file=file, rows=done.rows, counts=done.counts, notes=notes, dry_run=dry_run)
