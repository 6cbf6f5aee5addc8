"""Send each person one mail about all that is new for them: safe to run twice, late, or in two places."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from reminders import policy
from reminders.models import Digest, Notice
from reminders.services.forming import Batch, Ready, claim

log = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]
Post = Callable[[Ready], None]
LAST_PART = 3  # of a claim: a third of it is left to the mail on its way


@dataclass(slots=True)
class Sent:
    """How many people got a mail, how many mails the server refused."""

    mails: int = 0
    failed: int = 0


def send_unsent(*, at: dt.datetime, clock: Clock | None = None, post: Post | None = None) -> Sent:
    """Send what may leave by `at`; a failure stops only itself.

    `clock` gives the moment of each claim and mail, for a run that takes long; without one it is `at`. `post` takes
    the place of the mail server in a dry run.
    """
    now = clock or (lambda: at)
    sent = Sent()
    while Digest.objects.to_look_at(at).exists():
        batch = claim(as_of=at, at=now())
        if not batch.looked_at:
            break  # another worker has them
        _send(batch, now, post, sent)
    return sent


def _send(batch: Batch, now: Clock, post: Post | None, sent: Sent) -> None:
    until = batch.ends_at - dt.timedelta(seconds=settings.MAIL_CLAIM_SECONDS / LAST_PART)
    server = get_connection()
    try:
        for ready in batch.ready:
            if now() > until:
                return  # the rest is claimed again when the claim has ended
            try:
                (post or _by_mail(server))(ready)
            except (SMTPException, OSError) as refused:
                server.close()
                sent.failed += 1
                _keep_failed(ready.digest, refused, at=now(), as_of=batch.as_of)
            else:
                sent.mails += 1
                _keep_sent(ready, at=now())
    finally:
        server.close()


def _by_mail(server: BaseEmailBackend) -> Post:
    def post(ready: Ready) -> None:
        server.open()  # once a batch, and again after a failure
        message(ready, server).send()

    return post


def message(ready: Ready, server: BaseEmailBackend | None = None) -> EmailMessage:
    """Return the mail: that there is something to do, and where; never what it is about a person."""
    person, count = ready.digest.person, len(ready.notices)
    return EmailMessage(
        subject="You have something to do" if count == 1 else f"You have {count} things to do",
        body=render_to_string(
            "reminders/mail.txt",
            {
                "name": person.name,
                "count": count,
                "url": settings.BASE_URL + reverse("reminders:notices"),
                "wishes_url": settings.BASE_URL + reverse("reminders:wishes"),
                "authority_name": settings.AUTHORITY_NAME,
            },
        ),
        to=[person.email],
        headers={"Message-ID": ready.digest.message_id, "Auto-Submitted": "auto-generated"},
        connection=server,
    )


@transaction.atomic
def _keep_sent(ready: Ready, *, at: dt.datetime) -> None:
    Notice.objects.filter(pk__in=ready.notices).update(sent_at=at)
    Digest.objects.filter(pk=ready.digest.pk).update(ended_at=at, outcome=Digest.Outcome.SENT)


def _keep_failed(digest: Digest, refused: Exception, *, at: dt.datetime, as_of: dt.datetime) -> None:
    """Keep what went wrong as a row: when it is tried again, or that the address will never do."""
    log.warning("digest %s could not be sent: %s", digest.pk, fault_of(refused))
    row = Digest.objects.under_way().filter(pk=digest.pk)
    if policy.is_final(_code(refused)):
        row.update(failed_at=at, fault=fault_of(refused), ended_at=at, outcome=Digest.Outcome.GIVEN_UP)
    else:
        again = max(at, as_of) + policy.wait_after(digest.tries + 1)
        row.update(failed_at=at, fault=fault_of(refused), next_at=again)


def fault_of(refused: Exception) -> str:
    """Return the kind of fault and the server's code; its words may hold an address."""
    code = _code(refused) or getattr(refused, "smtp_code", None) or getattr(refused, "errno", None)
    return f"{type(refused).__name__} {code}" if code else type(refused).__name__


def _code(refused: Exception) -> int | None:
    """The code of an answer about the recipient; one about the server or the connection says nothing of the address."""
    if isinstance(refused, SMTPRecipientsRefused) and refused.recipients:
        return max(int(code) for code, _ in refused.recipients.values())
    return None
