"""An aid against naming a child, a family or a place by accident (CSL-16), where words are read once they are sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from asye.identifying import Clue, find
from workforce.models import Person

MAY_STAY = "may_stay"
# Whom a plan or a concern is about works here, and so do those who help: their names may stay.
NOT_ASKED = frozenset({"staff_name"})


def names_nobody(form: forms.Form, *, on: dt.date) -> bool:
    """Whether a good form may go on. What could tell who somebody is is shown once, and stays if it is sent again.

    on: the day the words are read, for what a full date of long ago is.
    """
    found = _found(form, on)
    known = set(form.data.get(MAY_STAY, "").split())
    new = [(name, clue) for name, clue in found if clue.mark not in known]
    for name, clue in new:
        form.add_error(
            name, f"“{clue.text}” could tell who somebody is. {clue.advice}. If it may stay, send it again as it is"
        )
    if new:
        posted: Any = form.data  # as it was sent, which is not to be changed
        again = posted.copy()
        again[MAY_STAY] = " ".join(sorted({clue.mark for _, clue in found}))
        form.data = again
        form.fields[MAY_STAY] = forms.CharField(required=False, widget=forms.HiddenInput)
    return not new


def _found(form: forms.Form, on: dt.date) -> list[tuple[str, Clue]]:
    """The clues in the words of a form, once for each passage, with the name of their field."""
    staff = frozenset(Person.objects.values_list("name", flat=True))
    boxes = [name for name, field in form.fields.items() if name == "what" or isinstance(field.widget, forms.Textarea)]
    clues = [(name, clue) for name in boxes for clue in find(str(form.cleaned_data[name] or ""), on=on, staff=staff)]
    return list({clue.mark: (name, clue) for name, clue in clues if clue.kind not in NOT_ASKED}.values())
