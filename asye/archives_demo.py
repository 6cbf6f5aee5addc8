"""The demonstration's archives: one that is being made, and one of another authority that waits for the lead's yes."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from typing import Any

from django.core.files.base import ContentFile

from asye.exports.archive import pack
from asye.models import Portfolio
from asye.queries.archive import FORMAT, VERSION, archive_model
from asye.queries.archive.kind import uid_of
from asye.queries.archive.kinds.meetings import Filled, MeetingShape, Signature
from asye.queries.archive.kinds.reflections import ReflectionShape
from asye.queries.archive.kinds.supervision import SupervisionShape
from asye.queries.archive.kinds.year import YearShape
from asye.queries.archive.shapes import Answer, Edition, Seal, Tag
from asye.queries.archive.shapes import Portfolio as Told
from asye.queries.blocks import said
from asye.services import archives, bringing
from workforce.clock import ONE_DAY
from workforce.demo import DOMAIN, Story, moment
from workforce.models import Person

ARCHIVES = 80
THERE = "Northshire County Council"
BEFORE, BETWEEN = dt.timedelta(days=130), dt.timedelta(days=10)
KEYS = uuid.UUID("0e6f5a52-58ab-4c1f-8a07-3b5b1f5f7c21")


def load_archives(story: Story) -> str:
    """Asked for yesterday by the practitioner; sent yesterday for the newest year, which began at another authority."""
    me, lead = (Person.objects.get(email=f"{name}@{DOMAIN}") for name in ("nqsw", "lead"))
    eve = story.on - ONE_DAY
    own = Portfolio.objects.filter(practitioner=me).latest("started_on")
    archives.ask_archive(portfolio=own, sent_key=_key("own"), by=me, on=eve, at=moment(eve, 16))
    open_years = Portfolio.objects.filter(status=Portfolio.Status.OPEN, stage__ended_on=None)
    newest = open_years.select_related("practitioner", "stage").latest("started_on", "pk")
    held = io.BytesIO()
    pack(_archive(newest), held, lambda file: b"", number=1)
    upload = ContentFile(held.getvalue(), "archive.zip")
    received, _ = bringing.receive(
        person=newest.practitioner, upload=upload, sent_key=_key("brought"), by=lead, at=moment(eve, 15)
    )
    bringing.check(received.pk, on=eve, at=moment(eve, 15, 2))
    return "1 archive of another authority"


def _key(name: str) -> uuid.UUID:
    return uuid.uuid5(KEYS, name)


def _archive(portfolio: Portfolio) -> Any:
    """Some four months of a year at another authority: a review that was signed, two reflections, supervision."""
    began = portfolio.started_on - BETWEEN - BEFORE
    last = portfolio.started_on - BETWEEN - ONE_DAY
    return archive_model()(
        format=FORMAT,
        version=VERSION,
        made_at=moment(last, 15),
        made_for=portfolio.practitioner.name,
        portfolio=Told(
            uid=uid_of("demonstration", "portfolio"),
            authority=THERE,
            practitioner=portfolio.practitioner.name,
            started_on=began,
            ends_on=began + dt.timedelta(days=364),
            as_of=last,
            left_on=last,
            done_days=(last - began).days + 1,
            month=5,
            status="Withdrawn",
            frameworks=(
                Edition(framework="kss-2018", level="", title="Knowledge and skills, children and families"),
                Edition(framework="pcf-2031", level="asye", title="Capabilities of a later year"),
            ),
        ),
        records={
            "year": (
                YearShape(
                    **_named("year", "The year", began),
                    about=(("Began on", said(began)), ("Last day", said(last))),
                    dates=(("Three-month review", said(began + dt.timedelta(days=90))),),
                    changes=(),
                ),
            ),
            "meetings": (_review(began + dt.timedelta(days=90)),),
            "reflections": tuple(_reflections(began)),
            "supervision": (
                SupervisionShape(
                    **_named("supervision", "Supervision", began),
                    total="8 held, 12 hours 0 minutes",
                    sessions=tuple(
                        (said(began + dt.timedelta(days=14 * n)), "90 minutes", "One-to-one") for n in range(1, 9)
                    ),
                ),
            ),
        },
    )


def _named(name: str, title: str, on: dt.date) -> dict[str, Any]:
    return {"uid": uid_of("demonstration", name), "title": title, "origin": THERE, "on": on}


def _review(on: dt.date) -> MeetingShape:
    return MeetingShape(
        **_named("review", "Three-month review", on),
        key="three_month_review",
        kind="review",
        came=("Ines Aldous, assessor",),
        filled=(Filled(asked="Place in the year", answer="Month 3"),),
        answers=(
            Answer(asked="The assessor, Ines Aldous: What is going well?", answer="Families are seen and heard."),
        ),
        signatures=(Signature(asked=f"Ines Aldous, assessor, {said(on)}", answer=""),),
        seal=Seal(number=41, sha256="4" * 64, signed_at=moment(on, 15), signed_by="Ines Aldous"),
    )


def _reflections(began: dt.date) -> Any:
    told = (("A visit that ended early", "I left when I was asked to, and rang back the next morning."),
            ("Two accounts of one evening", "I wrote down both, and where they differ."))  # fmt: skip
    for number, (title, words) in enumerate(told):
        yield ReflectionShape(
            **_named(title, title, began + dt.timedelta(days=30 * (number + 1))),
            state="Accepted",
            draft=False,
            accepted=True,
            shared_on=said(began + dt.timedelta(days=32 * (number + 1))),
            words={"what_happened": words},
            tags=(Tag(framework="kss-2018", level="", number=f"{number + 1}.1", words="As it was called there"),),
        )
