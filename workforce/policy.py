"""Rules about people: pauses of the clock, probation, sickness triggers, registration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from workforce.clock import Clock, Pause, add_months, working_day_on_or_before, working_days
from workforce.packs import Pack
from workforce.packs.schema.people import AbsenceTriggers
from workforce.sentences import count, day, listed, silence
from workforce.verdict import Answer, Refused, Verdict

Trigger = Literal["days", "occasions"]
State = Literal["registered", "expiring", "expired", "missing"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Absence:
    """Days away, both included; `working_days` where they are known, else they are counted."""

    from_on: date
    to_on: date
    working_days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceState(Answer):
    """Working days and occasions in their windows, and which of the two reach the trigger."""

    days: float | None
    occasions: int | None
    triggers: tuple[Trigger, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Probation(Answer):
    first_review_by: date | None
    second_review_by: date | None
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationState(Answer):
    """`days_left` counts to the expiry and is negative after it; `may_practise` is what the post asks."""

    state: State
    regulator: str
    days_left: int | None
    may_practise: bool


def check_pause(pack: Pack, pause: Pause) -> Verdict:
    """Whether the clock may stop for this reason and this long (CLK-03)."""
    if pause.to_on < pause.from_on:
        return Verdict(
            False, "CLK-03", f"The pause ends on {day(pause.to_on)}, before it begins on {day(pause.from_on)}"
        )
    reason = pack.programme.pauses.reasons.get(pause.reason)
    if reason is None:
        known = listed([code for code, item in pack.programme.pauses.reasons.items() if item.allowed])
        return Verdict(False, "CLK-03", f"The clock does not stop for {pause.reason}: the reasons are {known}")
    if not reason.allowed:
        return Verdict(False, reason.rule, f"The clock does not stop for {reason.label.lower()}")
    if pause.days <= reason.longer_than_days:
        return Verdict(
            False,
            reason.rule,
            f"{reason.label} of {count(pause.days, 'day')} is too short: the clock stops "
            f"only for more than {reason.longer_than_days} days",
        )
    if reason.cap_months and pause.to_on >= add_months(pause.from_on, reason.cap_months):
        return Verdict(False, reason.rule, f"{reason.label} stops the clock for at most {reason.cap_months} months")
    return Verdict(True, reason.rule, f"{reason.label} of {count(pause.days, 'day')} may stop the clock")


def clock(pack: Pack, *, start: date, pauses: Sequence[Pause] = (), months: int | None = None) -> Clock:
    """A person's clock under this pack; Refused where a pause is not allowed or all together are too long."""
    for pause in pauses:
        check_pause(pack, pause).require()
    running = Clock(start, tuple(pauses), months or pack.programme.months)
    cap = pack.programme.pauses.cap_months
    if cap and sum(end - begin for begin, end in running.spans) > (add_months(start, cap) - start).days:
        raise Refused(f"The pauses come to more than {cap} months, the most this policy allows")
    return running


def may_start_asye(pack: Pack, *, start: date, registered_from: date | None) -> Verdict:
    """The programme begins on or after the day of registration (CLK-07)."""
    rule = pack.people.start_of_asye
    if rule is None or not rule.needs_registration:
        return Verdict(True, "CLK-07", "This policy does not tie the start to registration")
    if registered_from is None:
        return Verdict(False, rule.rule, "The programme cannot start before the person is registered")
    ok = registered_from <= start
    return Verdict(
        ok,
        rule.rule,
        f"Registered from {day(registered_from)}, {'in time for' if ok else 'after'} the start on {day(start)}",
    )


def probation(pack: Pack, *, start: date, pauses: Sequence[Pause] = ()) -> Probation:
    """The two formal reviews, moved to working days, and the last day of probation (WRK-08, CLK-05).

    Pauses of the programme move them only where the pack says that probation follows.
    """
    rule = pack.people.probation
    if rule is None:
        return Probation(
            rules=("WRK-08",),
            because=silence(pack.title, "how long probation lasts"),
            silent=True,
            first_review_by=None,
            second_review_by=None,
            ends_on=None,
        )
    running = Clock(start, tuple(pauses) if pack.programme.pauses.probation_follows else (), rule.months)
    first = working_day_on_or_before(running.milestone(rule.first_review_months))
    second = working_day_on_or_before(running.milestone(rule.second_review_months))
    return Probation(
        rules=(rule.rule, "CLK-05"),
        because=f"Probation lasts {rule.months} months from {day(start)}, to {day(running.ends_on)}, with a first "
        f"review by {day(first)} and a second by {day(second)}",
        figures={
            "start": start,
            "months": rule.months,
            "first_review_months": rule.first_review_months,
            "second_review_months": rule.second_review_months,
        },
        first_review_by=first,
        second_review_by=second,
        ends_on=running.ends_on,
    )


