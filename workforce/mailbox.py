"""Mail on a laptop: one file a message in the mail folder, shown on a page an administrator can open."""

import email
import email.policy
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage as Parsed
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.text import slugify


class FolderBackend(BaseEmailBackend):
    """Write each message whole, then give it its name: a reader never sees half of one."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            body = message.message()
            name = f"{timezone.now():%Y%m%dT%H%M%S%f}-{slugify(body['Message-ID'])[:80]}.eml"
            half = folder / f".{name}"
            half.write_bytes(body.as_bytes())
            half.rename(folder / name)
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message of the mail folder, as the administrator's page shows it."""

    name: str
    to: str
    subject: str
    sent: str
    text: str


def letters(most: int = 200) -> list[Letter]:
    """Return the newest messages of the folder, newest first."""
    files = sorted(Path(settings.MAIL_FOLDER).glob("*.eml"), reverse=True)[:most]
    return [_read(file) for file in files]


def _read(file: Path) -> Letter:
    message = email.message_from_bytes(file.read_bytes(), _class=Parsed, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Letter(
        name=file.stem,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent=str(message["Date"]),
        text=body.get_content() if body else "",
    )
