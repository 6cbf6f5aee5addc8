"""The sweep that sends reminders: with nothing due, and with a thousand duties that all fall due at once.

Beside it stand a bare look at the same two indexes, one `INSERT … SELECT` of the same notices, and one UPDATE and one
mail for each. Mail is kept in memory by both. `--sizes 100,1000` measures smaller authorities.
Prints, and fails on nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from support.ground import Ground, end_politely, ground

SIZES = (100, 1000, 10_000)
TURNS, AT_ONCE, TEAM = 60, 1000, 12
MOST_IDLE, MOST_QUERIES = 2.0, 4
MARKS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",")], default=list(SIZES))
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--people", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        inside(given.people)
        return
    with ground() as on:
        found = [measured(on, size) for size in given.sizes]
    show(given.sizes, found)


def measured(on: Ground, size: int) -> dict[str, Any]:
    print(f"\n==> {size} people on {on.engine}", flush=True)
    return dict(on.measure(on.empty(f"bench{size}"), __file__, ["--people", str(size)]))


def inside(people: int) -> None:
    import django

    end_politely()
    django.setup()
    from django.conf import settings
    from django.utils import timezone

    from reminders.policy import next_moment, rhythm
    from workforce.policy_in_force import pack_on

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    # Two hours into a working day: at night and on Sundays mail waits, and there would be nothing to measure.
    begins = next_moment(rhythm(pack_on(timezone.localdate())), timezone.now() + dt.timedelta(days=1))
    at = begins + dt.timedelta(hours=2)
    on = timezone.localdate(at)
    make(people, on, at)
    idle = measure_idle(on, at)
    json.dump({**idle, **measure_due(on, at)}, sys.stdout)


def make(people: int, on: Any, at: Any) -> None:
    """People in teams of twelve with a manager each; a duty each, none due yet; a year's notices, read and mailed."""
    from reminders.models import Duty, Notice
    from workforce.models import Authority, Person, Post, Relationship, Service, Team

    authority = Authority.objects.create(name="Bench", pack="national")
    service = Service.objects.create(authority=authority, code="CAI", name="Assessment")
    names = [Person(email=f"bench{number}@test.example", name=f"Person {number}") for number in range(people)]
    everybody = Person.objects.bulk_create(names)
    since = on - dt.timedelta(days=400)
    managers = everybody[::TEAM]
    held, posts, duties = [], [], []
    for number, person in enumerate(everybody):
        manager = managers[number // TEAM]
        if not number % TEAM:
            team = Team.objects.create(service=service, name=f"Team {number}")
        job = "practice_manager" if person == manager else "social_worker"
        posts.append(Post(person=person, team=team, job=job, title=job, contract="permanent", started_on=since))
        if person != manager:
            held.append(Relationship(kind="manages", holder=manager, person=person, started_on=since))
        due_on = on + dt.timedelta(days=10 + number % 20)
        duties.append(
            Duty(kind="supervision", key=f"supervision:{number}", about=person, owner=manager, due_on=due_on,
                 address="/", rule="SUP-03", because="Because.", next_step_on=due_on - dt.timedelta(days=3))
        )  # fmt: skip
    Post.objects.bulk_create(posts)
    Relationship.objects.bulk_create(held)
    Duty.objects.bulk_create(duties)
    told = at - dt.timedelta(days=30)
    Notice.objects.bulk_create(
        Notice(duty=duty, due_on=duty.due_on - dt.timedelta(days=14 * turn), step=-3, recipient=duty.owner,
               told_as="owner", owed_at=told, sent_at=told, read_at=told)
        for duty in duties for turn in range(1, 27)
    )  # fmt: skip
    if connection_vendor() == "postgresql":
        statement("ANALYZE")


def connection_vendor() -> str:
    from django.db import connection

    return str(connection.vendor)


def statement(sql: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql)


def measure_idle(on: Any, at: Any) -> dict[str, Any]:
    """Nothing is due: what every minute costs."""
    from reminders.models import Digest, Duty
    from reminders.services import owe_notices, send_unsent

    def ours() -> None:
        owe_notices(on=on, at=at)
        send_unsent(at=at)

    def bare() -> None:
        list(Duty.objects.filter(met_at=None, next_step_on__lte=on).order_by("next_step_on", "pk")[:500])
        list(Digest.objects.filter(ended_at=None, next_at__lte=at))

    ours()
    queries = counted(ours)
    times = by_turns(ours, bare)
    return {"duties": Duty.objects.filter(met_at=None).count(), "idle": times[0], "bare": times[1], "queries": queries}


def measure_due(on: Any, at: Any) -> dict[str, Any]:
    """A thousand duties (or as many as there are) take their first step today, each for somebody else."""
    from django.core import mail
    from django.db.models import F

    from reminders.models import Digest, Duty, Notice
    from reminders.services import owe_notices, send_unsent

    # Nobody has had today's mail yet.
    Digest.objects.filter(ended_at__isnull=False).update(ended_at=at - dt.timedelta(days=2))
    some = list(
        Duty.objects.filter(kind="supervision", met_at=None).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    )
    due_on = on + dt.timedelta(days=3)
    Duty.objects.filter(pk__in=some).update(due_on=due_on, next_step_on=on, owner=F("about"))
    bare_written = timed(lambda: bare_write(on, at))
    Notice.objects.filter(owed_at=at, due_on=due_on).delete()
    asked: list[int] = []
    written = timed(lambda: asked.append(counted(lambda: owe_notices(on=on, at=at))))
    notices = Notice.objects.unsent().count()
    bare_sent = timed(lambda: bare_send(at))
    Notice.objects.filter(owed_at=at).update(sent_at=None)
    mail.outbox.clear()
    queries: list[int] = []
    sent = timed(lambda: queries.append(counted(lambda: send_unsent(at=at))))
    return {
        "notices": notices,
        "mails": len(mail.outbox),
        "written": written,
        "write_queries": asked[0],
        "bare_written": bare_written,
        "sent": sent,
        "bare_sent": bare_sent,
        "send_queries": queries[0],
    }


def bare_write(on: Any, at: Any) -> None:
    """Write the notices in one statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reminders_notice (duty_id, due_on, step, told_as, recipient_id, owed_at) "
            "SELECT id, due_on, -3, 'owner', owner_id, %s FROM reminders_duty "
            "WHERE met_at IS NULL AND next_step_on <= %s ON CONFLICT DO NOTHING",
            [at, on],
        )


def bare_send(at: Any) -> None:
    """Send what is unsent: one UPDATE and one mail each."""
    from django.core.mail import EmailMessage

    from reminders.models import Notice

    for notice in Notice.objects.unsent().select_related("recipient"):
        Notice.objects.filter(pk=notice.pk, sent_at=None).update(sent_at=at)
        EmailMessage("You have something to do", "Sign in to see it.", to=[notice.recipient.email]).send()


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1e3


def counted(work: Callable[[], object]) -> int:
    """Count the statements, without those that only open and close a transaction."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        work()
    return sum(not query["sql"].startswith(MARKS) for query in queries.captured_queries)


def by_turns(ours: Callable[[], object], bare: Callable[[], object]) -> tuple[float, float]:
    """Return the medians in milliseconds."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(TURNS):
        for times, work in zip(taken, (ours, bare), strict=True):
            times.append(timed(work))
    return statistics.median(taken[0]), statistics.median(taken[1])


def show(sizes: list[int], found: list[dict[str, Any]]) -> None:
    print(f"\nNothing due (budget {MOST_IDLE} of bare, flat); milliseconds, median of {TURNS}")
    print(f"{'people':>8} {'duties':>8} {'sweep':>7} {'bare':>7} {'ratio':>6} {'queries':>8}")
    for size, one in zip(sizes, found, strict=True):
        ratio = one["idle"] / one["bare"]
        over = "  over the budget" if ratio > MOST_IDLE else ""
        print(
            f"{size:8,} {one['duties']:8,} {one['idle']:7.2f} {one['bare']:7.2f} {ratio:6.2f} {one['queries']:8}{over}"
        )
    print(f"\nAll at once (budget {MOST_QUERIES} queries a notice); milliseconds")
    print(
        f"{'people':>8} {'notices':>8} {'write':>8} {'bare':>7} {'queries':>8} {'send':>8} {'bare':>8} {'mails':>6} "
        f"{'queries/1':>9}"
    )
    for size, one in zip(sizes, found, strict=True):
        each = one["send_queries"] / max(one["notices"], 1)
        over = "  over the budget" if each > MOST_QUERIES else ""
        print(
            f"{size:8,} {one['notices']:8,} {one['written']:8.1f} {one['bare_written']:7.1f} "
            f"{one['write_queries']:8} {one['sent']:8.1f} "
            f"{one['bare_sent']:8.1f} {one['mails']:6,} {each:9.2f}{over}"
        )


if __name__ == "__main__":
    main()
