"""Send what is unsent: safe to run twice, late, or in two places."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from reminders.models import Notice

log = logging.getLogger(__name__)
CHUNK = 500


@dataclass(slots=True)
class Sent:
    """How many people got a mail, how many mails the server refused."""

    mails: int = 0
    failed: int = 0


def send_unsent(*, at: dt.datetime) -> Sent:
    """Send each person one mail about all that is new for them; a failure stops only itself."""
    sent = Sent()
    if not Notice.objects.unsent().exists():
        return sent  # most sweeps
    Notice.objects.unsent().filter(duty__met_at__isnull=False).update(dropped_at=at)
    waiting = Notice.objects.unsent().select_related("recipient", "duty").order_by("recipient_id", "pk")
    for _, notices in groupby(waiting.iterator(chunk_size=CHUNK), key=lambda notice: notice.recipient_id):
        try:
            sent.mails += _send_to_one(list(notices), at=at)
        except (SMTPException, OSError):
            sent.failed += 1
            log.exception("a reminder could not be sent; it is tried again at the next sweep")
    return sent


@transaction.atomic
def _send_to_one(notices: list[Notice], *, at: dt.datetime) -> int:
    """Claim the notices, then send: a crash in between undoes the claim, so that none is missed."""
    claimed = Notice.objects.unsent().filter(pk__in=[notice.pk for notice in notices]).update(sent_at=at)
    if not claimed:
        return 0
    recipient = notices[0].recipient
    message = EmailMessage(
        subject="You have something to do" if len(notices) == 1 else f"You have {len(notices)} things to do",
        body=render_to_string(
            "reminders/mail.txt",
            {
                "name": recipient.name,
                "count": len(notices),
                "url": settings.BASE_URL + reverse("reminders:notices"),
                "authority_name": settings.AUTHORITY_NAME,
            },
        ),
        to=[recipient.email],
        headers={"Message-ID": message_id(notices), "Auto-Submitted": "auto-generated"},
    )
    message.send()
    return 1


def message_id(notices: Iterable[Notice]) -> str:
    """Return the same Message-ID for the same notices, so that a mail sent twice is recognised as one."""
    keys = sorted(f"{n.duty_id}.{n.due_on}.{n.step}.{n.recipient_id}" for n in notices)
    return f"<{hashlib.sha256('|'.join(keys).encode()).hexdigest()[:32]}@{urlsplit(settings.BASE_URL).hostname}>"
