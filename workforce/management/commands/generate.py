"""`manage.py generate`: a large made-up authority in an empty database, the same for the same seed, for benchmarks."""

from __future__ import annotations

import datetime as dt
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from workforce.generate import Plan, generate
from workforce.verdict import Refused


class Command(BaseCommand):
    help = "Fills an empty database with a made-up authority: the same rows for the same numbers, seed and day."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=500, help="how many people, at least 50")
        parser.add_argument("--years", type=int, default=10, help="over how many years, up to today")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--on", type=dt.date.fromisoformat, help="up to this day (2026-01-31) instead of today")

    def handle(self, *args: Any, people: int, years: int, seed: int, on: dt.date | None, **options: Any) -> None:
        began = time.monotonic()
        try:
            lines = generate(Plan(people=people, years=years, seed=seed, on=on or timezone.localdate()))
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        # After so many new rows the database would plan by what it knew of the empty tables.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        for line in lines:
            self.stdout.write(line)
        self.stdout.write(f"in {time.monotonic() - began:.0f} s")
