"""A whole assessed year by all its people, on a clock that moves: every date they see is the one that is explained.

She begins in September, is ill from January to March, gets another assessor in June, and passes in December. What each
does they do on the pages, each kind of deed at least once; what only comes again and again goes through its service.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import re
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import LazySettings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from asye.models import Meeting, Portfolio
from asye.services import feedback, meeting_parts, meetings, observations, reflections, responses, signing
from frameworks.services import load_shipped
from reminders.models import Duty
from supervision.services import sessions
from tests.browser.conftest import PASSWORD
from tests.browser.moving import MovingClock, Street, Walker, database_of_its_own
from tests.browser.server import ROOT
from tests.browser.writing import write
from workforce import explain, policy_versions
from workforce.models import Person
from workforce.packs import load_pack
from workforce.versions import Save

START = dt.date(2025, 9, 29)
MONTHS = list(calendar.month_name)[1:]
DAY = rf"(\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}})"
OWN_PACK = """
[pack]
name = "own"
title = "Our own policy"
extends = ["west-sussex"]

[asye.begins_with]
template = "asye-2022"
"""
PROGRAMME, MOVE_ON = "asye-2022", "Move on to a main practice group"
REVIEWS = {"Review due", "Hold the review", "Agree on support and assessment"}  # as a calendar names them
DATES = "section[aria-labelledby=dates] .govuk-summary-list__row"
PANEL_ON = dt.date(2026, 12, 10)
TITLE = "The visit that went quiet"
LABELS = {
    "agreement": "Support and assessment agreement",
    "foundational_review": "Foundational review",
    "six_month_review": "Interim assessment review",
    "progressive_meeting": "Progressive development meeting",
    "final_assessment": "Final review",
}
ME, FIRST, SECOND, MANAGER, LEAD, CHAIR = "nqsw", "assessor", "assessor2", "manager", "lead", "chair"
STAFF = (
    # number, surname, forename, account, position, service, team, line manager, assessor, supervisor
    ("1", "Penhaligon", "Judith", CHAIR, "Principal Social Worker", "", "", "", "", ""),
    ("2", "Fairclough", "Moira", LEAD, "Service Development Lead – Professional Practice", "", "", "1", "", ""),
    ("3", "Marchbanks", "Helen", "groupmanager", "Group Manager", "Children Looked After", "", "1", "", ""),
    ("4", "Sowerby", "Marianne", MANAGER, "Practice Manager", "Children Looked After", "Group One", "3", "", "3"),
    ("5", "Tallis", "Gwen", FIRST, "ASYE Assessor", "", "", "2", "", ""),
    ("6", "Imeson", "Rukhsana", SECOND, "ASYE Assessor", "", "", "2", "", ""),
    ("7", "Dunmore", "Keith", "hr", "HR Officer", "", "", "", "", ""),
    ("8", "Abara", "Tobi", "moderator", "Learning and Development Officer (Social Work)", "", "", "2", "", ""),
    ("9", "Quill", "Esme", ME, "Newly Qualified Social Worker", "Children Looked After", "Group One", "4", "5", "4"),
)  # fmt: skip


@dataclass
class Year:
    """What the test knows by itself: the start, the pauses agreed, and the policy's file to ask `explain` with."""

    street: Street
    clock: MovingClock
    pack: Path
    portfolio: int = 0
    pauses: list[dict[str, str]] = field(default_factory=list)
    signed: set[str] = field(default_factory=set)
    feeds: dict[str, str] = field(default_factory=dict)
    assessor: str = FIRST
    submitted: bool = False
    compared: int = 0

    def on(self, day: dt.date) -> None:
        """Go to another day: everybody's session is over by then."""
        self.street.go_home()
        self.clock.move_to(day)

    def visit(self, who: str = "") -> Walker:
        return self.street.walker(who)

    @property
    def home(self) -> str:
        return f"/asye/portfolios/{self.portfolio}/"

    def explained(self) -> dict[str, Any]:
        question = {"pack": str(self.pack), "start": START.isoformat(), "on": self.clock.today.isoformat()}
        return dict(explain.answer("asye-clock", question | {"pauses": self.pauses}))


