"""Written work: private until handed in, assessed unseen, answered, signed by both, sealed, counted (ASY-02)."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from asye.models import Attachment, Portfolio, WorkAssessment, WorkTag, WrittenWork
from asye.policy import written_work as policy
from asye.queries.coverage import coverage_of
from asye.queries.document import snapshot
from asye.queries.evidence_counts import counts_of
from asye.queries.identifying import check
from asye.queries.programme import template_of
from asye.queries.written_work import form_for, needed
from asye.services import assessing, attaching
from asye.services import written_work as services
from asye.services.programmes import keep_template
from frameworks.models import Framework, Statement
from reminders.models import Duty
from reminders.services import recount
from tests.factories import NOW, TODAY
from tests.house import House
from workforce.access import access_for
from workforce.models import SealedRecord, SetAside
from workforce.packs import load_pack
from workforce.sentences import day
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import SavedElsewhere

Status = WrittenWork.Status
TEXT, STRONG, ANSWER = "The report weighs three explanations.", "You heard the second child.", "I will ask earlier."
FORM = load_pack("national").asye.written_work


def begun(house: House, kind: str = "outside_report") -> WrittenWork:
    work = services.start(portfolio=house.portfolio, kind=kind, sent_key=uuid.uuid4(), by=house.practitioner, at=NOW)
    words = {"title": "Report for court", "written_on": TODAY, "about": "For a judge.", "text": TEXT}
    services.save(work=work, words=words, save=Save(work.version), by=house.practitioner, at=NOW)
    return work


def handed_in(house: House) -> WrittenWork:
    work = begun(house)
    services.hand_in(work=work, party="assessor", reasons={}, by=house.practitioner, on=TODAY, at=NOW)
    return work


def filled(judgement: str = "meets") -> dict[str, str]:
    assert FORM is not None
    levels = {policy.level_name(code): "shown" for code in FORM.criteria}
    return levels | {"strengths": STRONG, "next_steps": "Shorter.", "judgement": judgement}


def assessed(house: House, judgement: str = "meets") -> WrittenWork:
    work = handed_in(house)
    form = assessing.begin(work=work, by=house.assessor, at=NOW)
    assessing.save(assessment=form, words=filled(judgement), save=Save(form.version), by=house.assessor, at=NOW)
    assessing.finish(assessment=form, version=form.version, by=house.assessor, on=TODAY, at=NOW)
    work.refresh_from_db()
    return work


def answered(house: House, judgement: str = "meets") -> WrittenWork:
    work = assessed(house, judgement)
    services.save_response(work=work, response=ANSWER, save=Save(work.version), by=house.practitioner, at=NOW)
    services.answer(work=work, version=work.version, by=house.practitioner, on=TODAY, at=NOW)
    return work


def signed(house: House, judgement: str = "meets") -> WrittenWork:
    work = answered(house, judgement)
    assessing.countersign(work=work, by=house.assessor, on=TODAY, at=NOW)
    work.refresh_from_db()
    return work


def returned(house: House) -> WrittenWork:
    work = handed_in(house)
    assessing.return_work(work=work, why="Shorter", by=house.assessor, on=TODAY, at=NOW)
    return work


STATES = {
    "draft": begun,
    "handed_in": handed_in,
    "returned": returned,
    "assessed": assessed,
    "answered": answered,
    "signed": signed,
}
NEAR, READERS = {"practitioner", "assessor"}, {"lead", "chair", "moderator"}
SEES: dict[tuple[str, str], set[str]] = {
    ("draft", "open"): {"practitioner"},
    ("handed_in", "open"): NEAR,
    ("returned", "open"): NEAR,
    ("assessed", "open"): NEAR,
    ("answered", "open"): NEAR,
    ("signed", "open"): NEAR,
    ("draft", "submitted"): {"practitioner"},
    ("answered", "submitted"): NEAR,
    ("signed", "submitted"): NEAR | READERS,
}


@pytest.mark.parametrize(("state", "portfolio"), SEES)
def test_who_may_read_it(client: Client, house: House, today: None, state: str, portfolio: str) -> None:
    work = STATES[state](house)
    Portfolio.objects.update(status=portfolio)
    seen = set()
    for name, person in house.everybody.items():
        client.force_login(person)
        answer = client.get(work.get_absolute_url())
        if answer.status_code == 200:
            seen.add(name)
            assert (STRONG in answer.content.decode()) == (state in ("assessed", "answered", "signed")), name
    assert seen == SEES[state, portfolio]


def test_an_unfinished_form_is_its_authors_alone(client: Client, house: House, today: None) -> None:
    work = handed_in(house)
    form = assessing.begin(work=work, by=house.assessor, at=NOW)
    assessing.save(assessment=form, words=filled(), save=Save(form.version), by=house.assessor, at=NOW)
    for person, number in ((house.assessor, 1), (house.practitioner, 0), (house.lead, 0)):
        assert WorkAssessment.objects.visible_to(access_for(person, TODAY)).count() == number
    client.force_login(house.practitioner)
    for place in ("", "answer/", "edit/"):
        assert STRONG not in client.get(f"{work.get_absolute_url()}{place}", follow=True).content.decode()
    assert client.get(work.assess_address).status_code == 403


@pytest.mark.rule("ASY-02")
def test_signed_by_both_it_is_sealed_counted_and_evidence(house: House) -> None:
    kss = Framework.objects.get()
    Framework.objects.filter(pk=kss.pk).update(code="kss-2018", level="")
    Statement.objects.filter(number="1.1").update(number="7.1")
    tagged = Statement.objects.get(number="1.2")
    work = begun(house)
    services.tag(work=work, statements=[tagged], by=house.practitioner, at=NOW)
    services.hand_in(work=work, party="assessor", reasons={}, by=house.practitioner, on=TODAY, at=NOW)
    form = assessing.begin(work=work, by=house.assessor, at=NOW)
    assessing.save(assessment=form, words=filled(), save=Save(form.version), by=house.assessor, at=NOW)
    assessing.finish(assessment=form, version=form.version, by=house.assessor, on=TODAY, at=NOW)
    work.refresh_from_db()
    services.save_response(work=work, response=ANSWER, save=Save(work.version), by=house.practitioner, at=NOW)
    services.answer(work=work, version=work.version, by=house.practitioner, on=TODAY, at=NOW)
    assert counts_of([house.portfolio.pk])[house.portfolio.pk]["document"] == 0
    assessing.countersign(work=work, by=house.assessor, on=TODAY, at=NOW)
    work.refresh_from_db()
    assert work.seal is not None
    told = json.loads(SealedRecord.objects.get(pk=work.seal.pk).content)["snapshot"]
    assert (told["words"]["text"], told["response"], told["statements"]) == (
        TEXT, ANSWER, ["kss-2018 1.2", "kss-2018 7.1"],
    )  # fmt: skip
    assert counts_of([house.portfolio.pk])[house.portfolio.pk]["document"] == 1
    assert sorted(WorkTag.objects.values_list("statement__number", "shown")) == [("1.2", False), ("7.1", True)]
    lines = coverage_of(house.portfolio, access_for(house.assessor, TODAY))[0].domains[0].lines
    assert [(line.statement.number, line.direct, line.sources) for line in lines] == [
        ("7.1", 1, ("Written work",)), ("1.2", 1, ("Written work",)),
    ]  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        WrittenWork.objects.filter(pk=work.pk).update(text="Other")
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkAssessment.objects.filter(work=work).update(words={})
    with pytest.raises(Refused):
        assessing.countersign(work=work, by=house.assessor, on=TODAY, at=NOW)


def test_what_is_judged_not_there_yet_is_signed_and_does_not_count(house: House) -> None:
    work = signed(house, "not_yet")
    assert (work.sealed, work.counts) == (True, False)
    assert counts_of([house.portfolio.pk])[house.portfolio.pk]["document"] == 0


@pytest.mark.rule("ASY-02")
def test_the_year_asks_for_three_and_for_some_kinds(house: House) -> None:
    signed(house)
    found = needed(house.portfolio)
    assert found is not None
    assert (found.minimum, found.held, [(one.held, one.asked) for one in found.kinds]) == (3, 1, [(1, 1), (0, 1)])


def test_it_is_not_handed_in_empty_or_with_somebody_named(house: House) -> None:
    work = services.start(portfolio=house.portfolio, kind="plan", sent_key=uuid.uuid4(), by=house.practitioner, at=NOW)
    hand = {"work": work, "party": "assessor", "reasons": {}, "by": house.practitioner, "on": TODAY, "at": NOW}
    with pytest.raises(Refused, match="title"):
        services.hand_in(**hand)
    words = {"title": "T", "written_on": None, "about": "", "text": ""}
    services.save(work=work, words=words, save=Save(1), by=house.practitioner, at=NOW)
    with pytest.raises(Refused, match="add a file"):
        services.hand_in(**hand)
    words["text"] = f"I asked {house.manager.name}."
    services.save(work=work, words=words, save=Save(work.version), by=house.practitioner, at=NOW)
    with pytest.raises(Refused, match="could tell who"):
        services.hand_in(**hand)
    mark = check(work, on=TODAY).passages[0].clue.mark
    services.hand_in(**hand | {"reasons": {mark: "A colleague who agreed"}})
    assert (work.status, work.justifications.get().why) == (Status.HANDED_IN, "A colleague who agreed")
    with pytest.raises(Refused, match="cannot be changed"):
        services.save(
            work=work, words=words | {"text": "Later"}, save=Save(work.version), by=house.practitioner, at=NOW
        )


def test_it_comes_back_and_is_handed_in_again_with_both_versions_kept(house: House) -> None:
    work = handed_in(house)
    assessing.return_work(work=work, why="Shorter", by=house.assessor, on=TODAY, at=NOW)
    words = {"title": "Report for court", "written_on": None, "about": "", "text": "Shorter now."}
    services.save(work=work, words=words, save=Save(work.version), by=house.practitioner, at=NOW)
    services.hand_in(work=work, party="assessor", reasons={}, by=house.practitioner, on=TODAY, at=NOW)
    assert [one.words["text"] for one in work.versions.all()] == ["Shorter now.", TEXT]


def test_it_is_taken_back_until_somebody_begins(house: House) -> None:
    work = handed_in(house)
    services.take_back(work=work, by=house.practitioner, on=TODAY, at=NOW)
    assert (work.status, Duty.objects.open().filter(kind__startswith="written_work").count()) == (Status.DRAFT, 0)
    services.hand_in(work=work, party="assessor", reasons={}, by=house.practitioner, on=TODAY, at=NOW)
    assessing.begin(work=work, by=house.assessor, at=NOW)
    with pytest.raises(Refused, match="begun to read"):
        services.take_back(work=work, by=house.practitioner, on=TODAY, at=NOW)


def test_two_windows_never_overwrite_each_other(client: Client, house: House, today: None) -> None:
    work = begun(house)
    words = {"title": "T", "written_on": None, "about": "", "text": "Second"}
    with pytest.raises(SavedElsewhere) as clash:
        services.save(work=work, words=words, save=Save(1), by=house.practitioner, at=NOW)
    work.refresh_from_db()
    assert (work.text, ["The text", TEXT, "Second"] in clash.value.set_aside.rows) == (TEXT, True)
    client.force_login(house.practitioner)
    page = client.get(clash.value.set_aside.get_absolute_url()).content.decode()
    assert TEXT in page and "Second" in page
    client.force_login(house.assessor)
    assert client.get(clash.value.set_aside.get_absolute_url()).status_code == 404
    form = assessing.begin(work=_handed(work, house), by=house.assessor, at=NOW)
    assessing.save(assessment=form, words=filled(), save=Save(1), by=house.assessor, at=NOW)
    with pytest.raises(SavedElsewhere):
        assessing.save(
            assessment=form, words=filled() | {"strengths": "Other"}, save=Save(1), by=house.assessor, at=NOW
        )
    assert SetAside.objects.filter(author=house.assessor).count() == 1


def _handed(work: WrittenWork, house: House) -> WrittenWork:
    services.hand_in(work=work, party="assessor", reasons={}, by=house.practitioner, on=TODAY, at=NOW)
    return work


def test_a_form_is_finished_whole_and_once(house: House) -> None:
    work = handed_in(house)
    form = assessing.begin(work=work, by=house.assessor, at=NOW)
    with pytest.raises(Refused, match="Fill in first"):
        assessing.finish(assessment=form, version=form.version, by=house.assessor, on=TODAY, at=NOW)
    assessing.save(assessment=form, words=filled(), save=Save(form.version), by=house.assessor, at=NOW)
    with pytest.raises(Refused, match="changed since you read"):
        assessing.finish(assessment=form, version=1, by=house.assessor, on=TODAY, at=NOW)
    assessing.finish(assessment=form, version=form.version, by=house.assessor, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="cannot be changed"):
        assessing.save(assessment=form, words={}, save=Save(form.version), by=house.assessor, at=NOW)


TURNS = {
    "handed_in": ("written_work", "assessor", "3 February 2026", "Read and assess written work"),
    "returned": (
        "written_work_returned",
        "practitioner",
        "3 February 2026",
        "Look again at written work that came back",
    ),
    "assessed": (
        "written_work_answer",
        "practitioner",
        "30 January 2026",
        "Answer and sign your assessed written work",
    ),
    "answered": ("written_work_signature", "assessor", "30 January 2026", "Sign the assessment of written work"),
}


@pytest.mark.rule("ASY-02")
@pytest.mark.parametrize("state", TURNS)
def test_whose_turn_it_is_and_by_when(client: Client, house: House, today: None, state: str) -> None:
    """One duty; it stands on the home of whose turn it is and nobody else's, in their year or their queue."""
    work = STATES[state](house)
    kind, owner, by, title = TURNS[state]
    duty = Duty.objects.open().get(kind__startswith="written_work")
    assert (duty.kind, duty.owner, duty.address) == (kind, house.everybody[owner], work.get_absolute_url())
    assert (day(duty.due_on), work.kind_label in duty.because, work.title in duty.because) == (by, True, False)
    assert kind not in {one.key.split(":")[0] for one in recount(on=TODAY)}
    homes, queues = set(), set()
    for name, person in house.everybody.items():
        client.force_login(person)
        if title in client.get("/").content.decode():
            homes.add(name)
        if work.title in client.get("/asye/queue/").content.decode():
            queues.add(name)
    assert (homes, queues) == ({owner}, {owner} - {"practitioner"})
    for name in ("practitioner", "assessor"):
        client.force_login(house.everybody[name])
        page = client.get(house.portfolio.get_absolute_url()).content.decode()
        said = f"{title}: {work.title}" if name == owner else f"Waits for the {owner}, by {by}"
        assert said in page, name
    client.force_login(house.manager)
    assert work.title not in client.get(house.portfolio.get_absolute_url()).content.decode()


