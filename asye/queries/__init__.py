"""Reports of the assessed year, one page a file."""
