"""Bring about what the demonstration has nobody do today, so that every long form stands somewhere. `prepare()`."""

from __future__ import annotations

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone

from asye.models import (
    Observation,
    Portfolio,
    PortfolioArchive,
    ProgressConcern,
    SelfAssessment,
    TrainingFlag,
    WrittenWork,
)
from caseloads.models import Breach, Swap
from supervision.models import Concern
from supervision.services.concerns import say_settled
from workforce.models import Person


def account(who: str) -> Person:
    return Person.objects.get(email=f"{who}@demo.example")


def prepare() -> None:
    now, on, me = timezone.now(), timezone.localdate(), account("nqsw")
    own = Portfolio.objects.get(practitioner=me, status="open")
    for concern in Concern.objects.filter(author=me, status="answered"):
        say_settled(concern=concern, settled=False, by=me, at=now)
    Breach.objects.filter(pk=Breach.objects.latest("pk").pk).update(worker=me)
    Swap.objects.filter(status="asked", to=None).update(to=account("socialworker"))
    PortfolioArchive.objects.create(
        portfolio=own, for_leaver=True, asked_by=account("lead"), asked_at=now, status_at=now, status="ready",
        file=ContentFile(b"PK", "x"), size=2, delete_on=on,
    )  # fmt: skip
    Observation.objects.filter(portfolio=own, status="planned").update(status="opened", held_on=on, consent="agreed")
    ProgressConcern.objects.filter(status="open").update(
        portfolio=own, status="signing", outcome=ProgressConcern.Outcome.values[0], outcome_words="O", ended_on=on
    )
    SelfAssessment.objects.create(
        portfolio=own, author=me, key="extra", label="Another", levels={"a": "A"}, begun_at=now, saved_at=now,
    )  # fmt: skip
    TrainingFlag.objects.create(portfolio=own, raised_on=on, raised_at=now, rule="ASY-05", because="B")
    for work in WrittenWork.objects.filter(portfolio=own, status="handed_in"):
        work.assessments.all().delete()
        work.assessments.create(author=work.assessed_by, saved_at=now, finished_at=now)
        WrittenWork.objects.filter(pk=work.pk).update(status="assessed", version=F("version") + 1)
        WrittenWork.objects.create(
            portfolio=own, author=me, assessed_by=work.assessed_by, kind=work.kind, kind_label=work.kind_label,
            status="handed_in", started_at=now, saved_at=now, handed_in_at=now, turn_since=on,
        )  # fmt: skip
