"""Why a passage that looks as if it told who somebody is may stay in a reflection or in written work."""

from django.db import models
from django.db.models import Q, UniqueConstraint

from asye.models.reflection import Reflection
from asye.models.written_work import WrittenWork
from workforce.models import Person


class Justification(models.Model):
    """The author's reason for one passage, wherever it stands. `mark` stands for the words, without them."""

    reflection = models.ForeignKey(Reflection, models.CASCADE, related_name="justifications", null=True, blank=True)
    work = models.ForeignKey(WrittenWork, models.CASCADE, related_name="justifications", null=True, blank=True)
    mark = models.CharField(max_length=16)
    kind = models.CharField(max_length=20)
    why = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            UniqueConstraint(name="justification_once", fields=["reflection", "mark"]),
            UniqueConstraint(name="justification_once_of_work", fields=["work", "mark"]),
            models.CheckConstraint(
                name="justification_of_one_thing",
                condition=Q(reflection__isnull=False, work__isnull=True)
                | Q(reflection__isnull=True, work__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.reflection_id or self.work_id}"
