"""When one's own mail comes, and what waits for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reminders import policy
from reminders.models import Digest, Notice, QuietDays
from reminders.queries.rhythms import rhythms_of
from workforce.access import Access
from workforce.policy_in_force import pack_on
from workforce.why import Why, policy_name, sources_of


@dataclass(frozen=True, slots=True)
class OwnMail:
    """The rhythm that holds, the next moment mail may come, how many notices wait for it, quiet days to come."""

    rhythm: policy.Rhythm
    next_at: dt.datetime
    waiting: int
    quiet: list[QuietDays]
    why: Why | None


def own_mail(access: Access, at: dt.datetime) -> OwnMail:
    rhythm = rhythms_of([access.person.pk], at, with_absence=True)[access.person.pk]
    digest = Digest.objects.gathering().filter(person=access.person).first()
    next_at = policy.next_moment(rhythm, at)
    return OwnMail(
        rhythm=rhythm,
        next_at=max(next_at, digest.next_at) if digest else next_at,
        waiting=Notice.objects.visible_to(access).unsent().count(),
        quiet=list(QuietDays.objects.visible_to(access).filter(last_on__gte=access.on)),
        why=_why(access.on),
    )


def _why(on: dt.date) -> Why | None:
    pack = pack_on(on)
    rule = pack.digest
    if rule is None:
        return None
    quiet = "; ".join(f"{span.label}, {_of_year(span.first)} to {_of_year(span.last)}" for span in rule.quiet.values())
    holidays = "" if rule.bank_holidays else ", and not on bank holidays"
    return Why(
        because=f"Mail with reminders comes once a day at most, on working days{holidays}.",
        rule=rule.rule,
        figures=(
            ("Time, unless you choose another", f"{rule.hour}:00"),
            ("Times to choose from", f"{rule.earliest}:00 to {rule.latest}:00"),
            *((("Quiet days for everybody", quiet),) if quiet else ()),
        ),
        source=sources_of((rule.rule,)),
        policy=policy_name(pack),
    )


def _of_year(text: str) -> str:
    return f"{dt.date.fromisoformat(f'2000-{text}'):%-d %B}"
