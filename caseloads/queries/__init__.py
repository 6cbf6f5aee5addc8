"""What pages and services ask of cases and allocations."""

from caseloads.queries.beside import Beside, at_capacity, beside
from caseloads.queries.breaches import Passed, breaches_of
from caseloads.queries.holdings import Holding, Holdings, TypeHeld, holdings, types_held
from caseloads.queries.loads import RULED_AS, Load, limit_for, loads_of
from caseloads.queries.rota_days import Days, days_held, days_of

__all__ = [
    "RULED_AS",
    "Beside",
    "Days",
    "Holding",
    "Holdings",
    "Load",
    "Passed",
    "TypeHeld",
    "at_capacity",
    "beside",
    "breaches_of",
    "days_held",
    "days_of",
    "holdings",
    "limit_for",
    "loads_of",
    "types_held",
]