@pytest.fixture
def year(
    browser: Browser,
    tmp_path: Path,
    settings: LazySettings,
) -> Iterator[Year]:
    pack = tmp_path / "own.toml"
    pack.write_text(OWN_PACK)
    clock = MovingClock()
    with database_of_its_own(tmp_path):
        server = LiveServer("localhost")
        server._live_server_modified_settings.enable()
        settings.BASE_URL = server.url
        street = Street(browser, server.url)
        try:
            yield Year(street, clock, pack)
        finally:
            street.go_home()
            server.stop()
            server._live_server_modified_settings.disable()
            clock.stop()


@pytest.mark.django_db(transaction=True)
def test_a_whole_year(year: Year) -> None:
    _the_staff_export_arrives(year)
    _the_calendars_are_subscribed_to(year)
    _every_date_is_explained(year)
    _supervision_begins(year)
    _hold(year, "agreement", dt.date(2025, 10, 13))
    _she_looks_at_herself(year)
    _a_reflection_grows(year)
    _observed_by_her_assessor(year)
    _feedback_comes(year)
    _her_work_is_read(year)
    _hold(year, "foundational_review", dt.date(2025, 12, 18))
    _the_year_stands_still(year)
    _back_later_than_thought(year)
    _held_once_more(year, "six_month_review", dt.date(2026, 5, 20))
    _another_assessor(year)
    _hold(year, "agreement", dt.date(2026, 6, 15))
    _every_date_is_explained(year)
    _observed_by_a_guest(year)
    _what_is_still_missing(year)
    _held_once_more(year, "progressive_meeting", dt.date(2026, 8, 20))
    _hold(year, "final_assessment", dt.date(2026, 11, 16))
    _submitted_to_a_panel(year)
    _decided(year)
    assert year.compared > 190


def _the_staff_export_arrives(year: Year) -> None:
    """The academy registers her by the staff export; the year opens by itself."""
    year.on(START)
    file = year.pack.with_name("staff.csv")
    shutil.copyfile(ROOT / "fixtures" / "demo" / "staff.toml", file.with_suffix(".toml"))
    with (ROOT / "fixtures" / "demo" / "staff.csv").open(encoding="utf-8-sig", newline="") as theirs:
        columns = next(csv.reader(theirs))
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        rows = csv.DictWriter(opened, columns)
        rows.writeheader()
        rows.writerows(_exported(one) for one in STAFF)
    load_shipped(at=timezone.now())
    call_command("import_staff", str(file), pack=str(year.pack), verbosity=0)
    day = dt.date(2025, 1, 1)
    policy_versions.load(load_pack(str(year.pack)), takes_effect_on=day, by=None, on=START, at=timezone.now())
    Person.objects.update(password=make_password(PASSWORD))
    year.portfolio = Portfolio.objects.get().pk


def _exported(row: tuple[str, ...]) -> dict[str, str]:
    number, surname, forename, account, position, service, team, manager, assessor, supervisor = row
    new = account == ME
    began = f"{START:%d/%m/%Y}" if new else "01/04/2020"
    return {
        "Employee No": _number(number), "Legal Surname": surname, "Legal Forename": forename,
        "Email Address": f"{account}@demo.example", "Position Title": position,
        "Org Unit L1": "Test County Council", "Org Unit L2": service, "Org Unit L3": team, "FTE": "1.00",
        "Contract Type": "Fixed Term" if new else "Permanent", "Grade": "8" if new else "12",
        "Spinal Point": "24" if new else "43", "Spine": "NJC 2025-26", "Position Start": began,
        "Line Manager Employee No": _number(manager), "SWE Registration": f"SW98{number}000",
        "Registered On": "02/12/2019", "Registration Expiry": "30/11/2027", "Qualified On": "05/07/2019",
        "ASYE Start": began if new else "", "ASYE Stage": "In year" if new else "",
        "Assessor Employee No": _number(assessor), "Supervisor Employee No": _number(supervisor),
    }  # fmt: skip


def _number(of: str) -> str:
    return f"00000{of}" if of else ""


def _the_calendars_are_subscribed_to(year: Year) -> None:
    for who in (ME, FIRST, SECOND):
        them = year.visit(who).open("/reminders/calendar/")
        them.press_in_page("Make an address")
        year.feeds[who] = urlsplit(them.page.locator("#address").input_value()).path


