from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from frameworks import services
from frameworks.policy import licensed
from frameworks.policy.licensed import Row, TextWrong

LARGEST_FILE = 5 * 1024 * 1024


class Command(BaseCommand):
    help = "Replace our summaries by the licensed text in a CSV file with the columns code, level, number, text."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            difference = services.import_licensed(rows=read(file), at=timezone.now(), dry_run=dry_run)
        except TextWrong as wrong:
            raise CommandError(f"{file.name} was not imported:\n{wrong}") from wrong
        for change in difference.changes:
            self.stdout.write(f"{change.framework}, {change.number}\n  - {change.was}\n  + {change.becomes}")
        verb = "would change" if dry_run else "changed"
        self.stdout.write(f"{len(difference.changes)} statements {verb}, {difference.unchanged} stay as they are")


def read(file: Path) -> list[Row]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise CommandError(f"{file.name} is larger than {LARGEST_FILE // 1024 // 1024} MB")
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return licensed.read_rows(stream)
    except OSError as error:
        raise CommandError(f"{file.name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{file.name} is not UTF-8 text: save it as CSV UTF-8") from error
