from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from frameworks import services
from frameworks.policy.shipped import FileWrong
from frameworks.services.shipping import SHIPPED


class Command(BaseCommand):
    help = "Load the frameworks that ship with the project. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", default=SHIPPED, help="framework files of your own")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            done = services.load_shipped(at=timezone.now(), folder=folder)
        except FileWrong as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(
            f"{done.frameworks} frameworks: {done.created} rows created, {done.changed} changed, "
            f"{done.unchanged} unchanged"
        )