def _every_date_is_explained(year: Year, *, runs: bool = True) -> None:
    """Ask the rule once, and look wherever dates of the year are shown: to her, her assessor, the lead, calendars.

    A year that is decided has no month and week of today.
    """
    told = year.explained()
    on, due = told["programmes"][PROGRAMME], told["due"][PROGRAMME]
    by = {LABELS[key]: day(due[key]) for key in due} | {MOVE_ON: day(told["steps"]["move_on"])}
    me = year.visit(ME).open(year.home)
    span = f"It began on {said(START)} and ends on {said(told['ends_on'])}."
    assert (f"Month {told['month']}, week {told['week']}. {span}" in me.text()) == runs
    assert span in me.text()
    panel = {"Submit the portfolio": submit_by(year), "Final moderation panel": PANEL_ON} if year.submitted else {}
    assert dates_of_the_year(me) == by | panel
    short = {label: f"{by[label]:%-d %b}" for label in by}
    assert {label: text for label, text in timeline(me).items() if label in short} == short
    me.open(f"{year.home}meetings/")
    shown = {row[0]: day_in(row[1]) for row in table(me)}
    assert shown == {LABELS[key]: day(due[key] if key == "agreement" else on[key]) for key in on}
    me.open(f"{year.home}self-assessments/")
    rows = me.page.locator("main .govuk-summary-list__row > dd").all()
    assert [day_in(row.inner_text()) for row in rows] == [
        day(by) for by in told["self_assessments"][PROGRAMME].values()
    ]
    waiting = [key for key in on if key not in year.signed]
    if waiting and not year.submitted:
        coming = min(day(due[key]) for key in waiting)
        for who, page in ((year.assessor, "/asye/people/"), (LEAD, "/asye/cohort/")):
            (row,) = table(year.visit(who).open(page))
            assert day_in(row[2]) == coming, (who, row)
        expected = sorted(day(due[key]) for key in waiting)
        assert reviews_in_feed(year, ME) == reviews_in_feed(year, year.assessor) == expected
        owed = Duty.objects.open().filter(kind__in=("year_agreement", "review")).order_by("due_on")
        assert list(owed.values_list("due_on", flat=True)) == expected
    year.compared += len(by) + len(shown) + len(rows) + 2 + 5 * len(waiting)


def dates_of_the_year(them: Walker) -> dict[str, dt.date]:
    rows = them.page.locator(DATES).all()
    return {row.locator("> dt").inner_text(): day_in(row.locator("> dd").inner_text()) for row in rows}


def timeline(me: Walker) -> dict[str, str]:
    stones = me.page.locator(".app-timeline__milestone").all()
    return {stone.inner_text().split("\n")[0]: stone.locator(".app-timeline__date").inner_text() for stone in stones}


def table(me: Walker) -> list[list[str]]:
    """The cells of the first table of the page."""
    rows = me.page.locator("main table").first.locator("tbody tr").all()
    return [[cell.inner_text().split(", drawn up")[0] for cell in row.locator("th, td").all()] for row in rows]


def reviews_in_feed(year: Year, who: str) -> list[dt.date]:
    body = year.visit().page.request.get(year.street.base + year.feeds[who]).body()
    events = [event for event in Calendar.from_ical(body).walk("VEVENT") if event.get("status") != "CANCELLED"]
    return sorted(event.decoded("dtstart") for event in events if str(event["summary"]) in REVIEWS)


def said(when: dt.date | str) -> str:
    return f"{day(when):%-d %B %Y}"


def day(when: dt.date | str) -> dt.date:
    return when if isinstance(when, dt.date) else dt.date.fromisoformat(when)


def day_in(text: str) -> dt.date:
    found = re.search(DAY, text)
    assert found, text
    number, month, its_year = found[1].split()
    return dt.date(int(its_year), MONTHS.index(month) + 1, int(number))


