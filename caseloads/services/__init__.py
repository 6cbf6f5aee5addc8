"""Deeds on cases and allocations."""

from caseloads.services.allocating import Proposal, ask
from caseloads.services.breaches import open_found_breaches

__all__ = ["Proposal", "ask", "open_found_breaches"]
