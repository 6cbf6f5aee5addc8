"""A slot changes hands: the worker asks, a colleague takes it, the manager agrees."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from caseloads.models import Slot, Swap
from caseloads.services import rota
from caseloads.services import swaps as services
from caseloads.tasks import look_at_rota
from reminders.models import Duty
from reminders.services import recount
from tests.caseloads.test_rota import MONDAY, WEEK, held, newcomer
from tests.factories import NOW, TODAY
from tests.house import House, practitioner
from workforce.access import access_for
from workforce.models import AuditEntry, Person
from workforce.verdict import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = dt.timedelta(days=1)
WHEN: dict[str, Any] = {"on": TODAY, "at": NOW}


def peer(house: House, name: str = "A Peer") -> Person:
    return practitioner(name, house.team, manager=house.manager, assessor=house.assessor)


def ask(house: House, slot: Slot, to: Person | None = None, in_return: Slot | None = None, **more: Any) -> Swap:
    told = {"words": "A conference that day", "sent_key": uuid.uuid4(), "by": house.practitioner} | WHEN | more
    return services.ask(slot=slot, to=to, in_return=in_return, **told)


def owed(person: Person) -> list[tuple[str, dt.date]]:
    return list(Duty.objects.open().filter(kind="rota_swap", owner=person).values_list("address", "due_on"))


@pytest.mark.rule("WRK-04")
def test_given_away_step_by_step(client: Client, house: House) -> None:
    slot, colleague, key = held(house), peer(house), str(uuid.uuid4())
    client.force_login(house.practitioner)
    for _ in range(2):
        told = {"to": str(colleague.pk), "in_return": "", "words": "A conference that day", "sent_key": key}
        answer = client.post(f"{slot.get_absolute_url()}ask/", told)
    swap = Swap.objects.get()
    assert answer["Location"] == swap.get_absolute_url()
    assert owed(colleague) == [(swap.get_absolute_url(), TODAY + 2 * DAY)]
    client.force_login(colleague)
    assert b"A conference that day" in client.get(swap.get_absolute_url()).content
    assert client.get("/caseloads/rota/mine/").content.count(b"asked by Newly Qualified") == 1
    client.post(f"{swap.get_absolute_url()}answer/", {"yes": "yes", "words": ""})
    assert (owed(colleague), len(owed(house.manager))) == ([], 1)
    slot.refresh_from_db()
    assert slot.holder == house.practitioner  # until the manager agrees
    client.force_login(house.manager)
    assert b"from Newly Qualified to A Peer" in client.get("/caseloads/rota/").content
    client.post(f"{swap.get_absolute_url()}decide/", {"yes": "yes", "words": ""})
    slot.refresh_from_db()
    swap.refresh_from_db()
    assert (slot.holder, swap.status, swap.decided_by, owed(house.manager)) == (colleague, "agreed", house.manager, [])
    assert [move.to_status for move in swap.moves.all()] == ["asked", "taken", "agreed"]
    deeds = {"caseloads.ask_to_swap", "caseloads.take_swap", "caseloads.agree_to_swap"}
    assert set(AuditEntry.objects.filter(deed__contains="swap").values_list("deed", flat=True)) == deeds
    assert [drift for drift in recount(on=TODAY) if drift.key.startswith("rota")] == []


@pytest.mark.rule("WRK-04")
@pytest.mark.parametrize("apart", [DAY, WEEK, 0 * DAY])
def test_two_slots_change_places(house: House, apart: dt.timedelta) -> None:
    colleague = peer(house)
    mine, theirs = held(house), held(house, MONDAY + apart, to=colleague)
    swap = ask(house, mine, colleague, theirs)
    services.take(swap=swap, by=colleague, **WHEN)
    services.agree(swap=swap, reason="", by=house.manager, **WHEN)
    assert {slot.pk: slot.holder for slot in Slot.objects.select_related("holder")} == {
        mine.pk: colleague,
        theirs.pk: house.practitioner,
    }


def test_put_to_anybody_the_first_takes_it(client: Client, house: House) -> None:
    slot, colleague, second = held(house), peer(house), peer(house, "Another Peer")
    swap = ask(house, slot)
    assert not Duty.objects.filter(kind="rota_swap").exists()
    client.force_login(house.stranger_outside)
    assert client.get(swap.get_absolute_url()).status_code == 404
    client.force_login(colleague)
    assert client.post(f"{swap.get_absolute_url()}answer/").status_code == 302
    swap.refresh_from_db()
    assert (swap.status, swap.to) == ("taken", colleague)
    client.force_login(second)
    assert client.get(f"{swap.get_absolute_url()}answer/").status_code == 404  # no longer theirs to see
    with pytest.raises(Refused, match="for somebody else to answer"):
        services.take(swap=swap, by=second, **WHEN)


@pytest.mark.rule("WRK-04", "CLK-01")
def test_whom_a_rule_bars_is_not_offered_and_cannot_take_it(client: Client, house: House) -> None:
    slot, new = held(house), newcomer(house)
    client.force_login(house.practitioner)
    page = client.get(f"{slot.get_absolute_url()}ask/").content.decode()
    assert "Brand New" not in page
    told = {"to": str(new.pk), "in_return": "", "words": ""}
    assert b"Choose one of the colleagues on the list" in client.post(f"{slot.get_absolute_url()}ask/", told).content
    with pytest.raises(Refused, match="Brand New cannot hold this slot"):
        ask(house, slot, new)
    with pytest.raises(Refused, match="WRK-04"):
        services.take(swap=ask(house, slot), by=new, **WHEN)


def test_declined_refused_and_taken_back(house: House) -> None:
    slot, colleague = held(house), peer(house)
    first = ask(house, slot, colleague)
    services.decline(swap=first, why="Court", by=colleague, **WHEN)
    second = ask(house, slot, colleague)
    services.take(swap=second, by=colleague, **WHEN)
    with pytest.raises(Refused, match="Say why"):
        services.refuse(swap=second, why=" ", by=house.manager, **WHEN)
    services.refuse(swap=second, why="Not that week", by=house.manager, **WHEN)
    third = ask(house, slot, colleague)
    for _ in range(2):
        services.withdraw(swap=third, by=house.practitioner, **WHEN)
    assert [swap.status for swap in Swap.objects.order_by("pk")] == ["declined", "refused", "withdrawn"]
    assert not Duty.objects.open().filter(kind="rota_swap").exists()
    slot.refresh_from_db()
    assert slot.holder == house.practitioner


def test_what_changes_meanwhile_ends_it(house: House) -> None:
    slot, colleague = held(house), peer(house)
    theirs = held(house, MONDAY + WEEK, to=colleague)
    swap = ask(house, slot, colleague, theirs)
    with pytest.raises(Refused, match="A colleague is asked about this slot already"):
        ask(house, slot)
    rota.free(slot=theirs, why="Away", by=house.manager, **WHEN)
    swap.refresh_from_db()
    assert swap.status == "lapsed"
    again = ask(house, slot)
    Slot.objects.filter(pk=slot.pk).update(on=TODAY - DAY)
    look_at_rota()
    again.refresh_from_db()
    assert (again.status, again.moves.latest("pk").by) == ("lapsed", None)


def test_nobody_asks_for_anothers_or_agrees_to_their_own(house: House) -> None:
    slot, colleague = held(house), peer(house)
    with pytest.raises(Refused, match="You do not hold this slot"):
        ask(house, slot, by=colleague)
    with pytest.raises(Refused, match="a coming slot of that colleague"):
        ask(house, slot, colleague, slot)
    swap = ask(house, slot, colleague)
    for deed in (services.take, services.withdraw):
        with pytest.raises(Refused):
            deed(swap=swap, by=house.manager, **WHEN)
    services.take(swap=swap, by=colleague, **WHEN)
    with pytest.raises(Refused, match="Somebody else agrees"):
        services.agree(swap=swap, reason="", by=colleague, **WHEN)


def test_who_sees_a_swap(house: House) -> None:
    slot, colleague = held(house), peer(house)
    swap = ask(house, slot, colleague)

    def seen() -> set[str]:
        rows = Swap.objects.filter(pk=swap.pk)
        return {n for n, who in house.everybody.items() if rows.visible_to(access_for(who, TODAY)).exists()}

    assert seen() == {"practitioner", "manager", "group_manager"}
    Swap.objects.update(to=None)
    assert seen() == {"practitioner", "manager", "group_manager", "stranger_in_team"}