def _supervision_begins(year: Year) -> None:
    """Their own agreement, the first session with its record, signed by both."""
    year.on(dt.date(2025, 10, 6))
    manager, me = year.visit(MANAGER), year.visit(ME)
    manager.follow("My team").follow("Supervision of Esme Quill").follow("Supervision agreement")
    manager.press_in_page("Draw up an agreement")
    manager.fill("Where?", "Room 2").fill("How is disagreement settled?", "We ask the group manager")
    manager.press_in_page("Sign and send")
    me.follow("Supervision").follow("Supervision agreement").press_in_page("Sign the agreement")
    assert "Signed by both" in me.text()
    manager.follow("My team").follow("Supervision of Esme Quill").press_in_page("Add a session")
    manager.fill_day("date", year.clock.today).choose("One-to-one").choose("Held").fill("Length in minutes", "90")
    manager.press_in_page("Record the session")
    manager.page.locator("main tbody tr", has_text="90").first.get_by_role("link").click()
    manager.press_in_page("Begin the record")
    manager.page.get_by_label("Reflection", exact=True).fill("We looked at the first week.")
    manager.press_in_page("Save and close").press_in_page("Read and sign").press_in_page("Sign")
    me.open(manager.path).press_in_page("Read and sign").press_in_page("Sign")
    assert "Signed by both" in me.text()


def _supervised(year: Year, *days: dt.date) -> None:
    """Sessions that only come again and again."""
    worker, supervisor = person(ME), person(MANAGER)
    for date in days:
        sessions.record_session(
            worker=worker, supervisor=supervisor, date=date, kind="one_to_one", outcome="held", minutes=90,
            sent_key=uuid.uuid4(), by=supervisor, on=year.clock.today, at=timezone.now(),
        )  # fmt: skip


def person(who: str) -> Person:
    return Person.objects.get(email=f"{who}@demo.example")


def _hold(year: Year, key: str, on: dt.date) -> None:
    """A meeting of the year: each writes their part, it is held, put to signature, and signed in its order."""
    year.on(on)
    label = LABELS[key] if key not in year.signed else f"{LABELS[key]}, drawn up again"
    people = {who: year.visit(who) for who in (ME, MANAGER, year.assessor)}
    for who, them in people.items():
        them.open("/").follow(f"Write your part: {label}").press_in_page("Write your part")
        for area in them.page.locator("main textarea").all():
            if not area.input_value():
                area.fill(f"What {who} says of it.")
        them.press_in_page("Check and hand in").press_in_page("Hand in")
        assert "Your part is handed in" in them.page.inner_text("body")
    assessor = people[year.assessor]
    assessor.press_in_page("Say when it was held")
    assessor.fill_day("held_on", on).press_in_page("Save")
    assessor.press_in_page("Put to signature").press_in_page("Put to signature")
    for them in people.values():
        them.open("/").follow("Sign").press_in_page("Read and sign").press_in_page("Sign")
    assert "Sealed on" in assessor.text()
    year.signed.add(key)


def _held_once_more(year: Year, key: str, on: dt.date) -> None:
    """A meeting that goes as the others went."""
    year.on(on)
    people = {"nqsw": person(ME), "manager": person(MANAGER), "assessor": person(year.assessor)}
    at = timezone.now()
    meeting = Meeting.objects.get(key=key, status="planned")
    for party, by in people.items():
        part = meeting_parts.begin_part(meeting=meeting, party=party, by=by, on=on, at=at)
        words = dict.fromkeys(meetings.dated(meeting).form.asked_of(party), "As it is.")
        meeting_parts.save_part(part=part, words=words, save=Save(part.version), by=by, at=at)
        meeting_parts.hand_in(part=part, version=part.version, by=by, on=on, at=at)
    by = people["assessor"]
    meetings.record_held(meeting=meeting, held_on=on, came=list(people), others="", by=by, on=on, at=at)
    signing.put_to_signature(meeting=meeting, by=by, on=on, at=at)
    for by in people.values():
        signing.sign(meeting=meeting, stamp=meeting.stamp, own_view="", by=by, on=on, at=timezone.now())
    year.signed.add(key)