@pytest.mark.rule("ASY-02")
def test_days_to_change_it_are_the_programmes(house: House) -> None:
    assert FORM is not None
    assert FORM.days_to_change == 14
    assert FORM.model_copy(update={"change_within_days": None, "assess_within_days": 9}).days_to_change == 9
    template = template_of(house.portfolio)
    assert template is not None
    other = template.model_copy(update={"written_work": FORM.model_copy(update={"change_within_days": 3})})
    work = handed_in(house)
    WrittenWork.objects.update(programme=keep_template(other, "other", NOW))
    work.refresh_from_db()
    assessing.return_work(work=work, why="Shorter", by=house.assessor, on=TODAY, at=NOW)
    assert Duty.objects.open().get(kind="written_work_returned").due_on == dt.date(2026, 1, 23)
    services.hand_in(work=work, party="assessor", reasons={}, by=house.practitioner, on=TODAY, at=NOW)
    open_ones = Duty.objects.open().filter(kind__startswith="written_work")
    assert list(open_ones.values_list("kind", flat=True)) == ["written_work"]


def test_once_signed_nothing_is_owed(house: House) -> None:
    signed(house)
    assert not Duty.objects.open().filter(kind__startswith="written_work").exists()


def test_another_assessor_takes_over(house: House) -> None:
    """The form begun by the one before stays theirs; the piece is assessed by the one of now."""
    work = handed_in(house)
    assessing.begin(work=work, by=house.assessor, at=NOW)
    house.practitioner.held_by.filter(kind="assesses").update(holder=house.moderator)
    access = access_for(house.moderator, TODAY)
    assert WrittenWork.objects.visible_to(access).filter(pk=work.pk).exists()
    form = assessing.begin(work=work, by=house.moderator, at=NOW)
    assessing.save(assessment=form, words=filled(), save=Save(1), by=house.moderator, at=NOW)
    assessing.finish(assessment=form, version=form.version, by=house.moderator, on=TODAY, at=NOW)
    work.refresh_from_db()
    assert work.assessed_by == house.moderator


