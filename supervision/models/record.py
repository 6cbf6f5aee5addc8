"""The record of a session in two parts, with two sets of readers; what both sign, and what is added later (SUP-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from supervision.models.session import Session
from workforce.models import Person, SealedRecord
from workforce.models.period import holds_on
from workforce.sent_once import SentOnce
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access

# As the case system writes it: at least one figure, no space, so that no name fits.
REFERENCE = RegexValidator(
    r"\A(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9/_.-]{2,29}\Z",
    "Enter the reference from the case system: letters, digits and dashes, without spaces and without a name",
)


def read_in_full(access: Access, prefix: str = "") -> Q:
    """The two who sat together, and the supervisor's manager: they read the personal part."""
    return (
        Q(**{f"{prefix}session__worker": access.person})
        | Q(**{f"{prefix}session__supervisor": access.person})
        | Q(**{f"{prefix}session__supervisor__in": access.manages})
    )


class SessionRecordQuerySet(models.QuerySet["SessionRecord"]):
    def visible_to(self, access: Access) -> Self:
        """Readers of the personal part; and the worker's group manager, who reads the case part alone."""
        readers = read_in_full(access)
        if access.service_ids:
            staff = Person.objects.filter(holds_on(access.on, "posts__"), posts__team__service__in=access.service_ids)
            readers |= Q(session__worker__in=staff.order_by().values("pk"))
        return self.filter(readers)


class SessionRecord(Versioned):
    """What is said in one session, written by both while it is planned or held; sealed once both have signed.

    `agenda` holds (text, detail) pairs.
    `parts` counts changes of case discussions and actions, so that a signature can name what it stands for.
    """

    WORDS = ("points", "reflection", "training_to_practice", "wellbeing", "workload", "development", "tools")

    session = models.OneToOneField(Session, models.PROTECT, related_name="record")
    since = models.DateField(null=True, blank=True, help_text="The day of the last session held before this one")
    agenda = models.JSONField(default=list, help_text="What there was to go through when the record was opened")
    points = models.TextField(blank=True)
    reflection = models.TextField(blank=True)
    training_to_practice = models.TextField(blank=True)
    wellbeing = models.TextField(blank=True)
    workload = models.TextField(blank=True)
    development = models.TextField(blank=True)
    tools = models.CharField("tools used", max_length=500, blank=True, help_text="Codes of the policy, with commas")
    parts = models.PositiveIntegerField(default=1)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    sealed = models.BooleanField(default=False)
    seal = models.OneToOneField(SealedRecord, models.PROTECT, related_name="+", null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = SessionRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-session__date", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="record_sealed_whole",
                condition=Q(sealed=False, seal__isnull=True, signed_at__isnull=True)
                | Q(sealed=True, seal__isnull=False, signed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Record of {self.session.date}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:record", args=[self.pk])

    @property
    def edit_address(self) -> str:
        return reverse("supervision:record_edit", args=[self.pk])

    @property
    def stamp(self) -> str:
        """What a signature stands for: these words and these parts."""
        return f"{self.version}.{self.parts}"

    @property
    def tool_codes(self) -> list[str]:
        return [code for code in self.tools.split(",") if code]


class SetAsideWords(models.Model):
    """Words that came second when two forms wrote at once, or after the record was sealed: never lost."""

    record = models.ForeignKey(SessionRecord, models.PROTECT, related_name="set_aside")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "set-aside words"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Set aside {self.at}"


class CaseDiscussionQuerySet(models.QuerySet["CaseDiscussion"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(record__in=SessionRecord.objects.visible_to(access).order_by().values("pk"))


class CaseDiscussion(models.Model):
    """One case talked about, by its reference; what the supervisor has read, and the direction given (SUP-08)."""

    CHECKS: ClassVar[dict[str, str]] = {
        "records_read": "records",
        "assessment_read": "assessment",
        "plan_read": "plan",
        "reviews_read": "reviews",
    }

    record = models.ForeignKey(SessionRecord, models.PROTECT, related_name="discussions")
    reference = models.CharField("case-system reference", max_length=30, validators=[REFERENCE])
    records_read = models.BooleanField("records", default=False)
    assessment_read = models.BooleanField("assessment", default=False)
    plan_read = models.BooleanField("plan", default=False)
    reviews_read = models.BooleanField("reviews", default=False)
    direction = models.TextField("direction given")
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    sealed = models.BooleanField(default=False)

    objects = CaseDiscussionQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(
                name="discussion_once",
                fields=["record", "reference"],
                violation_error_message="This case is already in the record",
            ),
            models.CheckConstraint(name="discussion_has_direction", condition=~Q(direction="")),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def read(self) -> list[str]:
        """What the supervisor has read, as words."""
        return [word for name, word in self.CHECKS.items() if getattr(self, name)]


class ActionQuerySet(models.QuerySet["Action"]):
    def visible_to(self, access: Access) -> Self:
        """Whoever reads the personal part, whoever owns the action, and whoever supervises the worker now."""
        now = Q(record__session__worker__in=access.manages | access.supervises)
        return self.filter(read_in_full(access, "record__") | Q(owner=access.person) | now)

    def open(self) -> Self:
        return self.filter(closed__isnull=True)


class Action(SentOnce):
    """Something agreed: what, whose, by when. It comes back in each next session until it is closed."""

    record = models.ForeignKey(SessionRecord, models.PROTECT, related_name="actions")
    what = models.CharField(max_length=500)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="supervision_actions")
    due_on = models.DateField()
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    sealed = models.BooleanField(default=False)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [models.CheckConstraint(name="action_says_what", condition=~Q(what=""))]

    def __str__(self) -> str:
        return self.what


class ActionClosed(models.Model):
    """That an action is closed, by whom, and what came of it."""

    action = models.OneToOneField(Action, models.PROTECT, related_name="closed")
    outcome = models.CharField(max_length=500)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "closed actions"

    def __str__(self) -> str:
        return self.outcome


class Signature(models.Model):
    """One person's signature under the words as they stood, with their own view if they gave one (SUP-13)."""

    record = models.ForeignKey(SessionRecord, models.PROTECT, related_name="signatures")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    stamp = models.CharField(max_length=24)
    own_view = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="signature_once", fields=["record", "by", "stamp"])]

    def __str__(self) -> str:
        return f"Signed by {self.by} at {self.at}"


class Addendum(SentOnce):
    """What is added after both have signed, with its date and author; nothing before it changes (SUP-13)."""

    class Part(models.TextChoices):
        PERSONAL = "personal", "The personal part"
        CASE = "case", "The case part"

    record = models.ForeignKey(SessionRecord, models.PROTECT, related_name="addenda")
    part = models.CharField(max_length=10, choices=Part.choices)
    words = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "addenda"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="addendum_says_something", condition=~Q(words=""))]

    def __str__(self) -> str:
        return f"Addendum of {self.at}"
