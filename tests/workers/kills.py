"""Duties that all fall due at once, workers killed while they send, and what came of it."""

from __future__ import annotations

import datetime as dt
import os
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from reminders.models import Digest, Duty, Notice
from tests.workers.crew import Crew, crew
from tests.workers.sink import Taken, sink
from workforce.models import Authority, Person, Post

SEED = 7
# Mail at any hour of any day, so that the proof runs whenever it is asked for.
AT_ANY_HOUR = '[pack]\nname = "any-hour"\ntitle = "At any hour"\nextends = ["national"]\nremoves = ["digest"]\n'


@dataclass(frozen=True, slots=True)
class Plan:
    """So many duties, each of somebody else, and so many kills; a mail takes `delay`, a claim `claim` seconds.

    Between kills pass `pauses` seconds (from, to) in which some mail is taken, and nothing takes longer than `most`.
    """

    duties: int
    kills: int
    workers: int
    beats: int
    delay: float
    claim: int
    pauses: tuple[float, float]
    most: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: `missed` notices without a mail, `copies` under the same ID, `strangers` under another."""

    notices: int
    unsent: int
    mails: int
    missed: int
    copies: int
    strangers: int
    kills: int
    seconds: float

    def is_proof(self, plan: Plan) -> bool:
        """Everything left; a copy came at most once a kill, and under the ID of the first."""
        right = self.notices == plan.duties and self.kills == plan.kills
        return right and not (self.unsent or self.missed or self.strangers) and self.copies <= self.kills


def owe(count: int, folder: Path) -> None:
    """Write so many duties whose first reminder is due today, each owned by somebody else."""
    on, pack = timezone.localdate(), folder / "any-hour.toml"
    pack.write_text(AT_ANY_HOUR)
    Authority.objects.create(name="Killed Workers", pack=str(pack))
    people = [Person(email=f"killed{number}@test.example", name=f"Owner {number}") for number in range(count)]
    Person.objects.bulk_create(people)
    posts = [Post(person=person, job="social_worker", title="Social worker", contract="permanent", started_on=on)
             for person in people]  # fmt: skip
    Post.objects.bulk_create(posts)
    Duty.objects.bulk_create(
        Duty(
            kind="supervision",
            key=f"killed:{number}",
            about=person,
            owner=person,
            due_on=on + dt.timedelta(days=3),
            address="/",
            rule="SUP-03",
            because="Because.",
            next_step_on=on,
        )
        for number, person in enumerate(people)
    )


def run(plan: Plan) -> Outcome:
    """Owe, let a crew send, kill its workers meanwhile, and wait until nothing is left to send."""
    dice, began = random.Random(SEED), time.monotonic()
    with tempfile.TemporaryDirectory() as name, sink(delay=plan.delay) as (url, taken):
        folder = Path(name)
        owe(plan.duties, folder)
        with crew(folder, environment(folder, url, plan), workers=plan.workers, beats=plan.beats) as team:
            kills = _kill(plan, team, taken, dice, began)
            _until(lambda: _all_left(plan), team, began + plan.most)
    return _outcome(plan, taken, kills, time.monotonic() - began)


def environment(folder: Path, mail: str, plan: Plan) -> dict[str, str]:
    """The environment of a worker on this process's own database and broker."""
    broker = settings.CELERY_BROKER_URL
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": database_url(),
        "BROKER_URL": broker if broker.startswith("redis") else "",
        "EMAIL_URL": mail,
        "BASE_URL": "http://testserver",
        "SWEEP_SECONDS": "1",
        "MAIL_CLAIM_SECONDS": str(plan.claim),
        "LOG_LEVEL": "WARNING",
        "DEMONSTRATION": "",
        "SECRET_KEY": "signs nothing outside this proof",
    }


def database_url() -> str:
    """Return the address of the database this process works on."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


def _kill(plan: Plan, team: Crew, taken: Taken, dice: random.Random, began: float) -> int:
    """Kill while mail leaves: after each kill some must leave before the next, and each finds some still to send."""
    for number in range(plan.kills):
        share = plan.duties * (number + 1) // (plan.kills + 2)
        _until(lambda share=share: len(taken.mails) >= share, team, began + plan.most)
        time.sleep(dice.uniform(*plan.pauses))
        team.kill_one(dice)
    return plan.kills


def _until(is_so: Callable[[], bool], team: Crew, end: float) -> None:
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(f"It took too long. The workers said:\n{team.log()}")
        time.sleep(0.1)


def _all_left(plan: Plan) -> bool:
    connections.close_all()  # read anew, as another process would
    sent = Notice.objects.filter(sent_at__isnull=False).count()
    return sent == plan.duties and not Digest.objects.under_way().exists()


def _outcome(plan: Plan, taken: Taken, kills: int, seconds: float) -> Outcome:
    rows = Notice.objects.filter(duty__key__startswith="killed:")
    owed = dict(rows.values_list("recipient__email", "digest__message_id"))
    ids = taken.ids_of()
    return Outcome(
        notices=rows.count(),
        unsent=rows.filter(sent_at__isnull=True).count(),
        mails=len(taken.mails),
        missed=sum(owed[to] not in ids.get(to, set()) for to in owed),
        copies=taken.copies(),
        strangers=sum(len(found - {owed.get(to)}) for to, found in ids.items()),
        kills=kills,
        seconds=seconds,
    )
