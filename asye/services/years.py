"""Follow the staff export: every assessed year in progress has its portfolio, from the day the year began."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import F

from asye.models import Portfolio
from asye.services.portfolios import open_portfolio
from workforce import audit
from workforce.models import Person, Stage


def follow_import(people: Collection[Person], on: dt.date, at: dt.datetime) -> None:
    """Open the portfolios that are missing; move the start of open ones whose year was corrected. Twice is as once."""
    stages = Stage.objects.filter(
        person__in=people, kind=Stage.Kind.NQSW, ended_on__isnull=True, portfolios__isnull=True
    ).exclude(person__portfolios__status__in=Portfolio.LIVE)
    for stage in stages.select_related("person").order_by("started_on", "pk"):
        open_portfolio(stage=stage, by=None, at=at)
    moved = Portfolio.objects.filter(practitioner__in=people, status=Portfolio.Status.OPEN).exclude(
        started_on=F("stage__started_on")
    )
    for portfolio in moved.select_related("stage"):
        Portfolio.objects.filter(pk=portfolio.pk).update(started_on=portfolio.stage.started_on)
        audit.record(by=None, deed="asye.correct_start", subject=portfolio, at=at)
