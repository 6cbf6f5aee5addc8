"""Keeping what rows are about in step with their words and with the vocabulary."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from frameworks.models import Resource, Statement, Topic
from frameworks.models.subjects import SubjectsField


@transaction.atomic
def refresh_subjects() -> int:
    """Write anew what rows are about where it has changed, and say in how many: three queries when in none."""
    return sum(_refresh(model) for model in (Statement, Topic, Resource))


def _refresh(model: type[models.Model]) -> int:
    kept = [field for field in model._meta.concrete_fields if isinstance(field, SubjectsField)]
    names = [field.name for field in kept]
    rows: list[Any] = list(model._default_manager.only("pk", *names, *(of for field in kept for of in field.of)))
    changed = [row for row in rows if any(getattr(row, field.attname) != field.value_for(row) for field in kept)]
    for row in changed:
        for field in kept:
            field.pre_save(row, add=False)
    model._default_manager.bulk_update(changed, names, batch_size=200)
    return len(changed)
