"""The agreement and the reviews: who writes, who signs in which order, what is owed, what nobody can change."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from asye import policy
from asye.models import Meeting, MeetingPart, MeetingSignature, Portfolio
from asye.queries.programme import meetings_of, template_of
from asye.services import meeting_parts, meetings, portfolios, programmes, signing
from asye.views.meetings import PEOPLE
from frameworks.models import Framework
from reminders.models import Duty
from tests.factories import NOW, TODAY, YEAR_BEGAN, AllocationFactory, RelationshipFactory, SessionFactory
from tests.house import House, Job, person
from workforce import explain
from workforce.access import access_for
from workforce.models import Person, SealedRecord, Stage
from workforce.packs import load_pack, load_text
from workforce.verdict import Refused
from workforce.versions import Save

HEAD = '[pack]\nname = "other"\ntitle = "Other"\nextends = ["west-sussex"]\n'


def opened(house: House, key: str = "agreement", on: dt.date = TODAY) -> Meeting:
    made = meetings.open_meeting(portfolio=house.portfolio, key=key, by=house.assessor, on=on, at=NOW)
    return Meeting.objects.select_related(*PEOPLE).get(pk=made.pk)


def write(meeting: Meeting, by: Person, party: str, words: str = "As it is.", *, hand_in: bool = True) -> MeetingPart:
    part = meeting_parts.begin_part(meeting=meeting, party=party, by=by, on=TODAY, at=NOW)
    asked = meetings.dated(meeting).form.asked_of(party)
    meeting_parts.save_part(part=part, words=dict.fromkeys(asked, words), save=Save(part.version), by=by, at=NOW)
    if hand_in:
        meeting_parts.hand_in(part=part, version=part.version, by=by, on=TODAY, at=NOW)
    return part


def presented(house: House, key: str = "agreement") -> Meeting:
    meeting = opened(house, key)
    for party, by in (("nqsw", house.practitioner), ("manager", house.manager), ("assessor", house.assessor)):
        write(meeting, by, party)
    meetings.record_held(
        meeting=meeting, held_on=TODAY, came=["nqsw", "assessor"], others="A nurse", by=house.assessor, on=TODAY, at=NOW
    )
    signing.put_to_signature(meeting=meeting, by=house.assessor, on=TODAY, at=NOW)
    return meeting


def signed(house: House, key: str = "agreement") -> Meeting:
    meeting = presented(house, key)
    for by in (house.practitioner, house.manager, house.assessor):
        signing.sign(meeting=meeting, stamp=meeting.stamp, own_view="", by=by, on=TODAY, at=NOW)
    return meeting


def owed(house: House) -> dict[str, tuple[str, str, dt.date]]:
    rows = Duty.objects.open().filter(about=house.practitioner, kind__in=("year_agreement", "review", "year_signature"))
    return {duty.key.split(":", 2)[2]: (duty.kind, duty.owner.name, duty.due_on) for duty in rows}


@pytest.mark.rule("ASY-02", "ASY-05", "CLK-05")
def test_every_date_is_the_one_that_is_explained(house: House) -> None:
    answer = explain.answer("asye-clock", {"pack": "demo", "start": YEAR_BEGAN.isoformat(), "on": TODAY.isoformat()})
    found = {one.key: one.on.isoformat() for one in meetings_of(house.portfolio)}
    assert found == answer["programmes"]["asye-classic"]
    assert {key: found[key] for key in answer["milestones"]} == answer["milestones"]


@pytest.mark.rule("ASY-02")
def test_a_year_begins_with_its_agreement_and_owes_its_meetings(house: House) -> None:
    fresh = person("Fresh Start", Job.SOCIAL_WORKER, house.team)
    RelationshipFactory(kind="assesses", holder=house.assessor, person=fresh)
    stage = Stage.objects.create(person=fresh, kind="nqsw", started_on=dt.date(2026, 1, 12))
    portfolio = portfolios.open_portfolio(stage=stage, by=None, at=NOW)
    assert [(one.key, one.status) for one in portfolio.meetings.all()] == [("agreement", "planned")]
    rows = Duty.objects.open().filter(about=fresh).values_list("key", "owner", "due_on")
    assert {(key.rpartition(":")[2], due) for key, _, due in rows} == {
        ("agreement", dt.date(2026, 2, 9)),
        ("three_month_review", dt.date(2026, 4, 10)),
        ("six_month_review", dt.date(2026, 7, 10)),
        ("final_assessment", dt.date(2027, 1, 12)),
        ("start", dt.date(2026, 2, 9)),
        ("middle", dt.date(2026, 7, 24)),
        ("end", dt.date(2026, 12, 31)),
    }
    owners = {key.rpartition(":")[2]: owner for key, owner, _ in rows}
    assert {key for key, owner in owners.items() if owner == fresh.pk} == {"start", "middle", "end"}
    assert set(owners.values()) == {fresh.pk, house.assessor.pk}


@pytest.mark.rule("ASY-02")
def test_the_agreement_begins_with_what_the_policy_says(house: House) -> None:
    part = meeting_parts.begin_part(meeting=opened(house), party="manager", by=house.manager, on=TODAY, at=NOW)
    assert part.words["supervision"].splitlines()[0] == "Weeks 1 to 6: at most 7 days apart."
    assert part.words["workload"].splitlines()[0] == "From 8 September 2025 to 7 January 2026: at most 10 children."
    assert part.words["protected"].splitlines()[0] == "Time for development: 10 percent of working time."
    part = meeting_parts.begin_part(meeting=opened(house), party="assessor", by=house.assessor, on=TODAY, at=NOW)
    assert part.words["dates"].splitlines()[1] == (
        "Six-month review: 6 March 2026 (from 20 February 2026 to 20 March 2026)."
    )


@pytest.mark.rule("ASY-02")
def test_it_is_signed_in_order_sealed_and_opens_the_next(house: House) -> None:
    meeting = presented(house)
    key = f"1:{'nqsw'}"
    assert owed(house)[key] == ("year_signature", house.practitioner.name, dt.date(2026, 1, 30))
    with pytest.raises(Refused, match="turn of the newly qualified social worker"):
        signing.sign(meeting=meeting, stamp=1, own_view="", by=house.manager, on=TODAY, at=NOW)
    for by in (house.practitioner, house.manager, house.assessor):
        for _ in range(2):
            signing.sign(meeting=meeting, stamp=1, own_view="Yes", by=by, on=TODAY, at=NOW)
    assert (meeting.status, meeting.sealed, MeetingSignature.objects.count()) == ("complete", True, 3)
    assert '"label":"Support and assessment agreement"' in SealedRecord.objects.get().content
    assert [one.key for one in Meeting.objects.order_by("pk")] == ["agreement", "three_month_review"]
    assert set(owed(house)) == {"three_month_review", "six_month_review", "final_assessment"}


@pytest.mark.rule("ASY-05")
def test_a_sealed_meeting_is_kept_by_the_database_and_added_to(house: House) -> None:
    meeting = signed(house)
    part, signature = meeting.parts.all()[0], meeting.signatures.all()[0]
    for change in (
        lambda: Meeting.objects.filter(pk=meeting.pk).update(others="x"),
        lambda: MeetingPart.objects.filter(pk=part.pk).update(words={}),
        lambda: MeetingPart.objects.filter(pk=part.pk).delete(),
        lambda: MeetingSignature.objects.filter(pk=signature.pk).update(own_view="x"),
        lambda: meeting.parts.create(party="nqsw", author=house.manager, saved_at=NOW),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()
    sent = uuid.uuid4()
    for _ in range(2):
        signing.add_addendum(meeting=meeting, words="Later.", sent_key=sent, by=house.manager, at=NOW)
    assert [one.words for one in meeting.addenda.all()] == ["Later."]


def test_nothing_goes_on_before_everybody_has_handed_in(house: House) -> None:
    meeting = opened(house)
    write(meeting, house.practitioner, "nqsw")
    with pytest.raises(Refused, match="Say first when it was held"):
        signing.put_to_signature(meeting=meeting, by=house.assessor, on=TODAY, at=NOW)
    meetings.record_held(meeting=meeting, held_on=TODAY, came=[], others="", by=house.assessor, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="part of the practice manager and assessor"):
        signing.put_to_signature(meeting=meeting, by=house.assessor, on=TODAY, at=NOW)
    empty = write(meeting, house.manager, "manager", words=" ", hand_in=False)
    with pytest.raises(Refused, match="Answer first: “Supervision"):
        meeting_parts.hand_in(part=empty, version=empty.version, by=house.manager, on=TODAY, at=NOW)


@pytest.mark.parametrize("held_on", [TODAY + dt.timedelta(days=1), YEAR_BEGAN - dt.timedelta(days=1)])
def test_a_day_that_cannot_be(house: House, held_on: dt.date) -> None:
    with pytest.raises(Refused):
        meetings.record_held(
            meeting=opened(house), held_on=held_on, came=[], others="", by=house.assessor, on=TODAY, at=NOW
        )


def test_sent_back_everybody_may_write_again_and_old_signatures_do_not_count(house: House) -> None:
    meeting = presented(house)
    signing.sign(meeting=meeting, stamp=1, own_view="", by=house.practitioner, on=TODAY, at=NOW)
    signing.send_back(meeting=meeting, why="The dates are wrong", by=house.manager, on=TODAY, at=NOW)
    meeting.refresh_from_db()
    assert (meeting.status, set(meeting.parts.values_list("handed_in_at", flat=True))) == ("planned", {None})
    for part in meeting.parts.all():
        part.meeting = meeting
        meeting_parts.hand_in(part=part, version=part.version, by=part.author, on=TODAY, at=NOW)
    signing.put_to_signature(meeting=meeting, by=house.assessor, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="not being signed as you read it"):
        signing.sign(meeting=meeting, stamp=1, own_view="", by=house.manager, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="turn of the newly"):
        signing.sign(meeting=meeting, stamp=2, own_view="", by=house.manager, on=TODAY, at=NOW)


@pytest.mark.rule("ASY-02")
def test_a_new_assessor_means_a_new_agreement_begun_from_the_last(house: House) -> None:
    signed(house)
    with pytest.raises(Refused, match="has been signed by all"):
        opened(house)
    house.practitioner.held_by.filter(kind="assesses").update(ended_on=TODAY - dt.timedelta(days=5))
    other = person("Second Assessor", Job.ASSESSOR)
    RelationshipFactory(kind="assesses", holder=other, person=house.practitioner, started_on=TODAY)
    meetings.refresh_duties(house.portfolio, on=TODAY, at=NOW)
    assert owed(house)["agreement:2"] == ("year_agreement", "Second Assessor", dt.date(2026, 2, 17))
    again = opened(house)
    assert (again.round, str(again)) == (2, "Support and assessment agreement, drawn up again")
    part = meeting_parts.begin_part(meeting=again, party="nqsw", by=house.practitioner, on=TODAY, at=NOW)
    assert part.words == {"background": "As it is.", "learning": "As it is.", "needs": "As it is."}


def test_two_tabs_lose_nothing(house: House) -> None:
    meeting = opened(house)
    part = meeting_parts.begin_part(meeting=meeting, party="nqsw", by=house.practitioner, on=TODAY, at=NOW)
    meeting_parts.save_part(part=part, words={"learning": "one"}, save=Save(1), by=house.practitioner, at=NOW)
    with pytest.raises(meeting_parts.PartSavedElsewhere) as clash:
        meeting_parts.save_part(part=part, words={"learning": "two"}, save=Save(1), by=house.practitioner, at=NOW)
    part.refresh_from_db()
    assert (part.words, clash.value.set_aside.words) == ({"learning": "one"}, {"learning": "two"})
    write(meeting, house.practitioner, "nqsw")
    part.refresh_from_db()
    with pytest.raises(Refused, match="are kept with it"):
        meeting_parts.save_part(
            part=part, words={"learning": "late"}, save=Save(part.version), by=house.practitioner, at=NOW
        )
    assert part.set_aside.count() == 2


@pytest.mark.rule("ASY-05", "ASY-06", "FRW-09")
def test_a_review_fills_in_what_the_system_knows(house: House) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=dt.date(2026, 1, 6), minutes=60)
    for _ in range(6):
        AllocationFactory(worker=house.practitioner, started_on=dt.date(2026, 1, 12))
    meeting = presented(house, "three_month_review")
    told = {one["label"]: one["lines"] for one in meeting.facts}
    assert told["Place in the year"] == ["Month 5, week 20. The year ends on 7 September 2026."]
    assert told["Supervision"][:3] == [
        "1 session held since 8 September 2025",
        "On 6 January 2026",
        "1 session shorter than 90 minutes",
    ]
    assert told["Caseload"] == [
        "12 children on 20 January 2026, limit 10",
        "Above the limit from 12 January 2026 to 20 January 2026 (9 days): up to 12, limit 10",
    ]
    assert told["Evidence in the portfolio"][0] == "Direct observations: 0 (1 asked for by now, 3 for the year)"
    assert "Critical reflections: 0 (1 asked for by now, 4 for the year)" in told["Evidence in the portfolio"]
    standards = {label: lines for label, lines in told.items() if label.startswith("Evidence by statement")}
    assert standards == {f"Evidence by statement: {Framework.objects.get()}": ["No evidence yet for 1.1 and 1.2"]}


@pytest.mark.rule("ASY-02")
def test_an_optional_review_is_owed_only_when_it_is_opened(house: House) -> None:
    meetings.refresh_duties(house.portfolio, on=TODAY, at=NOW)
    assert "nine_month_review" not in owed(house)
    meeting = opened(house, "nine_month_review")
    assert owed(house)["nine_month_review"] == ("review", house.assessor.name, dt.date(2026, 6, 8))
    meetings.drop_meeting(meeting=meeting, why="Going well", by=house.assessor, on=TODAY, at=NOW)
    assert "nine_month_review" not in owed(house)
    assert opened(house, "nine_month_review").status == "planned"
    with pytest.raises(Refused, match="The programme asks"):
        meetings.drop_meeting(meeting=opened(house), why="x", by=house.assessor, on=TODAY, at=NOW)


def test_a_submitted_portfolio_owes_no_meeting(house: House) -> None:
    meetings.refresh_duties(house.portfolio, on=TODAY, at=NOW)
    assert owed(house)
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")
    meetings.refresh_duties(house.portfolio, on=TODAY, at=NOW)
    assert owed(house) == {}


@pytest.mark.rule("ASY-02", "CLK-06")
def test_a_programme_of_two_years_and_one_that_is_pro_rata(house: House) -> None:
    two_years = """
