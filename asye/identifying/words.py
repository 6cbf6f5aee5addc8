"""The lists of words: given names, those that are also everyday words, and capitals of the trade that name nobody."""

from pathlib import Path


def listed(name: str) -> list[str]:
    """Return the words of a list, without its first line, which says what it holds."""
    _, words = (Path(__file__).parent / "lists" / f"{name}.txt").read_text(encoding="utf-8").split("\n", 1)
    return words.split()


GIVEN = frozenset(listed("given"))
GIVEN_OR_WORD = frozenset(listed("given_or_word"))
NO_NAMES = frozenset(listed("no_names"))
