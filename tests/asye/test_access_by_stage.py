"""Access by stage: one table of who may read what, in which state; and a walk of everybody through everything.

Each line of the table is a text of its own in the database. Each person then opens every page, list, search and export
they can reach from home, and the address of every record besides. What they have read must be what the table says.
"""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import uuid
import zipfile
from dataclasses import dataclass, field

import pytest
from django.core import mail
from django.db.models import Model
from django.test import Client

from asye.feedback_questions import kinds
from asye.models import (
    AssessorResponse,
    Circumstances,
    DecisionDraft,
    Feedback,
    Goal,
    Meeting,
    MeetingPart,
    Observation,
    ObservationAccount,
    PanelItem,
    Portfolio,
    Recommendation,
    ReflectionVersion,
    SelfAssessment,
    WorkAssessment,
    WrittenWork,
)
from asye.queries.archive import gathered
from asye.queries.meetings import dated
from asye.queries.self_assessment import items_of
from asye.services import observations, progress
from supervision.models import Concern, ConcernText, Session
from supervision.services import concerns, records
from tests.factories import (
    NOW,
    TODAY,
    PanelFactory,
    PanelMemberFactory,
    ReflectionFactory,
    RelationshipFactory,
    ServiceFactory,
    SessionFactory,
    TeamFactory,
)
from tests.house import House, Job, Kind, person, practitioner
from tests.reminders.owing import sweep
from tests.supervision.concerns import answer_concern, draft_concern, raise_concern
from workforce.access import access_for
from workforce.models import Person, SealedRecord, SetAside
from workforce.seal import seal
from workforce.versions import Save

# n  the newly qualified social worker        m  her manager              l  the academy manager (development lead)
# a  her assessor                             g  her group manager        p  the principal, in the panel's chair
# f  her assessor before                      o  the manager elsewhere    d  the officer who sits on the panel
# k  a colleague, newly qualified too         h  HR                       q  an officer of another panel
# s  a colleague of her team                  t  the administrator        x  somebody who has left
# e  the external moderator                   u  the guest who observes, by the link
LATER = TODAY + dt.timedelta(days=7)
PEOPLE = "nafkmgoslpdqhtexu"

TABLE = """
text                                    while the year runs         once it is submitted
reflection, a draft                     n                           n
reflection, shared                      n a                         n a l p d
reflection, returned                    n a                         n a l p d
reflection, accepted                    n a                         n a l p d
reflection, words set aside             n                           n
feedback, held back                     a                           a
feedback, released                      n a                         n a l p d
private note, before the release        a                           a
private note, after the release         a                           a
words an assessor set aside             a                           a
observation, planned                    n a                         n a
observation, her account begun          n                           n
observation, the observer's begun       a                           a
observation, her account for a guest    n                           n
observation, the guest's account        u                           u
observation, both opened                n a                         n a
observation, signed                     n a                         n a l p d
outside view, asked for                 n a                         n a
outside view, given                     n a                         n a l p d
written work, a draft                   n                           n
written work, handed in                 n a                         n a
assessment of it, begun                 a                           a
written work, signed                    n a                         n a l p d
self-assessment, a draft                n                           n
self-assessment, done                   n a                         n a l p d
goal                                    n a m                       n a m l p d
part of a meeting, begun                n                           n
part of a meeting, handed in            n a m l p                   n a m l p
part of a meeting, signed               n a m g l p d               n a m g l p d
concern, a draft                        n                           n
concern, waiting                        n m                         n m
concern, its answer begun               m                           m
concern, answered                       n m                         n m
concern, settled                        n m                         n m
concern, taken further                  n m g                       n m g
concern, taken back                     n                           n
concern about progress                  n a m l                     n a m l
supervision, the personal part          n m                         n m
supervision, the case part              n m g                       n m g
supervision, words set aside            m                           m
exceptional circumstances               n m g l p                   n m g l p
decision, being written                 -                           p
"""


@dataclass
class Street:
    """Everybody by their letter, the text of each line, and the addresses of the records they stand in."""

    house: House
    who: dict[str, Person]
    texts: dict[str, str] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    guest: str = ""

    def text(self, line: str) -> str:
        """A text that stands nowhere else: no part of it is a word."""
        return self.texts.setdefault(line, f"zq{len(self.texts):02d}xw")

    def at(self, record: Model | str, *more: str) -> None:
        here = record if isinstance(record, str) else record.get_absolute_url()  # type: ignore[attr-defined]
        self.addresses += [here, *(f"{here}{one}" for one in more)]


