"""A column that says what the words of a row are about, so that a question in other words finds it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from frameworks.policy.words import subjects_of


class SubjectsField(models.TextField):
    """The tokens of what the columns `of` the row speak about, written whenever the row is saved whole.

    `services.refresh_subjects` mends what was written in another way, or with an older vocabulary.
    """

    def __init__(self, of: Sequence[str] = (), **options: Any) -> None:
        self.of = tuple(of)
        super().__init__(**options | {"blank": True, "default": "", "editable": False})

    def deconstruct(self) -> Any:
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, options | {"of": self.of}

    def pre_save(self, row: models.Model, add: bool) -> str:
        value = self.value_for(row)
        setattr(row, self.attname, value)
        return value

    def value_for(self, row: models.Model) -> str:
        return subjects_of("\n".join(getattr(row, name) for name in self.of))
