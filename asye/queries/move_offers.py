"""What years can move to: programmes of the policy of now and of those to come, those kept, and standards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from asye import policy
from asye.models import Portfolio, ProgrammeVersion
from asye.queries.programme import template_from
from frameworks.models import Framework, Level, Nation
from workforce.access import Access
from workforce.models import PolicyVersion
from workforce.packs import Pack
from workforce.packs.schema.templates import Template
from workforce.policy_in_force import pack_on, version_pack
from workforce.sentences import count, day


@dataclass(frozen=True, slots=True)
class Offer:
    """One programme that years can move to; `value` names it in a form."""

    value: str
    label: str
    code: str
    template: Template


def programmes(on: dt.date) -> list[Offer]:
    """Each programme once, that of the policy in force first, then of policies to come, then those kept."""
    found: list[Offer] = []
    for offer in (*_of_pack(pack_on(on), "now", ""), *_to_come(on), *_kept()):
        if not any(offer.template == other.template for other in found):
            found.append(offer)
    return found


def _of_pack(pack: Pack, value: str, since: str) -> Iterator[Offer]:
    for code in policy.template_codes(pack):
        template = policy.resolved(pack, code)
        yield Offer(f"{value}:{code}", f"{template.label} ({template.edition}){since}", code, template)


def _to_come(on: dt.date) -> Iterator[Offer]:
    rows = PolicyVersion.objects.filter(takes_effect_on__gt=on).order_by("takes_effect_on", "pk")
    for pk, sha256, takes_effect_on in rows.values_list("pk", "sha256", "takes_effect_on"):
        pack = version_pack(pk, sha256, takes_effect_on)
        yield from _of_pack(pack, f"from-{pk}", f", policy in force from {day(takes_effect_on)}")


def _kept() -> Iterator[Offer]:
    for row in ProgrammeVersion.objects.order_by("-kept_at", "-pk"):
        kept = f", as kept on {day(row.kept_at.date())}"
        template = template_from(row.content)
        yield Offer(f"kept-{row.pk}", f"{template.label} ({template.edition}){kept}", row.code, template)


def standards() -> list[Framework]:
    """The editions evidence of an assessed year can be held against, superseded ones too."""
    rows = Framework.objects.assessed().at_level(Level.ASYE).of_nation(Nation.ENGLAND)
    return list(rows.order_by("order", "code"))


def open_years(access: Access) -> list[Portfolio]:
    """The years that can move, by name."""
    rows = Portfolio.objects.visible_to(access).filter(status=Portfolio.Status.OPEN)
    return list(rows.select_related("practitioner", "programme").order_by("practitioner__name", "pk"))


def intakes(years: list[Portfolio]) -> list[tuple[str, str]]:
    """The cohorts these years belong to, the newest first: those that began in the same month."""
    numbers: dict[dt.date, int] = {}
    for year in years:
        month = year.started_on.replace(day=1)
        numbers[month] = numbers.get(month, 0) + 1
    return [
        (f"{month:%Y-%m}", f"Begun in {month:%B %Y}: {count(numbers[month], 'year')}")
        for month in sorted(numbers, reverse=True)
    ]
