"""A year that was not completed bars a permanent post, unless exceptional circumstances are recorded (ASY-08)."""

import csv
import datetime as dt
import io
import uuid
from html import unescape

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from asye.models import Circumstances, Portfolio
from asye.policy.completion import completion
from asye.queries.completion import completion_of, recorded_of, unfinished
from asye.services import circumstances
from tests.factories import NOW, TODAY
from tests.house import House
from workforce.access import access_for
from workforce.clock import Clock
from workforce.models import AuditEntry, Post
from workforce.packs import load_pack
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused

pytestmark = [pytest.mark.rule("ASY-08"), pytest.mark.usefixtures("today")]
BEGAN = dt.date(2024, 9, 2)
LAST = dt.date(2025, 9, 1)
WHY = "Absent for months, and the team was dissolved"


@pytest.fixture
def over(house: House) -> Portfolio:
    """The house's year, begun so long ago that its last day has passed."""
    for record in (house.portfolio, house.portfolio.stage):
        record.started_on = BEGAN
        record.save()
    return Portfolio.objects.select_related("practitioner", "stage").get(pk=house.portfolio.pk)


def record(house: House, year: Portfolio, why: str = WHY, key: uuid.UUID | None = None) -> Circumstances:
    return circumstances.record(portfolio=year, why=why, sent_key=key or uuid.uuid4(), by=house.lead, on=TODAY, at=NOW)


def take_back(house: House, year: Portfolio) -> Circumstances:
    return circumstances.take_back(
        portfolio=year, why="It was somebody else", sent_key=uuid.uuid4(), by=house.lead, on=TODAY,
        at=NOW + dt.timedelta(hours=1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "on", "recorded", "state", "allows", "said"),
    [
        ("passed", LAST, None, "completed", True, "was passed"),
        ("open", LAST, None, "running", False, "runs to 1 September 2025"),
        ("open", LAST + dt.timedelta(days=1), None, "unfinished", False, "not completed by 1 September 2025"),
        ("open", LAST + dt.timedelta(days=1), LAST, "unfinished", True, "recorded on 1 September 2025"),
        ("submitted", LAST + dt.timedelta(days=1), None, "running", False, "with the panel"),
        ("failed", BEGAN, None, "unfinished", False, "was not passed"),
        ("withdrawn", BEGAN, None, "unfinished", False, "ended before its time"),
        ("withdrawn", BEGAN, BEGAN, "unfinished", True, "is open"),
        ("passed", LAST, LAST, "completed", True, "was passed"),
    ],
)
def test_how_a_year_ended(
    status: str, on: dt.date, recorded: dt.date | None, state: str, allows: bool, said: str
) -> None:
    found = completion(load_pack("national"), clock=Clock(BEGAN), status=status, on=on, recorded_on=recorded)
    assert (found.state, found.allows_post) == (state, allows)
    assert said in found.because and "ASY-08" in found.rules


def test_the_policy_may_bar_nothing_know_no_circumstances_or_say_nothing() -> None:
    national = load_pack("national")

    def asked(**changed: bool) -> bool | None:
        rule = national.asye.completion
        assert rule is not None
        told = {"completion": rule.model_copy(update=changed) if changed else None}
        pack = national.model_copy(update={"asye": national.asye.model_copy(update=told)})
        return completion(pack, clock=Clock(BEGAN), status="failed", on=LAST, recorded_on=LAST).allows_post

    assert asked(bars_permanent_post=False, exceptional_circumstances=False) is True
    assert asked(bars_permanent_post=True, exceptional_circumstances=False) is False
    assert asked() is None


def test_recorded_once_read_for_good_and_taken_back(house: House, over: Portfolio) -> None:
    key = uuid.uuid4()
    first = record(house, over, key=key)
    assert record(house, over, key=key) == first
    with pytest.raises(Refused, match="recorded for this year already"):
        record(house, over)
    assert completion_of(over, TODAY, recorded_of([over.pk]).get(over.pk)).allows_post is True
    for deed in (lambda: Circumstances.objects.update(why="Other"), lambda: Circumstances.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    take_back(house, over)
    assert completion_of(over, TODAY, recorded_of([over.pk]).get(over.pk)).allows_post is False
    with pytest.raises(Refused, match="Nothing is recorded"):
        take_back(house, over)
    deeds = AuditEntry.objects.filter(deed__endswith="_circumstances").order_by("pk").values_list("deed", flat=True)
    assert list(deeds) == ["asye.recorded_circumstances", "asye.taken_back_circumstances"]


@pytest.mark.parametrize(
    ("status", "why", "said"),
    [
        ("open", WHY, "has not ended"),
        ("submitted", WHY, "has not ended"),
        ("passed", WHY, "was completed"),
        ("failed", " ", "Say why"),
    ],
)
def test_what_cannot_be_recorded(house: House, status: str, why: str, said: str) -> None:
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status=status)
    with pytest.raises(Refused, match=said):
        record(house, house.portfolio, why)
    assert not Circumstances.objects.exists()


