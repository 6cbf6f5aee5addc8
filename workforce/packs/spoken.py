"""The parts of a pack in the words of somebody new: a title for each, and a line for each thing it sets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from string import Formatter
from typing import Any, TypeAlias

from workforce.packs.inforce import ABOUT, origin
from workforce.packs.schema import Pack
from workforce.packs.schema.bands import Band
from workforce.packs.schema.templates import Template
from workforce.sentences import between, count, day, listed

Table: TypeAlias = Mapping[str, Any]
STAGES = {
    "nqsw": "a newly qualified social worker",
    "trainee": "a trainee",
    "experienced": "an experienced social worker",
    "social_worker": "a social worker",
    "other_staff": "another member of staff",
}
SHORT = {"nqsw": "newly qualified social worker", "senior": "senior social worker"}
KINDS = {"one_to_one": "one-to-one", "group": "group"}
RECIPIENTS = {
    "owner": "the person who owes it",
    "about": "the person it is about",
    "group_manager": "group manager",
    "principal": "principal social worker",
    "lead": "programme lead",
    "hr": "HR",
}
PARTS_OF_DAY = {"day": "a whole day", "am": "a morning", "pm": "an afternoon"}
SEATS = {"main": "main worker", "shadow": "shadow", "extra": "extra worker"}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PARTIES = {
    "nqsw": "newly qualified social worker",
    "manager": "practice manager",
    "assessor": "assessor",
    "coordinator": "programme lead",
}
EVENTS = {"leaving": "the person has left", "decision": "the decision", "record": "it was recorded"}
# What a part is about and for whom is in its title, or plain to a reader from what is said.
UNSAID = (*ABOUT, "stage", "stages", "scope", "clock", "order", "for_grade", "fact", "facts", "kind")


@dataclass(frozen=True, slots=True)
class Setting:
    """One part of a pack that carries out a rule. `services` are those it is limited to; empty is all."""

    key: str
    rule: str
    title: str
    lines: tuple[str, ...]
    note: str
    source: str
    came_from: str
    services: frozenset[str]


def settings(pack: Pack) -> Iterator[Setting]:
    """Every part of the pack that names a rule, in the pack's own order."""
    table = pack.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    yield from _parts(table, pack, "", frozenset())


def _parts(table: Table, pack: Pack, key: str, services: frozenset[str]) -> Iterator[Setting]:
    services = frozenset(table.get("scope", {}).get("services", services))
    if "rule" in table:
        title, lines = _said(table, pack, key)
        yield Setting(
            key=key,
            rule=table["rule"],
            title=title[:1].upper() + title[1:],
            lines=tuple(f"{line[:1].upper()}{line[1:]}" for line in lines if line),
            note=table.get("note", ""),
            source=table["source"],
            came_from=origin(pack, _own_key(key, table)),
            services=services,
        )
    for name, value in table.items():
        if isinstance(value, Mapping) and name not in ("scope", "pack"):
            yield from _parts(value, pack, f"{key}.{name}".lstrip("."), services)


def _own_key(key: str, table: Table) -> str:
    """The value a reader would ask the origin of: what is set, before what it is called."""
    asked = ("bands", "figure", "minimum", "after_months", "steps", "years", "amount", "values", "point", *table)
    return f"{key}.{next(name for name in asked if name in table)}"


