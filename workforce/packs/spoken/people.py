"""What a pack says of people, in words: services, pauses, entitlements, concerns, how long records are kept."""

from __future__ import annotations

from collections.abc import Mapping

from workforce.packs.schema import Pack
from workforce.packs.spoken.wording import PARTIES, RECIPIENTS, STAGES, Said, Sayer, Table, within, words
from workforce.sentences import count, listed

EVENTS = {"leaving": "the person has left", "decision": "the decision", "record": "it was recorded"}


def _service(table: Table, pack: Pack, key: str) -> Said:
    return table["short"], [table["label"]]


def _reason(table: Table, pack: Pack, key: str) -> Said:
    if not table.get("allowed", True):
        return table["label"], ["The clock does not stop for it"]
    longer = table.get("longer_than_days")
    cap = table.get("cap_months")
    return table["label"], [
        f"Stops the clock when longer than {longer} days" if longer else "Stops the clock",
        f"For at most {count(cap, 'month')}" if cap else "",
    ]


def _entitlement(table: Table, pack: Pack, key: str) -> Said:
    month = table.get("from_month")
    return f"{table['label']}, for {STAGES.get(table['stage'], words(table['stage']))}", [
        f"{table['amount']:g} {table['unit']}{f', from month {month}' if month else ''}"
    ]


def _concern_stage(table: Table, pack: Pack, key: str) -> Said:
    readers = [PARTIES.get(one) or RECIPIENTS.get(one) or one for one in table["read_by"]]
    return f"a concern about progress: {within(table['label'])}", [
        f"Led by the {PARTIES.get(table['led_by']) or RECIPIENTS.get(table['led_by'])}",
        f"They meet within {count(table['meet_within_days'], 'day')}",
        f"It is looked at again within {count(table['review_within_days'], 'day')} of the meeting",
        f"Read by: {listed(readers)}",
    ]


def _retention(table: Table, pack: Pack, key: str) -> Said:
    kept = pack.retention[key.rpartition(".")[2]]
    return f"{kept.label} are kept", [f"{kept.length} after {EVENTS[kept.after]}"]


SAYERS: Mapping[str, Sayer] = {
    "services": _service,
    "programme.pauses.reasons": _reason,
    "people.entitlements": _entitlement,
    "people.progress_concerns.stages": _concern_stage,
    "retention": _retention,
}
