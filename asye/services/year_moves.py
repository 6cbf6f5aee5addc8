"""Move years to another programme or other editions: looked at, tried, then put back or confirmed.

Nothing written is touched (FRW-11).
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from asye.models import MoveAccount, MovePlan, Portfolio, YearMove
from asye.models.portfolio import RUNS_PROGRAMME
from asye.queries.carried import ALONE, DIRECT, THROUGH, carried_over, tags_of
from asye.queries.move_offers import Offer
from asye.queries.programme import template_of
from asye.queries.year_moves import OF_YEAR, ends_of, meetings_by_year, years_to_move
from asye.services import meetings, moved_meetings
from asye.services.move_duties import refresh_trial_duty
from asye.services.programmes import keep_template
from frameworks.models import Framework
from workforce import audit
from workforce.access import access_for
from workforce.imports.after import followed
from workforce.lifecycle import move
from workforce.models import Person, Stage
from workforce.sent_once import insert_once
from workforce.verdict import Refused

log = logging.getLogger(__name__)
Status, Moment = YearMove.Status, MoveAccount.Moment
SUBMITTED = "The portfolio has been submitted, so it stays as it is"
FAULT = "Something went wrong on our side, and nothing was moved"
LIVE_ALREADY = "The year is on trial already. Confirm that or put it back first"
# Longer than one year takes to move: what waits for so long was left by a worker that died.
LEFT_AFTER = dt.timedelta(minutes=2)


@transaction.atomic
def plan_moves(
    *,
    portfolios: Collection[Portfolio],
    to: Offer | None,
    editions: Collection[Framework],
    why: str,
    sent_key: uuid.UUID,
    by: Person,
    at: dt.datetime,
) -> MovePlan:
    """Keep to what these years are to move, so that it can be looked at; nothing moves. A form sent twice plans once.

    No programme to move `to`, or no editions, means that each year keeps its own.

    Raises:
        Refused: nobody or nothing to move to is named, or no reason.
    """
    if not portfolios:
        raise Refused("Choose at least one year")
    if to is None and not editions:
        raise Refused("Choose another programme, or the standards to move to")
    if not why.strip():
        raise Refused("Say why they move")
    programme = keep_template(to.template, to.code, at) if to else None
    plan, new = insert_once(
        MovePlan(programme=programme, why=why.strip(), by=by, at=at, sent_key=sent_key), clash="Say why they move"
    )
    if new:
        plan.editions.set(editions)
        rows = [
            YearMove(plan=plan, portfolio=one, status_at=at) for one in {one.pk: one for one in portfolios}.values()
        ]
        YearMove.objects.bulk_create(rows)
        audit.record(by=by, deed="asye.plan_moves", subject=plan, at=at)
    return plan


@transaction.atomic
def leave_out(*, year: YearMove, by: Person, at: dt.datetime) -> None:
    """Take one year out of the plan before it is moved.

    Raises:
        Refused: it is being moved already.
    """
    _to(year, Status.LEFT_OUT, by=by, at=at)
    audit.record(by=by, deed="asye.leave_out_move", subject=year, at=at)


@transaction.atomic
def take_in(*, year: YearMove, by: Person, at: dt.datetime) -> None:
    """Take a year that was left out back into the plan.

    Raises:
        Refused: it was not left out.
    """
    _to(year, Status.PLANNED, by=by, at=at)
    audit.record(by=by, deed="asye.take_in_move", subject=year, at=at)


@transaction.atomic
def ask(*, plan: MovePlan, wanted: str, why: str, by: Person, at: dt.datetime, only: YearMove | None = None) -> int:
    """Ask that the years of a plan are moved, put back or confirmed; return how many will be. Twice is as once.

    `wanted` is the status they wait in until `go_on` comes to them; `only` one of them is asked for, if given.

    Raises:
        Refused: confirming needs a reason, or there is nobody left to do it for.
    """
    if wanted == Status.CONFIRMING and not why.strip():
        raise Refused("Say why it is confirmed")
    begins = {Status.WAITING: [Status.PLANNED, Status.REFUSED]}.get(Status(wanted), [Status.TRIED])
    rows = plan.years.filter(status__in=begins)
    asked = list(rows if only is None else rows.filter(pk=only.pk))
    if not asked and not plan.years.filter(status=wanted).exists():
        raise Refused("There is nobody left to do this for. Reload the page and look again")
    for year in asked:
        _to(year, wanted, by=by, at=at, why=why.strip())
    if asked:
        audit.record(by=by, deed=f"asye.{wanted}_moves", subject=plan, at=at)
    return len(asked)


def go_on(plan: int, *, on: dt.date, at: dt.datetime) -> int:
    """Do what is asked for in a plan, each year in a transaction of its own; return how many were done.

    Safe twice, late and in two workers: a year is claimed by its status. One that cannot be moved says why, and does
    not stop the others.

    Raises:
        ExceptionGroup: this service failed at some years; they say so, and the others are done.
    """
    done, faults = 0, []
    for pk in YearMove.objects.filter(plan=plan, status__in=YearMove.AT_WORK).values_list("pk", flat=True):
        try:
            done += _one(pk, on, at)
        except Refused as refusal:
            _put_off(pk, str(refusal), at)
        except Exception as fault:  # whatever it was, it stops no other year; the worker hears of it in the end
            log.exception("year move %s could not be done", pk)
            _put_off(pk, FAULT, at)
            faults.append(fault)
    if faults:
        raise ExceptionGroup("years that could not be moved", faults)
    return done


def _one(pk: int, on: dt.date, at: dt.datetime) -> bool:
    """What the last step asks for, by whoever asked and still may."""
    year = YearMove.objects.select_related("plan__programme", *OF_YEAR).get(pk=pk)
    step = year.moves.select_related("by").last()
    if year.status not in YearMove.AT_WORK or step is None:
        return False
    if not access_for(step.by, on).jobs & RUNS_PROGRAMME:
        raise Refused("Whoever asked for it no longer runs the programme")
    deed = {Status.WAITING: try_year, Status.UNDOING: undo_year, Status.CONFIRMING: confirm_year}[Status(year.status)]
    deed(year=year, why=step.why, by=step.by, on=on, at=at)
    return True


@transaction.atomic
def _put_off(pk: int, because: str, at: dt.datetime) -> None:
    """Keep why a year was not moved; one that was to be put back or confirmed stays on trial."""
    year = YearMove.objects.get(pk=pk)
    step = year.moves.select_related("by").last()
    if year.status not in YearMove.AT_WORK or step is None:
        return
    to = Status.REFUSED if year.status == Status.WAITING else Status.TRIED
    _to(year, to, by=step.by, at=at, why=because[:300])
    YearMove.objects.filter(pk=pk).update(refused=because[:300])


def at_work(at: dt.datetime) -> list[int]:
    """The plans with years that wait longer than they should: the bell was lost, or a worker died."""
    rows = YearMove.objects.filter(status__in=YearMove.AT_WORK, status_at__lt=at - LEFT_AFTER)
    return list(rows.order_by("plan").values_list("plan", flat=True).distinct())


@transaction.atomic
def try_year(*, year: YearMove, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Put one year into the plan's programme and editions, on trial until it is put back or confirmed.

    Evidence keeps its tags. A meeting nobody has begun is written in the new form, or gives way; what was begun or
    signed stays with the form it was begun in. Every duty, date and series follows.

    Raises:
        Refused: the portfolio is not open, is on trial already, or is where it should move to.
    """
    _require_free(year)
    _to(year, Status.TRIED, by=by, at=at, why=why)
    portfolio = _locked(year.portfolio_id)
    rows = meetings_by_year([portfolio])[portfolio.pk]
    planned = {framework.pk: str(framework) for framework in year.plan.editions.all()}
    own = {framework.pk: str(framework) for framework in portfolio.frameworks.all()}
    ends = ends_of(portfolio, year.plan.programme, own, planned, rows, on)
    if ends.nothing_moves:
        raise Refused("The year follows this programme and these standards already")
    before = template_of(portfolio)
    year.before = portfolio.programme or (keep_template(before, "", at) if before else None)
    year.after = year.plan.programme or year.before
    year.was = _bound(ends.before.programme, ends.editions_before, portfolio.stage.months, portfolio.carried)
    year.became = _bound(ends.after.programme, ends.editions_after, ends.months, ends.after.carried)
    Portfolio.objects.filter(pk=portfolio.pk).update(trial=year)
    year.tried_at, year.refused = at, ""
    year.touched = moved_meetings.give_way(ends, by=by, at=at)
    _bind(portfolio, year.became)
    if ends.before.programme != ends.after.programme:
        moved_meetings.open_next(portfolio, year.touched, by=by, on=on, at=at)
    year.save(update_fields=["before", "after", "was", "became", "tried_at", "refused", "touched"])
    _keep_account(year, Moment.TRIED, frozenset(ends.editions_after), at)
    audit.record(by=by, deed="asye.try_programme", subject=portfolio, at=at)
    meetings.refresh_duties(portfolio, on=on, at=at)
    refresh_trial_duty(year.plan, on=on, at=at)
    followed([portfolio.practitioner], on=on, at=at)


