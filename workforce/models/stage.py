"""Dated stages of a working life, each with its own clock, and the pauses that stop it (CLK-03, CLK-04)."""

from django.db import models
from django.db.models import F, Q

from workforce.models.period import PeriodQuerySet, ends_after_start
from workforce.models.person import Person


class Stage(models.Model):
    """The rules that apply to somebody depend on the stage they are in and on how long they have been in it."""

    class Kind(models.TextChoices):
        TRAINEE = "trainee", "Trainee"
        NQSW = "nqsw", "Newly qualified social worker"
        SOCIAL_WORKER = "social_worker", "Social worker"
        SENIOR = "senior", "Senior social worker"
        MANAGER = "manager", "Manager"

    person = models.ForeignKey(Person, models.PROTECT, related_name="stages")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    months = models.PositiveSmallIntegerField(
        "length of the programme in months",
        null=True,
        blank=True,
        help_text="Nothing: the full-time length of twelve. Set for a longer programme, or pro rata (CLK-06)",
    )

    done_days = models.PositiveSmallIntegerField(
        "days of the programme done with another employer before it began here", default=0
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "pk"]
        constraints = [
            ends_after_start("stage_ends_after_start"),
            models.UniqueConstraint(
                name="stage_one_open_per_person",
                fields=["person"],
                condition=Q(ended_on__isnull=True),
                violation_error_message="This person is already in another stage. End that one first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} from {self.started_on}"


class Pause(models.Model):
    """Days on which the clock of a stage stands still, both ends included."""

    class Reason(models.TextChoices):
        SICKNESS = "sickness", "Sickness"
        ABSENCE = "absence", "Other absence"
        MATERNITY = "maternity", "Maternity leave"

    stage = models.ForeignKey(Stage, models.PROTECT, related_name="pauses")
    started_on = models.DateField()
    ended_on = models.DateField()
    reason = models.CharField(max_length=20, choices=Reason.choices)
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()

    class Meta:
        ordering = ["started_on"]
        constraints = [
            models.CheckConstraint(name="pause_ends_after_start", condition=Q(ended_on__gte=F("started_on"))),
            models.UniqueConstraint(name="pause_once", fields=["stage", "started_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.started_on} to {self.ended_on}"
