"""A concern goes up the line as its worker decides, and nobody reads it but the two sides of it (WRK-12)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client

from reminders.models import Duty, Notice
from reminders.services import owe_notices, recount
from supervision.models import Concern, ConcernStep, ConcernText
from supervision.queries import concerns as queries
from supervision.services import concerns as services
from tests.factories import LONG_AGO, NOW, TODAY, RelationshipFactory
from tests.house import House, person
from tests.supervision.concerns import draft_concern
from workforce.access import access_for
from workforce.models import AuditEntry, KeptWords, Person, Post, Relationship
from workforce.packs import load_pack
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.versions import Save

pytestmark = [pytest.mark.django_db, pytest.mark.rule("WRK-12"), pytest.mark.usefixtures("today")]
TITLE, WORDS, TRIED, ANSWER = "No desk since May", "I sit in the corridor.", "I asked twice at supervision.", "Monday."
DAY = dt.timedelta(days=1)
LATER = TODAY + 8 * DAY  # the day after the seven days of the policy
STATES = ("draft", "waiting", "answered", "not_settled", "settled", "further", "withdrawn")


def draft(by: Person, title: str = TITLE) -> Concern:
    return draft_concern(by, title, WORDS)


def put(concern: Concern, tier: str = "manager", about: tuple[str, ...] = (), tried: str = "") -> ConcernStep:
    return services.put_concern(
        concern=concern, tier=tier, about=about, tried=tried, by=concern.author, on=TODAY, at=NOW
    )


def answer(concern: Concern, by: Person, on: dt.date = TODAY) -> None:
    text = ConcernText.objects.filter(step__concern=concern, author=by).latest("pk")
    services.save_text(text=text, words={"words": ANSWER}, save=Save(text.version), by=by, at=NOW)
    services.answer_concern(concern=concern, by=by, on=on, at=NOW)


def further(concern: Concern, on: dt.date = LATER, key: uuid.UUID | None = None) -> ConcernStep:
    return services.escalate(
        concern=concern, tried=TRIED, sent_key=key or uuid.uuid4(), by=concern.author, on=on, at=NOW
    )


def in_state(house: House, state: str) -> Concern:
    """A concern of the practitioner: to her manager, and in the state `further` taken on to the group manager."""
    concern = draft(house.practitioner)
    if state != "draft":
        put(concern)
    if state in ("answered", "not_settled", "settled"):
        answer(concern, house.manager)
    concern.refresh_from_db()
    if state in ("not_settled", "settled"):
        services.say_settled(concern=concern, settled=state == "settled", by=house.practitioner, at=NOW)
    if state == "further":
        further(concern)
    if state == "withdrawn":
        services.withdraw(concern=concern, by=house.practitioner, on=TODAY, at=NOW)
    concern.refresh_from_db()
    return concern


READERS = {
    "draft": {"practitioner"},
    "waiting": {"practitioner", "manager"},
    "answered": {"practitioner", "manager"},
    "not_settled": {"practitioner", "manager"},
    "settled": {"practitioner", "manager"},
    "further": {"practitioner", "manager", "group_manager"},
    "withdrawn": {"practitioner"},
}
DEEDS = ("send", "delete", "answer", "further", "settled", "not-settled", "take-back", "write-again")


@pytest.mark.parametrize("state", STATES)
def test_who_reads_it_in_each_state(client: Client, house: House, state: str) -> None:
    """Every character asks for its page, each deed, and everything else that lists things."""
    concern = in_state(house, state)
    expected_status = Concern.Status.WAITING if state == "further" else state
    assert concern.status == expected_status
    readers = set()
    for name, who in house.everybody.items():
        client.force_login(who)
        status = client.get(f"/supervision/concerns/{concern.pk}/").status_code
        seen = Concern.objects.visible_to(access_for(who, TODAY)).filter(pk=concern.pk).exists()
        assert (status in (200, 302)) is seen
        readers |= {name} if seen else set()
        if not seen:
            for deed in DEEDS:
                assert client.post(f"/supervision/concerns/{concern.pk}/{deed}/").status_code == 404
    assert readers == READERS[state]
    concern.refresh_from_db()
    assert concern.status == expected_status


PAGES = (
    "/",
    "/reminders/",
    "/supervision/concerns/",
    "/supervision/concerns/to-answer/",
    "/supervision/concerns/totals/",
)


@pytest.mark.parametrize("state", STATES)
def test_its_words_stand_on_no_page_of_anybody_else(client: Client, house: House, state: str) -> None:
    in_state(house, state)
    owe_notices(on=LATER + 30 * DAY, at=NOW)
    pages = [*PAGES, f"/supervision/{house.practitioner.pk}/", f"/people/{house.practitioner.pk}/"]
    for name, who in house.everybody.items():
        client.force_login(who)
        if name not in READERS[state]:
            shown = "".join(client.get(path).content.decode() for path in pages)
            assert [text for text in (TITLE, WORDS, TRIED, ANSWER) if text in shown] == [], name


def test_the_texts_are_their_authors_alone(client: Client, house: House) -> None:
    concern = in_state(house, "waiting")
    texts = {"practitioner": concern.text_id, "manager": concern.steps.get().answer_id}
    for name, who in house.everybody.items():
        client.force_login(who)
        seen = {
            owner for owner, pk in texts.items() if client.get(f"/supervision/concerns/texts/{pk}/").status_code < 400
        }
        assert seen == ({name} & set(texts))


def test_an_answer_is_read_only_once_it_is_sent(client: Client, house: House) -> None:
    concern = in_state(house, "waiting")
    text = concern.steps.get().answer
    services.save_text(text=text, words={"words": ANSWER}, save=Save(1), by=house.manager, at=NOW)
    client.force_login(house.practitioner)
    assert ANSWER not in client.get(concern.get_absolute_url()).content.decode()
    services.answer_concern(concern=concern, by=house.manager, on=TODAY, at=NOW)
    assert ANSWER in client.get(concern.get_absolute_url()).content.decode()


def test_whoever_was_asked_first_reads_no_further_than_themselves(client: Client, house: House) -> None:
    concern = in_state(house, "further")
    shown = {}
    for name in ("practitioner", "manager", "group_manager"):
        client.force_login(house.everybody[name])
        shown[name] = client.get(concern.get_absolute_url()).content.decode()
    assert {name: TRIED in text for name, text in shown.items()} == {
        "practitioner": True,
        "manager": False,
        "group_manager": True,
    }
    assert house.group_manager.name not in shown["manager"]


def duties() -> list[tuple[str, dt.date]]:
    return list(Duty.objects.open().filter(kind="concern").values_list("owner__name", "due_on"))


def test_the_duty_follows_the_concern(house: House) -> None:
    due = TODAY + 7 * DAY
    concern = draft(house.practitioner)
    assert duties() == []
    put(concern)
    assert duties() == [("Practice Manager", due)]
    assert [drift for drift in recount(on=TODAY) if drift.key.startswith("concern")] == []
    further(concern)
    assert duties() == [("Group Manager", LATER + 7 * DAY)]
    answer(concern, house.group_manager, LATER)
    assert duties() == []
    assert [drift for drift in recount(on=LATER) if drift.key.startswith("concern")] == []


def test_a_duty_tells_nobody_who_raised_it(house: House) -> None:
    in_state(house, "waiting")
    duty = Duty.objects.get(kind="concern")
    assert (duty.about, house.practitioner.name in duty.because) == (house.manager, False)
    seen = {
        name
        for name, who in house.everybody.items()
        if Duty.objects.visible_to(access_for(who, TODAY)).filter(pk=duty.pk).exists()
    }
    assert seen == {"manager"}


def test_the_ladder_tells_the_next_tier_only_that_something_waits(client: Client, house: House) -> None:
    concern = in_state(house, "waiting")
    owe_notices(on=TODAY + 10 * DAY, at=NOW)
    told = Notice.objects.filter(duty__kind="concern").values_list("recipient__name", flat=True)
    assert set(told) == {"Practice Manager", "Group Manager"}
    client.force_login(house.group_manager)
    page = client.get("/supervision/concerns/to-answer/").content.decode()
    assert "With Practice Manager, due 27 January 2026" in page
    assert [text for text in (TITLE, WORDS, house.practitioner.name) if text in page] == []
    assert client.get(concern.get_absolute_url()).status_code == 404


def test_nobody_is_forewarned_of_it_but_whoever_answers(client: Client, house: House) -> None:
    """That the ladder may reach somebody in a week would tell them today that there is a concern."""
    in_state(house, "waiting")
    told = set()
    for name, who in house.everybody.items():
        client.force_login(who)
        for path in ("/reminders/coming/", "/reminders/coming/?shown=all", "/reminders/"):
            if "Answer a concern:" in (page := client.get(path).content.decode()) or "27 January 2026" in page:
                told.add(name)
    assert told == {"manager"}


def test_home_says_that_something_is_to_be_answered_and_no_more(client: Client, house: House) -> None:
    in_state(house, "waiting")
    client.force_login(house.manager)
    page = client.get("/").content.decode()
    assert "Answer a concern" in page
    assert TITLE not in page


@pytest.mark.parametrize(
    ("tier", "about", "tried", "to"),
    [
        ("group_manager", ("manager",), "", "Group Manager"),
        ("group_manager", (), TRIED, "Group Manager"),
        ("principal", ("manager", "group_manager"), "", "Panel Chair"),
    ],
)
def test_passing_somebody_by(house: House, tier: str, about: tuple[str, ...], tried: str, to: str) -> None:
    step = put(draft(house.practitioner), tier, about, tried)
    assert (step.to.name, step.about_tiers, step.tried) == (to, list(about), tried)
    assert not Concern.objects.visible_to(access_for(house.manager, TODAY)).exists()


def test_nobody_is_passed_by_without_a_reason(house: House) -> None:
    concern = draft(house.practitioner)
    with pytest.raises(Refused, match="Say what you have tried with your line manager"):
        put(concern, "group_manager")
    assert (Concern.objects.get().status, ConcernStep.objects.count(), duties()) == ("draft", 0, [])


def test_an_empty_concern_or_answer_is_not_sent(house: House) -> None:
    with pytest.raises(Refused, match="Give your concern a title"):
        put(services.start_concern(by=house.practitioner, at=NOW))
    concern = in_state(house, "waiting")
    with pytest.raises(Refused, match="Write your answer"):
        services.answer_concern(concern=concern, by=house.manager, on=TODAY, at=NOW)


@pytest.mark.parametrize(
    ("state", "on", "why"),
    [
        ("waiting", TODAY + 7 * DAY, "They have until 27 January 2026"),
        ("answered", LATER, "Say first whether the answer settles it"),
        ("settled", LATER, "is not open"),
        ("withdrawn", LATER, "is not open"),
        ("draft", LATER, "is not open"),
    ],
)
def test_when_it_may_not_go_further(house: House, state: str, on: dt.date, why: str) -> None:
    concern = in_state(house, state)
    steps = ConcernStep.objects.count()
    with pytest.raises(Refused, match=why):
        further(concern, on)
    assert ConcernStep.objects.count() == steps


def test_an_answer_that_does_not_settle_it_goes_further_at_once(house: House) -> None:
    concern = in_state(house, "not_settled")
    assert further(concern, TODAY).to == house.group_manager
    answer(concern, house.group_manager)
    concern.refresh_from_db()
    services.say_settled(concern=concern, settled=False, by=house.practitioner, at=NOW)
    assert further(concern, TODAY).to == house.chair
    answer(concern, house.chair)
    concern.refresh_from_db()
    services.say_settled(concern=concern, settled=False, by=house.practitioner, at=NOW)
    with pytest.raises(Refused, match="Nobody above them is named"):
        further(concern, TODAY)
    statuses = concern.moves.values_list("to_status", flat=True)
    assert list(statuses) == ["waiting", *["answered", "not_settled", "waiting"] * 2, "answered", "not_settled"]


def test_it_goes_further_at_once_when_the_manager_has_left(house: House) -> None:
    concern = in_state(house, "waiting")
    Post.objects.filter(person=house.manager).update(ended_on=TODAY - DAY)
    assert further(concern, TODAY).to == house.group_manager


def test_sent_twice_it_goes_once(house: House) -> None:
    concern, key = draft(house.practitioner), uuid.uuid4()
    assert put(concern) == put(concern)
    assert further(concern, key=key) == further(concern, key=key)
    answer(concern, house.group_manager, LATER)
    services.answer_concern(concern=concern, by=house.group_manager, on=LATER, at=NOW)
    concern.refresh_from_db()
    for _ in range(2):
        services.say_settled(concern=concern, settled=True, by=house.practitioner, at=NOW)
    assert list(concern.moves.values_list("to_status", flat=True)) == ["waiting", "answered", "settled"]
    assert concern.steps.count() == 2


def test_put_to_another_after_it_was_sent(house: House) -> None:
    concern = in_state(house, "waiting")
    with pytest.raises(Refused, match="changed in another window"):
        put(concern, "group_manager", ("manager",))


def test_too_late_for_an_answer(house: House) -> None:
    concern = in_state(house, "further")
    text = concern.steps.get(number=1).answer
    services.save_text(text=text, words={"words": ANSWER}, save=Save(1), by=house.manager, at=NOW)
    with pytest.raises(Refused, match="no longer waits for your answer"):
        services.answer_concern(concern=concern, by=house.manager, on=LATER, at=NOW)


def test_taking_back_is_for_what_waits(house: House) -> None:
    concern = in_state(house, "answered")
    with pytest.raises(Refused, match="This has been answered"):
        services.withdraw(concern=concern, by=house.practitioner, on=TODAY, at=NOW)
    waiting = in_state(house, "withdrawn")
    services.withdraw(concern=waiting, by=house.practitioner, on=TODAY, at=NOW)
    assert (duties(), waiting.moves.count()) == ([], 2)


def test_what_was_taken_back_is_written_again(client: Client, house: House) -> None:
    concern = in_state(house, "withdrawn")
    client.force_login(house.practitioner)
    client.post(f"/supervision/concerns/{concern.pk}/write-again/")
    again = Concern.objects.get(status="draft")
    assert (again.text.title, again.text.words, again.text_id != concern.text_id) == (TITLE, WORDS, True)


def test_a_draft_is_deleted_and_what_was_sent_is_not(client: Client, house: House) -> None:
    kept, gone = in_state(house, "waiting"), draft(house.practitioner, "Other")
    client.force_login(house.practitioner)
    for concern in (kept, gone):
        client.post(f"/supervision/concerns/{concern.pk}/delete/")
    assert list(Concern.objects.all()) == [kept]
    assert not ConcernText.objects.filter(title="Other").exists()
    with pytest.raises(Refused):
        services.throw_away(concern=kept, by=house.practitioner, at=NOW)


def test_an_empty_draft_is_given_back(client: Client, house: House) -> None:
    client.force_login(house.practitioner)
    first, second = (client.post("/supervision/concerns/start/")["Location"] for _ in range(2))
    assert (first, Concern.objects.count()) == (second, 1)


def test_the_audit_trail_holds_no_content(house: House) -> None:
    in_state(house, "further")
    rows = AuditEntry.objects.filter(deed__contains="concern")
    assert set(rows.values_list("subject_type", flat=True)) == {"supervision.Concern", "supervision.ConcernText"}
    text = " ".join(str(value) for row in rows.values() for value in row.values())
    assert [word for word in (TITLE, WORDS, TRIED) if word in text] == []
    assert list(rows.order_by("pk").values_list("deed", flat=True)) == [
        f"supervision.{deed}" for deed in ("start_concern", "save_concern_text", "raise_concern", "escalate_concern")
    ]


def test_two_windows_lose_nothing(house: House) -> None:
    concern = draft(house.practitioner)
    with pytest.raises(services.SavedElsewhere) as clash:
        services.save_text(text=concern.text, words={"title": "Second"}, save=Save(1), by=house.practitioner, at=NOW)
    assert clash.value.set_aside.words == {"title": "Second"}
    put(concern)
    concern.text.refresh_from_db()
    with pytest.raises(Refused, match="has been sent"):
        services.save_text(text=concern.text, words={"title": "Late"}, save=Save(2), by=house.practitioner, at=NOW)
    assert ConcernText.objects.get(pk=concern.text_id).title == TITLE
    assert concern.text.set_aside.count() == 2


class TestPages:
    def test_from_the_first_word_to_the_settled_end(self, client: Client, house: House) -> None:
        client.force_login(house.practitioner)
        edit = client.post("/supervision/concerns/start/")["Location"]
        sent = client.post(edit, {"title": TITLE, "words": WORDS, "wanted": "A desk", "version": "1"})
        assert client.get(sent["Location"]).status_code == 200
        answer = client.post(sent["Location"], {"tier": "manager"})
        concern = Concern.objects.get()
        assert (answer["Location"], concern.status) == (concern.get_absolute_url(), "waiting")
        client.force_login(house.manager)
        reply = concern.steps.get().answer
        assert client.get(reply.edit_address).status_code == 200
        check = client.post(reply.edit_address, {"words": ANSWER, "version": "1"})["Location"]
        assert ANSWER in client.get(check).content.decode()
        client.post(check)
        client.force_login(house.practitioner)
        assert "Does the answer settle it?" in client.get(concern.get_absolute_url()).content.decode()
        client.post(f"{concern.get_absolute_url()}settled/")
        concern.refresh_from_db()
        assert concern.status == "settled"

    def test_the_way_up_is_one_click_with_what_was_tried(self, client: Client, house: House) -> None:
        concern = in_state(house, "not_settled")
        client.force_login(house.practitioner)
        page = client.get(f"{concern.get_absolute_url()}further/")
        begun = page.context["form"]["tried"].value()
        assert begun == ("I put this to Practice Manager on 20 January 2026: answered, but that did not settle it.")
        client.post(f"{concern.get_absolute_url()}further/", {"tried": begun, "sent_key": str(uuid.uuid4())})
        assert concern.steps.last().to == house.group_manager

    def test_too_early_says_from_when(self, client: Client, house: House) -> None:
        concern = in_state(house, "waiting")
        client.force_login(house.practitioner)
        answer = client.get(f"{concern.get_absolute_url()}further/", follow=True)
        assert "They have until 27 January 2026 to answer" in answer.content.decode()

    def test_autosave_and_its_answers(self, client: Client, house: House) -> None:
        concern = services.start_concern(by=house.practitioner, at=NOW)
        client.force_login(house.practitioner)
        path = f"/supervision/concerns/texts/{concern.text_id}/autosave/"
        sent = {"title": TITLE, "words": WORDS, "version": "1", "editor": "a", "seq": "1"}
        header: dict[str, Any] = {"headers": {"X-Requested-With": "autosave"}}
        assert client.post(path, sent, **header).json()["version"] == 2
        clash = client.post(path, sent | {"words": "Other", "editor": "b"}, **header)
        assert clash.status_code == 409
        compare = client.get(clash.json()["conflict_url"])
        assert "Other" in compare.content.decode()
        client.post(clash.json()["conflict_url"], {"use": "set_aside", "version": "2"})
        assert ConcernText.objects.get(pk=concern.text_id).words == "Other"
        assert client.post(path, sent | {"title": "x" * 121}, **header).status_code == 422
        put(Concern.objects.get())
        assert client.post(path, sent, **header).status_code == 422

    def test_words_that_arrive_without_a_session_are_kept(self, client: Client, house: House) -> None:
        concern = services.start_concern(by=house.practitioner, at=NOW)
        client.force_login(house.practitioner)
        ticket = client.get(concern.text.edit_address).context["keep_token"]
        client.logout()
        client.post(concern.text.edit_address, {"words": WORDS, "keep_token": ticket})
        assert KeptWords.objects.get().fields == {"words": WORDS}
        client.force_login(house.practitioner)
        page = client.get(f"{concern.text.edit_address}?kept=1").content.decode()
        assert WORDS in page

    def test_a_tier_that_is_passed_by_without_words(self, client: Client, house: House) -> None:
        concern = draft(house.practitioner)
        client.force_login(house.practitioner)
        page = client.post(f"/supervision/concerns/{concern.pk}/send/", {"tier": "principal"})
        assert 'href="#id_tried"' in page.content.decode()
        assert Concern.objects.get().status == "draft"

    def test_somebody_with_nobody_above(self, client: Client, house: House) -> None:
        concern = draft(house.chair)
        client.force_login(house.chair)
        assert "Nobody above you is named" in client.get(f"/supervision/concerns/{concern.pk}/send/").content.decode()

    def test_only_a_look_of_somebody_else_is_kept(self, client: Client, house: House) -> None:
        concern = in_state(house, "waiting")
        for who in (house.practitioner, house.manager):
            client.force_login(who)
            client.get(concern.get_absolute_url())
        assert list(AuditEntry.objects.filter(kind="view").values_list("actor__name", flat=True)) == [
            "Practice Manager"
        ]


def test_totals_are_by_service_and_never_small(house: House) -> None:
    pack, month = pack_on(TODAY), (TODAY.replace(day=1), TODAY)
    for _ in range(4):
        answer(in_state(house, "waiting"), house.manager)
    in_state(house, "withdrawn")
    assert queries.totals(*month, pack) == [
        queries.Total("Service CAI", None, None),
        queries.Total("Service CLA", 0, 0),
    ]
    answer(in_state(house, "waiting"), house.manager)
    assert queries.totals(*month, pack)[0] == queries.Total("Service CAI", 5, 5)
    in_state(house, "waiting")
    assert queries.totals(*month, pack)[0] == queries.Total("Service CAI", 6, None)
    put(draft(house.moderator), "principal")
    assert queries.totals(*month, pack)[-1] == queries.Total("No service", None, None)


def test_they_are_forgotten_when_the_policy_says(house: House) -> None:
    concern, stays = in_state(house, "answered"), draft(house.manager, "Stays")
    left = dt.date(2026, 2, 10)
    Post.objects.filter(person=house.practitioner).update(ended_on=left)
    years = load_pack("national").retention["concern"].years
    last_day = left.replace(year=left.year + years)
    assert services.forget_concerns(on=last_day, at=NOW) == 0
    assert services.forget_concerns(on=last_day + DAY, at=NOW) == 1
    assert (list(Concern.objects.all()), ConcernText.objects.count()) == ([stays], 1)
    entry = AuditEntry.objects.get(deed="supervision.forget_concern")
    assert (entry.actor, entry.subject_id) == (None, str(concern.pk))


def test_the_line_is_read_from_dated_rows(house: House) -> None:
    def line(who: Person, on: dt.date = TODAY) -> list[tuple[str, str]]:
        found = queries.line_of(who, on, pack_on(on))
        return [(rung.tier, found.holder(rung).name) for rung in found.rungs]

    assert line(house.practitioner) == [
        ("manager", "Practice Manager"),
        ("group_manager", "Group Manager"),
        ("principal", "Panel Chair"),
    ]
    assert line(house.manager) == [("group_manager", "Group Manager"), ("principal", "Panel Chair")]
    assert line(house.group_manager) == [("principal", "Panel Chair")]
    assert line(house.practitioner, LONG_AGO - DAY) == []
    new = person("New Manager", Post.Job.PRACTICE_MANAGER)
    Relationship.objects.filter(person=house.practitioner, kind="manages").update(ended_on=TODAY)
    RelationshipFactory(kind="manages", holder=new, person=house.practitioner, started_on=TODAY + DAY)
    assert line(house.practitioner)[0] == ("manager", "Practice Manager")
    assert line(house.practitioner, TODAY + DAY)[0] == ("manager", "New Manager")
    Post.objects.filter(person=new).update(ended_on=TODAY)
    assert line(house.practitioner, TODAY + DAY)[0] == ("group_manager", "Group Manager")


def test_a_person_with_concerns_is_kept(house: House) -> None:
    in_state(house, "waiting")
    with pytest.raises(ProtectedError):
        house.practitioner.delete()
