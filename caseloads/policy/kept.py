"""How long what is on record about caseloads is kept: each kind has a class in the policy."""

from __future__ import annotations

from workforce.packs import Pack
from workforce.sentences import silence
from workforce.verdict import Answer

# The class of each stored kind; cases, who held them and how they were offered and moved on are kept together.
CASELOAD = "caseload"
KEPT_AS = {
    "Breach": "breach",
    "BreachEntry": "breach",
    "CapacityNote": "capacity",
    "CapacityMove": "capacity",
    "Contingency": "contingency",
    "ForecastPlan": "forecast",
    "PlanLine": "forecast",
    "Allegation": "allegation",
    "NoteCount": "note_count",
    "CaseImport": "case_file",
    "Slot": "rota",
    "SlotMove": "rota",
    "Swap": "rota",
    "SwapMove": "rota",
}
AFTER = {"leaving": "the worker has left", "decision": "the decision", "record": "it was written"}


def kept(pack: Pack, kind: str) -> Answer:
    """How long a stored kind, by the name of its model, is kept; silent where the pack has no class for it."""
    rule = pack.retention.get(KEPT_AS.get(kind, CASELOAD))
    if rule is None:
        return Answer(rules=("CSL-16",), because=silence(pack.title, "how long this record is kept"), silent=True)
    return Answer(
        rules=(rule.rule,),
        because=f"{rule.label}: kept for {rule.length} after {AFTER[rule.after]}",
        figures={"years": rule.years},
    )
