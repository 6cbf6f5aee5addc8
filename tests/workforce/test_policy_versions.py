"""A policy version is kept as it was loaded, and each day is judged by the one then in force."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from asye.models import Decision, PanelItem, Portfolio
from asye.services import decisions
from caseloads.queries import loads_of
from progression import queries as papers
from progression import services as pay
from supervision.policy import Due
from supervision.queries import standing_of
from tests.factories import (
    LONG_AGO,
    NOW,
    TODAY,
    AuthorityFactory,
    PersonFactory,
    RecommendationFactory,
    ServiceFactory,
    SessionFactory,
)
from tests.house import House
from workforce import policy_versions
from workforce.access import access_for
from workforce.models import AuditEntry, Authority, PolicyVersion
from workforce.packs import Pack, freeze, load_pack, load_text
from workforce.policy_in_force import Tampered, pack_on
from workforce.seal import seal
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.why import why

DAY = dt.timedelta(days=1)
NEXT_MONTH = dt.date(2026, 2, 20)


def changed(text: str, name: str = "ours", on: str = "demo") -> Pack:
    return load_text(f'[pack]\nname = "{name}"\ntitle = "Ours"\nextends = ["{on}"]\n{text}', name)


FOUR = changed("[caseloads.limits.cai]\nbands = [{ from = 'month 1', maximum = 4 }]\n")
WEEKLY = changed("[supervision.gaps.nqsw]\nbands = [{ from = 'week 1', gap = 7 }]\n", "weekly")
MORE_PAY = changed("[progression.after_pass]\npoint = 36\n", "pay")


def load(pack: Pack, since: dt.date = TODAY, on: dt.date = TODAY) -> policy_versions.Loaded:
    return policy_versions.load(pack, takes_effect_on=since, by=None, on=on, at=NOW)


@pytest.fixture
def authority(db: None) -> Authority:
    return AuthorityFactory(pack="west-sussex")


def test_a_version_holds_the_whole_pack_and_who_loaded_it(authority: Authority) -> None:
    by = PersonFactory()
    made = policy_versions.load(FOUR, takes_effect_on=NEXT_MONTH, by=by, on=TODAY, at=NOW).version
    assert (made.name, made.title, made.loaded_by, made.loaded_at) == ("ours", "Ours", by, NOW)
    assert str(made) == "Ours, version of 20 February 2026"
    assert freeze(pack_on(NEXT_MONTH))["came_from"] == freeze(FOUR)["came_from"]
    entry = AuditEntry.objects.get()
    assert (entry.deed, entry.actor, entry.subject_id) == ("workforce.load_policy", by, str(made.pk))


@pytest.mark.parametrize("name", ["national", "west-sussex", "nottinghamshire", "career-framework", "demo"])
def test_every_shipped_pack_comes_back_as_it_was_in_its_own_order(authority: Authority, name: str) -> None:
    load(load_pack(name))
    back = freeze(pack_on(TODAY))
    assert back["values"]["pack"].pop("in_force_from") == TODAY.isoformat()
    assert list(back["values"]["caseloads"]["case_types"]) == ["CP", "CLA", "CIN", "S47", "EH"]
    assert back == freeze(load_pack(name))


def test_loading_the_same_twice_changes_nothing(authority: Authority) -> None:
    first = load(FOUR)
    assert load(FOUR) == policy_versions.Loaded(first.version, new=False)
    assert load(FOUR, NEXT_MONTH).new is False
    assert (PolicyVersion.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_what_it_said_once_may_be_said_again_later(authority: Authority) -> None:
    load(FOUR)
    load(WEEKLY, NEXT_MONTH)
    assert load(FOUR, NEXT_MONTH + DAY).new
    assert [pack_on(TODAY + DAY * n).name for n in (0, 31, 32)] == ["ours", "weekly", "ours"]


def test_of_two_for_one_day_the_last_loaded_is_in_force(authority: Authority) -> None:
    load(FOUR, NEXT_MONTH)
    load(WEEKLY, NEXT_MONTH)
    assert pack_on(NEXT_MONTH).name == "weekly"


def test_a_past_day_keeps_the_version_it_was_judged_by(authority: Authority) -> None:
    load(FOUR, LONG_AGO)
    with pytest.raises(Refused, match=r"19 January 2026 is past, .* choose 20 January 2026 or later"):
        load(WEEKLY, TODAY - DAY)
    assert PolicyVersion.objects.count() == 1


def test_a_first_version_reaches_back_only_to_before_anything_was_sealed(authority: Authority) -> None:
    seal(kind="test", snapshot={}, signer=PersonFactory(), at=NOW)
    with pytest.raises(Refused, match="Decisions have been signed since 19 January 2026 under west-sussex"):
        load(FOUR, TODAY - DAY)
    assert load(load_pack("west-sussex"), TODAY - DAY).new


def test_without_an_authority_there_is_nothing_to_load_it_for(db: None) -> None:
    with pytest.raises(Refused, match="no authority yet"):
        load(FOUR)


@pytest.mark.parametrize(
    "sql", ["UPDATE workforce_policyversion SET takes_effect_on = '2020-01-01'", "DELETE FROM workforce_policyversion"]
)
def test_the_database_refuses_to_change_or_delete_a_version(authority: Authority, sql: str) -> None:
    load(FOUR)
    with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert PolicyVersion.objects.get().takes_effect_on == TODAY


def test_a_version_changed_behind_the_databases_back_is_not_followed(authority: Authority) -> None:
    load(FOUR)
    PolicyVersion.objects.create(
        authority=authority, name="x", title="X", content='{"values": {}}', sha256="0" * 64, takes_effect_on=TODAY,
        loaded_at=NOW,
    )  # fmt: skip
    with pytest.raises(Tampered):
        pack_on(TODAY)


@pytest.mark.parametrize(("pack", "seen"), [("demo", "Demonstration authority"), ("", "National")])
def test_without_a_version_the_named_pack_is_in_force(authority: Authority, pack: str, seen: str) -> None:
    Authority.objects.update(pack=pack)
    load(FOUR, NEXT_MONTH)
    assert pack_on(NEXT_MONTH - DAY).title == seen


def test_without_an_authority_the_national_pack_is_in_force(db: None) -> None:
    assert pack_on(TODAY).name == "national"


def test_it_costs_one_query(authority: Authority, django_assert_num_queries: Any) -> None:
    load(FOUR)
    first = pack_on(TODAY)
    with django_assert_num_queries(1):
        assert pack_on(TODAY) is first


def test_each_day_is_judged_by_the_version_then_in_force(house: House) -> None:
    load(FOUR, NEXT_MONTH)
    limits = [loads_of([house.practitioner], on)[house.practitioner.pk].limit for on in (NEXT_MONTH - DAY, NEXT_MONTH)]
    assert [limit and limit.maximum for limit in limits] == [10, 4]


def due_on(house: House, on: dt.date) -> Due:
    due = standing_of([house.practitioner], on)[house.practitioner.pk].due
    assert due is not None
    return due


@pytest.mark.rule("SUP-01")
@pytest.mark.parametrize(
    ("held_before", "asked_after", "due", "late"),
    [
        (10, -1, 4, 0),  # the fortnight holds, also when one looks back
        (10, 0, -1, 1),  # from the change on the week does, and nobody was late before
        (10, 2, -1, 3),
        (7, 0, 0, 0),
        (8, 0, -1, 1),
        (15, -1, -1, 0),
        (15, 0, -1, 1),
        (16, -1, -2, 1),  # late under the old version, and so under both
        (16, 0, -2, 2),
        (3, 4, 4, 0),
    ],
)
def test_a_day_before_the_change_is_never_late_by_the_new_version(
    house: House, held_before: int, asked_after: int, due: int, late: int
) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=NEXT_MONTH - held_before * DAY)
    load(WEEKLY, NEXT_MONTH)
    seen = due_on(house, NEXT_MONTH + asked_after * DAY)
    assert ((seen.due_on or LONG_AGO) - NEXT_MONTH, seen.days_overdue) == (due * DAY, late)


def test_lateness_says_since_when_the_policy_asks_for_it(house: House) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=NEXT_MONTH - 10 * DAY)
    load(WEEKLY, NEXT_MONTH)
    assert due_on(house, NEXT_MONTH).because.endswith(
        "a newly qualified social worker may go 7 days between sessions (from week 1 on), as the policy says since "
        "20 February 2026, so the next was due by 19 February 2026 and is 1 day late"
    )


def test_a_day_is_asked_of_each_version_it_has_been_late_through(house: House) -> None:
    """Fourteen days, then 31, then 7: late from day 15, on time from the first change, late from the second."""
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=NEXT_MONTH - 16 * DAY)
    monthly = changed("[supervision.gaps.nqsw]\nbands = [{ from = 'week 1', gap = 31 }]\n", "monthly")
    load(monthly, NEXT_MONTH)
    load(WEEKLY, NEXT_MONTH + 3 * DAY)
    assert [due_on(house, NEXT_MONTH + n * DAY).days_overdue for n in (-2, -1, 0, 2, 3, 4)] == [0, 1, 0, 0, 1, 2]


def test_a_pack_that_is_given_takes_the_place_of_the_one_in_force(house: House) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=TODAY - 8 * DAY)
    load = loads_of([house.practitioner], TODAY, pack=FOUR)[house.practitioner.pk]
    standing = standing_of([house.practitioner], TODAY, pack=WEEKLY)[house.practitioner.pk]
    assert load.limit is not None and load.limit.maximum == 4
    assert standing.due is not None and standing.due.days_overdue == 1


@pytest.fixture
def passed(house: House) -> Decision:
    RecommendationFactory(portfolio=house.portfolio, by=house.assessor)
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")
    item = PanelItem.objects.get(pk=house.item.pk)
    draft = decisions.draft_decision(item=item, outcome="pass", by=house.chair, at=NOW)
    decisions.save_draft(draft=draft, reasons="Read.", save=Save(1), at=NOW)
    decisions.check_draft(draft=draft, at=NOW)
    return decisions.sign_decision(
        draft=draft, version=draft.version, signed_in_at=NOW, by=house.chair, on=TODAY, at=NOW
    )


def paper(house: House, on: dt.date) -> papers.Paper:
    return papers.papers(list(papers.passes(access_for(house.hr, on))), on)[0]


def test_a_pass_signed_before_a_change_is_paid_by_the_version_of_that_day(house: House, passed: Decision) -> None:
    load(MORE_PAY, TODAY + DAY)
    later = paper(house, NEXT_MONTH)
    assert (later.new_scp, later.why.policy) == (26, "Demonstration authority")


def test_what_is_sealed_or_processed_keeps_its_own_sentence(house: House, passed: Decision) -> None:
    sealed = passed.sealed.content
    kept = pay.process(paper=paper(house, TODAY), sent_key=uuid.uuid4(), by=house.hr, at=NOW)
    load(MORE_PAY)
    assert (paper(house, TODAY).new_scp, paper(house, TODAY).why.because) == (26, kept.because)
    passed.sealed.refresh_from_db()
    assert passed.sealed.content == sealed


def test_why_names_the_policy_and_its_version(house: House) -> None:
    load(FOUR)
    limit = loads_of([house.practitioner], TODAY)[house.practitioner.pk].limit
    assert limit is not None
    shown = why(limit, pack_on(TODAY))
    assert shown.policy == "Ours, version of 20 January 2026"
    assert shown.rule_ids == ("CSL-01", "CLK-01")
    assert why(limit, load_pack("demo")).policy == "Demonstration authority"


def command(*args: str) -> str:
    out = io.StringIO()
    call_command("pack", *args, stdout=out)
    return out.getvalue().strip()


def test_the_command_loads_a_name_or_a_file(authority: Authority, tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text('[pack]\nname = "ours"\ntitle = "Ours"\nextends = ["west-sussex"]\nin_force_from = 2026-04-01\n')
    with time_machine.travel(NOW, tick=False):
        assert command("load", "west-sussex") == "West Sussex is in force from 20 January 2026"
        assert command("load", "west-sussex").startswith("Nothing has changed: West Sussex, version of 20 January")
        assert command("load", str(path)) == "Ours is in force from 1 April 2026"
        assert command("load", "demo", "--from", "2026-03-01").endswith("is in force from 1 March 2026")
        with pytest.raises(CommandError, match="is past"):
            command("load", "demo", "--from", "2026-01-19")
    with pytest.raises(CommandError, match="there is no pack"):
        command("load", "atlantis")
    assert [version.name for version in PolicyVersion.objects.all()] == ["ours", "demo", "west-sussex"]


@pytest.mark.parametrize(
    ("moment", "name"),
    [
        ("2026-06-30T22:59:59+00:00", "demo"),
        ("2026-06-30T23:30:00+00:00", "ours"),  # half past midnight on 1 July in London, still June elsewhere
    ],
)
def test_a_version_takes_effect_at_midnight_in_london(authority: Authority, moment: str, name: str) -> None:
    load(load_pack("demo"))
    load(FOUR, dt.date(2026, 7, 1))
    ServiceFactory(authority=authority)
    with time_machine.travel(moment, tick=False):
        assert pack_on(timezone.localdate()).name == name
