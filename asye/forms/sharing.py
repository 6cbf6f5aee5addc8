"""Forms on the way to the assessor: why a passage may stay, why a statement is met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from asye.models import Tag, WorkTag
from asye.queries.identifying import Passage

LONGEST = 300
TOO_LONG = {"max_length": "Use at most %(limit_value)d characters. It has %(show_value)d"}


class PassagesForm(forms.Form):
    """One field for each passage that was found; empty where its author will change the text instead."""

    def __init__(self, *args: Any, passages: Sequence[Passage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passages = passages
        for passage in passages:
            self.fields[_named(passage)] = forms.CharField(
                label=f"“{passage.clue.text}”: {passage.clue.label}",
                help_text=f"{passage.clue.advice}. It stands in: {passage.place}",
                initial=passage.why,
                max_length=LONGEST,
                error_messages=TOO_LONG
                | {"required": f"Change “{passage.clue.text}” in your text, or say why it may stay"},
            )

    @property
    def reasons(self) -> dict[str, str]:
        """Return the reasons by the mark of their passage."""
        return {passage.clue.mark: self.cleaned_data[_named(passage)] for passage in self.passages}


def _named(passage: Passage) -> str:
    return f"why_{passage.clue.mark}"


class WhysForm(forms.Form):
    """A sentence for each statement something is tagged with."""

    def __init__(self, *args: Any, tags: Iterable[Tag | WorkTag], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tags: list[Tag | WorkTag] = list(tags)
        for tag in self.tags:
            self.fields[f"tag_{tag.pk}"] = forms.CharField(
                label=f"{tag.statement.number} {tag.statement.text}",
                initial=tag.why,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages=TOO_LONG,
            )
            self.fields[f"read_{tag.pk}"] = forms.CharField(
                initial=tag.why, required=False, widget=forms.HiddenInput, strip=False
            )

    @property
    def read(self) -> dict[int, str]:
        """Return the sentences as they were when the form was opened, by primary key of the tag."""
        return {tag.pk: self.cleaned_data[f"read_{tag.pk}"] for tag in self.tags}

    @property
    def whys(self) -> dict[int, str]:
        """Return the sentences by primary key of the tag."""
        return {tag.pk: self.cleaned_data[f"tag_{tag.pk}"].strip() for tag in self.tags}