def people(house: House) -> dict[str, Person]:
    elsewhere = TeamFactory(service=ServiceFactory(code="FAR"), name="Far")
    before, left = person("Former Assessor", Job.ASSESSOR), person("Left Assessor", Job.ASSESSOR, ended_on=TODAY)
    far, other_officer = person("Far Manager", Job.PRACTICE_MANAGER, elsewhere), person("Far Officer", Job.ASSESSOR)
    ended = TODAY - dt.timedelta(days=9)
    for holder in (before, left):
        RelationshipFactory(kind=Kind.ASSESSES, holder=holder, person=house.practitioner, ended_on=ended)
    left.posts.update(ended_on=ended)
    PanelMemberFactory(panel=PanelFactory(), person=other_officer, role="officer")
    colleague = practitioner("Other Newly", house.team, manager=house.manager, assessor=person("An A", Job.ASSESSOR))
    return {
        "n": house.practitioner, "a": house.assessor, "f": before, "k": colleague, "m": house.manager,
        "g": house.group_manager, "o": far, "s": house.stranger_in_team, "l": house.lead, "p": house.chair,
        "d": house.moderator, "q": other_officer, "h": house.hr, "t": house.technical, "e": house.external, "x": left,
    }  # fmt: skip


def reflections(street: Street) -> None:
    house, text = street.house, street.text
    for status in ("draft", "shared", "returned", "accepted"):
        line = "a draft" if status == "draft" else status
        when = None if status == "draft" else NOW
        words = text(f"reflection, {line}")
        made = ReflectionFactory(portfolio=house.portfolio, status=status, analysis=words, title=words, shared_at=when)
        street.at(made, "edit/", "statements/", "statements/why/", "share/", "respond/")
        if status == "accepted":
            told = {"analysis": text("reflection, words set aside")}
            aside = made.versions.create(kind=ReflectionVersion.Kind.SET_ASIDE, words=told, at=NOW)
            street.at(f"/asye/reflections/{made.pk}/compare/{aside.pk}/")
        if status in ("shared", "returned"):
            released = None if status == "shared" else NOW
            line = "before" if released is None else "after"
            answer = AssessorResponse.objects.create(
                reflection=made, author=house.assessor, started_at=NOW, saved_at=NOW, released_at=released,
                notes=text(f"private note, {line} the release"), outcome="returned",
                feedback=text("feedback, held back" if released is None else "feedback, released"),
            )  # fmt: skip
            street.at(f"/asye/responses/{answer.pk}/release/")
    aside = SetAside.objects.create(
        author=house.assessor, address="/", rows=[["L", "", text("words an assessor set aside")]], at=NOW
    )
    street.at(aside)


def observed(street: Street, status: str, own: str, theirs: str, **told: object) -> Observation:
    house = street.house
    given: dict[str, object] = {"observer": house.assessor, "setting": "A visit"} | told
    made = Observation.objects.create(
        portfolio=house.portfolio, planned_on=TODAY, planned_by=house.practitioner, planned_at=NOW, saved_at=NOW,
        status=status, consent="agreed", held_on=None if status == "planned" else TODAY, **given,
    )  # fmt: skip
    if status != "planned":
        done = None if status == "writing" else NOW
        for side, author, words in (("practitioner", house.practitioner, own), ("observer", given["observer"], theirs)):
            ObservationAccount.objects.create(
                observation=made, side=side, author=author, account=words, saved_at=NOW, finished_at=done
            )
    street.at(made, "write/", "respond/", "consent/")
    return made


def observations_of(street: Street) -> None:
    text = street.text
    observed(street, "planned", "", "", setting=text("observation, planned"))
    observed(street, "writing", text("observation, her account begun"), text("observation, the observer's begun"))
    seen = text("observation, both opened")
    observed(street, "opened", seen, seen, opened_at=NOW)
    seen = text("observation, signed")
    sealed = {"opened_at": NOW, "responded_at": NOW, "signed_at": NOW, "response": "R"}
    observed(street, "signed", seen, seen, sealed=a_seal(street), **sealed)
    guest = observed(
        street, "writing", text("observation, her account for a guest"), text("observation, the guest's account"),
        observer=None, guest_name="G", guest_role="R", guest_registration="SW1",
    )  # fmt: skip
    street.guest = f"/asye/observe/{guest.pk}/{observations.token(guest)}/"
    asked = [question.name for question in kinds()["professional"].questions]
    for answered, line in ((None, "asked for"), (NOW, "given")):
        words = text(f"outside view, {line}")
        street.at(
            Feedback.objects.create(
                portfolio=street.house.portfolio,
                kind="professional",
                about="" if answered else words,
                asked_by=street.house.practitioner,
                asked_at=NOW,
                expires_on=TODAY + dt.timedelta(days=9),
                answered_at=answered,
                answers=dict.fromkeys(asked, words) if answered else {},
            )
        )


