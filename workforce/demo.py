"""The demonstration authority, told relative to today, and the door through which each app tells its part."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from workforce import policy_versions
from workforce.bulk import in_bulk
from workforce.imports.mapping import Mapping
from workforce.imports.staff import import_staff
from workforce.imports.staff.rows import FIELDS, REQUIRED, staff_rows
from workforce.imports.table import Source, read_lines
from workforce.models import AuditEntry, Person
from workforce.packs import load_pack
from workforce.verdict import Refused

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "demo"
TOLD_ON = dt.date(2026, 1, 20)  # the day on which the files are told
PACK = "demo"
YEARS_IN_FORCE = 3  # every fact of the demonstration is younger than its policy
PASSWORD = "demonstration"
ACCOUNTS = (
    "nqsw", "assessor", "manager", "groupmanager", "lead", "moderator", "chair", "hr", "external", "trainee",
    "socialworker", "admin",
)  # fmt: skip
# The published password is refused outside demonstration mode.
DOMAIN = "demo.example"
DEED = "workforce.load_demonstration"
STAFF = 20
DUTIES = 90


@dataclass(frozen=True, slots=True)
class Story:
    """One telling: `on` is today in it, `at` the moment at which it is loaded."""

    on: dt.date
    at: dt.datetime
    folder: Path = FOLDER

    @property
    def shift(self) -> dt.timedelta:
        return self.on - TOLD_ON

    def day(self, told: dt.date) -> dt.date:
        """Return a day of the files as a day of this telling."""
        return told + self.shift

    def source(self, name: str) -> Source:
        """Return a CSV file of the folder with its mapping, its dates moved."""
        file = self.folder / name
        return Source(file, Mapping.for_file(file, None), shift_days=self.shift.days)


def moment(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """Return a time of that day in London."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour, minute)))


Loader = Callable[[Story], str]
_loaders: list[tuple[int, Loader]] = []


def add_loader(order: int, loader: Loader) -> None:
    """Add a part of the demonstration, low order first; called once from an app's `ready`. It says what it loaded."""
    _loaders.append((order, loader))


@transaction.atomic
def load(*, on: dt.date, at: dt.datetime) -> list[str]:
    """Load the demonstration, all or nothing, and return a line for each part; once loaded it stays as it was told.

    Raises:
        Refused: this is no demonstration, or somebody is here who is not part of it.
    """
    story = Story(on=on, at=at)
    _require_ours(story)
    told = AuditEntry.objects.filter(deed=DEED).values_list("subject_id", flat=True).first()
    if told is not None:
        return [f"The demonstration is here already, told as on {told}; nothing was changed"]
    loaders = [*_loaders, (STAFF, load_staff)]
    lines = [_told(loader, story, order) for order, loader in sorted(loaders, key=lambda pair: pair[0])]
    AuditEntry.objects.create(
        at=at, kind=AuditEntry.Kind.WRITE, deed=DEED, subject_type="demonstration", subject_id=on.isoformat()
    )
    return lines


def _told(loader: Loader, story: Story, order: int) -> str:
    """Tell one part. What is owed follows from all of them: it is worked out at `DUTIES`, not after each deed."""
    with in_bulk() if order < DUTIES else nullcontext():
        return loader(story)


def load_staff(story: Story) -> str:
    """Import the staff, and give the published password to the twelve accounts only."""
    done = import_staff(story.source("staff.csv"), on=story.on, at=story.at, pack=PACK)
    in_force_from = story.on - dt.timedelta(days=YEARS_IN_FORCE * 365)
    policy_versions.load(load_pack(PACK), takes_effect_on=in_force_from, by=None, on=story.on, at=story.at)
    addresses = [f"{name}@{DOMAIN}" for name in ACCOUNTS]
    Person.objects.filter(email__in=addresses).update(password=make_password(PASSWORD))
    return f"{done.counts['people'].added} people in {done.counts['posts'].added} posts"


def people_by_number() -> dict[str, Person]:
    return {str(person.employee_number): person for person in Person.objects.filter(employee_number__isnull=False)}


def _require_ours(story: Story) -> None:
    if not settings.DEMONSTRATION:
        raise Refused("The demonstration has a published password. Set DEMONSTRATION=1 where that is wanted")
    lines, _ = read_lines(story.source("staff.csv"), fields=FIELDS, required=REQUIRED)
    ours = {row.email for row in staff_rows(lines)}
    others = Person.objects.exclude(email__in=ours).count()
    if others:
        raise Refused(f"{others} other {'person is' if others == 1 else 'people are'} here. Use an empty database")
