"""The assessor, the manager or the team changes, with a note; then the agreement is signed again (ASY-02)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from asye.models import Handover, Portfolio
from asye.services.meetings import agree_again
from workforce import audit
from workforce.imports.after import followed
from workforce.models import Person, Post, Relationship, Team
from workforce.sent_once import insert_once
from workforce.sentences import day
from workforce.verdict import Refused

Kind, Relation = Handover.Kind, Relationship.Kind
OWN_LINE = "An assessor is not the manager of the person they assess, or anybody above that manager (ASY-01)"


@dataclass(frozen=True, slots=True)
class Change:
    """Who or which team comes next, from which day, and what they have to know."""

    to: Person
    on: dt.date
    note: str
    team: Team | None = None
    moves_on: bool = False


@transaction.atomic
def hand_over(
    *, portfolio: Portfolio, kind: str, change: Change, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> Handover:
    """Change the assessor, the manager, or the team with its manager, from a day on. A form sent twice does it once.

    Raises:
        Refused: the day is still to come or too early, nothing would change, or the assessor would be in the line.
    """
    there = Handover.objects.filter(sent_key=sent_key).first()
    if there is not None:
        return there
    if not change.note.strip():
        raise Refused("Say what the next one has to know")
    if change.on > on:
        raise Refused("Enter today or an earlier day. Record the change when it has happened")
    person = portfolio.practitioner
    relation = Relation.ASSESSES if kind == Kind.ASSESSOR else Relation.MANAGES
    require_outside_the_line(person, change.to, relation, change.on)
    before = _current(relation, person)
    team_before = _move_team(person, change) if kind == Kind.TEAM and change.team else None
    if kind != Kind.TEAM or before is None or before.holder != change.to:
        _relate(relation, person, change.to, change.on, before)
        if relation == Relation.MANAGES:
            _follow_supervision(person, before.holder if before else None, change)
    made = Handover(
        portfolio=portfolio,
        kind=kind,
        before=before.holder if before else None,
        after=change.to,
        team_before=team_before,
        team_after=change.team if kind == Kind.TEAM else None,
        moves_on=change.moves_on and kind == Kind.TEAM,
        on=change.on,
        note=change.note,
        by=by,
        at=at,
        sent_key=sent_key,
    )
    handover, _ = insert_once(made, clash="Choose the team that comes next")
    audit.record(by=by, deed="asye.hand_over", subject=handover, at=at)
    followed([person], on=on, at=at)
    agree_again(portfolio=portfolio, by=by, on=on, at=at)
    return handover


def require_outside_the_line(person: Person, to: Person, relation: str, on: dt.date) -> None:
    """Refuse an assessor out of the person's own line, and a manager who assesses them (ASY-01)."""
    if to == person:
        raise Refused("Nobody assesses or manages themselves")
    if relation == Relation.MANAGES:
        if Relationship.objects.open_on(on).filter(kind=Relation.ASSESSES, person=person, holder=to).exists():
            raise Refused(OWN_LINE)
        return
    above = set(
        Relationship.objects.open_on(on)
        .filter(kind__in=(Relation.MANAGES, Relation.SUPERVISES), person=person)
        .values_list("holder", flat=True)
    )
    above |= set(
        Relationship.objects.open_on(on)
        .filter(kind=Relation.MANAGES, person__in=above)
        .values_list("holder", flat=True)
    )
    heads = Relationship.objects.open_on(on).filter(
        kind=Relation.GROUP_MANAGES, service__teams__posts__person=person, service__teams__posts__ended_on=None
    )
    if to.pk in above | set(heads.values_list("holder", flat=True)):
        raise Refused(OWN_LINE)


def _current(relation: str, person: Person) -> Relationship | None:
    rows = Relationship.objects.filter(kind=relation, person=person, ended_on=None)
    return rows.select_related("holder").first()


def _relate(relation: str, person: Person, to: Person, on: dt.date, before: Relationship | None) -> None:
    if before is not None:
        if before.holder == to:
            raise Refused(f"{to.name} does this already. Choose somebody else")
        if on <= before.started_on:
            raise Refused(f"{before.holder.name} began on {day(before.started_on)}. Enter a later day")
        Relationship.objects.filter(pk=before.pk).update(ended_on=on - dt.timedelta(days=1))
    Relationship.objects.create(kind=relation, person=person, holder=to, started_on=on)


def _follow_supervision(person: Person, manager: Person | None, change: Change) -> None:
    """Where the manager supervised too, the next manager does."""
    current = _current(Relation.SUPERVISES, person)
    if current is not None and manager is not None and current.holder == manager:
        _relate(Relation.SUPERVISES, person, change.to, change.on, current)


def _move_team(person: Person, change: Change) -> Team | None:
    """End the post in the old team on the eve, and go on in the new one at the same terms."""
    post = Post.objects.filter(person=person, ended_on=None, job=Post.Job.SOCIAL_WORKER).select_related("team").first()
    if post is None:
        raise Refused("There is no open social worker’s post to move")
    if post.team == change.team:
        raise Refused("Choose another team than the present one")
    if change.on <= post.started_on:
        raise Refused(f"The present post began on {day(post.started_on)}. Enter a later day")
    before: Team | None = post.team
    Post.objects.filter(pk=post.pk).update(ended_on=change.on - dt.timedelta(days=1))
    post.pk, post.team, post.started_on = None, change.team, change.on
    post._state.adding = True
    post.save(force_insert=True)
    return before
