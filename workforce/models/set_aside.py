"""Words that came second when two forms wrote at once, or after it was too late: never lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.urls import reverse

from workforce.models.person import Person

if TYPE_CHECKING:
    from workforce.access import Access

LONGEST_NAME = 120


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(author=access.person)


class SetAside(models.Model):
    """Both texts of a clash, seen by who wrote the second. `rows` holds [label, text as saved, text as sent]."""

    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    what = models.CharField(max_length=LONGEST_NAME, blank=True, help_text="What was being written")
    address = models.CharField(max_length=200, help_text="Where the form is")
    rows = models.JSONField()
    at = models.DateTimeField()

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "set aside"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="set_aside_by_author", fields=["author", "address"])]

    def __str__(self) -> str:
        return self.what or f"Set aside {self.at}"

    def get_absolute_url(self) -> str:
        return reverse("workforce:set_aside", args=[self.pk])
