"""Pages of caseloads."""
