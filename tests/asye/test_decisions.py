"""A decision is checked, signed by signing in again, sealed; from then on nothing changes it."""

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from asye.models import Decision, DecisionDraft, PanelItem, Portfolio
from asye.services import decisions as services
from asye.services import panels, portfolios
from tests.factories import NOW, TODAY, PanelFactory, PanelItemFactory, RecommendationFactory, RelationshipFactory
from tests.house import House, practitioner
from workforce.access import access_for
from workforce.models import SealedRecord, Stage
from workforce.seal import breaks
from workforce.verdict import Refused
from workforce.versions import Save

LATER = NOW + dt.timedelta(minutes=5)


@pytest.fixture
def submitted(house: House) -> PanelItem:
    RecommendationFactory(portfolio=house.portfolio, by=house.assessor)
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")
    return PanelItem.objects.select_related("portfolio__practitioner", "panel").get(pk=house.item.pk)


def checked(house: House, item: PanelItem, outcome: str = "pass") -> DecisionDraft:
    draft = services.draft_decision(item=item, outcome=outcome, by=house.chair, at=NOW)
    services.save_draft(draft=draft, reasons="The panel read all of it.", save=Save(draft.version), at=NOW)
    services.check_draft(draft=draft, at=NOW)
    return draft


def sign(house: House, draft: DecisionDraft, **changed: object) -> Decision:
    told = {
        "draft": draft,
        "version": draft.version,
        "signed_in_at": LATER,
        "by": house.chair,
        "on": TODAY,
        "at": LATER,
    }
    return services.sign_decision(**(told | changed))  # type: ignore[arg-type]


@pytest.mark.rule("MOD-08")
@pytest.mark.parametrize(("outcome", "status"), [("pass", "passed"), ("fail", "failed")])
def test_signing_seals_and_ends_the_portfolio(house: House, submitted: PanelItem, outcome: str, status: str) -> None:
    decision = sign(house, checked(house, submitted, outcome))
    house.portfolio.refresh_from_db()
    assert house.portfolio.status == status
    snapshot = json.loads(decision.sealed.content)["snapshot"]
    assert (snapshot["outcome"], snapshot["reasons"]) == (outcome, "The panel read all of it.")
    assert list(breaks()) == []


def test_signing_twice_makes_one_decision(house: House, submitted: PanelItem) -> None:
    draft = checked(house, submitted)
    assert sign(house, draft) == sign(house, draft)
    assert SealedRecord.objects.count() == 1


@pytest.mark.parametrize("signed_in_at", [None, NOW - dt.timedelta(seconds=1)])
def test_an_older_sign_in_does_not_sign(house: House, submitted: PanelItem, signed_in_at: dt.datetime | None) -> None:
    with pytest.raises(Refused, match="Sign in again"):
        sign(house, checked(house, submitted), signed_in_at=signed_in_at)
    assert not Decision.objects.exists()


def test_reasons_changed_after_the_check_are_checked_again(house: House, submitted: PanelItem) -> None:
    draft = checked(house, submitted)
    read = draft.version
    services.save_draft(draft=draft, reasons="Something else.", save=Save(draft.version), at=NOW)
    draft.refresh_from_db()
    with pytest.raises(Refused, match="Check it again"):
        sign(house, draft, version=read)


def test_a_decided_portfolio_is_not_decided_again(house: House, submitted: PanelItem) -> None:
    sign(house, checked(house, submitted))
    with pytest.raises(Refused, match="cannot be changed"):
        services.draft_decision(item=submitted, outcome="fail", by=house.chair, at=LATER)


def test_nothing_is_decided_before_it_is_submitted(house: House) -> None:
    with pytest.raises(Refused, match="not submitted"):
        services.draft_decision(item=house.item, outcome="pass", by=house.chair, at=NOW)


