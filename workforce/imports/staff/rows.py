"""A staff export row by row: one row is one post; somebody with several posts has several rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workforce.imports.cells import Line, shown
from workforce.imports.faults import Fault
from workforce.models import Post, Stage

FIELDS = (
    "employee_number", "surname", "forename", "known_as", "name", "email", "title", "authority", "service", "team",
    "fte", "contract", "contract_ends_on", "grade", "scp", "spine", "service_since", "started_on", "ended_on", "job",
    "line_manager", "assessor", "supervisor", "registration_number", "registered_on", "registration_expires_on",
    "qualified_on", "asye_started_on", "asye_stage",
)  # fmt: skip
REQUIRED = ("employee_number", "email", "started_on")
HIGHEST_GRADE, HIGHEST_POINT, LONGEST_CODE = 30, 99, 12
YEARS = {"trainee": "Trainee", "nqsw": "NQSW"}
YEAR_OVER = ""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One post as exported, with what the export says about its holder. Null where the file has no such column."""

    line: int
    employee_number: str
    name: str
    email: str
    qualified_on: dt.date | None
    authority: str
    service_code: str
    service_name: str
    team: str
    title: str
    job: str
    grade: int | None
    scp: int | None
    spine: str
    fte: Decimal
    contract: str
    started_on: dt.date
    ended_on: dt.date | None
    manager: str | None
    assessor: str | None
    supervisor: str | None
    registration_number: str
    registered_on: dt.date | None
    registration_expires_on: dt.date | None
    asye_started_on: dt.date | None
    asye_stage: str | None


def staff_rows(lines: Iterable[Line]) -> list[StaffRow]:
    """Read every line; rows with a fault are left out, their faults are with the reading."""
    return [row for line in lines if (row := _row(line)) is not None]


def _row(line: Line) -> StaffRow | None:
    before = len(line.reading.faults)
    for unused in ("service_since", "contract_ends_on"):
        line.date(unused)
    title = line.text("title", required=not line.has("job"))
    service_code, service_name = _service(line)
    started_on = line.date("started_on", required=True)
    row = StaffRow(
        line=line.number,
        employee_number=line.reference("employee_number", required=True),
        name=_name(line),
        email=line.email("email"),
        qualified_on=line.date("qualified_on"),
        authority=line.text("authority"),
        service_code=service_code,
        service_name=service_name,
        team=line.text("team"),
        title=title or "Post",
        job=_job(line, title),
        grade=line.whole("grade", lowest=1, highest=HIGHEST_GRADE),
        scp=line.whole("scp", lowest=1, highest=HIGHEST_POINT),
        spine=line.text("spine", longest=30),
        fte=line.share("fte") or Decimal(1),
        contract=str(line.word("contract", dict(Post.Contract.choices)) or Post.Contract.PERMANENT),
        started_on=started_on or dt.date.min,
        ended_on=line.date("ended_on"),
        manager=line.reference("line_manager") if line.has("line_manager") else None,
        assessor=line.reference("assessor") if line.has("assessor") else None,
        supervisor=line.reference("supervisor") if line.has("supervisor") else None,
        registration_number=line.reference("registration_number", longest=20),
        registered_on=line.date("registered_on"),
        registration_expires_on=line.date("registration_expires_on"),
        asye_started_on=line.date("asye_started_on"),
        asye_stage=_asye_stage(line),
    )
    if len(line.reading.faults) == before:
        _check(line, row)
    return row if len(line.reading.faults) == before else None


def _name(line: Line) -> str:
    if line.has("name"):
        return line.text("name", required=True, longest=150)
    forename = line.text("known_as") or line.text("forename")
    surname = line.text("surname", required=True)
    return f"{forename} {surname}".strip()[:150]


def _service(line: Line) -> tuple[str, str]:
    """Return the service's code and name: by the mapping's words where it has them, else both as written."""
    name = line.text("service")
    if not name:
        return "", ""
    code = str(line.word("service", {}) or "") if line.reading.words.get("service") else name
    if len(code) > LONGEST_CODE:
        line.fault("service", "Give this service a code of up to 12 letters under [values.service] of the mapping")
    return code[:LONGEST_CODE], name


def _job(line: Line, title: str) -> str:
    """Return our job: from a column of its own, or from the words of the position title."""
    jobs = dict(Post.Job.choices)
    if line.has("job"):
        return str(line.word("job", jobs, required=True) or "")
    titles = line.reading.words.get("job")
    if not titles:
        found = {label.casefold(): code for code, label in jobs.items()}.get(title.casefold())
    else:
        found = str(titles.get(title.casefold(), "")) or None
    if found in jobs:
        return found
    if title:
        line.fault("title", f"“{shown(title)}” is no job we know. Add it under [values.job] of the mapping")
    return ""


