"""Text that is safe in any spreadsheet: what looks like a formula is shown, not run."""

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ILLEGAL = {number: None for number in range(32) if number not in (9, 10, 13)}


def safe(value: str) -> str:
    """Return the text with an apostrophe before anything a spreadsheet would run, and without control characters."""
    clean = value.translate(ILLEGAL)
    return f"'{clean}" if clean.lstrip(" \u00a0").startswith(RUNS) else clean
