"""The agreements of a worker, and what the policy asks of their supervision in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from supervision import policy
from supervision.models import Agreement, AgreementSignature
from supervision.queries.kept import kept_of
from supervision.queries.standing import RULED_AS
from workforce.facts import Facts, facts_of
from workforce.models import Person, Stage
from workforce.policy_in_force import pack_on
from workforce.sentences import count

LEAST = "Each session is at least {minutes} minutes without interruption."


@dataclass(frozen=True, slots=True)
class Drawn:
    """An agreement with who has signed it; `in_force_from` is null until both have."""

    agreement: Agreement
    signatures: list[AgreementSignature]
    in_force_from: dt.date | None

    @property
    def signed_by(self) -> set[int]:
        return {one.by_id for one in self.signatures}


def newest_of(worker: Person) -> Drawn | None:
    """The agreement drawn up last, signed by both or waiting for the worker."""
    agreement = Agreement.objects.filter(worker=worker).select_related("supervisor").first()
    if agreement is None:
        return None
    signatures = list(agreement.signatures.select_related("by"))
    return Drawn(agreement, signatures, next((one.on for one in signatures if one.seal_id), None))


def agreed_on(people: Iterable[int]) -> dict[tuple[int, int], dt.date]:
    """The day of the newest agreement both have signed, by (worker, supervisor): one query for any number of people."""
    rows = AgreementSignature.objects.filter(seal__isnull=False, agreement__worker__in=people).order_by("on", "pk")
    found = rows.values_list("agreement__worker", "agreement__supervisor", "on")
    return {(worker, supervisor): on for worker, supervisor, on in found}


def spells_of(facts: Facts, on: dt.date) -> tuple[policy.Spell, ...]:
    """How often the policy asks for a session, stretch by stretch of the stage; nothing where it is silent."""
    ruled_as = RULED_AS.get(Stage.Kind(facts.stage.kind)) if facts.stage else None
    if ruled_as is None or facts.clock is None or facts.stage is None:
        return ()
    kept = kept_of([facts.stage])[facts.stage.pk]
    return policy.timeline(pack_on(on), stage=ruled_as, clock=facts.clock, kept=kept)


def rhythm_of(worker: Person, on: dt.date) -> str:
    """What the policy asks, to begin an agreement with; nothing where it is silent about this worker."""
    spells, pack = spells_of(facts_of([worker], on)[worker.pk], on), pack_on(on)
    lines = [
        f"{spell.label[:1].upper()}{spell.label[1:]}: at most {count(spell.gap, spell.unit[:-1])} apart."
        for spell in spells
    ]
    if spells and pack.supervision.session is not None:
        lines.append(LEAST.format(minutes=pack.supervision.session.minimum_minutes))
    return "\n".join(lines)
