"""`manage.py demo`: the demonstration authority, through the importers, relative to today."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workforce import demo
from workforce.imports.faults import FileRefused
from workforce.imports.mapping import MappingWrong
from workforce.verdict import Refused


class Command(BaseCommand):
    help = "Loads the demonstration authority into an empty database. A second run changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=dt.date.fromisoformat, help="tell it as on this day, for example 2026-01-31")

    def handle(self, *args: Any, on: dt.date | None, **options: Any) -> None:
        try:
            lines = demo.load(on=on or timezone.localdate(), at=timezone.now())
        except (Refused, FileRefused, MappingWrong) as refused:
            raise CommandError(str(refused)) from refused
        for line in lines:
            self.stdout.write(line)
