"""What another authority's archive would bring here: dates and counts, what is here already, what has no place here."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from asye.imports.archive import Opened
from asye.models import ArchiveImport, BroughtRecord, Portfolio
from asye.queries.archive import BY_NAME, KINDS, gathered
from asye.queries.archive.kind import origin, uid_of
from asye.queries.archive.shapes import Portfolio as Told
from asye.queries.archive.shapes import Record
from asye.queries.programme import first_template, template_of
from frameworks.models import Framework, Statement
from workforce.access import access_for
from workforce.clock import ONE_DAY, Clock
from workforce.clock import Pause as ClockPause
from workforce.models import Person, Stage
from workforce.packs.schema.templates import Template
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused

Key = tuple[str, str, str]
Named = tuple[str, int, Record]


def preview_of(received: ArchiveImport, opened: Opened, *, on: dt.date, at: dt.datetime) -> dict[str, Any]:
    """What the archive would bring, in dates and counts: the words are nobody's to read before they are brought."""
    told, stage = opened.archive.portfolio, running_stage(received.person)
    found = sorted_out(received.person, opened, on=on, at=at)
    new = found.new
    missing = _missing_files(opened)
    goes_on = told.started_on < stage.started_on
    until = min(told.left_on or told.as_of, stage.started_on - ONE_DAY if goes_on else on)
    counts = Counter(BY_NAME[name].title for name, _, _ in new)
    editions = editions_of(told)
    wanted = {(one.framework, one.level): one.title for one in told.frameworks}
    no_such = [title for key, title in wanted.items() if key not in editions]
    portfolio = Portfolio.objects.filter(stage=stage).select_related("programme", "stage").first()
    template = template_of(portfolio) if portfolio else first_template(pack_on(stage.started_on))
    return {
        "practitioner": told.practitioner,
        "registration": told.registration,
        "authority": told.authority,
        "started_on": told.started_on.isoformat(),
        "ended_on": max(until, told.started_on).isoformat(),
        "days_done": days_done(told, until) if goes_on else 0,
        "goes_on": goes_on,
        "goes_on_from": stage.started_on.isoformat(),
        "month": told.month,
        "programme": told.programme.label if told.programme else "",
        "programme_here": template.label if template else "",
        "editions": [wanted[key] for key in wanted if key in editions],
        "editions_missing": no_such,
        "counts": [[title, number] for title, number in counts.items()],
        "files": sum(len(record.files) for _, _, record in new) - len(missing),
        "drafts": sum(BY_NAME[name].reach(record) == "own" for name, _, record in new),
        "same": len(found.same),
        "own": told.authority == origin(),
        "stay_here": len(found.stay),
        "go_on_from_here": found.go_on,
        "not_taken": list(_not_taken(opened, found, no_such, template)),
    }  # fmt: skip


def _not_taken(opened: Opened, found: Sorted, no_such: Sequence[str], template: Template | None) -> Iterator[str]:
    """What has no place here, and why; `no_such` are the standards that nobody keeps here."""
    unmatched = {key_of(tag) for _, _, record in opened.records() for tag in record.tags} - statements_of(opened).keys()
    for key in sorted(unmatched):
        yield f"{' '.join(key)}: no such statement here; the record keeps it as text"
    for title in no_such:
        yield f"{title}: no such standards here; what was tagged with them stays as text"
    for name in _missing_files(opened):
        yield f"{name}: named in the archive, but the file is not in it"
    for _, _, record in found.differs:
        yield f"{record.title}: it is here already with other words, which stay"
    for _, _, record in found.unknown:
        yield f"{record.title}: said to be written here, but it is not here"
    for meeting in sorted({BY_NAME[name].meeting_key(record) for name, _, record in found.new} - {""}):
        if template is None or meeting not in template.meetings:
            yield f"The meeting “{meeting}” is not part of the programme here: it stays as a record"


@dataclass(slots=True)
class Sorted:
    """The records of an archive: `new` here; here as they are (`same`) or with other words (`differs`).

    Of those that were written here, `stay` are in the year that runs, and `unknown` are not here. Those of a year that
    has ended here are among the `new`, as they stand here; `go_on` counts them.
    """

    new: list[Named] = field(default_factory=list)
    same: list[Named] = field(default_factory=list)
    differs: list[Named] = field(default_factory=list)
    stay: list[Named] = field(default_factory=list)
    unknown: list[Named] = field(default_factory=list)
    go_on: int = 0


