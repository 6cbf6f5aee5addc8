"""What the policy says of somebody's year, in words, to begin the support and assessment agreement with (ASY-02)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from asye.models import Portfolio
from asye.queries.programme import meetings_of
from caseloads import policy as caseloads
from supervision.queries.agreements import rhythm_of
from workforce.facts import Facts, facts_of
from workforce.packs import Pack
from workforce.policy_in_force import pack_on
from workforce.sentences import between, day


def terms_of(portfolio: Portfolio, on: dt.date) -> dict[str, str]:
    """The policy's answer by question of the agreement; a question the policy is silent about is left out."""
    pack, person = pack_on(on), portfolio.practitioner
    facts = facts_of([person], on)[person.pk]
    found = {
        "supervision": rhythm_of(person, on),
        "workload": "\n".join(workload(pack, facts)),
        "protected": "\n".join(protected(pack, facts)),
        "dates": "\n".join(dates(portfolio)),
    }
    return {key: text for key, text in found.items() if text}


def workload(pack: Pack, facts: Facts) -> Iterator[str]:
    """The caseload limits, band by band, as they hold for this person's service and hours."""
    if facts.clock is None or facts.service_code not in pack.services:
        return
    spells = caseloads.timeline(pack, stage="nqsw", service=facts.service_code, clock=facts.clock, fte=facts.fte)
    for spell in spells:
        children = between(spell.limit.minimum, spell.limit.maximum)
        if children:
            until = f" to {day(spell.to_on)}" if spell.to_on else " on"
            rising = ", rising to it by the end" if spell.limit.rising else ""
            yield f"From {day(spell.from_on)}{until}: {children} children{rising}."


def protected(pack: Pack, facts: Facts) -> Iterator[str]:
    """What an NQSW is entitled to; time in percent pro rata, as half days a week for a full-timer's 10 %."""
    for entitlement in pack.people.entitlements.values():
        if entitlement.stage == "nqsw":
            begins = f", from month {entitlement.from_month}" if entitlement.from_month else ""
            yield f"{entitlement.label}: {entitlement.amount:g} {entitlement.unit}{begins}."
    if facts.fte < 1:
        yield f"Time in percent is of {facts.fte:g} of full time."


def dates(portfolio: Portfolio) -> Iterator[str]:
    """Every meeting of the year with its day and its window."""
    for meeting in meetings_of(portfolio):
        if meeting.kind == "agreement":
            continue
        if_asked = ", if one of us asks for it" if meeting.optional else ""
        window = (
            f" (from {day(meeting.window_from)} to {day(meeting.window_to)})"
            if meeting.window_from != meeting.window_to
            else ""
        )
        yield f"{meeting.label}: {day(meeting.on)}{window}{if_asked}."
    for item in portfolio.panel_items.select_related("panel").order_by("panel__date"):
        yield f"{item.panel}: {day(item.panel.date)}, portfolio in by {day(item.panel.submit_by)}."
