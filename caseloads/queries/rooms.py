"""What room workers had on past days, each day judged by the stage, the post and the policy of that day."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from caseloads import policy
from caseloads.queries.loads import RULED_AS
from workforce.clock import ONE_DAY, Clock
from workforce.facts import Facts
from workforce.models import Post, Stage
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

Spells = tuple[tuple[dt.date, dt.date | None, float | None, float | None], ...]
Rooms = tuple[float | None, ...]
Days = tuple[dt.date, ...]


class Limits:
    """The limits of many people from one pack: colleagues in the same stage since the same day are asked once."""

    def __init__(self, pack: Pack, first: dt.date) -> None:
        self.pack, self.first = pack, first
        self.full = policy.full_caseload(pack)
        self.known: dict[object, Spells] = {}

    def spells(self, ruled_as: str, service: str, fte: float, clock: Clock) -> Spells:
        key = (ruled_as, service, fte, *self._clock(clock, service, ruled_as))
        if key not in self.known:
            laid = policy.timeline(self.pack, stage=ruled_as, service=service, clock=clock, fte=fte)
            self.known[key] = tuple((one.from_on, one.to_on, one.limit.maximum, one.limit.minimum) for one in laid)
        return self.known[key]

    def _clock(self, clock: Clock, service: str, ruled_as: str) -> tuple[object, ...]:
        """A rule of one band is the same for everybody whose stage had begun: the start need not be told apart."""
        rule = policy.limit_for(self.pack, ruled_as, policy.who_in(service, clock))
        if clock.start <= self.first and (rule is None or len(rule.bands) == 1):
            return ()
        return clock.start, clock.done, clock.pauses

    def at(self, spells: Spells, on: dt.date) -> tuple[float | None, float | None]:
        """Return the maximum and the minimum of the day."""
        for from_on, to_on, maximum, minimum in spells:
            if from_on <= on and (to_on is None or on <= to_on):
                return maximum, minimum
        return None, None

    def room(self, maximum: float | None, ruled_as: str, fte: float) -> float | None:
        """The maximum, or a full caseload where the policy sets none for an experienced worker."""
        if maximum is not None:
            return maximum
        return int(self.full * fte) if self.full is not None and ruled_as == "experienced" else None

    def next_step(self, spells: Spells, on: dt.date) -> tuple[dt.date | None, float | None]:
        return next(((one[0], one[2]) for one in spells if one[0] > on), (None, None))


class PastRooms:
    """The room of many workers on the same days, sorted. Who had the same limits on the same days is asked once."""

    def __init__(self, days: Days) -> None:
        self.days = days
        self.stretches = list(_under_one_policy(days))
        self.known: dict[object, Rooms] = {}

    def of(self, facts: Facts, posts: Sequence[Post]) -> Rooms:
        """Return the room on each of the days; `facts` hold the stages since the first, `posts` are all since then.

        Nothing on a day without a stage or a post that has a limit. Of two posts at once the one of `facts` counts.
        """
        mine = [facts.post, *posts] if facts.post else posts
        rooms: list[float | None] = []
        for low, high, limits in self._cut(facts, mine):
            day = self.days[low]
            post, stage = _first_on(mine, day), next((one for one in facts.stages if _holds(one[0], day)), None)
            rooms += self._rooms(limits, post, stage, low, high)
        return tuple(rooms)

    def _cut(self, facts: Facts, posts: Sequence[Post]) -> Iterator[tuple[int, int, Limits]]:
        """Cut the days where a post or a stage begins or ends, and where another policy takes effect."""
        edges = {0, len(self.days)}
        periods: list[Post | Stage] = [*posts, *(stage for stage, _ in facts.stages)]
        for period in periods:
            edges.add(bisect_left(self.days, period.started_on))
            if period.ended_on is not None:
                edges.add(bisect_left(self.days, period.ended_on + ONE_DAY))
        for limits, low, high in self.stretches:
            for first, after in pairwise(sorted({low, high, *(edge for edge in edges if low < edge < high)})):
                yield first, after, limits

    def _rooms(
        self, limits: Limits, post: Post | None, stage: tuple[Stage, Clock] | None, low: int, high: int
    ) -> Rooms:
        service = post.team.service.code if post is not None and post.team is not None else None
        ruled_as = RULED_AS.get(Stage.Kind(stage[0].kind)) if stage else None
        if stage is None or post is None or ruled_as is None or service not in limits.pack.services:
            return (None,) * (high - low)
        fte = float(post.fte)
        spells = limits.spells(ruled_as, service, fte, stage[1])
        key = (spells, ruled_as, fte, low, high)
        if key not in self.known:
            self.known[key] = tuple(
                limits.room(limits.at(spells, day)[0], ruled_as, fte) for day in self.days[low:high]
            )
        return self.known[key]


def _under_one_policy(days: Days) -> Iterator[tuple[Limits, int, int]]:
    """Cut the days where another policy takes effect: its limits, the first place, and the place after the last."""
    low = 0
    for _, run in groupby(days, key=lambda day: id(pack_on(day))):
        high = low + len(list(run))
        yield Limits(pack_on(days[low]), days[0]), low, high
        low = high


def _first_on(posts: Sequence[Post], day: dt.date) -> Post | None:
    return next((post for post in posts if _holds(post, day)), None)


def _holds(period: Post | Stage, day: dt.date) -> bool:
    return period.started_on <= day and (period.ended_on is None or day <= period.ended_on)