def sorted_out(person: Person, opened: Opened, *, on: dt.date, at: dt.datetime) -> Sorted:
    """Sort the records by what is here already.

    Raises:
        Refused: some were brought for somebody else, or it is somebody else's year that was here.
    """
    every = list(opened.records())
    held = _held(person, [record.uid for _, _, record in every])
    _require_own(person, opened.archive.portfolio)
    ours = any(record.origin == origin() for _, _, record in every)
    written = _written_here(person, on=on, at=at) if ours else {}
    running = Portfolio.objects.filter(practitioner=person, status__in=Portfolio.LIVE).values_list("pk", flat=True)
    found, live = Sorted(), set(running)
    for one in every:
        name, place, record = one
        if record.uid in held:
            (found.same if held[record.uid] == digest_of(record) else found.differs).append(one)
        elif record.origin != origin():
            found.new.append(one)
        elif record.uid not in written:
            found.unknown.append(one)
        elif written[record.uid][0] in live:
            found.stay.append(one)
        else:
            found.new.append((name, place, written[record.uid][1]))
            found.go_on += 1
    return found


def _held(person: Person, uids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The digest of each record that was brought before."""
    rows = [
        row
        for begin in range(0, len(uids), 500)
        for row in BroughtRecord.objects.filter(uid__in=uids[begin : begin + 500]).values_list(
            "uid", "portfolio__practitioner", "sha256"
        )
    ]
    if any(practitioner != person.pk for _, practitioner, _ in rows):
        raise Refused("This archive was brought over for somebody else here. Choose that person, or put it aside")
    return {uid: sha256 for uid, _, sha256 in rows}


def _require_own(person: Person, told: Told) -> None:
    if told.authority != origin():
        return
    years = Portfolio.objects.exclude(practitioner=person).filter(started_on=told.started_on)
    if any(uid_of("portfolio", pk, told.started_on) == told.uid for pk in years.values_list("pk", flat=True)):
        raise Refused("This archive is of somebody else's year here. Choose that person, or put it aside")


def _written_here(person: Person, *, on: dt.date, at: dt.datetime) -> dict[uuid.UUID, tuple[int, Record]]:
    """Each record of this person's years here, as an archive made now would hold it, with the key of its year."""
    rows = Portfolio.objects.filter(practitioner=person).select_related("practitioner", "stage", "programme")
    access = access_for(person, on)
    found: dict[uuid.UUID, tuple[int, Record]] = {}
    for portfolio in rows.prefetch_related("stage__pauses"):
        told = gathered(portfolio, [access], at=at)
        for kind in KINDS:
            for record in getattr(told.records, kind.name):
                found[record.uid] = (portfolio.pk, record)
    return found


def days_done(told: Told, until: dt.date) -> int:
    """How many days of the programme were done there by the end of a day (CLK-04)."""
    pauses = tuple(ClockPause(one.from_on, one.to_on, one.reason) for one in told.pauses)
    months = told.programme.months if told.programme else 12
    clock = Clock(told.started_on, pauses, months, done=told.done_before)
    whole = (clock.effective(clock.ends_on + ONE_DAY) - clock.anchor).days
    return max(0, min((clock.effective(until + ONE_DAY) - clock.anchor).days, whole))


def running_stage(person: Person) -> Stage:
    stage: Stage | None = Stage.objects.filter(person=person, kind=Stage.Kind.NQSW, ended_on=None).first()
    if stage is None:
        raise Refused(
            "No assessed year runs here for this person. Let the staff records say that it goes on here first"
        )
    return stage


def key_of(tag: Any) -> Key:
    return (tag.framework, tag.level, tag.number)


def statements_of(opened: Opened) -> dict[Key, int]:
    """The statements of here that the archive names, by edition, level and number."""
    named = {key_of(tag) for _, _, record in opened.records() for tag in record.tags}
    rows = Statement.objects.filter(section__framework__code__in={code for code, _, _ in named})
    found = rows.values_list("section__framework__code", "section__framework__level", "number", "pk")
    return {(code, level, number): pk for code, level, number, pk in found if (code, level, number) in named}


def editions_of(told: Told) -> dict[tuple[str, str], Framework]:
    named = {(one.framework, one.level) for one in told.frameworks}
    rows = Framework.objects.filter(code__in={code for code, _ in named})
    return {(row.code, row.level): row for row in rows if (row.code, row.level) in named}


def _missing_files(opened: Opened) -> list[str]:
    there = opened.paths
    return [file.name for _, _, record in opened.records() for file in record.files if file.path not in there]


def digest_of(record: Record) -> str:
    return hashlib.sha256(json.dumps(record.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()