def _said(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    if key in PHRASES:
        return _phrase(table, pack, key)
    for start, say in SAYERS.items():
        if key == start or key.startswith(f"{start}."):
            return say(table, pack, key)
    return _plain(table, pack, key)


Sayer: TypeAlias = Callable[[Table, Pack, str], tuple[str, list[str]]]


def _plain(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    lines = [f"{words(name)}: {value(held)}" for name, held in table.items() if name not in UNSAID and not _part(held)]
    return table.get("label", words(key.rpartition(".")[2])), lines


def _part(held: object) -> bool:
    """Whether this is a part of its own, or holds some, and so speaks for itself."""
    return isinstance(held, Mapping) and ("rule" in held or any(_part(inner) for inner in held.values()))


def _service(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    return table["short"], [table["label"]]


def _reason(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    if not table.get("allowed", True):
        return table["label"], ["The clock does not stop for it"]
    longer = table.get("longer_than_days")
    cap = table.get("cap_months")
    return table["label"], [
        f"Stops the clock when longer than {longer} days" if longer else "Stops the clock",
        f"For at most {count(cap, 'month')}" if cap else "",
    ]


def _limit(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    rule = pack.caseloads.limits[key.rpartition(".")[2]]
    lines = []
    for band in rule.bands:
        own = between(band.own_minimum, band.own_maximum)
        said = [f"{between(one.minimum, one.maximum)} {words(one.counted_in).lower()}" for one in band.measures]
        rising = ", rising to it by the end" if band.rising else ""
        lines.append(f"{_label(band)}: {' and '.join(said)}{rising}{f', of which {own} their own' if own else ''}")
    return f"how many children {_who(rule.stage, table, pack)} may hold", lines


def _condition(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    until = table.get("to")
    kinds = [pack.caseloads.case_types[code].label for code in table.get("case_types", ())]
    return "before a case is given", [
        table["message"],
        f"Kinds of case: {listed(kinds).lower()}" if kinds else "",
        f"To the end of {until}" if until else "",
    ]


def _rota(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    kind = pack.caseloads.rota[key.rpartition(".")[2]]
    return f"on the rota: {kind.label}", [
        f"Planned as {listed([PARTS_OF_DAY[part] for part in kind.parts]).replace(' and ', ' or ')}",
        f"Seats: {listed([SEATS[seat] for seat in kind.seats])}",
        "Only for those registered with the regulator" if kind.registered else "",
    ]


def _rota_months(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    rule = pack.caseloads.rota_months[key.rpartition(".")[2]]
    label = pack.caseloads.rota[rule.kind].label
    lines = [
        f"{_label(band)}: {listed([SEATS[seat] for seat in band.seats]).replace(' and ', ' or ') or 'not yet'}"
        for band in rule.bands
    ]
    week = [f"{count(rule.days_a_week, 'day')} a week"] if rule.days_a_week is not None else []
    return f"{label} for {_who(rule.stage, table, pack)}", [*lines, *week]


def _gaps(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    rule = pack.supervision.gaps[key.rpartition(".")[2]]
    lines = []
    for band in rule.bands:
        kept = f", or {band.kept_at} where the practice manager keeps it there" if band.kept_at else ""
        counts = listed([KINDS[kind] for kind in sorted(band.counts, reverse=True)]).replace(" and ", " or ")
        lines.append(f"{_label(band)}: at most {count(band.gap, band.unit[:-1])} apart{kept}; {counts} counts")
    return f"supervision of {_who(rule.stage, table, pack)}", lines


def _group(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    who = " for practice managers" if table.get("attended_by") == "practice_managers" else ""
    return table["label"], [f"Led by the {words(table['led_by']).lower()}{who}", f"For: {listed(table['purposes'])}"]


def _benchmark(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    service = key.rpartition(".")[2]
    short = pack.services[service].short if service in pack.services else service
    return f"benchmark of {short}, full time", [f"{table['children']} children", f"{table['points']} points"]


def _milestone(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    months, early, late = (table.get(name, 0) for name in ("after_months", "window_days_before", "window_days_after"))
    window = listed([f"{days} days {word}" for days, word in ((early, "before"), (late, "after")) if days])
    return table["label"], [
        f"{count(months, 'month')} after the start" if months else "At the start",
        f"May be held from {window}".replace(" and ", " to ") if window else "",
    ]


def _evidence(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    assessor = table.get("by_assessor")
    by = f", {assessor} of them by the assessor" if assessor else ""
    return table["label"], [f"At least {table['minimum']}{by}"]


def _programme(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
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


def _written_work(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    kinds = [f"{one['label']}{_at_least(one.get('minimum', 0))}" for one in table["kinds"].values()]
    said = {
        "Kinds": kinds,
        "Read for": [one["label"] for one in table["criteria"].values()],
        "Each one": [one["label"] for one in table["levels"].values()],
        "As a whole": [one["label"] for one in table["judgements"].values()],
    }
    by = listed([PARTIES[party] for party in table["assessed_by"]]).replace(" and ", " or ")
    return f"form: {table['label']}", [
        f"Assessed by the {by} within {count(table['assess_within_days'], 'day')}",
        f"Signed within {count(table['sign_within_days'], 'day')} of one's turn",
        *(f"{name}: {'; '.join(lines)}" for name, lines in said.items()),
    ]


def _self_assessment(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    times = [
        f"{one['label']}: {count(one['after_months'], 'month')} after the start, "
        f"within {count(one['within_days'], 'day')}"
        for one in table["times"].values()
    ]
    return f"form: {table['label']}", [f"Levels: {'; '.join(table['levels'].values())}", *times]


def _at_least(number: int) -> str:
    return f", at least {number}" if number else ""


def _meeting(pack: Pack, template: Template, key: str) -> tuple[str, list[str]]:
    meeting = template.meetings[key]
    known = {**pack.asye.steps, **pack.asye.milestones}
    months = known[key].after_months if key in known else meeting.after_months or 0
    by_then = listed([f"{number} {words(name).lower()}" for name, number in meeting.evidence.items()])
    return f"{meeting.label} ({template.label})", [
        f"{count(months, 'month')} after the start" if months else "At the start",
        "Held if somebody asks for it" if meeting.optional else "",
        f"Evidence by then, at least: {by_then}" if by_then else "",
    ]


def _submission(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    rule = pack.asye.submission
    unit = rule.unit.rstrip("s").replace("_", " ") if rule else "day"
    anchor = "after the anniversary of the start" if table.get("anchor") == "after_anniversary" else "before the panel"
    return "portfolios are submitted", [f"{count(table['lead'], unit)} {anchor}"]


def _entitlement(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    month = table.get("from_month")
    return f"{table['label']}, for {STAGES.get(table['stage'], words(table['stage']))}", [
        f"{table['amount']:g} {table['unit']}{f', from month {month}' if month else ''}"
    ]


def _reminders(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    return f"reminders: {table['label'].lower()}", [_told(step) for step in table["steps"]]


def _told(step: Table) -> str:
    days, every = step["days"], step.get("every")
    when = "on the day" if not days else f"{count(abs(days), 'day')} {'before' if days < 0 else 'after'}"
    again = f", then every {count(every, 'day')} until it is done or the next step begins" if every else ""
    return f"{when}{again}: {listed([RECIPIENTS.get(one, one) for one in step['to']])}"


def _digest(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    days = [one for one in WEEKDAYS if one in table["weekdays"]]
    quiet = [
        f"{span['label']}: {_of_year(span['first'])} to {_of_year(span['last'])}"
        for span in table.get("quiet", {}).values()
    ]
    return "mail with reminders", [
        f"One mail a day at most, from {table['hour']}:00 on {listed([one.capitalize() for one in days])}",
        f"People may choose an hour from {table['earliest']}:00 to {table['latest']}:00, and their own days",
        "Also on bank holidays" if table.get("bank_holidays") else "Not on bank holidays",
        *quiet,
    ]


def _of_year(text: str) -> str:
    month, number = text.split("-")
    return day(date(2000, int(month), int(number))).rpartition(" ")[0]


def _how_long(table: Table) -> str:
    unit = "year" if "years" in table else "day"
    return count(table[f"{unit}s"], unit)


def _retention(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    return f"{table['label']} are kept", [f"{_how_long(table)} after {EVENTS[table['after']]}"]


def _grade(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    _, _, grade, *inside = key.split(".")
    if inside[:1] == ["increments"]:
        return f"increments in grade {grade}", [_step(step) for step in table["steps"]]
    if inside:
        figure = table.get("figure")
        return f"for grade {grade}: {table['label'][:1].lower()}{table['label'][1:]}", [
            f"Months: {figure}" if table["kind"] == "months_since" else f"At least {figure}" if figure else ""
        ]
    points = table.get("points")
    return f"grade {grade}: {table['label'].lower()}", [
        f"Points {points[0]} to {points[1]}" if points else f"£{table.get('spot_salary', 0):,} a year",
        f"Contract: {table['contract']}" if "contract" in table else "",
        f"Reached by: {words(table['move']).lower()}",
    ]


def _step(step: Table) -> str:
    if "after_months" in step:
        return f"{count(step['after_months'], 'month')} after the start in the grade"
    return f"On the next {_month_day(step['on_next'])} after that"


def _month_day(text: str) -> str:
    return day(date(2000, int(text[:2]), int(text[3:]))).rpartition(" ")[0]


def _salaries(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    paid = [f"point {point}: £{amount:,}" for point, amount in table["values"].items()]
    return f"salaries {key.rpartition('.')[2]}", [f"From {value(table['in_force_from'])}", "; ".join(paid)]


def _cpd(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    return f"development activities that count for grade {table['for_grade']}", list(table["activities"].values())


# Part → title, and lines of which each is said where all it names is set.
PHRASES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "programme": (
        "the programme",
        ("{months} months", "A longer one for part-timers: agreed by the {pro_rata_agreed_by}"),
    ),
    "programme.pauses": (
        "pauses of the clock",
        (
            "Agreed by the {agreed_by}",
            "Answered within {answered_within_days} days",
            "At most {cap_months} months in all",
        ),
    ),
    "caseloads.full": ("a full caseload", ("{children} children", "{cases} cases", "{points} points")),
    "caseloads.academy": (
        "support in an academy team",
        ("A social worker of grade {grades} supports its newly qualified ones", "Holds no cases in {no_cases_in}"),
    ),
    "caseloads.allegations": (
        "allegations of abuse or neglect",
        (
            "Allocated within {allocated_within_hours} hours",
            "What only the case system tells of falls to the group manager of {taken_by}",
        ),
    ),
    "caseloads.notes": (
        "case notes",
        ("Child protection: within {child_protection_within_hours} hours", "Others: within {others_within_days} days"),
    ),
    "caseloads.transfer": ("decided and recorded on transfer", ("To choose from: {options}",)),
    "caseloads.capacity": ("“I am at capacity”", ("Answered within {answered_within_days} days",)),
    "caseloads.feed": (
        "the case system's file",
        ("Asks before it closes more than {asks_above_percent}% of the open cases",),
    ),
    "caseloads.visits_alone": (
        "visits alone",
        ("Kinds of case: {case_types}", "First the {recorded_by} records that this worker is ready"),
    ),
    "caseloads.over_limit": (
        "when a limit is passed",
        (
            "Authorised by: {authorised_by}",
            "The record is complete within {completed_within_days} days",
            "Agreed for at most {longest_days} days at a time",
        ),
    ),
    "caseloads.swaps": ("a slot that changes hands", ("Answered within {answered_within_days} days",)),
    "caseloads.offers": ("a case that is offered", ("Answered within {answered_within_days} days",)),
    "caseloads.contingency": (
        "demand above capacity",
        ("A contingency action with an owner from {demand_percent} % of capacity on",),
    ),
    "caseloads.forecast": (
        "forecast of children against room",
        (
            "It looks {months} months ahead",
            "The trend is measured over {trend_months} months back",
            "A trend takes a record of {trend_least_months} months",
        ),
    ),
    "supervision.session": ("length of a session", ("At least {minimum_minutes} minutes without interruption",)),
    "supervision.agreement": ("supervision agreement", ("Reviewed every {reviewed_every_months} months",)),
    "supervision.professional": (
        "registered professional supervisor beside the line manager",
        ("Asked in these stages: {stages}", "Arranged within {arranged_within_days} days"),
    ),
    "supervision.joint": (
        "joint supervision where work is shared",
        ("Counts as: {counts_as}", "Asked for again after {again_after_days} days"),
    ),
    "asye.begins_with": ("programme of the years that begin now", ("{template}",)),
    "asye.moderation": (
        "moderation",
        (
            "Held after: {stages}",
            "Read at least {reading_days_before_panel} days before the panel",
            "Read by another authority: {external_sample_percent} %",
        ),
    ),
    "asye.experience": (
        "what is noted on the experience checklist",
        ("Agreed by the assessor within {agreed_within_days} days",),
    ),
    "asye.completion": (
        "a year that is not completed",
        (
            "Bars a permanent post: {bars_permanent_post}",
            "Exceptional circumstances may be recorded: {exceptional_circumstances}",
        ),
    ),
    "people.registration": (
        "registration",
        (
            "Regulators, each from the day given: {regulators}",
            "Needed as: {required_for}",
            "Reminders {remind_days_before} days before it ends",
        ),
    ),
    "people.start_of_asye": ("start of the programme", ("Only once registered: {needs_registration}",)),
    "people.probation": (
        "probation",
        (
            "{months} months",
            "First review within {first_review_months} months",
            "Second review within {second_review_months} months",
        ),
    ),
    "people.appraisal": ("appraisal", ("Every {every_months} months", "Reviewed after {review_after_months} months")),
    "people.absence": (
        "when sickness is looked at formally",
        (
            "{days} working days in {days_window_months} months",
            "Part-time: {own_weeks} of the worker’s own weeks",
            "{occasions} occasions in {occasions_window_months} months",
        ),
    ),
    "people.concerns": (
        "concerns",
        (
            "Put to, in this order: {tiers}",
            "Answered within {answered_within_days} days",
            "Totals smaller than {totals_shown_from} are shown to nobody",
        ),
    ),
    "people.protected_time": (
        "the log of protected time",
        (
            "Reckoned on bank holidays too: {bank_holidays_count}",
            "Behind when less than {behind_below_percent} % was taken, from week {behind_after_weeks} on",
        ),
    ),
    "people.progress_concerns": (
        "how a concern about progress ends",
        (
            "Signed by, in this order: {signed_by}",
            "Each within {sign_within_days} days",
            "Ends before the final assessment: {before_final}",
        ),
    ),
    "people.courses": (
        "missing or cancelling a course",
        (
            "Agreed by: {agreed_by}",
            "Answered within {answered_within_days} days",
            "After {flagged_after} in {within_months} months the {flagged_to} is told",
        ),
    ),
    "progression.after_pass": (
        "pay after a pass",
        ("Point {point} of the spine {spine}", "Grade {grade}", "£{spot_salary} a year", "From: {effective}"),
    ),
    "progression.permanent_post": ("a permanent post", ("Only after a completed year: {needs_asye}",)),
}


def _phrase(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    title, phrases = PHRASES[key]
    held = {name: value(one) for name, one in table.items()}
    fields = {phrase: {field for _, field, _, _ in Formatter().parse(phrase) if field} for phrase in phrases}
    return title, [phrase.format(**held) for phrase in phrases if fields[phrase] <= held.keys()]


def _training(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    entitled = pack.people.entitlements.get(table.get("entitlement") or "")
    amount = f"{entitled.amount:g} {entitled.unit}" if entitled else count(table["amount"], "time")
    return f"training: {table['label'][:1].lower()}{table['label'][1:]}", [
        amount,
        f"From month {table['from_month']}" if "from_month" in table else "",
        f"By the end of month {table['by_month']}" if "by_month" in table else "",
        "Everybody takes part" if table.get("mandatory", True) else "For those who want to",
        f"In {value(table['programmes'])}" if table.get("programmes") else "",
    ]


def _concern_stage(table: Table, pack: Pack, key: str) -> tuple[str, list[str]]:
    readers = [PARTIES.get(one) or RECIPIENTS.get(one) or one for one in table["read_by"]]
    return f"a concern about progress: {table['label'][:1].lower()}{table['label'][1:]}", [
        f"Led by the {PARTIES.get(table['led_by']) or RECIPIENTS.get(table['led_by'])}",
        f"They meet within {count(table['meet_within_days'], 'day')}",
        f"It is looked at again within {count(table['review_within_days'], 'day')} of the meeting",
        f"Read by: {listed(readers)}",
    ]


SAYERS: Mapping[str, Sayer] = {
    "services": _service,
    "programme.pauses.reasons": _reason,
    "caseloads.limits": _limit,
    "caseloads.conditions": _condition,
    "caseloads.benchmarks": _benchmark,
    "caseloads.rota": _rota,
    "caseloads.rota_months": _rota_months,
    "supervision.gaps": _gaps,
    "supervision.groups": _group,
    "asye.milestones": _milestone,
    "asye.steps": _milestone,
    "asye.evidence": _evidence,
    "asye.submission": _submission,
    "asye.written_work": _written_work,
    "asye.self_assessment": _self_assessment,
    "asye.training": _training,
    "asye.programmes": _programme,
    "people.entitlements": _entitlement,
    "people.progress_concerns.stages": _concern_stage,
    "reminders": _reminders,
    "digest": _digest,
    "retention": _retention,
    "progression.cpd": _cpd,
    "progression.grades": _grade,
    "progression.salaries": _salaries,
}


def words(name: str) -> str:
    """A key as words: `minimum_minutes` is Minimum minutes."""
    plain = name.replace("_", " ")
    return plain[:1].upper() + plain[1:]


def value(held: object) -> str:
    """A value as a reader would write it."""
    if isinstance(held, bool):
        return "yes" if held else "no"
    if isinstance(held, Mapping):
        return "; ".join(f"{name.replace('-', ' ').replace('_', ' ')} {value(one)}" for name, one in held.items())
    if isinstance(held, list):
        return listed([value(one) for one in held])
    if isinstance(held, str):
        return _date(held) or SHORT.get(held) or held.replace("_", " ")
    return str(held)


def _date(text: str) -> str:
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 else ""
    except ValueError:
        return ""


def _label(band: Band) -> str:
    return band.label[:1].upper() + band.label[1:]


def _who(stage: str, table: Table, pack: Pack) -> str:
    services = [pack.services[code].short for code in table.get("scope", {}).get("services", ())]
    return f"{STAGES.get(stage, words(stage).lower())}{f' in {listed(services)}' if services else ''}"
