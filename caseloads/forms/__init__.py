"""The forms of caseloads, one subject a file."""
