"""Claim the digests whose moment has come and decide what each says, for one batch of people at a time."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from reminders import policy
from reminders.models import Digest, Notice
from reminders.queries.holding import waiting_for
from reminders.queries.rhythms import rhythms_of

BATCH = 50
LOOKED_AT_EVERY = dt.timedelta(days=1)  # an absence may be shortened, an hour changed
Outcome = Digest.Outcome


@dataclass(frozen=True, slots=True)
class Ready:
    """A digest that is this worker's to send, with the keys of its notices."""

    digest: Digest
    notices: list[int]


@dataclass(slots=True)
class Batch:
    """The digests to send until `ends_at`, when the claim ends; `looked_at` also counts those that wait or need not."""

    as_of: dt.datetime
    ends_at: dt.datetime
    looked_at: int
    ready: list[Ready]


@dataclass(slots=True)
class _Sorted:
    """What becomes of the digests of a batch."""

    gone: list[int]  # notices that hold no longer
    joins: dict[int, list[int]] = field(default_factory=dict)  # digest → notices
    ready: list[Ready] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)
    later: dict[dt.datetime, list[int]] = field(default_factory=lambda: defaultdict(list))


@transaction.atomic
def claim(*, as_of: dt.datetime, at: dt.datetime) -> Batch:
    """Claim some digests whose moment has come by `as_of`; `at` is the moment of the claim.

    What a digest says is settled here and committed before its mail leaves, so that one sent again after a crash is the
    same. Who claims and dies leaves it to be claimed again when the claim ends.
    """
    mine = Digest.objects.select_for_update(skip_locked=True, of=("self",)).select_related("person")
    due = list(mine.to_look_at(as_of).order_by("next_at", "pk")[:BATCH])
    people = {digest.person_id for digest in due}
    refused = mine.under_way().filter(person__in=people, failed_at__isnull=False)
    gathering = mine.gathering().filter(person__in=people)
    found = _sorted(_by_person([*due, *refused, *gathering]), {digest.pk for digest in due}, as_of)
    ends_at = max(as_of, at) + dt.timedelta(seconds=settings.MAIL_CLAIM_SECONDS)
    _keep(found, at=at, ends_at=ends_at)
    return Batch(as_of, ends_at, len(due), found.ready)


def _by_person(digests: Iterable[Digest]) -> dict[int, list[Digest]]:
    found: dict[int, dict[int, Digest]] = defaultdict(dict)
    for digest in digests:
        found[digest.person_id][digest.pk] = digest
    return {person: list(own.values()) for person, own in found.items()}


def _sorted(of: dict[int, list[Digest]], due: set[int], as_of: dt.datetime) -> _Sorted:
    waiting = waiting_for(of, {digest.pk for own in of.values() for digest in own}, timezone.localdate(as_of))
    found = _Sorted(gone=waiting.gone)
    for person, rhythm in rhythms_of(of, as_of, with_absence=True).items():
        _sort(of[person], due, waiting.of[person], rhythm, as_of, found)
    return found


def _sort(
    own: list[Digest], due: set[int], notices: list[Notice], rhythm: policy.Rhythm, as_of: dt.datetime, found: _Sorted
) -> None:
    """Decide for one person. A digest that was refused takes up what is new, so that one mail says it all."""
    in_doubt = [digest for digest in own if digest.formed_at and not digest.failed_at]
    moment = policy.next_moment(replace(rhythm, had_on=None), as_of)
    for digest in in_doubt:  # its worker died: perhaps its mail has left, so it says what it said
        _decide(digest, [one for one in notices if one.digest_id == digest.pk], moment, as_of, found)
    refused = [digest for digest in own if digest.failed_at]
    gathering = [digest for digest in own if not digest.formed_at]
    if any(digest.pk in due for digest in (*refused, *gathering)):
        first, *others = [*refused, *gathering]
        found.ended += [digest.pk for digest in others]
        moment = policy.next_moment(rhythm, as_of)
        doubtful = {digest.pk for digest in in_doubt}
        _decide(first, [one for one in notices if one.digest_id not in doubtful], moment, as_of, found)


def _decide(digest: Digest, notices: list[Notice], moment: dt.datetime, as_of: dt.datetime, found: _Sorted) -> None:
    if not notices:
        found.ended.append(digest.pk)
    elif moment > as_of:
        found.later[min(moment, as_of + LOOKED_AT_EVERY)].append(digest.pk)
    else:
        found.joins[digest.pk] = [one.pk for one in notices if one.digest_id != digest.pk]
        found.ready.append(Ready(digest, [one.pk for one in notices]))


def _keep(found: _Sorted, *, at: dt.datetime, ends_at: dt.datetime) -> None:
    if found.gone:
        Notice.objects.filter(pk__in=found.gone).update(dropped_at=at)
    joins = {digest: notices for digest, notices in found.joins.items() if notices}
    if joins:
        to = Case(*(When(pk__in=notices, then=Value(digest)) for digest, notices in joins.items()))
        Notice.objects.filter(pk__in=[one for notices in joins.values() for one in notices]).update(digest_id=to)
    for moment, digests in found.later.items():
        Digest.objects.filter(pk__in=digests).update(next_at=moment)
    if found.ended:
        Digest.objects.filter(pk__in=found.ended).update(ended_at=at, outcome=Outcome.NOTHING)
    if found.ready:
        Digest.objects.filter(pk__in=[one.digest.pk for one in found.ready]).update(
            formed_at=Coalesce("formed_at", Value(at)), next_at=ends_at, tries=F("tries") + 1, failed_at=None
        )
