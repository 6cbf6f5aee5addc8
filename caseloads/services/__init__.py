"""Deeds on cases and allocations."""

from caseloads.services.allocating import Proposal, allocate, ask

__all__ = ["Proposal", "allocate", "ask"]