def test_the_pages_record_and_take_back(client: Client, house: House, over: Portfolio) -> None:
    client.force_login(house.lead)
    here = f"/asye/portfolios/{over.pk}/completion/"
    assert "so a permanent post is not open" in client.get(over.get_absolute_url()).content.decode()
    assert "Say why" in client.post(f"{here}record/", {"why": ""}).content.decode()
    assert client.post(f"{here}record/", {"why": WHY}).status_code == 302
    page = client.get(here).content.decode()
    assert WHY in page and "Take them back" in page and "Record exceptional" not in page
    assert "already" in client.post(f"{here}record/", {"why": "Again"}).content.decode()
    assert client.post(f"{here}take-back/", {"why": "It was somebody else"}).status_code == 302
    assert "Record exceptional" in client.get(here).content.decode()


def test_who_reads_why_and_who_only_that(client: Client, house: House, over: Portfolio) -> None:
    record(house, over)
    here = f"/asye/portfolios/{over.pk}/completion/"
    reads = {"practitioner", "manager", "group_manager", "lead", "chair"}
    lists = {"lead", "chair", "hr"}
    for name, who in house.everybody.items():
        client.force_login(who)
        page, listed = client.get(here), client.get("/asye/unfinished/")
        assert (name, WHY in page.content.decode()) == (name, name in reads)
        assert (name, listed.status_code) == (name, 200 if name in lists else 403)
        assert WHY not in listed.content.decode()
        assert (name, unfinished(access_for(who, TODAY)) != []) == (name, name in lists)
        written = client.post(f"{here}take-back/", {"why": ""}).status_code
        sees = Portfolio.objects.visible_to(access_for(who, TODAY)).exists()
        assert (name, written) == (name, 200 if name in {"lead", "chair"} else 403 if sees else 404)


def test_nobody_records_them_of_their_own_year(client: Client, house: House, over: Portfolio) -> None:
    Post.objects.create(
        person=house.practitioner, job=Post.Job.DEVELOPMENT_LEAD, started_on=BEGAN, contract="permanent"
    )
    client.force_login(house.practitioner)
    assert client.post(f"/asye/portfolios/{over.pk}/completion/record/", {"why": WHY}).status_code in (403, 404)
    assert not Circumstances.objects.exists()


def test_hr_are_shown_who_holds_a_permanent_post_that_is_not_open(
    client: Client, house: House, over: Portfolio
) -> None:
    client.force_login(house.hr)
    assert "Check this" not in client.get("/asye/unfinished/").content.decode()
    Post.objects.filter(person=house.practitioner).update(contract="permanent")
    page = unescape(client.get("/asye/unfinished/").content.decode())
    assert "Check this" in page and "Newly Qualified" in page and over.get_absolute_url() not in page
    table = client.get("/asye/unfinished/export.csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert (row["Contract"], row["Year ends"], row["Permanent post"]) == ("Permanent", LAST.isoformat(), "Not open")
    assert AuditEntry.objects.filter(kind="export", deed="asye.export_unfinished").count() == 1
    record(house, over)
    assert "Check this" not in client.get("/asye/unfinished/").content.decode()


def test_where_the_policy_says_nothing_the_pages_say_so(
    client: Client, house: House, over: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(house, over)
    pack = pack_on(TODAY)
    silent = pack.model_copy(update={"asye": pack.asye.model_copy(update={"completion": None})})
    for place in ("asye.queries.completion", "asye.views.completion", "asye.services.circumstances"):
        monkeypatch.setattr(f"{place}.pack_on", lambda on: silent)
    for person, path in ((house.hr, "unfinished/"), (house.lead, f"portfolios/{over.pk}/completion/")):
        client.force_login(person)
        assert "The policy does not say" in client.get(f"/asye/{path}").content.decode()
    take_back(house, over)
    with pytest.raises(Refused, match="knows no exceptional circumstances"):
        record(house, over)


def test_who_has_left_or_passed_since_is_not_listed(house: House, over: Portfolio) -> None:
    access = access_for(house.hr, TODAY)
    assert [row.portfolio for row in unfinished(access)] == [over]
    Portfolio.objects.filter(pk=over.pk).update(status="failed")
    later = Portfolio.objects.create(
        practitioner=house.practitioner, stage=over.stage, started_on=TODAY, status="passed"
    )
    assert unfinished(access) == []
    later.delete()
    Post.objects.filter(person=house.practitioner).update(ended_on=TODAY - dt.timedelta(days=1))
    assert unfinished(access) == []
