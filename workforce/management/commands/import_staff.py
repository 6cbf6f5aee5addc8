"""`manage.py import_staff FILE`: people, posts and who stands above whom, from an HR system's export."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workforce.imports.staff import Imported, import_staff
from workforce.management.importing import add_file_arguments, imported, show
from workforce.packs import PackError, load_pack
from workforce.policy_in_force import WITHOUT_AUTHORITY


class Command(BaseCommand):
    help = "Imports a staff export, all of it or nothing. A second run of the same file changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_file_arguments(parser)
        parser.add_argument("--leavers", action="store_true", help="end the posts of people who are not in the file")
        parser.add_argument("--pack", default=WITHOUT_AUTHORITY, help="policy pack, for an authority that is new here")

    def handle(self, *args: Any, file: Path, mapping: Path | None, dry_run: bool, **options: Any) -> None:
        try:
            load_pack(options["pack"])
        except PackError as fault:
            raise CommandError(str(fault)) from fault
        done: Imported = imported(
            file,
            mapping,
            lambda source: import_staff(
                source,
                on=timezone.localdate(),
                at=timezone.now(),
                pack=options["pack"],
                end_leavers=options["leavers"],
                dry_run=dry_run,
            ),
        )
        show(self, file=file, rows=done.rows, counts=done.counts, notes=done.notes, dry_run=dry_run)
        verb = "left" if options["leavers"] else "not in the file; --leavers ends their posts"
        for person in done.missing:
            self.stdout.write(f"{person.name} ({person.employee_number}): {verb}")