def absence_triggers(
    pack: Pack, *, on: date, absences: Sequence[Absence], working_days_per_week: float | None = None
) -> AbsenceState:
    """Working days and occasions of sickness in the windows that end on `on` (WRK-10)."""
    rule = pack.people.absence
    if rule is None:
        return AbsenceState(
            rules=("WRK-10",),
            because=silence(pack.title, "when sickness is looked at formally"),
            silent=True,
            days=None,
            occasions=None,
            triggers=(),
        )
    days_from = add_months(on, -rule.days_window_months) + ONE_DAY
    occasions_from = add_months(on, -rule.occasions_window_months) + ONE_DAY
    days = _whole(sum(_days_inside(absence, days_from, on) for absence in absences))
    occasions = sum(1 for absence in absences if absence.from_on <= on and absence.to_on >= occasions_from)
    limit = _days_allowed(rule, working_days_per_week)
    reached: tuple[Trigger, ...] = (
        *(("days",) if days >= limit else ()),
        *(("occasions",) if occasions >= rule.occasions else ()),
    )
    return AbsenceState(
        rules=(rule.rule,),
        because=_absence_sentence(rule, days, occasions, limit, reached),
        figures={
            "on": on,
            "days_from": days_from,
            "occasions_from": occasions_from,
            "days_trigger": limit,
            "occasions_trigger": rule.occasions,
        },
        days=days,
        occasions=occasions,
        triggers=reached,
    )


def regulator_on(pack: Pack, on: date) -> str:
    """The regulator in charge on that day, as a person would write it; empty where the pack names none."""
    rule = pack.people.registration
    if rule is None:
        return ""
    begun = [(since, code) for code, since in rule.regulators.items() if since <= on]
    return max(begun)[1].replace("-", " ") if begun else ""


def registration_state(
    pack: Pack, *, on: date, expires_on: date | None, stage: str = "social_worker"
) -> RegistrationState:
    """Whether the registration runs on that day, and whether the post may be held without it (WRK-07).

    `expires_on` is the last day of the registration, None for somebody who has none.
    """
    rule = pack.people.registration
    needed = rule is not None and stage in rule.required_for
    warn = max(rule.remind_days_before, default=0) if rule else 0
    left = (expires_on - on).days if expires_on else None
    state: State = _state(left, warn)
    runs = state in ("registered", "expiring")
    return RegistrationState(
        rules=(rule.rule if rule else "WRK-07",),
        because=_registration_sentence(expires_on, state, needed),
        figures={"on": on, "expires_on": expires_on, "remind_days_before": warn},
        silent=rule is None,
        state=state,
        regulator=regulator_on(pack, on),
        days_left=left,
        may_practise=runs or not needed,
    )


def _days_inside(absence: Absence, first: date, last: date) -> float:
    if absence.to_on < first or absence.from_on > last:
        return 0
    if absence.working_days is not None and first <= absence.from_on and absence.to_on <= last:
        return absence.working_days
    return working_days(max(absence.from_on, first), min(absence.to_on, last))


def _days_allowed(rule: AbsenceTriggers, per_week: float | None) -> float:
    if per_week is None or per_week >= rule.full_time_days:
        return rule.days
    return _whole(rule.own_weeks * per_week)


def _whole(number: float) -> float:
    return int(number) if number == int(number) else number


def _absence_sentence(rule: AbsenceTriggers, days: float, occasions: int, limit: float, reached: Sequence[str]) -> str:
    seen = (
        f"{count(days, 'working day')} in {rule.days_window_months} months against a trigger of {limit}, and "
        f"{count(occasions, 'occasion')} in {rule.occasions_window_months} months against a trigger of {rule.occasions}"
    )
    return f"{seen}: {f'the trigger for {listed(reached)} is reached' if reached else 'no trigger is reached'}"


def _state(left: int | None, warn: int) -> State:
    if left is None:
        return "missing"
    if left < 0:
        return "expired"
    return "expiring" if left <= warn else "registered"


def _registration_sentence(expires_on: date | None, state: State, needed: bool) -> str:
    if expires_on is None:
        seen = "There is no registration on record"
    else:
        seen = f"The registration {'ended' if state == 'expired' else 'runs until'} {day(expires_on)}"
    return f"{seen}, and this post needs one" if needed and state in ("missing", "expired") else seen
