"""How soon a case note is written (CSL-12). The case system judges each note; here are its counts and the rule."""

from __future__ import annotations

from dataclasses import dataclass

from workforce.packs import Pack
from workforce.sentences import count, silence
from workforce.verdict import Answer


@dataclass(frozen=True, slots=True)
class Written:
    """Notes that fell due in a period and how many of them were late."""

    due: int = 0
    late: int = 0

    @property
    def in_time(self) -> int | None:
        """Percent written in time, rounded down so that one late note never reads as none; None where none fell due."""
        return (self.due - self.late) * 100 // self.due if self.due else None

    def __add__(self, other: Written) -> Written:
        return Written(self.due + other.due, self.late + other.late)


def note_times(pack: Pack) -> Answer:
    """The times within which notes are written, as a sentence; silent where the pack has none."""
    rule = pack.caseloads.notes
    if rule is None:
        return Answer(rules=("CSL-12",), because=silence(pack.title, "how soon case notes are written"), silent=True)
    hours, days = rule.child_protection_within_hours, rule.others_within_days
    said = f"Notes on child protection are written within {count(hours, 'hour')}, others within {count(days, 'day')}"
    return Answer(
        rules=("CSL-12",),
        because=said,
        figures={"child_protection_within_hours": hours, "others_within_days": days},
    )