def a_seal(street: Street) -> SealedRecord:
    return seal(kind="made for a test", snapshot={}, signer=street.house.practitioner, at=NOW)


def pieces(street: Street) -> None:
    house, text = street.house, street.text
    told = {"portfolio": house.portfolio, "author": house.practitioner, "kind": "plan", "kind_label": "Plan"}
    told |= {"started_at": NOW, "saved_at": NOW}
    for status, line in (("draft", "a draft"), ("handed_in", "handed in"), ("signed", "signed")):
        words = text(f"written work, {line}")
        given = told | ({} if status == "draft" else {"assessed_by": house.assessor, "handed_in_at": NOW})
        given |= {"sealed": True, "seal": a_seal(street), "signed_at": NOW} if status == "signed" else {}
        given |= {"turn_since": TODAY} if status != "draft" else {}
        work = WrittenWork.objects.create(status=status, title=words, text=words, **given)
        street.at(work, "edit/", "assess/", "answer/", "return/")
        if status == "handed_in":
            WorkAssessment.objects.create(
                work=work, author=house.assessor, words={"strengths": text("assessment of it, begun")}, saved_at=NOW,
            )  # fmt: skip
    for key, line, sealed in (("start", "a draft", False), ("middle", "done", True)):
        own = {"portfolio": house.portfolio, "author": house.practitioner, "label": key, "begun_at": NOW}
        own |= {"saved_at": NOW, "levels": {"new": "New"}, "key": key}
        made = SelfAssessment.objects.create(sealed=False, words={}, **own)
        first = items_of(house.portfolio, of_statements=made.of_statements)[0]
        words = {f"level_{first.pk}": "new", f"why_{first.pk}": text(f"self-assessment, {line}")}
        SelfAssessment.objects.filter(pk=made.pk).update(
            words=words, sealed=sealed, finished_at=NOW if sealed else None
        )
        street.at(made)
        street.at(made.edit_address)
    goal = Goal.objects.create(
        portfolio=house.portfolio, author=house.practitioner, what=text("goal"), how="H", by_on=TODAY, planned_at=NOW,
        saved_at=NOW,
    )  # fmt: skip
    street.at(goal, "change/", "note/")
    Circumstances.objects.create(
        portfolio=house.portfolio, kind="recorded", why=text("exceptional circumstances"), by=house.lead, at=NOW
    )


def asked_of(meeting: Meeting) -> list[str]:
    return list(dated(meeting).form.asked_of("nqsw"))


def meetings(street: Street) -> None:
    house = street.house
    for key, line in (("agreement", "begun"), ("three_month_review", "handed in"), ("six_month_review", "signed")):
        kind = "agreement" if key == "agreement" else "review"
        meeting = Meeting.objects.create(
            portfolio=house.portfolio, key=key, kind=kind, label=key, opened_at=NOW, facts=[]
        )  # fmt: skip
        MeetingPart.objects.create(
            meeting=meeting, party="nqsw", author=house.practitioner, saved_at=NOW, sealed=line == "signed",
            handed_in_at=None if line == "begun" else NOW,
            words=dict.fromkeys(asked_of(meeting), street.text(f"part of a meeting, {line}")),
        )  # fmt: skip
        if line == "signed":
            Meeting.objects.filter(pk=meeting.pk).update(
                status="complete", held_on=TODAY, completed_at=NOW, sealed=True, seal=a_seal(street)
            )
        street.at(meeting, "write/", "sign/", "hand-in/")


