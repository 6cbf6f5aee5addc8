"""What follows a pass: the paper that authorises pay (MOD-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from asye.models import Decision
from workforce.models import Person, Post
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class ProgressionPaperQuerySet(models.QuerySet["ProgressionPaper"]):
    def visible_to(self, access: Access) -> Self:
        """HR, who pay by it, and the person it is about."""
        if Post.Job.HR in access.jobs:
            return self
        return self.filter(decision__portfolio__practitioner=access.person)


class ProgressionPaper(SentOnce):
    """The paper as HR processed it: the grade and point with its spine version, and the day it takes effect.

    `present_*` is what the post said on the day it was processed; the rule and the sentence are the policy's.
    """

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="paper")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    present_grade = models.PositiveSmallIntegerField(null=True)
    present_scp = models.PositiveSmallIntegerField(null=True)
    present_spine = models.CharField(max_length=30, blank=True)
    new_grade = models.CharField(max_length=20, blank=True)
    new_scp = models.PositiveSmallIntegerField(null=True)
    new_spine = models.CharField(max_length=30, blank=True)
    effective_on = models.DateField()
    rules = models.CharField(max_length=80)
    because = models.TextField()
    processed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    processed_at = models.DateTimeField()

    objects = ProgressionPaperQuerySet.as_manager()

    class Meta:
        ordering = ["-processed_at"]

    def __str__(self) -> str:
        return f"Progression paper for {self.decision.portfolio.practitioner}"
