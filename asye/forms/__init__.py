"""What is asked in the assessed year, one subject a file."""
