"""A staff export of our own making: each test says only what it changes."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from django.utils import timezone

from workforce.imports.faults import FileRefused
from workforce.imports.mapping import Mapping as FileMapping
from workforce.imports.staff import Imported, import_staff
from workforce.imports.table import Source

TODAY = dt.date(2026, 1, 20)
NOW = dt.datetime(2026, 1, 20, 9, 0, tzinfo=dt.UTC)
HEADERS = {
    "employee_number": "Employee No",
    "name": "Name",
    "email": "E-mail",
    "title": "Position",
    "service": "Service",
    "team": "Team",
    "fte": "FTE",
    "contract": "Contract",
    "grade": "Grade",
    "scp": "Point",
    "started_on": "Start",
    "ended_on": "End",
    "line_manager": "Manager No",
    "assessor": "Assessor No",
    "registration_number": "SWE",
    "registered_on": "Registered",
    "asye_started_on": "ASYE Start",
    "asye_stage": "ASYE Stage",
}
MAPPING = FileMapping.model_validate(
    {
        "columns": HEADERS,
        "ignore": {"headers": ["Work Base"]},
        "values": {
            "service": {"Assessment": "CAI", "Family Support": "FSP"},
            "job": {
                "Practice Manager": "practice_manager",
                "Group Manager": "group_manager",
                "NQSW": "social_worker",
                "Social Worker": "social_worker",
                "Trainee": "trainee",
                "Assessor": "assessor",
            },
            "asye_stage": {"In year": "nqsw", "Trainee": "trainee", "Completed": ""},
        },
        "teams": {"academy": ["Academy North"]},
    }
)
Row = Mapping[str, str]

MANAGER = {
    "employee_number": "000100",
    "name": "Imran Qadeer",
    "email": "imran@example.org",
    "title": "Practice Manager",
    "service": "Assessment",
    "team": "Academy North",
    "contract": "Permanent",
    "started_on": "06/09/2021",
}
ASSESSOR = {
    "employee_number": "000200",
    "name": "Gwen Tallis",
    "email": "gwen@example.org",
    "title": "Assessor",
    "started_on": "02/09/2019",
}
NQSW = {
    "employee_number": "000300",
    "name": "Aoife O'Brien–Ó Súilleabháin",
    "email": "Aoife@Example.org",
    "title": "NQSW",
    "service": "Assessment",
    "team": "Academy North",
    "fte": "1.00",
    "contract": "Fixed term",
    "grade": "8",
    "scp": "24",
    "started_on": "08/09/2025",
    "line_manager": "000100",
    "assessor": "000200",
    "registration_number": "SW900001",
    "registered_on": "01/08/2025",
    "asye_started_on": "08/09/2025",
    "asye_stage": "In year",
}
STAFF = (NQSW, MANAGER, ASSESSOR)


def text_of(rows: Sequence[Row], *, headers: Mapping[str, str] = HEADERS, delimiter: str = ",") -> str:
    """Return the rows as an HR system would export them."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(headers.values())
    writer.writerows([row.get(name, "") for name in headers] for row in rows)
    return out.getvalue()


def bring_in(folder: Path, content: str | bytes | Sequence[Row], *, on: dt.date = TODAY, **options: object) -> Imported:
    """Write the content to a file and import it."""
    file = folder / "staff.csv"
    if not isinstance(content, (str, bytes)):
        content = text_of(content)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    at = timezone.make_aware(dt.datetime.combine(on, dt.time(9)))
    return import_staff(Source(file, MAPPING), on=on, at=at, **options)  # type: ignore[arg-type]


def faults_of(folder: Path, content: str | bytes | Sequence[Row]) -> list[str]:
    """Import what must be refused and return what is said about it."""
    try:
        bring_in(folder, content)
    except FileRefused as refused:
        return refused.lines()
    raise AssertionError("the file was taken in")
