"""The assessed years of a generated authority: portfolios, reflections, panels and what they decided."""

from __future__ import annotations

from asye.made_up.panels import Panels
from asye.made_up.pieces import Pieces
from asye.made_up.years import Writing, make_years
from frameworks.services import load_shipped
from workforce.generate import Plan
from workforce.made_up.cast import final_panel_on
from workforce.models import Stage

FRAMEWORKS, YEARS = 10, 50


def load_frameworks(plan: Plan) -> str:
    return f"{load_shipped(at=plan.at).frameworks} frameworks"


def generate(plan: Plan) -> str:
    dice = plan.dice("asye")
    starts = Stage.objects.filter(kind=Stage.Kind.NQSW).order_by().values_list("started_on", flat=True).distinct()
    years = make_years(plan, {day: final_panel_on(day) for day in starts})
    written = Writing(plan, dice).write(years)
    panels, decisions = Panels(plan, dice).write(years)
    pieces = Pieces(plan, plan.dice("pieces")).write(years)
    return (
        f"{len(years)} portfolios, {written} reflections, {pieces} other pieces, {panels} panels, {decisions} decisions"
    )
