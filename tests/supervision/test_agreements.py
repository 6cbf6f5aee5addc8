"""The agreement between worker and supervisor: drawn up, signed by both, sealed, reviewed every year."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from reminders.models import Duty
from reminders.services import recount
from supervision import policy
from supervision.models import Agreement, AgreementSignature
from supervision.services import agreements as services
from tests.factories import NOW, TODAY, RelationshipFactory
from tests.house import House
from tests.test_query_counts import MOST, cost
from workforce.models import SealedRecord
from workforce.packs import load_pack
from workforce.verdict import Refused

WORDS = {"frequency": "Weekly", "place": "Room 2", "recorded": "Both parts", "disagreement": "We ask the lead"}


@pytest.fixture(autouse=True)
def _a_policy_with_reviews(house: House) -> None:
    house.team.service.authority.pack = "nottinghamshire"
    house.team.service.authority.save()


def drawn_up(house: House, at: dt.datetime = NOW) -> Agreement:
    return services.draw_up(
        worker=house.practitioner, words=WORDS, sent_key=uuid.uuid4(), by=house.manager, on=TODAY, at=at
    )


def sign(agreement: Agreement, house: House) -> AgreementSignature:
    return services.sign_agreement(agreement=agreement, by=house.practitioner, on=TODAY, at=NOW)


@pytest.mark.rule("SUP-15")
@pytest.mark.parametrize(
    ("agreed_on", "due_on"),
    [(dt.date(2026, 1, 20), dt.date(2027, 1, 20)), (dt.date(2024, 2, 29), dt.date(2025, 2, 28))],
)
def test_it_is_reviewed_a_year_later(agreed_on: dt.date, due_on: dt.date) -> None:
    review = policy.agreement_review(load_pack("nottinghamshire"), agreed_on=agreed_on)
    assert (review.due_on, review.rules) == (due_on, ("SUP-15",))
    assert "every 12 months" in review.because


def test_a_policy_without_a_rhythm_is_silent() -> None:
    review = policy.agreement_review(load_pack("national"), agreed_on=TODAY)
    assert (review.due_on, review.silent) == (None, True)


@pytest.mark.rule("SUP-15")
def test_signed_by_both_it_is_sealed_and_its_review_is_owed(house: House) -> None:
    agreement = drawn_up(house)
    assert not Duty.objects.filter(kind="supervision_agreement").exists()
    assert sign(agreement, house) == sign(agreement, house)
    assert SealedRecord.objects.get().kind == "supervision agreement"
    duty = Duty.objects.get(kind="supervision_agreement")
    assert (duty.owner, duty.about, duty.due_on) == (house.manager, house.practitioner, dt.date(2027, 1, 20))
    assert [drift.key for drift in recount(on=TODAY) if drift.key.startswith("supervision_agreement")] == []


def test_with_a_new_supervisor_nothing_of_the_old_agreement_is_owed(house: House) -> None:
    sign(drawn_up(house), house)
    RelationshipFactory(kind="supervises", holder=house.assessor, person=house.practitioner)
    assert [drift.computed for drift in recount(on=TODAY) if drift.key.startswith("supervision_agreement")] == [None]


def test_a_newer_one_takes_its_place(house: House) -> None:
    first = drawn_up(house)
    drawn_up(house, NOW + dt.timedelta(minutes=1))
    with pytest.raises(Refused, match="newer agreement"):
        sign(first, house)
    assert not SealedRecord.objects.exists()


def test_nobody_else_signs(house: House) -> None:
    with pytest.raises(Refused, match="Only the two"):
        services.sign_agreement(agreement=drawn_up(house), by=house.group_manager, on=TODAY, at=NOW)


def test_the_database_keeps_it_as_it_is(house: House) -> None:
    agreement = drawn_up(house)
    with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(place="Else")
    with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
        agreement.signatures.update(on=TODAY)
    with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
        agreement.signatures.all().delete()


def test_the_pages_draw_up_and_sign(client: Client, house: House, today: None) -> None:
    here = f"/supervision/{house.practitioner.pk}/agreement/"
    client.force_login(house.manager)
    assert b"No agreement yet" in client.get(here).content
    begun = client.get(f"{here}draw-up/").content.decode()
    assert "at most 7 days apart" in begun and "at least 90 minutes" in begun
    assert b"Say where you will meet" in client.post(f"{here}draw-up/", {**WORDS, "place": ""}).content
    key = str(uuid.uuid4())
    for _ in range(2):
        assert client.post(f"{here}draw-up/", {**WORDS, "sent_key": key}).status_code == 302
    agreement = Agreement.objects.get()
    assert b"Waits for Newly Qualified" in client.get(here).content
    client.force_login(house.practitioner)
    assert b"Sign the agreement" in client.get(here).content
    client.post(f"/supervision/agreements/{agreement.pk}/sign/")
    signed = client.get(here).content.decode()
    assert "Signed by both" in signed and "20 January 2027" in signed and "Sign the agreement" not in signed


def test_who_reads_it(client: Client, house: House, today: None) -> None:
    drawn_up(house)
    opened = set()
    for name, person in house.everybody.items():
        client.force_login(person)
        if client.get(f"/supervision/{house.practitioner.pk}/agreement/").status_code == 200:
            opened.add(name)
    assert opened == {"practitioner", "manager"}


def test_the_page_costs_little(client: Client, house: House, today: None) -> None:
    sign(drawn_up(house), house)
    client.force_login(house.manager)
    here = f"/supervision/{house.practitioner.pk}/agreement/"
    assert max(cost(client, here), cost(client, f"{here}draw-up/")) <= MOST
