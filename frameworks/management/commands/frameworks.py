import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from frameworks import queries
from frameworks.queries import Held


class Command(BaseCommand):
    help = "List every framework held, with its dates in force and the number of statements per section."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = queries.held()
        if options["as_json"]:
            self.stdout.write(json.dumps([as_json(row) for row in rows], indent=2))
            return
        for row in rows:
            to = row.in_force_to.isoformat() if row.in_force_to else "open"
            counts = " ".join(map(str, row.statements))
            self.stdout.write(
                f"{row.code:<19} {row.level or '-':<14} {row.nation:<8} {row.in_force_from} to {to:<10} "
                f"{sum(row.statements):>3} statements: {counts}"
            )


def as_json(row: Held) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": row.title,
        "edition": row.edition,
        "nation": row.nation,
        "level": row.level,
        "in_force": {
            "from": row.in_force_from.isoformat(),
            "to": row.in_force_to.isoformat() if row.in_force_to else None,
        },
        "supersedes": row.supersedes,
        "statements": list(row.statements),
    }