def _asye_stage(line: Line) -> str | None:
    found = line.word("asye_stage", dict(YEARS))
    return None if found is None else str(found)


def _check(line: Line, row: StaffRow) -> None:
    """What one row must be in itself."""
    if row.ended_on and row.ended_on < row.started_on:
        line.fault("ended_on", "The post ends before it starts. Correct one of the two dates")
    if row.team and not row.service_code:
        line.fault("service", "Say which service this team belongs to")
    if row.job == Post.Job.GROUP_MANAGER and not row.service_code:
        line.fault("service", "Say which service this person is group manager of")
    for name, number in (("line_manager", row.manager), ("assessor", row.assessor), ("supervisor", row.supervisor)):
        if number and number == row.employee_number:
            line.fault(name, "Nobody can do this for themselves. Enter somebody else's number or leave it empty")
    _check_registration(line, row)
    if row.asye_stage == Stage.Kind.NQSW:
        _check_year(line, row)


def _check_registration(line: Line, row: StaffRow) -> None:
    if row.registration_number and row.registered_on is None:
        line.fault("registered_on", "Say since when this person is registered")
    if row.registered_on and row.registration_expires_on and row.registration_expires_on < row.registered_on:
        line.fault("registration_expires_on", "The registration ends before it starts. Correct one of the two dates")


def _check_year(line: Line, row: StaffRow) -> None:
    if row.asye_started_on is None:
        line.fault("asye_started_on", "Say when the assessed year began")
    elif row.ended_on and row.started_on <= row.ended_on < row.asye_started_on:
        line.fault("asye_started_on", "The year begins after this post has ended. Correct one of the two dates")
    elif row.registered_on is None or row.registered_on > row.asye_started_on:
        column = "registered_on" if line.has("registered_on") else "asye_started_on"
        line.fault(column, "The assessed year cannot begin before registration (CLK-07). Correct one of them")


def among(rows: Sequence[StaffRow], headers: dict[str, str]) -> list[Fault]:
    """Return what is wrong between rows: one number for two people, one post twice, two open posts of one job."""
    faults: list[Fault] = []
    first: dict[str, StaffRow] = {}
    addresses: dict[str, StaffRow] = {}
    posts: dict[tuple[str, str, dt.date], StaffRow] = {}
    still: dict[tuple[str, str], StaffRow] = {}
    heads: dict[str, StaffRow] = {}

    def fault(row: StaffRow, name: str, do: str) -> None:
        faults.append(Fault(row.line, headers.get(name, name), do))

    for row in rows:
        same = first.setdefault(row.employee_number, row)
        if (same.name, same.email) != (row.name, row.email):
            fault(row, "employee_number", f"Line {same.line} gives this number to somebody with another name or e-mail")
            continue
        owner = addresses.setdefault(row.email, row)
        if owner.employee_number != row.employee_number:
            fault(row, "email", f"Line {owner.line} gives this address to somebody else. Everybody needs their own")
        twin = posts.setdefault((row.employee_number, row.job, row.started_on), row)
        other = still.setdefault((row.employee_number, row.job), row) if row.ended_on is None else row
        if twin is not row:
            fault(row, "started_on", f"Line {twin.line} has the same post already. Leave one of them out")
        elif other is not row:
            fault(row, "ended_on", f"Line {other.line} has an open post of the same kind. Say when one of them ended")
        elif row.job == Post.Job.GROUP_MANAGER and row.ended_on is None:
            head = heads.setdefault(row.service_code, row)
            if head is not row:
                fault(row, "service", f"Line {head.line} is group manager of this service. Say when one of them ended")
    for row in assessed_in_their_line(rows):
        fault(
            row, "assessor", "The assessor is in this person's own line of managers. Name somebody outside it (ASY-01)"
        )
    return faults


def assessed_in_their_line(rows: Sequence[StaffRow]) -> list[StaffRow]:
    """Return the open posts whose assessor manages the holder, or manages a manager of theirs (ASY-01)."""
    held = [row for row in rows if row.ended_on is None]
    above = {row.employee_number: row.manager for row in held}
    return [row for row in held if row.assessor and row.assessor in _line_of(row, above)]


def _line_of(row: StaffRow, above: dict[str, str | None]) -> set[str]:
    """Return everybody above this person in the file, as far up as it says; a circle ends where it closes."""
    line: set[str] = set()
    manager = row.manager
    while manager and manager not in line:
        line.add(manager)
        manager = above.get(manager)
    return line