def test_the_database_refuses_to_change_a_decision(house: House, submitted: PanelItem) -> None:
    decision = sign(house, checked(house, submitted))
    for rows in (Decision.objects.all(), SealedRecord.objects.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(signed_at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows._raw_delete("default")
    assert Decision.objects.get().pk == decision.pk


@pytest.mark.rule("MOD-03")
def test_whoever_managed_them_does_not_sign(house: House, submitted: PanelItem) -> None:
    draft = checked(house, submitted)
    RelationshipFactory(kind="supervises", holder=house.chair, person=house.practitioner)
    with pytest.raises(Refused, match="MOD-03"):
        sign(house, draft)
    assert not Decision.objects.exists()


def test_a_pass_ends_the_stage_with_the_year(house: House, submitted: PanelItem) -> None:
    sign(house, checked(house, submitted))
    old, new = Stage.objects.filter(person=house.practitioner).order_by("started_on")
    assert (old.ended_on, new.started_on, new.kind) == (dt.date(2026, 9, 7), dt.date(2026, 9, 8), "social_worker")


def test_a_fail_leaves_the_stage(house: House, submitted: PanelItem) -> None:
    sign(house, checked(house, submitted, "fail"))
    assert Stage.objects.get(person=house.practitioner).ended_on is None


@pytest.mark.rule("ASY-07")
def test_a_recommendation_submits_once(house: House) -> None:
    told = {
        "portfolio": house.portfolio,
        "outcome": "fail",
        "reasons": "Gaps in domain 5.",
        "panel": house.panel,
        "sent_key": "11111111-1111-1111-1111-111111111111",
        "by": house.assessor,
        "on": TODAY,
        "at": NOW,
    }
    first = portfolios.recommend(**told)  # type: ignore[arg-type]
    assert portfolios.recommend(**told) == first  # type: ignore[arg-type]
    house.portfolio.refresh_from_db()
    assert (house.portfolio.status, house.portfolio.moves.count()) == ("submitted", 1)


def test_a_recommendation_needs_a_panel_to_come(house: House) -> None:
    past = PanelFactory(date=TODAY - dt.timedelta(days=1))
    with pytest.raises(Refused, match="already met"):
        portfolios.recommend(
            portfolio=house.portfolio,
            outcome="pass",
            reasons="Good",
            panel=past,
            sent_key="11111111-1111-1111-1111-111111111112",
            by=house.assessor,
            on=TODAY,
            at=NOW,  # type: ignore[arg-type]
        )


@pytest.mark.rule("MOD-03")
def test_a_moderator_is_independent(house: House) -> None:
    for person in (house.assessor, house.manager):
        with pytest.raises(Refused, match="MOD-03"):
            panels.put_before(
                panel=house.panel, portfolio=house.portfolio, moderator=person, by=house.lead, on=TODAY, at=NOW
            )


@pytest.mark.rule("MOD-02")
def test_a_panel_says_when_portfolios_are_due(house: House) -> None:
    panel = panels.arrange_panel(
        date=dt.date(2026, 3, 10),
        stage="final",
        place="",
        chair=house.chair,
        sent_key="11111111-1111-1111-1111-111111111113",
        by=house.lead,
        on=TODAY,
        at=NOW,  # type: ignore[arg-type]
    )
    assert panel.submit_by == dt.date(2026, 2, 24)
    assert "14 days" in panel.submit_by_because


@pytest.mark.rule("MOD-04")
def test_a_panel_has_one_chair(house: House) -> None:
    with pytest.raises(Refused):
        panels.seat(panel=house.panel, person=house.lead, role="chair", by=house.lead, at=NOW)


@pytest.mark.rule("MOD-05", "MOD-09")
def test_a_moderator_without_a_seat_reads_what_they_were_given_and_no_more(
    house: House, client: Client, today: None
) -> None:
    """Their duty leads to the portfolio: it must open, and so must its panel, with nothing else on its list."""
    other = practitioner("Other Practitioner", house.team, manager=house.manager, assessor=house.assessor)
    PanelItemFactory(panel=house.panel, portfolio=Portfolio.objects.get(practitioner=other))
    PanelItem.objects.filter(pk=house.item.pk).update(moderator=house.external)
    Portfolio.objects.update(status="submitted")
    assert [item.pk for item in PanelItem.objects.visible_to(access_for(house.external, TODAY))] == [house.item.pk]
    client.force_login(house.external)
    assert client.get(house.item.get_absolute_url()).status_code == 200
    page = client.get(house.panel.get_absolute_url()).content.decode()
    assert "Newly Qualified" in page and "Other Practitioner" not in page
    client.force_login(house.stranger_in_team)
    assert client.get(house.panel.get_absolute_url()).status_code == 404