def concerns_of(street: Street) -> None:
    house, me = street.house, street.house.practitioner
    lines = ("a draft", "waiting", "answered", "settled", "taken further", "taken back")
    for line in lines:
        words = street.text(f"concern, {line}")
        made: Concern = draft_concern(me, words, words) if line == "a draft" else raise_concern(me, words)
        if line in ("answered", "settled", "taken further"):
            answer_concern(made, house.manager)
        if line == "settled":
            concerns.say_settled(concern=made, settled=True, by=me, at=NOW)
        if line == "taken further":
            concerns.say_settled(concern=made, settled=False, by=me, at=NOW)
            made.refresh_from_db()
            concerns.escalate(concern=made, tried="Spoke", sent_key=uuid.uuid4(), by=me, on=LATER, at=NOW)
        if line == "taken back":
            concerns.withdraw(concern=made, by=me, on=TODAY, at=NOW)
        if line == "waiting":
            answer = ConcernText.objects.get(step__concern=made)
            begun = {"words": street.text("concern, its answer begun")}
            concerns.save_text(text=answer, words=begun, save=Save(answer.version), by=house.manager, at=NOW)
            street.at(answer.edit_address)
        street.at(made, "send/", "answer/")
    about = progress.raise_concern(
        portfolio=house.portfolio, meeting=None, words=street.text("concern about progress"), told_on=TODAY,
        sent_key=uuid.uuid4(), by=house.assessor, on=TODAY, at=NOW,
    )  # fmt: skip
    street.at(about, "meeting/", "decide/")


def supervised(street: Street) -> None:
    house = street.house
    session: Session = SessionFactory(worker=house.practitioner, supervisor=house.manager)
    record = records.open_record(session=session, access=access_for(house.manager, TODAY), at=NOW)
    words = {"wellbeing": street.text("supervision, the personal part")}
    records.save_record(record=record, words=words, save=Save(record.version), by=house.manager, at=NOW)
    records.add_discussion(
        record=record, reference="CS-100001", read={}, direction=street.text("supervision, the case part"),
        by=house.manager, at=NOW,
    )  # fmt: skip
    aside = record.set_aside.create(
        by=house.manager, words={"wellbeing": street.text("supervision, words set aside")}, at=NOW
    )
    street.at(record, "edit/", "sign/", "record.pdf", f"versions/{aside.pk}/")
    street.at(session)
    street.at(f"/supervision/{house.practitioner.pk}/log/")
    street.at(f"/supervision/{house.practitioner.pk}/log.pdf")


def decision(street: Street) -> None:
    """What exists only once the year is before its panel."""
    house = street.house
    Recommendation.objects.create(portfolio=house.portfolio, outcome="pass", reasons="R", by=house.assessor, at=NOW)
    PanelItem.objects.filter(pk=house.item.pk).update(submitted_at=NOW)
    draft = DecisionDraft.objects.create(
        item=house.item, outcome="pass", by=house.chair, reasons=street.text("decision, being written"), saved_at=NOW
    )
    street.at(draft.edit_address, "check/", "sign/")


YEAR = (
    "meetings/",
    "observations/",
    "feedback/",
    "written-work/",
    "goals/",
    "self-assessments/",
    "archives/",
    "people/",
)
YEAR += ("documents/", "coverage/", "progress/", "completion/")


@pytest.fixture
def street(house: House, monkeypatch: pytest.MonkeyPatch) -> Street:
    """Everything in every state. A PDF is given as the page it is made from, so that its words can be read."""
    for place in ("asye.exports.document", "supervision.exports.records"):
        monkeypatch.setattr(f"{place}.render_pdf", lambda page, **_: page.encode())
    made = Street(house, people(house))
    for build in (reflections, observations_of, pieces, meetings, concerns_of, supervised):
        build(made)
    year = f"/asye/portfolios/{house.portfolio.pk}/"
    made.at(year, *YEAR)
    made.at(house.item)
    made.at(f"/people/{house.practitioner.pk}/")
    made.at(f"/supervision/{house.practitioner.pk}/")
    return made


def told(row: int) -> dict[str, set[str]]:
    """The table's column, by line: 0 while the year runs, 1 once it is submitted."""
    lines = [re.split(r"\s{2,}", line.strip()) for line in TABLE.strip().splitlines()[1:]]
    return {line[0]: set(line[row + 1].replace("-", "").split()) for line in lines}


