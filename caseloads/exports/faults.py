"""What leaves caseloads as a table."""

from __future__ import annotations

from caseloads.models import CaseImport
from workforce.spreadsheet import as_csv


def faults_table(received: CaseImport) -> bytes:
    """Return the faults of a file as CSV: line, column, what to do."""
    rows = [[str(line), column, do] for line, column, do in received.faults]
    return as_csv(["Line", "Column", "What to do"], rows)
