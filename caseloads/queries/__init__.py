"""What pages and services ask of cases and allocations."""

from caseloads.queries.loads import RULED_AS, Load, limit_for, loads_of

__all__ = ["RULED_AS", "Load", "limit_for", "loads_of"]
