"""Sharing a reflection: what could tell who somebody is comes first; what was chosen says why."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from asye.models import Justification, Reflection, Tag
from asye.queries.identifying import check
from asye.services import attaching
from asye.services import reflections as services
from frameworks.models import Statement
from tests.factories import NOW, TODAY, ReflectionFactory
from tests.house import House
from workforce.models import AuditEntry
from workforce.verdict import Refused

NAMED = "I met Kelly Marsh on Monday.\n\nKelly Marsh said no. Her number is 07700 900123."


@pytest.fixture
def reflection(house: House) -> Reflection:
    made: Reflection = ReflectionFactory(portfolio=house.portfolio, title="A visit", what_happened=NAMED)
    return made


def marks(reflection: Reflection) -> dict[str, str]:
    return {passage.clue.text: passage.clue.mark for passage in check(reflection, on=TODAY).passages}


@pytest.mark.rule("CSL-16")
def test_each_passage_is_told_once_with_where_it_stands(reflection: Reflection) -> None:
    found = check(reflection, on=TODAY)
    assert [(p.clue.text, p.clue.kind, p.place, p.why) for p in found.passages] == [
        ("Kelly Marsh", "name", "What happened, 2 times", ""),
        ("07700 900123", "phone", "What happened", ""),
    ]
    assert (
        "".join(piece.text for part in found.parts for piece in part.pieces if part.title == "What happened") == NAMED
    )


@pytest.mark.rule("CSL-16")
def test_sharing_waits_until_each_is_explained(house: House, reflection: Reflection) -> None:
    with pytest.raises(Refused, match=r"“Kelly Marsh” could tell who somebody is.*So could 1 more"):
        services.share(reflection=reflection, by=house.practitioner, at=NOW)
    known = marks(reflection)
    reasons = {known["Kelly Marsh"]: "A trainer", known["07700 900123"]: " ", "0" * 16: "of another text"}
    with pytest.raises(Refused, match="07700"):
        services.share(reflection=reflection, by=house.practitioner, at=NOW, reasons=reasons)
    assert not Justification.objects.exists()
    reasons[known["07700 900123"]] = "A number nobody has"
    services.share(reflection=reflection, by=house.practitioner, at=NOW, reasons=reasons)
    reflection.refresh_from_db()
    assert reflection.status == Reflection.Status.SHARED
    assert list(Justification.objects.values_list("mark", "kind", "why", "by")) == [
        (known["Kelly Marsh"], "name", "A trainer", house.practitioner.pk),
        (known["07700 900123"], "phone", "A number nobody has", house.practitioner.pk),
    ]


def test_what_was_explained_once_stays_explained(house: House, reflection: Reflection) -> None:
    reasons = dict.fromkeys(marks(reflection).values(), "Made up")
    services.share(reflection=reflection, by=house.practitioner, at=NOW, reasons=reasons)
    services.take_back(reflection=reflection, by=house.practitioner, at=NOW)
    assert check(reflection, on=TODAY).unexplained == []
    services.share(reflection=reflection, by=house.practitioner, at=NOW)


def test_a_colleague_and_a_file_are_found(house: House, client: Client, today: None) -> None:
    reflection: Reflection = ReflectionFactory(
        portfolio=house.portfolio, title="A visit", what_happened=f"I asked {house.manager.name} what she saw."
    )
    book = Workbook()
    book.properties.creator = "Iwona Nowicka"
    held = io.BytesIO()
    book.save(held)
    attaching.attach(
        to=reflection, upload=SimpleUploadedFile("plan.xlsx", held.getvalue()),
        media_type="x", by=house.practitioner, at=NOW,
    )  # fmt: skip
    assert [(p.clue.kind, p.clue.text, p.place) for p in check(reflection, on=TODAY).passages] == [
        ("staff_name", house.manager.name, "What happened"),
        ("name", "Iwona Nowicka", "plan.xlsx: author"),
    ]


def test_the_page_marks_asks_and_shares(client: Client, house: House, reflection: Reflection, today: None) -> None:
    client.force_login(house.practitioner)
    address = f"/asye/reflections/{reflection.pk}/share/"
    shown = client.get(address).content.decode()
    assert shown.count('<mark class="app-mark">Kelly Marsh</mark>') == 2
    refused = client.post(address, {}).content.decode()
    known = marks(reflection)
    assert f'href="#id_why_{known["Kelly Marsh"]}"' in refused
    assert "Change “Kelly Marsh” in your text, or say why it may stay" in refused
    sent = {f"why_{mark}": "Made up" for mark in known.values()}
    for _ in range(2):
        assert client.post(address, sent).status_code == 302
    reflection.refresh_from_db()
    assert (reflection.status, reflection.moves.count(), Justification.objects.count()) == ("shared", 1, 2)


def test_a_clean_text_asks_for_nothing(client: Client, house: House, today: None) -> None:
    reflection = ReflectionFactory(portfolio=house.portfolio, title="A visit", what_happened="Mum said she was fine.")
    client.force_login(house.practitioner)
    shown = client.get(f"/asye/reflections/{reflection.pk}/share/").content.decode()
    assert "Nothing was found" in shown and "<mark" not in shown
    assert client.post(f"/asye/reflections/{reflection.pk}/share/").status_code == 302


@pytest.mark.parametrize("count", (1, 3))
def test_the_page_costs_the_same_however_much_is_found(
    client: Client, house: House, today: None, count: int, django_assert_num_queries: object
) -> None:
    names = ("Kelly Marsh", "Iwona Nowicka", "Tunde Adeyemi")[:count]
    reflection = ReflectionFactory(
        portfolio=house.portfolio, title="A visit", what_happened=f"I saw {', '.join(names)}."
    )
    client.force_login(house.practitioner)
    client.get(f"/asye/reflections/{reflection.pk}/share/")
    with django_assert_num_queries(12):  # type: ignore[operator]
        client.get(f"/asye/reflections/{reflection.pk}/share/")


def test_a_sentence_of_why_for_each_statement(
    client: Client, house: House, reflection: Reflection, today: None
) -> None:
    statement = Statement.objects.filter(section__framework__in=house.portfolio.frameworks.all()).first()
    assert statement is not None
    client.force_login(house.practitioner)
    chosen = client.post(f"/asye/reflections/{reflection.pk}/statements/", {"statements": [statement.pk]})
    assert chosen["Location"] == f"/asye/reflections/{reflection.pk}/statements/why/"
    tag = Tag.objects.get(reflection=reflection)
    for _ in range(2):
        assert client.post(chosen["Location"], {f"tag_{tag.pk}": "She named her own bias "}).status_code == 302
    tag.refresh_from_db()
    assert tag.why == "She named her own bias"
    assert AuditEntry.objects.filter(deed="asye.say_why").count() == 1
    assert "She named her own bias" in client.get(f"/asye/reflections/{reflection.pk}/").content.decode()
    too_long = client.post(chosen["Location"], {f"tag_{tag.pk}": "x" * 301})
    assert too_long.status_code == 200 and "at most 300" in too_long.content.decode()
