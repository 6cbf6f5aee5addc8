"""Print what the JSON of a portfolio's archive holds, as JSON Schema: docs/portfolio-archive.schema.json is this."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from asye.queries.archive import archive_model


class Command(BaseCommand):
    help = "Print the JSON Schema of a portfolio's archive"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(archive_model().model_json_schema(), indent=1, sort_keys=True))
