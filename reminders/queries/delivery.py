"""Whether mail leaves: what waits, what was sent, what was refused. Names and addresses, no content."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from reminders.models import Digest

KEPT_IN_SIGHT = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Delivery:
    """Numbers of mails: sent within a day, waiting for their hour, on their way, refused at least once."""

    sent: int
    waiting: int
    on_the_way: int
    last_sent_at: dt.datetime | None


def delivery(at: dt.datetime) -> Delivery:
    gathering = Q(ended_at__isnull=True, formed_at__isnull=True)
    open_now = Digest.objects.under_way().aggregate(
        waiting=Count("pk", filter=gathering), on_the_way=Count("pk", filter=~gathering & Q(failed_at__isnull=True))
    )
    sent = Digest.objects.filter(outcome=Digest.Outcome.SENT, ended_at__gt=at - dt.timedelta(days=1))
    last = Digest.objects.filter(outcome=Digest.Outcome.SENT).order_by("-ended_at").values_list("ended_at", flat=True)
    return Delivery(
        sent=sent.count(),
        waiting=open_now["waiting"],
        on_the_way=open_now["on_the_way"],
        last_sent_at=last.first(),
    )


def troubled(at: dt.datetime) -> QuerySet[Digest]:
    """Mails that were refused and have not left since, the newest refusal first."""
    return (
        Digest.objects.in_trouble()
        .filter(failed_at__gt=at - KEPT_IN_SIGHT)
        .select_related("person")
        .order_by("-failed_at", "-pk")
    )
