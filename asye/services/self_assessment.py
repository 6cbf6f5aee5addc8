"""Self-assessment: begun at its time, saved while it is written, frozen when its author has finished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from asye.models import Portfolio, SelfAssessment
from asye.policy import self_assessment as policy
from asye.queries.self_assessment import Item, form_for, items_of, times_of
from asye.services.year_duties import refresh_year_duties
from workforce import audit
from workforce.models import Person
from workforce.sentences import day, listed
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import save_written

FINISHED = "This self-assessment is finished, so it cannot be changed"
NAMED = 5  # of what is still missing


@transaction.atomic
def begin(*, portfolio: Portfolio, key: str, by: Person, on: dt.date, at: dt.datetime) -> SelfAssessment:
    """Open the one of this time, or go on with it.

    Raises:
        Refused: the portfolio is closed, its programme asks for none at that time, or the time is still to come.
    """
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused("This portfolio has been submitted, so nothing can be added to it")
    asked, form = next((one for one in times_of(portfolio) if one.key == key), None), form_for(portfolio)
    if asked is None or form is None:
        raise Refused("Choose one of the times of this programme")
    if asked.on > on:
        raise Refused(f"This one is for later: begin it from {day(asked.on)}")
    described = {"label": asked.label, "levels": form.levels, "of_statements": form.of == "statement"}
    made, new = SelfAssessment.objects.get_or_create(
        portfolio=portfolio, key=key, defaults={**described, "author": by, "begun_at": at, "saved_at": at}
    )
    if new:
        audit.record(by=by, deed="asye.begin_self_assessment", subject=made, at=at)
    return made


def labels(items: list[Item]) -> dict[str, str]:
    """What each word of it is called."""
    found: dict[str, str] = {}
    for item in items:
        found |= {policy.level_name(item.pk): item.label, policy.why_name(item.pk): f"{item.label}: in a sentence"}
    return found


def save(*, made: SelfAssessment, words: Mapping[str, str], save: Save, by: Person, at: dt.datetime) -> None:
    """Save what is on the page; what was said of editions the portfolio was bound to before stays (FRW-11).

    Raises:
        SavedElsewhere: another form saved first.
        Refused: it is finished.
    """
    items = items_of(made.portfolio, of_statements=made.of_statements)
    told = {**policy.kept(made.words, [item.pk for item in items]), **words}
    save_written(
        made, {"words": told}, labels=labels(items), address=made.edit_address,
        deed="asye.save_self_assessment", too_late=FINISHED, save=save, by=by, at=at, sealed=False,
    )  # fmt: skip


@transaction.atomic
def finish(*, made: SelfAssessment, version: int, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Freeze it and open it to the assessor.

    Raises:
        Refused: a level is missing, it was changed since it was read, or it is finished.
    """
    items = [(item.pk, item.label) for item in items_of(made.portfolio, of_statements=made.of_statements)]
    left = policy.missing(items, made.levels, made.words)
    if left:
        more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
        named = listed([f"“{label}”" for label in left[:NAMED]]) if not more else ", ".join(left[:NAMED])
        raise Refused(f"Choose a level first for {named}{more}")
    rows = SelfAssessment.objects.filter(pk=made.pk, version=version, sealed=False)
    if not rows.update(sealed=True, finished_at=at):
        raise Refused("It was changed since you read it. Read it again, then finish")
    made.refresh_from_db()
    audit.record(by=by, deed="asye.finish_self_assessment", subject=made, at=at)
    refresh_year_duties(made.portfolio, on=on, at=at)