def _a_reflection_grows(year: Year) -> None:
    """Caught in a minute, grown, tagged, shared, returned with feedback, shared again, accepted."""
    year.on(dt.date(2025, 11, 12))
    _supervised(year, *(dt.date(2025, 10, 6) + dt.timedelta(weeks=week) for week in (1, 2, 3, 4, 5)))
    me = year.visit(ME).open(year.home).press_in_page("Quick note")
    me.fill("Title", TITLE).fill("Quick note", "He would not look up. I talked to fill the silence.")
    me.press_in_page("Save and close").press_in_page("Write")
    me.page.get_by_text("Grow it into a reflection").click()
    write(me.page, "He did not look up once, and I went on talking.")
    me.fill("What do you make of it now?", "I filled the silence because it was hard for me, not for him.")
    me.press_in_page("Choose statements (0)")
    me.page.get_by_text("Domain 5").first.click()
    me.page.get_by_label(re.compile(r"^5\.3 ")).first.check()
    me.press_in_page("Save the statements")
    me.page.get_by_label(re.compile(r"^5\.3 ")).fill("I saw what my talking did.")
    me.press_in_page("Save").press_in_page("Share with your assessor").press_in_page("Share it")
    for words, outcome in (("Say what he did then.", "Return it for more work"), ("Now I see him.", "Accept it")):
        _answer(year, words, outcome)
        if outcome.startswith("Return"):
            me.open("/").follow(f"Look again at “{TITLE}”").press_in_page("Go on with it")
            me.fill("What happened?", "He did not look up, until I stopped. Then he told me about the dog.")
            me.press_in_page("Share with your assessor").press_in_page("Share it")
    assert "Accepted" in me.open("/asye/reflections/").text()


def _answer(year: Year, words: str, outcome: str) -> None:
    them = year.visit(year.assessor).follow("Reading queue").follow(TITLE)
    write(them.page, words, "Feedback for the author")
    them.press_in_page("Check and release")
    them.page.get_by_label(outcome).check()
    them.press_in_page("Release it")


def _observed_by_her_assessor(year: Year) -> None:
    """Planned, agreed by the family, written by both unseen, opened together, answered, signed by both."""
    year.on(dt.date(2025, 12, 4))
    me, assessor = year.visit(ME), year.visit(year.assessor)
    me.open(year.home).follow("Direct observations").press_in_page("Plan an observation")
    me.fill("What will be observed?", "A home visit").fill_day("planned_on", year.clock.today)
    me.page.get_by_label("Who observes?").select_option(label="Gwen Tallis")
    me.press_in_page("Plan it").open("/").follow("Ask the family: A home visit")
    me.press_in_page("Record what the family said").choose("They agreed")
    me.fill("How were they asked, and by whom?", "By me, at the visit before").press_in_page("Save")
    assessor.open("/").follow("Say that it took place: A home visit")
    assessor.press_in_page("It took place").press_in_page("Save")
    for them, words in ((assessor, "She waited for the answer."), (me, "I was glad of the silence.")):
        them.open("/").follow("Write your account: A home visit")
        them.page.locator("[name=account]").fill(words)
        them.press_in_page("I have finished")
    assert "She waited for the answer." in me.text()
    _answered_and_signed(me, "A home visit")
    assessor.open("/").follow("Sign as the observer: A home visit").press_in_page("Sign as the observer")
    assert "Sealed record" in assessor.text()


def _answered_and_signed(me: Walker, what: str) -> None:
    me.open("/").follow(f"Answer and sign: {what}").fill("What do you take from it?", "Silence is work too.")
    me.press_in_page("Save and sign")


def _feedback_comes(year: Year) -> None:
    """A teacher, a parent and a young person answer by links of their own, without an account."""
    year.on(dt.date(2025, 12, 8))
    for kind in ("A professional", "A parent or carer", "A child or young person"):
        _asked_and_given(year, kind)


def _asked_and_given(year: Year, kind: str) -> None:
    me = year.visit(ME).open(year.home).follow("Feedback from families and professionals")
    me.press_in_page("Ask for feedback")
    me.page.get_by_label(kind).first.check()
    me.press_in_page("Make the link")
    address = me.page.locator("main .app-breakable a").inner_text()
    giver = year.visit()
    giver.page.goto(address)
    if kind == "A child or young person":
        giver.look_closely()
    giver.page.locator("main textarea").first.fill("She listened, and she rang back when she said she would.")
    giver.page.locator("main form button").first.click()
    giver.page.get_by_role("button", name="Send it").click()
    giver.page.get_by_role("heading", name="Thank you").wait_for()
    assert "She listened" in me.open(me.path).text()


