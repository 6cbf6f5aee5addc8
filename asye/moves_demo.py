"""The demonstration's moves: one year on trial in the newer set of forms, and a cohort that is only looked at."""

from __future__ import annotations

import datetime as dt
import uuid

from asye.models import Portfolio, YearMove
from asye.queries.move_offers import programmes
from asye.services import year_moves
from workforce.demo import DOMAIN, Story, moment
from workforce.models import Person

MOVES = 58
NEWER = "asye-2022"
WHY = "The national programme changes: one year tries the newer forms first"
NEXT = "What the newer forms would mean for everybody who is still on the way"


def load_moves(story: Story) -> str:
    lead = Person.objects.get(email=f"lead@{DOMAIN}")
    to = next((offer for offer in programmes(story.on) if offer.code == NEWER), None)
    years = Portfolio.objects.filter(status=Portfolio.Status.OPEN).select_related("practitioner", "stage", "programme")
    shown = f"nqsw@{DOMAIN}"  # whose year the rest of the demonstration tells
    others = list(years.exclude(practitioner__email=shown).order_by("-started_on", "pk"))
    if to is None or not others:
        return "no year on trial"
    asked = moment(story.on - dt.timedelta(days=3), 11)
    for name, why, portfolios in (("looked at", NEXT, others), ("tried", WHY, others[:1])):
        key = uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{name}")
        plan = year_moves.plan_moves(
            portfolios=portfolios, to=to, editions=[], why=why, sent_key=key, by=lead, at=asked
        )
    year_moves.ask(plan=plan, wanted=YearMove.Status.WAITING, why=why, by=lead, at=asked)
    year_moves.go_on(plan.pk, on=story.on, at=asked)
    return f"{len(others)} years looked at for a move, {YearMove.objects.live().count()} on trial"
