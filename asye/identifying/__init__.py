"""An aid that finds what could tell who a text is about, before it is shared (CSL-16). It can miss things.

Nothing leaves the machine: patterns, lists of names, and the names of the authority's own staff.
"""

from asye.identifying.files import clues_in_file
from asye.identifying.finding import KINDS, Clue, find

__all__ = ["KINDS", "Clue", "clues_in_file", "find"]
