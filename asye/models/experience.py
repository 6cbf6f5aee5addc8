"""What is noted by hand on the experience checklist of a year (WRK-06); rows are added, the newest counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from asye.models.following import follows_year
from asye.models.portfolio import Portfolio
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class ExperienceNoteQuerySet(models.QuerySet["ExperienceNote"]):
    def visible_to(self, access: Access) -> Self:
        """Whoever follows the year."""
        return self.filter(follows_year(access, "portfolio__"))


class ExperienceNote(SentOnce):
    """That something on the list was done on a day, or was not after all; `item` is its key in the policy."""

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="experience_notes")
    item = models.CharField(max_length=60)
    done = models.BooleanField()
    on = models.DateField()
    words = models.CharField("where and how", max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ExperienceNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="experience_note_by_item", fields=["portfolio", "item"])]

    def __str__(self) -> str:
        return f"{self.item}, {self.on}"
