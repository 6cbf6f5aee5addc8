"""A policy pack, typed: what an authority may set without touching code."""

from __future__ import annotations

from datetime import date

from pydantic import Field, PrivateAttr, model_validator

from workforce.packs.schema.asye import Asye
from workforce.packs.schema.base import Code, Part, Words
from workforce.packs.schema.caseloads import CaseCondition, CaseloadLimit, Caseloads
from workforce.packs.schema.people import People, RecordClass, Service
from workforce.packs.schema.programme import NamedClock, Programme
from workforce.packs.schema.progression import Progression
from workforce.packs.schema.reminders import Digest, ReminderLadder
from workforce.packs.schema.rota import RotaMonths
from workforce.packs.schema.supervision import Supervision, SupervisionGaps

__all__ = ["Header", "Pack"]


class Header(Part):
    """Name, title and the packs it builds on, later ones winning; `removes` names keys an earlier pack set."""

    name: Code
    title: Words
    extends: tuple[str, ...] = ()
    removes: tuple[str, ...] = ()
    in_force_from: date | None = None


class Pack(Part):
    pack: Header
    programme: Programme
    clocks: dict[Code, NamedClock] = Field(default_factory=dict)
    services: dict[str, Service] = Field(default_factory=dict)
    caseloads: Caseloads = Caseloads()
    supervision: Supervision = Supervision()
    asye: Asye = Asye()
    progression: Progression = Progression()
    people: People = People()
    reminders: dict[Code, ReminderLadder] = Field(default_factory=dict)
    digest: Digest | None = None
    retention: dict[Code, RecordClass] = Field(default_factory=dict)
    _came_from: dict[str, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def names_are_known(self) -> Pack:
        _known_services(self)
        _takes_allegations(self)
        _known_clocks(self)
        _known_case_types(self)
        _known_experience(self)
        _known_entitlements(self)
        _known_seats(self)
        return self

    @property
    def name(self) -> str:
        return self.pack.name

    @property
    def title(self) -> str:
        return self.pack.title

    @property
    def came_from(self) -> dict[str, str]:
        """Dotted key → the pack that set it."""
        return self._came_from


def _scoped(pack: Pack) -> list[tuple[str, CaseloadLimit | CaseCondition | SupervisionGaps | RotaMonths]]:
    caseloads = pack.caseloads
    rules = (caseloads.limits, caseloads.conditions, caseloads.rota_months, pack.supervision.gaps)
    return [(key, rule) for table in rules for key, rule in table.items()]


def _known_services(pack: Pack) -> None:
    for key, rule in _scoped(pack):
        if unknown := sorted(rule.scope.services - set(pack.services)):
            raise ValueError(f"{key}: no service is called {', '.join(unknown)}")


def _takes_allegations(pack: Pack) -> None:
    rule = pack.caseloads.allegations
    if rule is not None and rule.taken_by is not None and rule.taken_by not in pack.services:
        raise ValueError(f"caseloads.allegations: no service is called {rule.taken_by}")


def _known_clocks(pack: Pack) -> None:
    known = {"programme", *pack.clocks}
    for key, rule in _scoped(pack):
        if rule.clock not in known:
            raise ValueError(f"{key}: no clock is called {rule.clock}")


def _known_case_types(pack: Pack) -> None:
    for key, condition in pack.caseloads.conditions.items():
        if unknown := sorted(condition.case_types - set(pack.caseloads.case_types)):
            raise ValueError(f"{key}: no case type is called {', '.join(unknown)}")


def _known_experience(pack: Pack) -> None:
    for key, item in pack.asye.checklist.items():
        if unknown := sorted(item.case_types - set(pack.caseloads.case_types)):
            raise ValueError(f"asye.checklist.{key}: no case type is called {', '.join(unknown)}")
        if item.rota is not None and item.rota not in pack.caseloads.rota:
            raise ValueError(f"asye.checklist.{key}: the rota has no kind of slot called {item.rota}")


def _known_seats(pack: Pack) -> None:
    for key, months in pack.caseloads.rota_months.items():
        kind = pack.caseloads.rota.get(months.kind)
        if kind is None:
            raise ValueError(f"{key}: the rota has no kind of slot called {months.kind}")
        if unknown := sorted({seat for band in months.bands for seat in band.seats} - set(kind.seats)):
            raise ValueError(f"{key}: {months.kind} has no seat called {', '.join(unknown)}")


def _known_entitlements(pack: Pack) -> None:
    asked = {key: item.entitlement for key, item in pack.asye.training.items() if item.entitlement}
    protected = pack.people.protected_time
    if protected and protected.entitlement:
        asked["protected_time"] = protected.entitlement
    for key, entitlement in asked.items():
        if entitlement not in pack.people.entitlements:
            raise ValueError(f"{key}: no entitlement is called {entitlement}")
    for key, item in pack.asye.training.items():
        if unknown := sorted(item.programmes - set(pack.asye.programmes)):
            raise ValueError(f"{key}: no programme is called {', '.join(unknown)}")
