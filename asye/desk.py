"""What the assessed year knows of a person for the policy desk."""

from __future__ import annotations

import datetime as dt

from asye.models import PanelItem
from workforce.access import Access
from workforce.desk import Known
from workforce.desk_sources import clock_facts
from workforce.facts import facts_of
from workforce.models import Person, Stage


def year_facts(access: Access, person: Person, on: dt.date) -> Known | None:
    facts = facts_of([person], on)[person.pk]
    if facts.stage is None or facts.stage.kind != Stage.Kind.NQSW:
        return None
    return Known(clock_facts(facts, on))


def panel_facts(access: Access, person: Person, on: dt.date) -> Known | None:
    """The next panel their portfolio is before, as far as this reader sees panels."""
    items = PanelItem.objects.visible_to(access).filter(portfolio__practitioner=person, panel__date__gte=on)
    panel_on = items.order_by("panel__date").values_list("panel__date", flat=True).first()
    return Known({"panel_on": panel_on}) if panel_on else None
