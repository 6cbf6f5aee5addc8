"""Who supports the newly qualified workers of an academy team, and whether that person may hold cases (WRK-02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workforce.packs import Pack
from workforce.sentences import count, listed
from workforce.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Colleague:
    """A social worker of the team with a grade, and the children they hold."""

    name: str
    grade: int | None
    held: int


def support(pack: Pack, *, service: str, team: Sequence[Colleague]) -> tuple[Verdict, ...]:
    """What there is to say of an academy team of a service: who supports, or that nobody does, and who holds cases.

    Nothing where the pack does not ask.
    """
    rule = pack.caseloads.academy
    if rule is None:
        return ()
    found = [one for one in team if one.grade in rule.grades]
    if not found:
        grades = " or ".join(str(grade) for grade in sorted(rule.grades))
        said = f"Nobody of grade {grades} is in this academy team to support its newly qualified workers"
        return (Verdict(False, rule.rule, said),)
    names = listed([one.name for one in found])
    said = f"{names} {'supports' if len(found) == 1 else 'support'} the newly qualified workers of this academy team"
    where = pack.services[service].short if service in pack.services else service
    busy = [one for one in found if one.held] if service in rule.no_cases_in else []
    alone = f"in {where} whoever supports the academy team holds no cases"
    held = [f"{one.name} holds {count(one.held, 'child', 'children')}: {alone}" for one in busy]
    return Verdict(True, rule.rule, said), *(Verdict(False, rule.rule, one) for one in held)
