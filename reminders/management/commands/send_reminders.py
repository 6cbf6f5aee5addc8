"""`manage.py send_reminders`: what the scheduled task does, now or as on a day."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from reminders import services
from reminders.models import Notice


class Command(BaseCommand):
    help = "Writes the reminders that are due and sends what is unsent. Running it twice sends nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=dt.date.fromisoformat, help="as on this day (2026-01-31); default today")
        parser.add_argument(
            "--dry-run", action="store_true", help="show who would get how many; write and send nothing"
        )

    def handle(self, *args: Any, on: dt.date | None, dry_run: bool, **options: Any) -> None:
        day = on or timezone.localdate()
        if dry_run:
            self.foretell(day)
            return
        new = services.owe_notices(on=day, at=timezone.now())
        sent = services.send_unsent(at=timezone.now())
        self.stdout.write(f"{counted(new, 'new reminder')}, {counted(sent.mails, 'mail')} sent, {sent.failed} failed")
        if sent.failed:
            raise CommandError("Some mails could not be sent; they are tried again at the next run")

    def foretell(self, day: dt.date) -> None:
        """Do it in a transaction that is taken back, up to the point where a mail would leave."""
        with transaction.atomic():
            services.owe_notices(on=day, at=timezone.now())
            waiting = Notice.objects.unsent().filter(duty__met_at__isnull=True)
            each = Counter(waiting.values_list("recipient__name", "recipient__email"))
            transaction.set_rollback(True)
        for (name, email), count in sorted(each.items()):
            self.stdout.write(f"{name} <{email}>: {counted(count, 'reminder')}")
        self.stdout.write(f"{counted(len(each), 'mail')} would leave; nothing was written or sent (dry run)")


def counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
