"""What a pack says of the ASYE year, in words: its programmes with their forms, its milestones and its evidence."""

from __future__ import annotations

from collections.abc import Mapping

from workforce.packs.schema import Pack
from workforce.packs.schema.templates import Template
from workforce.packs.spoken.wording import PARTIES, Said, Sayer, Table, value, within, words
from workforce.sentences import count, either, listed


def _milestone(table: Table, pack: Pack, key: str) -> Said:
    months, early, late = (table.get(name, 0) for name in ("after_months", "window_days_before", "window_days_after"))
    window = listed([f"{days} days {word}" for days, word in ((early, "before"), (late, "after")) if days])
    return table["label"], [
        f"{count(months, 'month')} after the start" if months else "At the start",
        f"May be held from {window}".replace(" and ", " to ") if window else "",
    ]


def _evidence(table: Table, pack: Pack, key: str) -> Said:
    assessor = table.get("by_assessor")
    by = f", {assessor} of them by the assessor" if assessor else ""
    return table["label"], [f"At least {table['minimum']}{by}"]


def _submission(table: Table, pack: Pack, key: str) -> Said:
    rule = pack.asye.submission
    unit = rule.unit.rstrip("s").replace("_", " ") if rule else "day"
    anchor = "after the anniversary of the start" if table.get("anchor") == "after_anniversary" else "before the panel"
    return "portfolios are submitted", [f"{count(table['lead'], unit)} {anchor}"]


def _programme(table: Table, pack: Pack, key: str) -> Said:
    """A programme, one of its forms, or one of its meetings."""
    _, _, code, *inside = key.split(".")
    template = pack.asye.programmes[code]
    if inside[:1] == ["forms"]:
        form = template.forms[inside[1]]
        asked = [f"{prompt.label} ({PARTIES[prompt.asked_of]})" for prompt in form.prompts.values()]
        signed = listed([PARTIES[party] for party in form.signed_by])
        return f"form: {form.label} ({template.label})", [f"Signed in order by: {signed}", *asked]
    if inside[:1] == ["self_assessment"]:
        return _self_assessment(table, pack, key)
    if inside[:1] == ["written_work"]:
        return _written_work(table, pack, key)
    if inside[:1] == ["meetings"]:
        return _meeting(pack, template, inside[1])
    parts = [f"{part.label}, months {part.from_month} to {part.to_month}" for part in template.parts.values()]
    asked = [f"{words(name)}: at least {one.minimum}" for name, one in template.evidence.items()]
    times = listed([words(name).lower() for name in template.self_assessments])
    asked += [f"Self-assessment: {times}"] if times else []
    return f"programme: {template.label}", [f"Edition {template.edition}", f"{template.months} months", *parts, *asked]


def _meeting(pack: Pack, template: Template, key: str) -> Said:
    meeting = template.meetings[key]
    known = {**pack.asye.steps, **pack.asye.milestones}
    months = known[key].after_months if key in known else meeting.after_months or 0
    by_then = listed([f"{number} {words(name).lower()}" for name, number in meeting.evidence.items()])
    return f"{meeting.label} ({template.label})", [
        f"{count(months, 'month')} after the start" if months else "At the start",
        "Held if somebody asks for it" if meeting.optional else "",
        f"Evidence by then, at least: {by_then}" if by_then else "",
    ]


def _self_assessment(table: Table, pack: Pack, key: str) -> Said:
    times = [
        f"{one['label']}: {count(one['after_months'], 'month')} after the start, "
        f"within {count(one['within_days'], 'day')}"
        for one in table["times"].values()
    ]
    return f"form: {table['label']}", [f"Levels: {'; '.join(table['levels'].values())}", *times]


def _written_work(table: Table, pack: Pack, key: str) -> Said:
    kinds = [f"{one['label']}{_at_least(one.get('minimum', 0))}" for one in table["kinds"].values()]
    said = {
        "Kinds": kinds,
        "Read for": [one["label"] for one in table["criteria"].values()],
        "Each one": [one["label"] for one in table["levels"].values()],
        "As a whole": [one["label"] for one in table["judgements"].values()],
    }
    by = either([PARTIES[party] for party in table["assessed_by"]])
    return f"form: {table['label']}", [
        f"Assessed by the {by} within {count(table['assess_within_days'], 'day')}",
        f"Signed within {count(table['sign_within_days'], 'day')} of one's turn",
        f"Handed in again within {count(table.get('change_within_days') or table['assess_within_days'], 'day')}",
        *(f"{name}: {'; '.join(lines)}" for name, lines in said.items()),
    ]


def _at_least(number: int) -> str:
    return f", at least {number}" if number else ""


def _training(table: Table, pack: Pack, key: str) -> Said:
    entitled = pack.people.entitlements.get(table.get("entitlement") or "")
    amount = f"{entitled.amount:g} {entitled.unit}" if entitled else count(table["amount"], "time")
    return f"training: {within(table['label'])}", [
        amount,
        f"From month {table['from_month']}" if "from_month" in table else "",
        f"By the end of month {table['by_month']}" if "by_month" in table else "",
        "Everybody takes part" if table.get("mandatory", True) else "For those who want to",
        f"In {value(table['programmes'])}" if table.get("programmes") else "",
    ]


SAYERS: Mapping[str, Sayer] = {
    "asye.milestones": _milestone,
    "asye.steps": _milestone,
    "asye.evidence": _evidence,
    "asye.submission": _submission,
    "asye.written_work": _written_work,
    "asye.self_assessment": _self_assessment,
    "asye.training": _training,
    "asye.programmes": _programme,
}
