"""Who changed the crosswalk between frameworks, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint, Q

from asye.models.portfolio import RUNS_PROGRAMME
from frameworks.models import CrosswalkLink
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class CrosswalkChangeQuerySet(models.QuerySet["CrosswalkChange"]):
    def visible_to(self, access: Access) -> Self:
        """The history of the links is for those who run the programme; the links themselves everybody reads."""
        return self if access.jobs & RUNS_PROGRAMME else self.none()


class CrosswalkChange(SentOnce):
    """One change: a link added (`before` is null), taken away (`after` is null) or put in another's place."""

    before = models.ForeignKey(CrosswalkLink, models.PROTECT, related_name="ended_by", null=True)
    after = models.ForeignKey(CrosswalkLink, models.PROTECT, related_name="begun_by", null=True)
    undoes = models.ForeignKey("self", models.PROTECT, related_name="undone_by", null=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CrosswalkChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            CheckConstraint(
                name="crosswalk_change_of_something", condition=Q(before__isnull=False) | Q(after__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def what(self) -> str:
        """What happened, in a word or two."""
        if self.undoes_id:
            return "Undone"
        if self.before_id is None:
            return "Added"
        return "Changed" if self.after_id else "Taken away"

    @property
    def link(self) -> CrosswalkLink:
        """The link as it stood after the change, or before it was taken away."""
        found = self.after or self.before
        assert found is not None  # the database refuses a change of nothing
        return found
