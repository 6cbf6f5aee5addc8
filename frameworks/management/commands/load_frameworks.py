from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from frameworks import services
from frameworks.policy.shipped import FileWrong


class Command(BaseCommand):
    help = "Load the frameworks that ship with the project. Running it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = services.load_shipped(at=timezone.now())
        except FileWrong as wrong:
            raise CommandError(str(wrong)) from wrong
        self.stdout.write(
            f"{done.frameworks} frameworks: {done.created} rows created, {done.changed} changed, "
            f"{done.unchanged} unchanged"
        )
