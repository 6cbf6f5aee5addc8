"""What a case-system reference may look like. No child is named (CSL-16), so what may be a name is refused."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

REFERENCE = RegexValidator(
    r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9/_.-]{2,29}$",
    "Enter the reference from the case system: letters, digits and dashes, without spaces and without a name",
)
NAMED = "This looks like a name. No name of a child is kept here (CSL-16): enter the reference of the case system"
BORN = "This looks like a date of birth. No child can be found by it here (CSL-16): enter the reference of the system"
# Words that case systems put before their numbers. Any other word of four letters may be a name.
SYSTEM_WORDS = frozenset({"CASE", "CASES", "CHILD", "FAMILY", "FAM", "MOSAIC", "REFERRAL", "GROUP"})
CAPITALISED = re.compile(r"[A-Z][a-z]{2,}")
WORD = re.compile(r"[A-Za-z]{4,}")
DAY_OF_BIRTH = re.compile(
    r"(?<!\d)(\d{1,2}[./_-]\d{1,2}[./_-](19|20)\d{2}|(19|20)\d{2}[./_-]\d{1,2}[./_-]\d{1,2})(?!\d)"
)


def unfit(value: str) -> str:
    """Return why a text cannot be a reference, or nothing. The answer never repeats the text."""
    if not re.fullmatch(REFERENCE.regex, value):
        return NAMED
    if any(word.upper() not in SYSTEM_WORDS for word in WORD.findall(value)) or _capitalised(value):
        return NAMED
    return BORN if DAY_OF_BIRTH.search(value) else ""


def nameless(value: str) -> None:
    """Validate a field of a form or model.

    Raises:
        ValidationError: the text may be a name or a date of birth.
    """
    if why := unfit(value):
        raise ValidationError(why)


def _capitalised(value: str) -> bool:
    return any(word.upper() not in SYSTEM_WORDS for word in CAPITALISED.findall(value))
