"""What leaves the assessed year as a file."""
