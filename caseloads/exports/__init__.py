"""What leaves caseloads as a table, one subject a file."""

from caseloads.exports.faults import faults_table

__all__ = ["faults_table"]