def test_the_portfolio_as_a_document_has_it_with_its_files(house: House) -> None:
    work = begun(house)
    upload = SimpleUploadedFile("report.pdf", b"%PDF-1.7 x")
    attaching.attach(to=work, upload=upload, media_type="application/pdf", by=house.practitioner, at=NOW)
    _handed(work, house)
    with pytest.raises(Refused):
        attaching.detach(attachment=Attachment.objects.get(), by=house.practitioner, at=NOW)
    form = assessing.begin(work=work, by=house.assessor, at=NOW)
    assessing.save(assessment=form, words=filled(), save=Save(1), by=house.assessor, at=NOW)
    assessing.finish(assessment=form, version=form.version, by=house.assessor, on=TODAY, at=NOW)
    work.refresh_from_db()
    services.save_response(work=work, response=ANSWER, save=Save(work.version), by=house.practitioner, at=NOW)
    services.answer(work=work, version=work.version, by=house.practitioner, on=TODAY, at=NOW)
    access = access_for(house.assessor, TODAY)
    titles = [one["title"] for one in snapshot(house.portfolio, access, version=1, at=NOW)["sections"]]
    assert "Written work" not in titles
    assessing.countersign(work=work, by=house.assessor, on=TODAY, at=NOW)
    sections = {one["title"]: one for one in snapshot(house.portfolio, access, version=1, at=NOW)["sections"]}
    kinds = [block["kind"] for block in sections["Written work"]["blocks"]]
    assert kinds == ["heading", "facts", "words", "words", "files", "table", "words"]