def _the_year_stands_still(year: Year) -> None:
    """In month 4 she is ill for seven weeks: her manager asks, the lead agrees, every later date moves."""
    year.on(dt.date(2026, 1, 14))
    before = year.explained()
    year.pauses = [{"from": "2026-01-12", "to": "2026-03-01", "reason": "sickness"}]
    after = year.explained()
    manager = year.visit(MANAGER).follow("My team").follow("Assessed year of Esme Quill").follow("Pauses of the year")
    manager.press_in_page("Ask for a pause")
    manager.page.get_by_label("Sickness").check()
    manager.fill_day("from_on", dt.date(2026, 1, 12)).fill_day("to_on", dt.date(2026, 3, 1))
    manager.press_in_page("See what moves")
    manager.look_closely()
    _old_and_new(year, manager, before, after)
    manager.press_in_page("Send the request")
    lead = year.visit(LEAD).follow("Answer a request to pause: Esme Quill")
    _old_and_new(year, lead, before, after)
    lead.press_in_page("Agree")
    assert "every later date has moved" in lead.page.inner_text("body")
    assert "Paused" in year.visit(ME).open(year.home).text()
    _every_date_is_explained(year)


def _old_and_new(year: Year, them: Walker, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Each row of what moves: its old date, its new one, both as explained."""
    shown = {row[0]: (day_in(row[1]), day_in(row[2])) for row in table(them) if row[0] != "Next supervision"}
    due = before["due"][PROGRAMME], after["due"][PROGRAMME]
    expected = {LABELS[key]: (day(due[0][key]), day(due[1][key])) for key in due[0] if key not in year.signed}
    expected[MOVE_ON] = day(before["steps"]["move_on"]), day(after["steps"]["move_on"])
    expected["End of the year"] = day(before["ends_on"]), day(after["ends_on"])
    assert shown == expected
    year.compared += 2 * len(shown)


def _back_later_than_thought(year: Year) -> None:
    """She is back a week later than was thought: the pause gets another last day, and the dates move once more."""
    year.on(dt.date(2026, 3, 10))
    before = year.explained()
    year.pauses[0]["to"] = "2026-03-08"
    after = year.explained()
    me = year.visit(ME).open(year.home).follow("Pauses of the year").follow("Change the pause")
    me.page.get_by_label("It ends on another day").check()
    me.fill_day("to_on", dt.date(2026, 3, 8)).press_in_page("See what moves")
    _old_and_new(year, me, before, after)
    me.press_in_page("Send the request")
    year.visit(LEAD).follow("Answer a request to pause: Esme Quill").press_in_page("Agree")
    _every_date_is_explained(year)
    _supervised(year, *(dt.date(2025, 10, 27) + dt.timedelta(weeks=week) for week in (4, 6, 8, 10)))


def _another_assessor(year: Year) -> None:
    """In month 7 the assessor changes: a note for the next one, who then sees her and agrees with her anew."""
    year.on(dt.date(2026, 6, 8))
    lead = year.visit(LEAD).follow("Cohort").follow("Esme Quill").follow("People of the year")
    lead.press_in_page("Change the assessor")
    lead.page.get_by_label("Who comes next?").select_option(label="Rukhsana Imeson")
    lead.fill_day("on", year.clock.today).fill("What does the next one have to know?", "Look at court with her.")
    lead.press_in_page("Record the change")
    year.assessor = SECOND
    second = year.visit(SECOND).open("/asye/people/").follow("Esme Quill").follow("People of the year")
    assert "Look at court with her." in second.text()
    assert "To be agreed by 6 July 2026" in second.open("/").follow("Write your part: Support").text()
    assert year.visit(FIRST).open("/asye/people/").page.get_by_text("You assess nobody").is_visible()


def _observed_by_a_guest(year: Year) -> None:
    """Somebody from outside observes: by a link of their own they write, read both accounts, and sign."""
    year.on(dt.date(2026, 7, 6))
    me, guest = year.visit(ME).open(year.home).follow("Direct observations"), year.visit()
    me.press_in_page("Plan an observation").fill("What will be observed?", "A core group")
    me.fill_day("planned_on", year.clock.today).fill("Name of the observer from outside", "Petra Halloran")
    me.fill("Their role", "Practice educator").fill("Their registration number", "SW123456").press_in_page("Plan it")
    me.press_in_page("Record what the family said").choose("They agreed")
    me.fill("How were they asked, and by whom?", "By the chair").press_in_page("Save")
    me.press_in_page("It took place").press_in_page("Save")
    address = me.page.locator("main .app-breakable a").inner_text()
    guest.page.goto(address)
    guest.look_closely()
    guest.page.locator("[name=account]").fill("She asked each of them what had changed.")
    guest.press_in_page("I have finished")
    me.press_in_page("Write your account").page.locator("[name=account]").fill("I had planned to ask all of them.")
    me.press_in_page("I have finished")
    _answered_and_signed(me, "A core group")
    guest.page.goto(address)
    guest.page.get_by_label("I am the observer named here").check()
    guest.press_in_page("Sign")
    assert "Sealed record" in me.open(me.path).text()


def _what_is_still_missing(year: Year) -> None:
    """What the year asks for besides, as often as it asks for it: each of these deeds was done on its page before."""
    year.on(dt.date(2026, 7, 20))
    portfolio, me, second = Portfolio.objects.get(), person(ME), person(SECOND)
    _supervised(year, *(dt.date(2026, 2, 27) + dt.timedelta(days=days) for days in range(14, 140, 14)))
    for kind in ("professional", "professional", "carer", "young_person"):
        asked = feedback.ask_feedback(
            portfolio=portfolio, kind=kind, about="", easy_read=False, sent_key=uuid.uuid4(), by=me,
            on=year.clock.today, at=timezone.now(),
        )  # fmt: skip
        words = {"better": "More time."} if kind != "young_person" else {"change": "More time."}
        feedback.answer(feedback=asked, answers=words, role="", on=year.clock.today, at=timezone.now())
    _a_third_observation(year, portfolio, me, second)
    _another_reflection(portfolio, me, second)


def _a_third_observation(year: Year, portfolio: Portfolio, me: Person, second: Person) -> None:
    at = timezone.now()
    seen = observations.plan_observation(
        portfolio=portfolio, setting="A child in need meeting", planned_on=year.clock.today, observer=second, guest={},
        sent_key=uuid.uuid4(), by=me, at=at,
    )  # fmt: skip
    observations.record_consent(observation=seen, consent="agreed", words="By letter", by=me, at=at)
    observations.hold(observation=seen, held_on=year.clock.today, by=me, on=year.clock.today, at=at)
    for account in seen.accounts.all():
        observations.save_account(
            account=account, words={"account": "She chaired it."}, save=Save(account.version), by=account.author, at=at
        )
        observations.finish(account=account, version=account.version, by=account.author, at=at)
    seen.refresh_from_db()
    observations.save_response(observation=seen, response="I will.", save=Save(seen.version), by=me, at=at)
    observations.respond(observation=seen, version=seen.version, by=me, at=at)
    observations.countersign(observation=seen, by=second, at=at)


def _another_reflection(portfolio: Portfolio, me: Person, second: Person) -> None:
    at = timezone.now()
    made = reflections.start_reflection(portfolio=portfolio, by=me, at=at)
    words = {"title": "What I do differently", "what_happened": "I wait now.", "analysis": "Because they talk then."}
    reflections.save_reflection(reflection=made, words=words, save=Save(made.version), by=me, at=at)
    reflections.share(reflection=made, by=me, at=at)
    answer = responses.begin_response(reflection=made, by=second, at=at)
    given = {"feedback": "Yes.", "notes": ""}
    responses.save_response(response=answer, words=given, save=Save(answer.version), by=second, at=at)
    responses.release(response=answer, outcome="accepted", by=second, at=at)


def _she_looks_at_herself(year: Year) -> None:
    """At the start of the year, against each standard: nobody reads it until she has finished."""
    me = year.visit(ME).open(year.home).follow("Self-assessment against the standards")
    me.page.locator("main").get_by_role("button", name=re.compile("^Begin")).first.click()
    me.page.wait_for_url(re.compile(r"/edit/$"))
    for level in me.page.locator("main input[type=radio][value=with_help]").all():
        level.check()
    me.press_in_page("I have finished")
    assert "With help" in year.visit(year.assessor).open(me.path).text()


def _her_work_is_read(year: Year) -> None:
    """A report is handed in, assessed against the short form, answered, and signed by both; then two more pieces."""
    me, assessor = year.visit(ME).open(year.home).follow("Written work"), year.visit(year.assessor)
    me.press_in_page("Begin a piece").page.get_by_label("Report for a decision").first.check()
    me.page.locator("main form button").first.click()
    me.page.wait_for_url(re.compile(r"/edit/$"))
    me.fill("Title", "Report for the conference").fill("What was it for?", "To decide about a plan.")
    me.fill("The text", "What was seen, what it may mean, and what is to be done.")
    me.press_in_page("Check and hand in").press_in_page("Hand it in")
    assessor.open(me.path).press_in_page("Read and assess")
    for level in assessor.page.locator("main input[type=radio][value=shown], main input[value=meets]").all():
        level.check()
    for area in assessor.page.locator("main form textarea").all():
        area.fill("In the second part.")
    assessor.press_in_page("I have finished")
    me.open(me.path).press_in_page("Answer and sign").fill("What do you take from it?", "Shorter next time.")
    me.press_in_page("Save and sign")
    assessor.open(me.path).press_in_page("Sign as the assessor")
    assert "Signed by both" in me.open(me.path).text()


def _submitted_to_a_panel(year: Year) -> None:
    """The lead arranges the panel and puts her on its list; the assessor recommends, and it is with the panel."""
    year.on(dt.date(2026, 11, 18))
    lead = year.visit(LEAD).follow("Panels").press_in_page("Arrange a panel")
    lead.fill_day("date", PANEL_ON).choose("Final moderation")
    lead.page.get_by_label("Chair", exact=True).select_option(label="Judith Penhaligon")
    lead.press_in_page("Arrange it").press_in_page("Add a portfolio")
    lead.page.get_by_label("Portfolio", exact=True).select_option(label="Esme Quill")
    lead.page.get_by_label("Moderator", exact=True).select_option(label="Tobi Abara")
    lead.press_in_page("Put it before the panel")
    second = year.visit(SECOND).follow("Submit the portfolio: Esme Quill")
    shown = dates_of_the_year(second)
    assert (shown["Submit the portfolio"], shown["Final moderation panel"]) == (submit_by(year), PANEL_ON)
    second.press_in_page("Recommend pass or fail")
    assert "are not signed" not in second.text()
    second.page.get_by_label("Pass", exact=True).check()
    assert "What assessor2 says of it." in second.page.get_by_label("Your reasons").input_value()
    second.page.get_by_label(re.compile("Final moderation panel")).check()
    second.press_in_page("Check the recommendation").press_in_page("Send to the panel")
    year.submitted = True
    assert "Submitted to panel" in year.visit(ME).open(year.home).text()
    _every_date_is_explained(year)


def submit_by(year: Year) -> dt.date:
    asked = {"pack": str(year.pack), "panel_on": PANEL_ON.isoformat()}
    return day(str(explain.answer("moderation-deadlines", asked)["submit_by"]))


def _decided(year: Year) -> None:
    """The moderator reads, the chair signs a pass, and HR is asked for the pay that follows."""
    year.on(PANEL_ON)
    moderator = year.visit("moderator").follow("Read the portfolio before the panel: Esme Quill")
    assert "What I do differently" in moderator.text()
    chair = year.visit(CHAIR).follow("1 portfolio to decide").follow("Esme Quill").follow("Record a pass")
    chair.page.locator("[name=reasons]").fill("All read, all discussed.")
    chair.press_in_page("Check the decision").press_in_page("Sign in again to sign")
    chair.page.get_by_label("Password", exact=True).fill(PASSWORD)
    chair.press_in_page("Confirm").press_in_page("Sign and seal")
    assert "decided: pass" in chair.text().lower()
    hr = year.visit("hr").follow("1 pass waits").follow("Esme Quill")
    assert "32" in hr.text()
    assert "Passed" in year.visit(ME).open(year.home).look_closely().text()
    _every_date_is_explained(year, runs=False)
    call_command("verify_records")
