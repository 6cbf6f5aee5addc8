"""Feedback from people without an account: one link, one answer, no names, seen by the two it is for."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from asye.feedback_questions import expires_after_days, kinds
from asye.models import Feedback, Portfolio
from asye.queries.coverage import coverage_of
from asye.queries.document import snapshot
from asye.services import feedback as services
from frameworks.models import Statement
from tests.factories import NOW, TODAY
from tests.house import House
from workforce.access import access_for
from workforce.models import AuditEntry
from workforce.verdict import Refused

WORDS = "She came when she said. Kelly Marsh and her boys trust her; ring 07700 900123."
CLEAN = "She came when she said. [taken out] and her boys trust her; ring [taken out]."


def asked(house: House, kind: str = "carer", **told: Any) -> Feedback:
    given = {"about": "", "easy_read": False, "by": house.practitioner} | told
    return services.ask_feedback(portfolio=house.portfolio, kind=kind, sent_key=uuid.uuid4(), on=TODAY, at=NOW, **given)


def answered(house: House, kind: str = "carer") -> Feedback:
    feedback = asked(house, kind)
    services.answer(feedback=feedback, answers={"better": WORDS}, role="mum", on=TODAY, at=NOW)
    feedback.refresh_from_db()
    return feedback


def place(feedback: Feedback) -> str:
    return f"/asye/give/{feedback.pk}/{services.token(feedback)}/"


@pytest.mark.parametrize("kind", Feedback.Kind.values)
@pytest.mark.parametrize("easy", ("", "?easy=yes"))
def test_somebody_without_an_account_answers_once(
    client: Client, house: House, today: None, kind: str, easy: str
) -> None:
    feedback = asked(house, kind)
    questions = kinds()[kind].questions
    shown = client.get(place(feedback) + easy).content.decode()
    assert all((question.easy if easy else question.ask) in shown for question in questions)
    given = {q.name: "yes" if q.answer == "faces" else WORDS for q in questions} | {"role": "her mum"}
    check = client.post(place(feedback), given | {"step": "check"}).content.decode()
    assert CLEAN in check and "Kelly Marsh and" not in re.sub(r'value="[^"]*"', "", check) and "was taken out" in check
    assert Feedback.objects.get().answered_at is None
    assert "Kelly Marsh" in client.post(place(feedback), given | {"step": "back"}).content.decode()
    assert "Thank you" in client.post(place(feedback), given | {"step": "send"}).content.decode()
    again = client.post(place(feedback), given | {"step": "send"})
    assert (again.status_code, "has been answered" in again.content.decode()) == (410, True)
    kept = Feedback.objects.get()
    assert kept.answers == {q.name: "yes" if q.answer == "faces" else CLEAN for q in questions}
    assert kept.role == "her mum"
    assert AuditEntry.objects.get(deed="asye.answer_feedback").actor is None


def test_the_answer_is_not_kept_by_anybody_on_the_way(client: Client, house: House, today: None) -> None:
    answer = client.get(place(asked(house)))
    assert answer["Cache-Control"] == "private, max-age=0, must-revalidate"
    assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("same-origin", "noindex")


def test_nothing_answered_is_asked_again(client: Client, house: House, today: None) -> None:
    answer = client.post(place(asked(house)), {"step": "send", "good": "  "})
    assert answer.status_code == 200 and "Answer at least one question" in answer.content.decode()
    assert Feedback.objects.get().answered_at is None


@pytest.mark.parametrize("wrong", ["x", "0" * 32, "a" * 400])
def test_a_wrong_address_opens_nothing(client: Client, house: House, today: None, wrong: str) -> None:
    feedback = asked(house)
    for address in (f"/asye/give/{feedback.pk}/{wrong}/", f"/asye/give/999999/{services.token(feedback)}/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"step": "send", "good": "x"}).status_code == 404


def test_a_closed_an_old_and_a_submitted_one_say_so(client: Client, house: House, today: None) -> None:
    closed, old, late = asked(house), asked(house), asked(house)
    services.withdraw(feedback=closed, by=house.practitioner, at=NOW)
    Feedback.objects.filter(pk=old.pk).update(expires_on=TODAY - dt.timedelta(days=1))
    for feedback, words in ((closed, "This is closed"), (old, "This link is too old")):
        answer = client.get(place(feedback))
        assert (answer.status_code, words in answer.content.decode()) == (410, True)
        with pytest.raises(Refused, match=words):
            services.answer(feedback=feedback, answers={"good": "x"}, role="", on=TODAY, at=NOW)
    Portfolio.objects.update(status="submitted")
    assert client.get(place(late)).status_code == 410


def test_asking_shows_a_link_and_a_code_and_can_be_closed(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    sent = {"kind": "professional", "about": "Meeting at Hollybank Primary School", "sent_key": str(uuid.uuid4())}
    first, second = (client.post(f"/asye/portfolios/{house.portfolio.pk}/feedback/ask/", sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    feedback = Feedback.objects.get()
    assert feedback.about == "Meeting at [taken out]"
    assert feedback.expires_on == TODAY + dt.timedelta(days=expires_after_days())
    shown = client.get(first["Location"]).content.decode()
    assert f'href="http://testserver{place(feedback)}"' in shown
    code = client.get(f"/asye/feedback/{feedback.pk}/code.svg")
    assert (code["Content-Type"], b"<svg" in code.content) == ("image/svg+xml", True)
    assert client.post(f"/asye/feedback/{feedback.pk}/withdraw/").status_code == 302
    assert client.get(place(feedback)).status_code == 410
    assert place(feedback) not in client.get(first["Location"]).content.decode()


def test_what_came_on_paper_is_kept_with_its_sheet(client: Client, house: House, today: None) -> None:
    client.force_login(house.assessor)
    address = f"/asye/portfolios/{house.portfolio.pk}/feedback/paper/"
    assert "Whose sheet is it?" in client.get(address).content.decode()
    sheet = SimpleUploadedFile("sheet.pdf", b"%PDF-1.7\nsheet")
    key = str(uuid.uuid4())
    for _ in range(2):
        sheet.seek(0)
        sent = {"sent_key": key, "good": WORDS, "role": "aunt", "scan": sheet}
        assert client.post(f"{address}?kind=young_person", sent).status_code == 302
    feedback = Feedback.objects.get()
    assert (feedback.on_paper, feedback.answers, feedback.role) == (True, {"good": CLEAN}, "aunt")
    fetched = client.get(f"/asye/feedback/{feedback.pk}/sheet/")
    assert (fetched["Content-Type"], fetched.getvalue()) == ("application/pdf", b"%PDF-1.7\nsheet")
    bad = client.post(f"{address}?kind=young_person", {"good": "x", "scan": SimpleUploadedFile("a.exe", b"MZ")})
    assert "Choose a file of one of these kinds" in bad.content.decode()


@pytest.mark.rule("FRW-09")
def test_it_is_evidence_of_its_own_kind(house: House) -> None:
    feedback = answered(house)
    statement = Statement.objects.filter(section__framework__in=house.portfolio.frameworks.all())[0]
    services.tag_feedback(feedback=feedback, statements=[statement], by=house.practitioner, at=NOW)
    lines = {
        line.statement: line
        for bound in coverage_of(house.portfolio, access_for(house.practitioner, TODAY))
        for domain in bound.domains
        for line in domain.lines
    }
    assert (lines[statement].direct, lines[statement].sources) == (1, ("Feedback: a parent or carer",))
    told = snapshot(house.portfolio, access_for(house.practitioner, TODAY), version=1, at=NOW)
    (section,) = (section for section in told["sections"] if section["title"] == "Feedback")
    assert [block.get("text", block["title"]) for block in section["blocks"]] == ["A parent or carer (mum)", CLEAN]


def test_statements_are_chosen_on_a_page(client: Client, house: House, today: None) -> None:
    feedback = answered(house)
    statement = Statement.objects.filter(section__framework__in=house.portfolio.frameworks.all())[0]
    client.force_login(house.practitioner)
    address = f"/asye/feedback/{feedback.pk}/statements/"
    assert client.post(address, {"statements": [statement.pk]}).status_code == 302
    assert list(feedback.statements.all()) == [statement]
    assert "checked" in client.get(address).content.decode()
    assert client.post(address, {"statements": ["x", "9" * 30]}).status_code == 200


@pytest.mark.parametrize("count", (1, 3))
def test_the_list_costs_the_same(
    client: Client, house: House, today: None, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        answered(house)
        asked(house)
    client.force_login(house.practitioner)
    address = f"/asye/portfolios/{house.portfolio.pk}/feedback/"
    client.get(address)
    with django_assert_num_queries(11):
        client.get(address)
