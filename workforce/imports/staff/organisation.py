"""The authority, its services and teams, created where the staff export names them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.conf import settings

from workforce.imports.changes import Changes
from workforce.imports.faults import Fault
from workforce.imports.staff.rows import StaffRow
from workforce.models import Authority, Service, Team


def authority_faults(rows: Iterable[StaffRow], header: str) -> list[Fault]:
    """One installation serves one authority: return every row that names another."""
    name = Authority.objects.values_list("name", flat=True).order_by("pk").first()
    faults = []
    for row in rows:
        name = name or row.authority or None
        if name and row.authority and row.authority != name:
            do = f"This installation is for {name}. Leave this row out, or correct it"
            faults.append(Fault(row.line, header, do))
    return faults


def put_organisation(
    rows: Collection[StaffRow], *, pack: str, academy: Collection[str], changes: Changes
) -> tuple[dict[str, Service], dict[tuple[str, str], Team]]:
    """Return services by code, teams by service code and name. What exists keeps its name and pack."""
    authority = Authority.objects.order_by("pk").first()
    if authority is None:
        name = next((row.authority for row in rows if row.authority), settings.AUTHORITY_NAME)
        authority = Authority(name=name, pack=pack)
        changes.insert([authority])
    services = {service.code: service for service in authority.services.all()}
    named = {row.service_code: row.service_name for row in rows if row.service_code}
    new = [Service(authority=authority, code=code, name=name) for code, name in named.items() if code not in services]
    changes.insert(new)
    services |= {service.code: service for service in new}
    return services, _put_teams(rows, services, academy, changes)


def _put_teams(
    rows: Iterable[StaffRow], services: dict[str, Service], academy: Collection[str], changes: Changes
) -> dict[tuple[str, str], Team]:
    teams = {(team.service.code, team.name): team for team in Team.objects.select_related("service")}
    new: dict[tuple[str, str], Team] = {}
    for row in rows:
        key = (row.service_code, row.team)
        if row.team and key not in teams and key not in new:
            new[key] = Team(service=services[row.service_code], name=row.team, is_academy=row.team in academy)
    changes.insert(new.values())
    return teams | new