@transaction.atomic
def undo_year(*, year: YearMove, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Put one year back into the programme and the editions it came from, with its meetings and dates.

    What was written or signed meanwhile stays: a review signed on trial stands for the one it was held in place of.

    Raises:
        Refused: it is not on trial.
    """
    _to(year, Status.UNDONE, by=by, at=at, why=why)
    portfolio = _locked(year.portfolio_id)
    carried = moved_meetings.come_back(year, portfolio, by=by, on=on, at=at)
    back = dict(year.was) | {"carried": carried}
    if portfolio.stage.months != year.became["months"]:
        back["months"] = portfolio.stage.months
    _bind(portfolio, back)
    Portfolio.objects.filter(pk=portfolio.pk).update(trial=None)
    if moved_meetings.went_on(year):
        moved_meetings.open_next(portfolio, year.touched, by=by, on=on, at=at)
    _keep_account(year, Moment.UNDONE, frozenset(year.was["editions"]), at)
    audit.record(by=by, deed="asye.undo_programme", subject=portfolio, at=at)
    meetings.refresh_duties(portfolio, on=on, at=at)
    refresh_trial_duty(year.plan, on=on, at=at)
    followed([portfolio.practitioner], on=on, at=at)


@transaction.atomic
def confirm_year(*, year: YearMove, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Make one year's move final, with the reason.

    Raises:
        Refused: it is not on trial, or no reason is given.
    """
    if not why.strip():
        raise Refused("Say why it is confirmed")
    _to(year, Status.CONFIRMED, by=by, at=at, why=why)
    Portfolio.objects.filter(pk=year.portfolio_id).update(trial=None)
    _keep_account(year, Moment.CONFIRMED, frozenset(year.became["editions"]), at)
    audit.record(by=by, deed="asye.confirm_programme", subject=year.portfolio, at=at)
    refresh_trial_duty(year.plan, on=on, at=at)
    followed([year.portfolio.practitioner], on=on, at=at)


def _to(year: YearMove, status: str, *, by: Person, at: dt.datetime, why: str = "") -> None:
    move(year, status, by=by, at=at, why=why[:300])
    YearMove.objects.filter(pk=year.pk).update(status_at=at)
    year.status_at = at


def _require_free(year: YearMove) -> None:
    if year.portfolio.status != Portfolio.Status.OPEN:
        raise Refused(SUBMITTED)
    if YearMove.objects.live().filter(portfolio=year.portfolio_id).exclude(pk=year.pk).exists():
        raise Refused(LIVE_ALREADY)


def _locked(pk: int) -> Portfolio:
    """The portfolio as it stands, held against a second deed until the transaction ends."""
    Portfolio.objects.select_for_update().get(pk=pk)
    return years_to_move(Portfolio.objects.filter(pk=pk)).get()


def _bound(
    programme: int | None, editions: Mapping[int, str], months: int | None, carried: object
) -> dict[str, object]:
    keys = list(editions)
    named = {"editions": keys, "names": [editions[pk] for pk in keys]}
    return {"programme": programme, **named, "months": months, "carried": carried}


def _bind(portfolio: Portfolio, end: dict[str, object]) -> None:
    Portfolio.objects.filter(pk=portfolio.pk).update(programme=end["programme"], carried=end["carried"])
    editions = end["editions"]
    assert isinstance(editions, Sequence)
    portfolio.frameworks.set(editions)
    Stage.objects.filter(pk=portfolio.stage_id).exclude(months=end["months"]).update(months=end["months"])
    portfolio.refresh_from_db()
    portfolio.stage.refresh_from_db()


def _keep_account(year: YearMove, moment: str, editions: frozenset[int], at: dt.datetime) -> None:
    """Count every tag there is, and what its authors changed since the account before."""
    pk = year.portfolio_id
    tags = tags_of([pk])
    shared = [tag for tag in tags if not tag.is_draft]
    found = carried_over(shared, {pk: editions})[pk]
    last = year.accounts.last()
    known = last.held if last else [[*tag.row, tag.is_draft] for tag in tags]
    before, now = [row[:3] for row in known], [tag.row for tag in tags]
    year.accounts.create(
        step=year.moves.latest("pk"),
        moment=moment,
        at=at,
        held=[[*tag.row, tag.is_draft] for tag in tags],
        direct=found.every(DIRECT),
        through=found.every(THROUGH),
        alone=found.every(ALONE),
        drafts=len(tags) - len(shared),
        added=sum(tag.row not in before for tag in shared),
        taken=sum(row[:3] not in now and not row[3] for row in known),
    )
