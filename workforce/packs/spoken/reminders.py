"""What a pack says of reminders and of the mail that carries them, in words."""

from __future__ import annotations

from collections.abc import Mapping

from workforce.packs.schema import Pack
from workforce.packs.spoken.wording import RECIPIENTS, Said, Sayer, Table, day_of_year
from workforce.sentences import count, listed

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _reminders(table: Table, pack: Pack, key: str) -> Said:
    return f"reminders: {table['label'].lower()}", [_told(step) for step in table["steps"]]


def _told(step: Table) -> str:
    days, every = step["days"], step.get("every")
    when = "on the day" if not days else f"{count(abs(days), 'day')} {'before' if days < 0 else 'after'}"
    again = f", then every {count(every, 'day')} until it is done or the next step begins" if every else ""
    return f"{when}{again}: {listed([RECIPIENTS.get(one, one) for one in step['to']])}"


def _digest(table: Table, pack: Pack, key: str) -> Said:
    days = [one for one in WEEKDAYS if one in table["weekdays"]]
    quiet = [
        f"{span['label']}: {day_of_year(span['first'])} to {day_of_year(span['last'])}"
        for span in table.get("quiet", {}).values()
    ]
    return "mail with reminders", [
        f"One mail a day at most, from {table['hour']}:00 on {listed([one.capitalize() for one in days])}",
        f"People may choose an hour from {table['earliest']}:00 to {table['latest']}:00, and their own days",
        "Also on bank holidays" if table.get("bank_holidays") else "Not on bank holidays",
        *quiet,
    ]


SAYERS: Mapping[str, Sayer] = {
    "reminders": _reminders,
    "digest": _digest,
}
