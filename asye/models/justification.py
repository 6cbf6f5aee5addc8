"""Why a passage that looks as if it told who somebody is may stay in a reflection."""

from django.db import models
from django.db.models import UniqueConstraint

from asye.models.reflection import Reflection
from workforce.models import Person


class Justification(models.Model):
    """The author's reason for one passage, wherever it stands. `mark` stands for the words, without them."""

    reflection = models.ForeignKey(Reflection, models.CASCADE, related_name="justifications")
    mark = models.CharField(max_length=16)
    kind = models.CharField(max_length=20)
    why = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(name="justification_once", fields=["reflection", "mark"])]

    def __str__(self) -> str:
        return f"{self.kind} in {self.reflection_id}"
