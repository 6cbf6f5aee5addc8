"""`manage.py verify_records`: every sealed record proves itself, or the place where one does not."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from workforce import seal
from workforce.models import SealedRecord


class Command(BaseCommand):
    help = "Checks every sealed record and the chain; exit status 1 and the place where it breaks."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(seal.breaks())
        if found:
            for place in found:
                self.stderr.write(f"The chain breaks at sealed record {place.number}: {place.reason}")
            sys.exit(1)
        count = SealedRecord.objects.count()
        self.stdout.write(f"{count} sealed {'record' if count == 1 else 'records'}, the chain holds")