def test_the_pages_of_both(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    address, key = f"/asye/portfolios/{house.portfolio.pk}/written-work/begin/", str(uuid.uuid4())
    assert "Choose what kind of work it is" in client.post(address, {"sent_key": key}).content.decode()
    made = [client.post(address, {"kind": "plan", "sent_key": key})["Location"] for _ in range(2)]
    work = WrittenWork.objects.get()
    assert made == [work.edit_address] * 2
    at = work.get_absolute_url()
    words = {"title": "A plan", "about": "For a core group", "text": TEXT, "version": "1"}
    half = words | {"written_on_0": "3", "written_on_1": "", "written_on_2": "", "editor": "e", "seq": "1"}
    assert client.post(f"{at}autosave/", half).json()["version"] == 2
    assert client.post(f"{at}edit/", words | {"version": "2", "then": "statements"})["Location"] == f"{at}statements/"
    chosen = Statement.objects.all()[0]
    assert client.post(f"{at}statements/", {"statements": str(chosen.pk)})["Location"] == f"{at}statements/why/"
    tag = WorkTag.objects.get()
    assert client.post(f"{at}statements/why/", {f"tag_{tag.pk}": "Page two."}).status_code == 302
    file = SimpleUploadedFile("plan.pdf", b"%PDF-1.7")
    assert client.post(f"{at}files/", {"file": file})["Location"] == f"{at}files/"
    assert house.assessor.name in client.get(f"{at}hand-in/").content.decode()
    assert client.post(f"{at}hand-in/").status_code == 302
    assert client.get(f"{at}edit/")["Location"] == at
    client.force_login(house.assessor)
    assert TEXT in client.get(f"{at}assess/").content.decode()
    form = filled() | {"version": "1", "editor": "f", "seq": "1"}
    assert client.post(f"{at}assess/autosave/", form).json()["version"] == 2
    assert (
        "Fill in first"
        in client.post(f"{at}assess/", form | {"judgement": "", "version": "2", "then": "finish"}).content.decode()
    )
    assert client.post(f"{at}assess/", form | {"version": "3", "then": "finish"}).status_code == 302
    client.force_login(house.practitioner)
    version = str(WrittenWork.objects.get().version)
    saved = client.post(f"{at}answer/autosave/", {"response": "I", "version": version, "editor": "e", "seq": "9"})
    assert saved.status_code == 200
    told = {"response": ANSWER, "version": str(saved.json()["version"]), "then": "finish"}
    assert client.post(f"{at}answer/", told)["Location"] == at
    assert client.post(f"{at}sign/").status_code == 403
    client.force_login(house.assessor)
    assert client.post(f"{at}sign/").status_code == 302
    page = client.get(at).content.decode()
    assert "Sealed record" in page and "Page two." in page and ANSWER in page
    answer: Any = client.get(f"/asye/files/{Attachment.objects.get().pk}/")
    assert b"".join(answer) == b"%PDF-1.7"


@pytest.mark.parametrize("who", ["assessor", "manager", "stranger_in_team"])
def test_a_draft_cannot_be_reached_by_others(client: Client, house: House, today: None, who: str) -> None:
    work = begun(house)
    client.force_login(house.everybody[who])
    for place in ("", "edit/", "assess/", "hand-in/", "files/"):
        assert client.get(f"{work.get_absolute_url()}{place}").status_code == 404
    assert client.get(f"/asye/portfolios/{house.portfolio.pk}/written-work/begin/").status_code in (403, 404)


@pytest.mark.parametrize("count", (1, 3))
def test_the_list_costs_the_same(
    client: Client, house: House, today: None, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        signed(house)
    client.force_login(house.practitioner)
    address = f"/asye/portfolios/{house.portfolio.pk}/written-work/"
    client.get(address)
    with django_assert_num_queries(11):
        client.get(address)


def test_the_programme_names_who_assesses(house: House) -> None:
    assert form_for(house.portfolio).assessed_by == ("assessor",)
