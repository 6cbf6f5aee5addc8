"""Self-assessment: at its times, private until finished, then frozen and read side by side (ASY-02, CLK-05)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from asye.models import SelfAssessment
from asye.queries.document import snapshot
from asye.queries.self_assessment import beside, items_of, known_lines, times_of
from asye.services import self_assessment as services
from asye.services.year_duties import refresh_year_duties
from reminders.models import Duty
from reminders.services import recount
from tests.factories import NOW, TODAY
from tests.house import House
from workforce.access import access_for
from workforce.clock import add_months
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import SavedElsewhere

LATER = TODAY + dt.timedelta(days=100)
SENTENCE = "I wait for the silence to end."


def begun(house: House, key: str = "start", on: dt.date = TODAY) -> SelfAssessment:
    return services.begin(portfolio=house.portfolio, key=key, by=house.practitioner, on=on, at=NOW)


def filled(made: SelfAssessment, level: str) -> dict[str, str]:
    words: dict[str, str] = {}
    for item in items_of(made.portfolio, of_statements=made.of_statements):
        words |= {f"level_{item.pk}": level, f"why_{item.pk}": SENTENCE}
    return words


def finished(house: House, key: str = "start", level: str = "new", on: dt.date = TODAY) -> SelfAssessment:
    made = begun(house, key, on)
    services.save(made=made, words=filled(made, level), save=Save(made.version), by=house.practitioner, at=NOW)
    services.finish(made=made, version=made.version, by=house.practitioner, on=on, at=NOW)
    return made


@pytest.mark.rule("ASY-02")
def test_the_programme_says_when(house: House) -> None:
    began = house.portfolio.started_on
    found = [(one.key, one.on) for one in times_of(house.portfolio)]
    assert found == [("start", began), ("middle", add_months(began, 6)), ("end", add_months(began, 11))]
    with pytest.raises(Refused, match="for later"):
        begun(house, "end")
    with pytest.raises(Refused, match="one of the times"):
        begun(house, "never")


def test_finished_it_is_frozen(house: House) -> None:
    made = begun(house)
    with pytest.raises(Refused, match="Choose a level first"):
        services.finish(made=made, version=made.version, by=house.practitioner, on=TODAY, at=NOW)
    services.save(made=made, words=filled(made, "new"), save=Save(1), by=house.practitioner, at=NOW)
    with pytest.raises(Refused, match="changed since you read"):
        services.finish(made=made, version=1, by=house.practitioner, on=TODAY, at=NOW)
    services.finish(made=made, version=made.version, by=house.practitioner, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="kept with it"):
        services.save(made=made, words={}, save=Save(made.version), by=house.practitioner, at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        SelfAssessment.objects.filter(pk=made.pk).update(words={})


def test_two_windows_never_overwrite_each_other(house: House) -> None:
    made = begun(house)
    services.save(made=made, words=filled(made, "new"), save=Save(1), by=house.practitioner, at=NOW)
    with pytest.raises(SavedElsewhere):
        services.save(made=made, words=filled(made, "sure"), save=Save(1), by=house.practitioner, at=NOW)
    made.refresh_from_db()
    assert made.words == filled(made, "new")


def test_start_and_middle_stand_side_by_side(house: House) -> None:
    made = [finished(house), finished(house, "middle", "mostly", LATER)]
    (group,) = beside(house.portfolio, made)
    (line,) = group.lines
    assert [(said.level, said.step) for said in line.said] == [("New to me", ""), ("Mostly on my own", "up")]
    lines, rule, _ = known_lines(house.portfolio, access_for(house.assessor, LATER))
    assert (rule, lines[0]) == ("ASY-02", "At the start: finished on 20 January 2026")
    sections = {
        one["title"]: one["blocks"]
        for one in snapshot(house.portfolio, access_for(house.assessor, LATER), version=1, at=NOW)["sections"]
    }
    assert sections["Self-assessment"][1]["rows"][0][1:] == [f"New to me. {SENTENCE}", f"Mostly on my own. {SENTENCE}"]


@pytest.mark.rule("ASY-02")
def test_it_is_owed_until_it_is_finished(house: House) -> None:
    refresh_year_duties(house.portfolio, on=TODAY, at=NOW)
    owed = Duty.objects.open().filter(kind="self_assessment")
    assert owed.count() == 3
    finished(house)
    assert [duty.key.split(":")[-1] for duty in owed.order_by("due_on")] == ["middle", "end"]
    assert set(owed.values_list("owner", flat=True)) == {house.practitioner.pk}
    assert not [one for one in recount(on=TODAY) if one.key.startswith("self_assessment")]


def test_the_pages(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    at = f"/asye/portfolios/{house.portfolio.pk}/self-assessments/"
    assert "Not begun" in client.get(at).content.decode()
    assert client.post(f"{at}begin/", {"key": "end"})["Location"] == at
    address = client.post(f"{at}begin/", {"key": "start"})["Location"]
    made = SelfAssessment.objects.get()
    assert address == made.edit_address
    words = filled(made, "with_help")
    saved = client.post(address.replace("edit", "autosave"), words | {"version": "1", "editor": "e", "seq": "1"})
    assert saved.json()["version"] == 2
    empty = client.post(address, {"version": "2", "then": "finish"})
    assert "Choose a level first" in empty.content.decode()
    assert client.post(address, words | {"version": "3", "then": "finish"})["Location"] == at
    assert SENTENCE in client.get(at).content.decode()
    assert client.get(address)["Location"] == at
    client.force_login(house.assessor)
    assert client.post(f"{at}begin/", {"key": "start"}).status_code == 403