WALKED = ("/asye/", "/supervision/", "/reminders/", "/people/", "/set-aside/", "/progression/", "/caseloads/capacity/")
ALIKE = re.compile(r"\?(?!.*(csv|xlsx))")
STARTS = ("/", "/asye/", "/asye/reflections/?q=zq", "/asye/people/", "/asye/queue/", "/asye/cohort/", "/set-aside/",
          "/reminders/", "/asye/cohort/export.csv", "/supervision/monitoring/export.csv",
          "/supervision/monitoring/export.xlsx", "/supervision/concerns/", "/supervision/concerns/to-answer/",
          "/supervision/concerns/totals/", "/asye/progress/", "/asye/panels/", "/asye/team/",
          "/asye/unfinished/")  # fmt: skip
MOST_PAGES = 400


def words_of(answer: object) -> str:
    """What can be read in an answer: a page, a table, a workbook, the pages of a PDF."""
    content = b"".join(answer) if getattr(answer, "streaming", False) else answer.content  # type: ignore[attr-defined, call-overload]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            content = b"\n".join(opened.read(name) for name in opened.namelist())
    return html.unescape(content.decode(errors="replace"))


def read_by(client: Client, starts: list[str]) -> str:
    """Everything somebody can read: from these addresses on, along every link, with nothing sent."""
    waits, seen, found = list(starts), set(starts), []
    while waits and len(seen) < MOST_PAGES:
        here = waits.pop()
        answer = client.get(here)
        assert answer.status_code in (200, 302, 403, 404, 405, 410), (here, answer.status_code)
        leads = [answer["Location"]] if answer.status_code == 302 else []
        if answer.status_code == 200:
            found.append(words_of(answer))
            leads = re.findall(r'href="(/[^"#]*)"', found[-1])
        for link in leads:
            if link.startswith(WALKED) and not ALIKE.search(link) and link not in seen:
                seen.add(link)
                waits.append(link)
    return "\n".join(found)


def seen_by_each(street: Street) -> dict[str, set[str]]:
    """By line of the table, the letters of those who have read its text."""
    seen: dict[str, set[str]] = {line: set() for line in street.texts}
    for letter in PEOPLE:
        client = Client()
        if letter != "u":
            client.force_login(street.who[letter])
        starts = [street.guest] if letter == "u" else [*STARTS, *street.addresses]
        whole = read_by(client, starts)
        for line, text in street.texts.items():
            seen[line] |= {letter} if text in whole else set()
    return seen


@pytest.mark.parametrize(("row", "status"), [(0, "open"), (1, "submitted")])
def test_everybody_reads_what_the_table_says_and_nothing_else(
    street: Street, today: None, row: int, status: str
) -> None:
    Portfolio.objects.filter(pk=street.house.portfolio.pk).update(status=status)
    if status == "submitted":
        decision(street)
    expected = {line: who for line, who in told(row).items() if line in street.texts}
    found = seen_by_each(street)
    assert {line: "".join(sorted(who)) for line, who in found.items()} == {
        line: "".join(sorted(who)) for line, who in expected.items()
    }


def test_no_mail_says_any_of_it(street: Street, at_ten: None) -> None:
    for days in (0, 7, 30, 90):
        sweep(NOW + dt.timedelta(days=days))
    letters = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox)
    assert len(mail.outbox) > 3
    assert [line for line, text in street.texts.items() if text in letters] == []


# What is no part of a portfolio: it stays where it is, whoever takes the year along.
STAYS = ("reflection, words set aside", "observation, planned", "outside view, asked for")
STAYS += ("concern", "supervision", "exceptional circumstances")


def test_an_archive_takes_along_what_its_reader_may_read(street: Street, today: None) -> None:
    """Her own takes her drafts; of one that the lead hands over, only what is signed and the lead reads as well."""
    her, lead = (access_for(street.who[letter], TODAY) for letter in "nl")
    taken = {}
    for name, readers in (("her own", (her,)), ("handed over", (her, lead))):
        whole = gathered(street.house.portfolio, readers, at=NOW).model_dump_json()
        taken[name] = {line for line, text in street.texts.items() if text in whole}
    assert taken == {
        "her own": {line for line, who in told(0).items() if "n" in who and not line.startswith(STAYS)},
        "handed over": {"part of a meeting, signed"},
    }


def test_the_table_names_everybody_and_every_text(street: Street) -> None:
    assert set(street.texts) | {"decision, being written"} == set(told(0)) == set(told(1))
    assert set(PEOPLE) == set(street.who) | {"u"}
    assert set().union(*told(0).values(), *told(1).values()) <= set(PEOPLE)
