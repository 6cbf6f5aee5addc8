"""Direct observations: consent first, both sides unseen, opened together, signed by both, sealed (ASY-03)."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from asye.models import Observation, ObservationAccount, ObservationWordsSetAside, Portfolio
from asye.queries.evidence_counts import counts_of
from asye.services import observations as services
from tests.factories import NOW, TODAY, RegistrationFactory
from tests.house import House
from workforce.access import access_for
from workforce.models import SealedRecord
from workforce.verdict import Refused
from workforce.versions import Save

GUEST = {"name": "Petra Halloran", "role": "Practice educator", "registration": "SW123456"}
Status = Observation.Status
SEEN, MINE = "She waited for the silence to end.", "I was glad of the silence."


def planned(house: House, guest: bool = False) -> Observation:
    return services.plan_observation(
        portfolio=house.portfolio, setting="A home visit", planned_on=TODAY, sent_key=uuid.uuid4(),
        observer=None if guest else house.assessor, guest=GUEST if guest else {}, by=house.practitioner, at=NOW,
    )  # fmt: skip


def held(house: House, guest: bool = False) -> Observation:
    observation = planned(house, guest)
    services.record_consent(
        observation=observation, consent="agreed", words="Asked by phone.", by=house.practitioner, at=NOW
    )
    services.hold(observation=observation, held_on=TODAY, by=house.practitioner, on=TODAY, at=NOW)
    return observation


def account(observation: Observation, side: str) -> ObservationAccount:
    return observation.accounts.get(side=side)


def finished(observation: Observation, side: str, words: str) -> None:
    one = account(observation, side)
    services.save_account(
        account=one,
        words={"account": words, "strengths": "", "further": ""},
        save=Save(one.version),
        by=one.author,
        at=NOW,
    )
    services.finish(account=one, version=one.version, by=one.author, at=NOW)


def opened(house: House, guest: bool = False) -> Observation:
    observation = held(house, guest)
    finished(observation, "observer", SEEN)
    finished(observation, "practitioner", MINE)
    observation.refresh_from_db()
    return observation


def signed(house: House, guest: bool = False) -> Observation:
    observation = opened(house, guest)
    services.save_response(
        observation=observation,
        response="I talk too much.",
        save=Save(observation.version),
        by=house.practitioner,
        at=NOW,
    )
    services.respond(observation=observation, version=observation.version, by=house.practitioner, at=NOW)
    services.countersign(observation=observation, by=None if guest else house.assessor, at=NOW)
    observation.refresh_from_db()
    return observation


STATES = {"planned": planned, "writing": held, "opened": opened, "signed": signed}


@pytest.mark.rule("ASY-03")
def test_without_consent_nothing_takes_place(house: House) -> None:
    observation = planned(house)
    with pytest.raises(Refused, match="family agreed"):
        services.hold(observation=observation, held_on=TODAY, by=house.practitioner, on=TODAY, at=NOW)
    services.record_consent(observation=observation, consent="declined", words="W", by=house.practitioner, at=NOW)
    with pytest.raises(Refused, match="family agreed"):
        services.hold(observation=observation, held_on=TODAY, by=house.practitioner, on=TODAY, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Observation.objects.filter(pk=observation.pk).update(status="writing", held_on=TODAY)


def test_a_day_to_come_and_oneself_are_refused(house: House) -> None:
    observation = planned(house)
    services.record_consent(observation=observation, consent="no_family", words="W", by=house.practitioner, at=NOW)
    tomorrow = TODAY + dt.timedelta(days=1)
    with pytest.raises(Refused, match="not one still to come"):
        services.hold(observation=observation, held_on=tomorrow, by=house.practitioner, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="somebody other"):
        services.plan_observation(
            portfolio=house.portfolio, setting="S", planned_on=TODAY, observer=house.practitioner, guest={},
            sent_key=uuid.uuid4(), by=house.practitioner, at=NOW,
        )  # fmt: skip


def test_both_accounts_open_together(house: House) -> None:
    observation = held(house)
    finished(observation, "observer", SEEN)
    observation.refresh_from_db()
    assert (observation.status, observation.is_open) == (Status.WRITING, False)
    for person, sides in ((house.assessor, ["observer"]), (house.practitioner, ["practitioner"]), (house.manager, [])):
        seen = ObservationAccount.objects.visible_to(access_for(person, TODAY))
        assert [one.side for one in seen] == sides
    finished(observation, "practitioner", MINE)
    observation.refresh_from_db()
    assert (observation.status, observation.opened_at) == (Status.OPENED, NOW)
    assert ObservationAccount.objects.visible_to(access_for(house.practitioner, TODAY)).count() == 2


def test_what_is_finished_stays_and_what_comes_late_is_kept(house: House) -> None:
    observation = held(house)
    finished(observation, "observer", SEEN)
    one = account(observation, "observer")
    with pytest.raises(Refused, match="kept with it"):
        services.save_account(
            account=one, words={"account": "Other"}, save=Save(one.version), by=house.assessor, at=NOW
        )
    assert ObservationWordsSetAside.objects.get().words == {"account": "Other"}
    one.refresh_from_db()
    assert one.account == SEEN


def test_two_windows_never_overwrite_each_other(house: House) -> None:
    observation = held(house)
    one = account(observation, "practitioner")
    services.save_account(account=one, words={"account": "First"}, save=Save(1), by=house.practitioner, at=NOW)
    with pytest.raises(services.WordsSavedElsewhere) as clash:
        services.save_account(account=one, words={"account": "Second"}, save=Save(1), by=house.practitioner, at=NOW)
    assert (clash.value.set_aside.words, account(observation, "practitioner").account) == (
        {"account": "Second"},
        "First",
    )


@pytest.mark.rule("ASY-03")
def test_signed_by_both_it_is_sealed_and_counted(house: House) -> None:
    observation = signed(house)
    assert observation.sealed is not None
    told = json.loads(SealedRecord.objects.get(pk=observation.sealed.pk).content)["snapshot"]
    assert told["accounts"]["observer"]["account"] == SEEN and told["response"] == "I talk too much."
    assert counts_of([house.portfolio.pk])[house.portfolio.pk]["observation"] == 1
    with pytest.raises(Refused):
        services.countersign(observation=observation, by=house.assessor, at=NOW)
    with pytest.raises(Refused):
        services.respond(observation=observation, version=observation.version, by=house.practitioner, at=NOW)


SEES: dict[tuple[str, str], set[str]] = {
    ("planned", "open"): {"practitioner", "assessor"},
    ("writing", "open"): {"practitioner", "assessor"},
    ("opened", "open"): {"practitioner", "assessor"},
    ("signed", "open"): {"practitioner", "assessor"},
    ("opened", "submitted"): {"practitioner", "assessor"},
    ("signed", "submitted"): {"practitioner", "assessor", "lead", "chair", "moderator"},
}


@pytest.mark.parametrize(("state", "portfolio"), SEES)
def test_who_may_read_it(client: Client, house: House, today: None, state: str, portfolio: str) -> None:
    observation = STATES[state](house)
    Portfolio.objects.update(status=portfolio)
    seen = set()
    for name, person in house.everybody.items():
        client.force_login(person)
        answer = client.get(f"/asye/observations/{observation.pk}/")
        if answer.status_code == 200:
            seen.add(name)
            both = SEEN in answer.content.decode() and MINE in answer.content.decode()
            assert both == (state in ("opened", "signed")), name
    assert seen == SEES[state, portfolio]


def test_an_unopened_account_is_on_no_page_of_the_other_side(client: Client, house: House, today: None) -> None:
    observation = held(house)
    finished(observation, "observer", SEEN)
    client.force_login(house.practitioner)
    for place in ("", "write/", "answer/"):
        assert SEEN not in client.get(f"/asye/observations/{observation.pk}/{place}", follow=True).content.decode()


def test_planning_asks_who_observes_and_plans_once(client: Client, house: House, today: None) -> None:
    """Only registered social workers are offered; somebody from outside is named with their registration."""
    client.force_login(house.practitioner)
    plan = {
        "setting": "A home visit", "planned_on_0": "20", "planned_on_1": "1", "planned_on_2": "2026",
        "sent_key": str(uuid.uuid4()),
    }  # fmt: skip
    address = f"/asye/portfolios/{house.portfolio.pk}/observations/plan/"
    unregistered = client.post(address, plan | {"observer": str(house.assessor.pk)}).content.decode()
    assert "Choose one of the people listed" in unregistered
    assert "Enter the observer’s name, or choose somebody from the list" in client.post(address, plan).content.decode()
    RegistrationFactory(person=house.assessor, started_on=TODAY)
    first, second = (client.post(address, plan | {"observer": str(house.assessor.pk)}) for _ in range(2))
    assert first["Location"] == second["Location"]
    guest = {f"guest_{name}": value for name, value in GUEST.items()}
    assert client.post(address, plan | guest | {"sent_key": str(uuid.uuid4())}).status_code == 302
    assert [one.observed_by for one in Observation.objects.order_by("pk")] == [
        house.assessor.name, "Petra Halloran, Practice educator",
    ]  # fmt: skip


def test_the_pages_of_both_sides(client: Client, house: House, today: None) -> None:
    observation = planned(house)
    at = f"/asye/observations/{observation.pk}/"
    client.force_login(house.practitioner)
    assert client.post(f"{at}consent/", {"consent": "agreed", "words": "By phone"}).status_code == 302
    day = {"held_on_0": "20", "held_on_1": "1", "held_on_2": "2026"}
    assert client.post(f"{at}held/", day).status_code == 302
    words = {"account": MINE, "strengths": "", "further": "", "version": "1"}
    saved = client.post(f"{at}autosave/", words | {"editor": "e", "seq": "1"})
    assert saved.json()["version"] == 2
    assert client.post(f"{at}write/", words | {"version": "2", "then": "finish"}).status_code == 302
    client.force_login(house.assessor)
    assert client.post(f"{at}write/", words | {"account": SEEN, "then": "finish"}).status_code == 302
    client.force_login(house.practitioner)
    version = str(Observation.objects.get().version)
    autosaved = client.post(
        f"{at}answer/autosave/", {"response": "I lis", "version": version, "editor": "e", "seq": "1"}
    )
    assert autosaved.status_code == 200
    answer = {"response": "I listen.", "version": str(autosaved.json()["version"]), "then": "finish"}
    assert client.post(f"{at}answer/", answer).status_code == 302
    assert client.post(f"{at}sign/").status_code == 403
    client.force_login(house.assessor)
    assert client.post(f"{at}sign/").status_code == 302
    observation.refresh_from_db()
    assert (observation.status, observation.response) == (Status.SIGNED, "I listen.")
    assert "Sealed record" in client.get(at).content.decode()


def test_a_guest_writes_reads_and_signs_by_one_link(client: Client, house: House, today: None) -> None:
    observation = held(house, guest=True)
    link = f"/asye/observe/{observation.pk}/{services.token(observation)}/"
    client.force_login(house.practitioner)
    assert link in client.get(observation.get_absolute_url()).content.decode()
    client.logout()
    words = {"account": SEEN, "strengths": "", "further": "", "version": "1", "editor": "g", "seq": "1"}
    assert client.post(link, words, headers={"X-Requested-With": "autosave"}).json()["version"] == 2
    assert client.post(link, words | {"version": "2", "seq": "2", "then": "finish"}).status_code == 302
    assert MINE not in client.get(link).content.decode()
    finished(observation, "practitioner", MINE)
    assert MINE in client.get(link).content.decode()
    observation.refresh_from_db()
    services.save_response(
        observation=observation, response="Yes.", save=Save(observation.version), by=house.practitioner, at=NOW
    )
    services.respond(observation=observation, version=observation.version, by=house.practitioner, at=NOW)
    assert "Tick the box to sign" in client.post(link).content.decode()
    assert client.post(link, {"agree": "on"}).status_code == 302
    assert Observation.objects.get().status == Status.SIGNED
    assert "Signed by both" in client.get(link).content.decode()


@pytest.mark.parametrize("wrong", ["x", "0" * 32])
def test_a_wrong_link_opens_nothing(client: Client, house: House, today: None, wrong: str) -> None:
    guest, ours = held(house, guest=True), held(house)
    for address in (f"{guest.pk}/{wrong}", f"{ours.pk}/{services.token(ours)}", f"999999/{services.token(guest)}"):
        assert client.get(f"/asye/observe/{address}/").status_code == 404


@pytest.mark.parametrize("count", (1, 3))
def test_the_list_costs_the_same(
    client: Client, house: House, today: None, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        signed(house)
    client.force_login(house.practitioner)
    address = f"/asye/portfolios/{house.portfolio.pk}/observations/"
    client.get(address)
    with django_assert_num_queries(11):
        client.get(address)
