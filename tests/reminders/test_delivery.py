"""The administrator's page about mail that does not leave."""

from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from reminders import services
from reminders.models import Digest
from tests.factories import NOW
from tests.house import House
from tests.reminders.owing import owe, refuse, sweep
from workforce.models import AuditEntry

pytestmark = [pytest.mark.usefixtures("at_ten")]


def test_what_was_refused_is_shown_without_content_and_tried_again(
    client: Client, house: House, monkeypatch: Any
) -> None:
    owe(house)
    with monkeypatch.context() as server:
        refuse(server, lambda to: True, SMTPRecipientsRefused({house.manager.email: (550, b"no")}))
        sweep()
    digest = Digest.objects.get()
    client.force_login(house.technical)
    page = client.get("/reminders/delivery/").content.decode()
    assert all(word in page for word in (house.manager.email, "SMTPRecipientsRefused 550", "Given up"))
    assert house.practitioner.name not in page
    for _ in range(2):
        assert client.post(f"/reminders/delivery/{digest.pk}/again/").status_code == 302
    assert services.send_unsent(at=NOW).mails == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == digest.message_id
    client.post(f"/reminders/delivery/{digest.pk}/again/")
    assert services.send_unsent(at=NOW).mails == 0
    assert AuditEntry.objects.filter(deed="reminders.try_again").count() == 2


def test_everybody_else_is_refused(client: Client, house: House) -> None:
    for name, person in house.everybody.items():
        client.force_login(person)
        assert client.get("/reminders/delivery/").status_code == (200 if name == "technical" else 403)
