"""The portfolio as a whole: opened with the year, recommended and submitted by the assessor."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from asye.models import Panel, PanelItem, Portfolio, Recommendation
from asye.services import meetings, programmes, progress
from asye.services.duties import refresh_submission_duty
from asye.services.year_duties import refresh_year_duties
from frameworks.models import Framework
from workforce import audit
from workforce.lifecycle import move
from workforce.models import Person, Stage
from workforce.sent_once import insert_once
from workforce.verdict import Refused

LEVEL = "asye"


@transaction.atomic
def open_portfolio(*, stage: Stage, by: Person | None, at: dt.datetime) -> Portfolio:
    """Open the portfolio of an NQSW stage, bound to the editions in force at its start (FRW-07).

    Asked twice it gives back the first.
    """
    found = Portfolio.objects.filter(stage=stage).first()
    if found is not None:
        return found
    portfolio = Portfolio.objects.create(practitioner=stage.person, stage=stage, started_on=stage.started_on)
    portfolio.frameworks.set(Framework.objects.binding(on=stage.started_on, level=LEVEL))
    programmes.bind(portfolio, at)
    audit.record(by=by, deed="asye.open_portfolio", subject=portfolio, at=at)
    first = meetings.next_key(portfolio)
    if first is not None:
        meetings.open_meeting(portfolio=portfolio, key=first, by=by, on=timezone.localdate(at), at=at)
    refresh_year_duties(portfolio, on=timezone.localdate(at), at=at)
    return portfolio


@transaction.atomic
def recommend(
    *,
    portfolio: Portfolio,
    outcome: str,
    reasons: str,
    panel: Panel,
    sent_key: uuid.UUID,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> Recommendation:
    """Recommend pass or fail with reasons and submit the portfolio to a panel; a form sent twice does it once.

    Raises:
        Refused: no reasons, the panel has met, or the portfolio is not open.
    """
    if not reasons.strip():
        raise Refused("Give the reasons for your recommendation")
    if panel.date < on:
        raise Refused("This panel has already met. Choose a later one")
    if portfolio.trial_id is not None:
        raise Refused(
            "This year is on trial in another programme. The programme lead confirms it or puts it back first"
        )
    progress.require_settled(portfolio, on)
    made = Recommendation(portfolio=portfolio, outcome=outcome, reasons=reasons, by=by, at=at, sent_key=sent_key)
    recommendation, new = insert_once(made, clash="This recommendation is already recorded")
    if not new:
        return recommendation
    move(portfolio, Portfolio.Status.SUBMITTED, by=by, at=at, why=f"Recommended {outcome}")
    item, _ = PanelItem.objects.get_or_create(panel=panel, portfolio=portfolio)
    PanelItem.objects.filter(pk=item.pk).update(submitted_at=at)
    if portfolio.progress_concerns.exists():  # the chair is told beforehand (MOD-06)
        PanelItem.objects.filter(pk=item.pk).update(concerns=True)
    audit.record(by=by, deed="asye.recommend", subject=recommendation, at=at)
    refresh_submission_duty(portfolio=portfolio, on=on, at=at)
    meetings.refresh_duties(portfolio, on=on, at=at)
    refresh_year_duties(portfolio, on=on, at=at)
    return recommendation