[programme]
months = 24
[asye.milestones.six_month_review]
after_months = 6
pro_rata = false
[asye.milestones.final_assessment]
after_months = 24
[asye.begins_with]
template = "early-career"
[asye.programmes.early-career]
rule = "ASY-02"
source = "ours"
label = "Early career, two years"
edition = "2027"
months = 24
[asye.programmes.early-career.parts.all]
label = "Both years"
from_month = 1
to_month = 24
[asye.programmes.early-career.forms.talk]
rule = "ASY-05"
source = "ours"
label = "Talk"
signed_by = ["nqsw", "assessor", "coordinator"]
sign_within_days = 5
prompts = { view = { label = "My view", asked_of = "nqsw" } }
[asye.programmes.early-career.meetings.agreement]
rule = "ASY-02"
source = "ours"
label = "Agreement"
kind = "agreement"
form = "talk"
part = "all"
[asye.programmes.early-career.meetings.first_year]
rule = "ASY-05"
source = "ours"
label = "End of the first year"
form = "talk"
part = "all"
after_months = 12
[asye.programmes.early-career.meetings.final_assessment]
rule = "ASY-05"
source = "ours"
label = "Final review"
kind = "final"
form = "talk"
part = "all"
"""
    pack = load_text(HEAD + two_years, "other")
    programmes.bind_to(house.portfolio, pack, "early-career", NOW)
    house.portfolio.refresh_from_db()
    assert house.portfolio.stage.months == 24
    found = {one.key: one.on for one in meetings_of(house.portfolio)}
    assert found == {
        "agreement": YEAR_BEGAN,
        "first_year": dt.date(2026, 9, 8),
        "final_assessment": dt.date(2027, 9, 8),
    }
    Stage.objects.filter(pk=house.portfolio.stage_id).update(months=36)
    house.portfolio.stage.refresh_from_db()
    assert {one.key: one.on for one in meetings_of(house.portfolio)}["first_year"] == dt.date(2027, 3, 8)


@pytest.mark.rule("ASY-02")
def test_a_portfolio_keeps_the_programme_it_began_with(house: House) -> None:
    pack = load_pack("demo")
    programmes.bind_to(house.portfolio, pack, "asye-classic", NOW)
    programmes.bind_to(house.portfolio, pack, "asye-classic", NOW)
    house.portfolio.refresh_from_db()
    changed = load_text(
        HEAD + "[asye.programmes.asye-classic.meetings.three_month_review]\nafter_months = 4\n", "other"
    )
    assert policy.resolved(changed, "asye-classic") != template_of(house.portfolio)
    assert template_of(house.portfolio) == policy.resolved(pack, "asye-classic")


FAULTS = [
    ('[asye.begins_with]\ntemplate = "none"', "no programme is called none"),
    ('[asye.programmes.asye-classic.meetings.six_month_review]\nform = "none"', "no form is called none"),
    ('[asye.programmes.asye-classic.meetings.six_month_review]\npart = "none"', "no part is called none"),
    ("[asye.programmes.asye-classic.meetings.six_month_review.evidence]\nnone = 1", "asks for no evidence called none"),
    ("[asye.programmes.asye-classic.evidence]\nnone = { minimum = 1 }", "no evidence is called none"),
    ('[asye.programmes.asye-classic.meetings.six_month_review]\nkind = "final"', "one agreement and one final review"),
    ('[asye.programmes.asye-classic.forms.review]\nsigned_by = ["nqsw", "nqsw"]', "the same party signs twice"),
    ("[asye.programmes.asye-classic.forms.review]\nsigned_by = []", "nobody signs this form"),
]


@pytest.mark.parametrize(("text", "told"), FAULTS)
def test_a_programme_that_does_not_hang_together_is_refused(text: str, told: str) -> None:
    with pytest.raises(Exception, match=told):
        load_text(HEAD + text, "other")


ROLES = [
    "practitioner", "manager", "group_manager", "assessor", "lead", "chair", "moderator", "external", "hr",
    "technical", "stranger_in_team", "stranger_outside",
]  # fmt: skip
OF_THE_YEAR = {"practitioner", "manager", "assessor", "lead", "chair"}
READERS: dict[str, set[str]] = {
    "planned": OF_THE_YEAR,
    "signing": OF_THE_YEAR,
    "complete": OF_THE_YEAR | {"group_manager", "moderator"},
}


@pytest.mark.parametrize("state", READERS)
def test_who_reads_a_meeting_in_which_state(house: House, state: str) -> None:
    made = {"planned": opened, "signing": presented, "complete": signed}[state](house)
    seen = {
        name
        for name in ROLES
        if Meeting.objects.visible_to(access_for(house.everybody[name], TODAY)).filter(pk=made.pk).exists()
    }
    assert seen == READERS[state]


@pytest.mark.parametrize("who", sorted(OF_THE_YEAR - {"assessor"}))
def test_what_is_not_handed_in_is_its_authors_alone(house: House, client: Any, today: None, who: str) -> None:
    meeting = opened(house)
    part = write(meeting, house.assessor, "assessor", words="A private thought", hand_in=False)
    client.force_login(house.everybody[who])
    assert "A private thought" not in client.get(meeting.get_absolute_url()).content.decode()
    meeting_parts.hand_in(part=part, version=part.version, by=house.assessor, on=TODAY, at=NOW)
    assert "A private thought" in client.get(meeting.get_absolute_url()).content.decode()


def test_a_year_by_its_pages(house: House, client: Any, today: None) -> None:
    """Open, write, hand in, hold, put to signature and sign, each by its page and its person."""
    client.force_login(house.assessor)
    client.post(f"/asye/portfolios/{house.portfolio.pk}/meetings/open/", {"key": "three_month_review"})
    meeting = Meeting.objects.get()
    at = meeting.get_absolute_url()
    for person_, party in ((house.practitioner, "nqsw"), (house.manager, "manager"), (house.assessor, "assessor")):
        client.force_login(person_)
        assert client.get(f"{at}write/").status_code == 200
        words = dict.fromkeys(("progress", "plan", "workplace", "judgement", "concerns"), f"By the {party}")
        words["action_plan"] = "Next"
        answer = client.post(f"{at}write/", {**words, "version": "1", "then": "hand_in"})
        assert answer["Location"] == f"{at}hand-in/"
        part = MeetingPart.objects.get(meeting=meeting, party=party)
        assert client.post(f"{at}hand-in/", {"version": str(part.version)})["Location"] == at
    held = {"held_on_0": "19", "held_on_1": "1", "held_on_2": "2026", "came": ["nqsw", "assessor"], "others": ""}
    assert client.post(f"{at}held/", held).status_code == 302
    assert client.post(f"{at}put-to-signature/").status_code == 302
    for person_ in (house.practitioner, house.manager, house.assessor):
        client.force_login(person_)
        page = client.get(f"{at}sign/").content.decode()
        assert "By the assessor" in page
        client.post(f"{at}sign/", {"stamp": "1", "own_view": ""})
    meeting.refresh_from_db()
    assert meeting.status == "complete"
    assert client.get(at).status_code == 200


@pytest.mark.rule("ASY-07")
def test_the_final_review_begins_the_recommendation(house: House, client: Any, today: None) -> None:
    client.force_login(house.assessor)
    at = f"/asye/portfolios/{house.portfolio.pk}/recommend/"
    before = client.get(at).content.decode()
    assert ("Not signed by all" in before, "As it is." in before) == (True, False)
    signed(house, "final_assessment")
    after = client.get(at).content.decode()
    assert ("As it is." in after, "<li>Final assessment</li>" in after, "<li>Six-month review</li>" in after) == (
        True,
        False,
        True,
    )
