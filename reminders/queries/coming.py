"""What will be sent in the days to come, to whom, and why: a forecast from the duties, the ladders and the rhythms."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial

from django.db.models import Q, QuerySet
from django.utils import timezone

from reminders import policy
from reminders.models import Duty, Notice
from reminders.owed import kinds, title_of
from reminders.queries.lines import Lines, lines_of
from reminders.queries.rhythms import rhythms_of
from workforce.access import Access
from workforce.clock import ONE_DAY
from workforce.packs import Pack
from workforce.policy_in_force import pack_on
from workforce.why import Why, split_rules, why_of

Steps = dict[tuple[int, int], list[tuple[dt.date, int, str]]]  # (duty, recipient) → (day, days from due date, part)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for: `mine` is what I will be told, else all I may see; a kind and a name narrow it."""

    mine: bool = True
    kind: str = ""
    name: str = ""
    days: int = 14


@dataclass(frozen=True, slots=True)
class Entry:
    """One reminder to come, with the keys of its duty and of the two people."""

    coming: policy.Coming
    duty: int
    kind: str
    due_on: dt.date
    to: int
    about: int
    to_name: str
    about_name: str


@dataclass(frozen=True, slots=True)
class Row:
    """An entry as it is shown."""

    entry: Entry
    title: str
    said: str
    part: str
    address: str
    why: Why


def forecast(access: Access, asked: Asked, at: dt.datetime) -> list[Entry]:
    """Return every reminder to come in order of the days and the names: the same number of queries however many."""
    last = access.on + asked.days * ONE_DAY
    duties = _duties(access, asked)
    coming = list(
        duties.filter(next_step_on__lte=last).values_list(
            "pk", "kind", "due_on", "owner_id", "about_id", "next_step_on"
        )
    )
    waiting = list(_waiting(duties, access, asked))
    also = {row[3] for row in coming} | {one.recipient_id for one in waiting}
    lines = lines_of({row[4] for row in coming} | {one.duty.about_id for one in waiting}, access.on, also=also)
    steps = _steps_to_come(coming, lines, pack_on(access.on), access.on, last)
    known = {row[0]: (row[1], row[2], row[4]) for row in coming}
    for notice in waiting:
        steps[notice.duty_id, notice.recipient_id].append(
            (notice.due_on + notice.step * ONE_DAY, notice.step, notice.told_as or "owner")
        )
        known[notice.duty_id] = (notice.duty.kind, notice.duty.due_on, notice.duty.about_id)
    if asked.mine:
        steps = {key: found for key, found in steps.items() if key[1] == access.person.pk}
    return _entries(steps, known, lines.here, asked, at, last)


def _duties(access: Access, asked: Asked) -> QuerySet[Duty]:
    """All that I may see. Of a private kind one's own alone: that its ladder may reach me would tell me that it is."""
    found = Duty.objects.open().filter(kind=asked.kind) if asked.kind else Duty.objects.open()
    return found.visible_to(access)


def _waiting(duties: QuerySet[Duty], access: Access, asked: Asked) -> Iterable[Notice]:
    """Notices that are written and wait for their mail."""
    rows = Notice.objects.unsent().filter(Q(digest__isnull=True) | Q(digest__ended_at__isnull=True))
    rows = rows.filter(recipient=access.person) if asked.mine else rows.filter(duty__in=duties.order_by().values("pk"))
    if asked.kind:
        rows = rows.filter(duty__kind=asked.kind)
    found = rows.filter(duty__met_at__isnull=True).select_related("duty")
    return (one for one in found.defer("duty__because") if one.due_on == one.duty.due_on)


def _steps_to_come(
    coming: Iterable[tuple[int, str, dt.date, int, int, dt.date | None]],
    lines: Lines,
    pack: Pack,
    first: dt.date,
    last: dt.date,
) -> Steps:
    found: Steps = defaultdict(list)
    ladder = cache(partial(policy.ladder, pack))
    for pk, kind, due_on, owner, about, since in coming:
        for day, step in _each(ladder(kind), due_on, since or first, first, last):
            for person, part in lines.told(step, about, owner).items():
                found[pk, person].append((day, step.days, part))
    return found


def _each(
    steps: tuple[policy.Step, ...], due_on: dt.date, since: dt.date, first: dt.date, last: dt.date
) -> Iterator[tuple[dt.date, policy.Step]]:
    """The steps from `since` on; of those whose day has come only the newest, as the sweep will write it."""
    newest = policy.newest_step(steps, due_on, first) if since <= first else None
    if newest is not None:
        yield due_on + newest.days * ONE_DAY, newest
    yield from policy.steps_between(steps, due_on, max(since, first + ONE_DAY), last)


def _entries(
    steps: Steps,
    known: dict[int, tuple[str, dt.date, int]],
    here: dict[int, str],
    asked: Asked,
    at: dt.datetime,
    last: dt.date,
) -> list[Entry]:
    rhythms = rhythms_of({person for _, person in steps}, at, with_absence=True)
    next_day = cache(policy.next_day)
    found = []
    for (duty, to), given in steps.items():
        kind, due_on, about = known[duty]
        if to not in here or about not in here or not _is_named(asked.name, here[to], here[about]):
            continue  # whoever has left meanwhile is not told, nor anybody about them
        rhythm = rhythms[to]
        first = rhythm.had_on + ONE_DAY if rhythm.had_on else timezone.localdate(at)
        for coming in policy.mails(given, next_day=partial(next_day, rhythm), first=first, last=last):
            found.append(Entry(coming, duty, kind, due_on, to, about, here[to], here[about]))
    return sorted(found, key=lambda one: (one.coming.mail_on, one.to_name, one.to, one.due_on, one.duty))


def _is_named(wanted: str, *names: str) -> bool:
    return not wanted or any(wanted.casefold() in name.casefold() for name in names)


def rows_of(entries: Collection[Entry], on: dt.date) -> list[Row]:
    """Return these entries as they are shown, each with its why: one query."""
    pack = pack_on(on)
    duties = {
        pk: (address, rule, because)
        for pk, address, rule, because in Duty.objects.filter(pk__in={one.duty for one in entries})
        .order_by()
        .values_list("pk", "address", "rule", "because")
    }
    return [_row(one, *duties[one.duty], pack) for one in entries]


def _row(entry: Entry, address: str, rule: str, because: str, pack: Pack) -> Row:
    said, part = policy.said(entry.coming.days), policy.PARTS[entry.coming.part]
    ladder = pack.reminders.get(entry.kind)
    when = f"{said} the due date" if entry.coming.days else said
    told = f"The policy for “{ladder.label}” tells {part} {when}." if ladder else ""
    rules = dict.fromkeys([*split_rules(rule), *([ladder.rule] if ladder else [])])
    return Row(
        entry=entry,
        title=title_of(entry.kind),
        said=said,
        part=part,
        address=address,
        why=why_of(", ".join(rules), f"{told} {because}".strip(), pack),
    )


def kinds_of(on: dt.date) -> list[tuple[str, str]]:
    """Return the kinds of duty that the policy reminds of, with their titles."""
    return sorted(((kind, title_of(kind)) for kind in pack_on(on).reminders if kind in kinds()), key=lambda one: one[1])
