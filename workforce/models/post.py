"""Dated posts: what somebody is employed or invited to do, and what they may do follows from it."""

from django.db import models
from django.db.models import Q

from workforce.models.organisation import Team
from workforce.models.period import PeriodQuerySet, ends_after_start
from workforce.models.person import Person


class Post(models.Model):
    """One job held by one person from a day on, at a grade, a share of full time and a kind of contract."""

    class Job(models.TextChoices):
        TRAINEE = "trainee", "Social work trainee"
        SOCIAL_WORKER = "social_worker", "Social worker"
        SENIOR = "senior", "Senior social worker"
        PRACTICE_MANAGER = "practice_manager", "Practice manager"
        GROUP_MANAGER = "group_manager", "Group manager"
        ASSESSOR = "assessor", "ASYE assessor"
        DEVELOPMENT_LEAD = "development_lead", "Service development lead"
        DEVELOPMENT_OFFICER = "development_officer", "Learning and development officer"
        PRINCIPAL = "principal", "Principal social worker"
        ADULT_LEAD = "adult_lead", "Adult services lead"
        HR = "hr", "HR officer"
        PANEL_MEMBER = "panel_member", "Panel member from outside"
        EXTERNAL_MODERATOR = "external_moderator", "External moderator"
        TECHNICAL = "technical", "System administrator"
        OTHER = "other", "Other member of staff"

    class Contract(models.TextChoices):
        PERMANENT = "permanent", "Permanent"
        FIXED_TERM = "fixed_term", "Fixed term"
        AGENCY = "agency", "Agency"
        INVITED = "invited", "Invited, not employed"

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts")
    team = models.ForeignKey(Team, models.PROTECT, related_name="posts", null=True, blank=True)
    job = models.CharField(max_length=30, choices=Job.choices)
    title = models.CharField(max_length=120)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    scp = models.PositiveSmallIntegerField("spinal column point", null=True, blank=True)
    spine = models.CharField("spine version", max_length=30, blank=True)
    fte = models.DecimalField("share of full time", max_digits=3, decimal_places=2, default=1)
    contract = models.CharField(max_length=12, choices=Contract.choices)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "pk"]
        indexes = [models.Index(name="post_team_open", fields=["team", "ended_on"])]
        constraints = [
            ends_after_start("post_ends_after_start"),
            models.UniqueConstraint(
                name="post_one_open_per_job", fields=["person", "job"], condition=Q(ended_on__isnull=True)
            ),
            models.CheckConstraint(name="post_fte_within_one", condition=Q(fte__gt=0) & Q(fte__lte=1)),
        ]

    def __str__(self) -> str:
        return self.title
