"""`manage.py send_reminders`: what the scheduled task does, now or as on a day."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from reminders import services
from reminders.services.forming import Ready

END_OF_DAY = dt.time(23, 59)


class Command(BaseCommand):
    help = "Writes the reminders that are due and sends what is unsent. Running it twice sends nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=dt.date.fromisoformat, help="by the end of this day (2026-01-31); default now")
        parser.add_argument(
            "--dry-run", action="store_true", help="show who would get how many; write and send nothing"
        )

    def handle(self, *args: Any, on: dt.date | None, dry_run: bool, **options: Any) -> None:
        if dry_run:
            self.foretell(on)
            return
        new, sent = sweep(on, post=None)
        self.stdout.write(f"{counted(new, 'new reminder')}, {counted(sent.mails, 'mail')} sent, {sent.failed} failed")
        if sent.failed:
            raise CommandError("Some mails could not be sent; they are tried again later")

    def foretell(self, on: dt.date | None) -> None:
        """Do it in a transaction that is taken back, with this screen in place of the mail server."""
        lines: list[str] = []

        def show(ready: Ready) -> None:
            person = ready.digest.person
            lines.append(f"{person.name} <{person.email}>: {counted(len(ready.notices), 'reminder')}")

        with transaction.atomic():
            sweep(on, post=show)
            transaction.set_rollback(True)
        for line in sorted(lines):
            self.stdout.write(line)
        self.stdout.write(f"{counted(len(lines), 'mail')} would leave; nothing was written or sent (dry run)")


def sweep(on: dt.date | None, *, post: services.Post | None) -> tuple[int, services.Sent]:
    """Owe and send as the scheduled task does; return how many notices are new and what was sent."""
    now = timezone.now()
    as_of = timezone.make_aware(dt.datetime.combine(on, END_OF_DAY)) if on else now
    new = services.owe_notices(on=timezone.localdate(as_of), at=now)
    return new, services.send_unsent(at=as_of, clock=timezone.now, post=post)


def counted(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
