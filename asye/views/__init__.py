"""Pages of the assessed year, one subject a file."""
