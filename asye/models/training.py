"""Somebody's training: places on courses, what was done, what could not be come to, and who agreed (WRK-04, WRK-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from asye.models.course import KEEPS_TRAINING, CourseDate
from asye.models.following import follows_year, knows_absence
from asye.models.portfolio import Portfolio
from workforce.lifecycle import StatusMove
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


def _near(access: Access) -> Q:
    """Whoever follows the year, and who keeps the training."""
    return Q(pk__isnull=False) if access.jobs & KEEPS_TRAINING else follows_year(access, "portfolio__")


class BookingQuerySet(models.QuerySet["Booking"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(_near(access))


class TrainingRecordQuerySet(models.QuerySet["TrainingRecord"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(_near(access))


class Booking(SentOnce):
    """A place on a course."""

    class Status(models.TextChoices):
        BOOKED = "booked", "Booked"
        CAME = "came", "Came"
        MISSED = "missed", "Did not come"
        CANCELLED = "cancelled", "Cancelled"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.BOOKED: {Status.CAME, Status.MISSED, Status.CANCELLED},
        Status.CAME: {Status.MISSED},
        Status.MISSED: {Status.CAME},
        Status.CANCELLED: set(),
    }

    date = models.ForeignKey(CourseDate, models.PROTECT, related_name="bookings")
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="bookings")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.BOOKED)
    booked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["date__first_on", "pk"]
        constraints = [
            UniqueConstraint(name="booking_one_place", fields=["date", "portfolio"], condition=~Q(status="cancelled"))
        ]

    def __str__(self) -> str:
        return f"Place on {self.date}"

    def get_absolute_url(self) -> str:
        return reverse("asye:training", args=[self.portfolio_id])


class BookingMove(StatusMove):
    """One change of a place's status."""

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=10, choices=Booking.Status.choices)
    to_status = models.CharField(max_length=10, choices=Booking.Status.choices)
    why = models.CharField(max_length=200, blank=True)


def _where(record: TrainingRecord, name: str) -> str:
    return f"certificates/{record.portfolio_id}/{record.sent_key}"


class TrainingRecord(SentOnce):
    """Something done: at a date of a course, as the academy's list has it, or noted by hand. `days` counts the time.

    One taken back stays and no longer counts. Its certificate is a file, held once.
    """

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="training")
    booking = models.OneToOneField(Booking, models.PROTECT, related_name="record", null=True, blank=True)
    item = models.CharField("what it counts for", max_length=60, blank=True)
    title = models.CharField(max_length=120)
    on = models.DateField()
    days = models.DecimalField(max_digits=4, decimal_places=2)
    words = models.CharField(max_length=300, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to=_where, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = TrainingRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(name="training_by_item", fields=["portfolio", "item"])]
        constraints = [models.CheckConstraint(name="training_takes_time", condition=Q(days__gt=0))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("asye:training", args=[self.portfolio_id])


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, access: Access) -> Self:
        """Why somebody cannot come is for them, their line and who runs the programme."""
        return self.filter(knows_absence(access, "booking__portfolio__"))


class Release(SentOnce):
    """Somebody asks not to come, or answers for not having come; those the policy names agree or not (WRK-05)."""

    class Status(models.TextChoices):
        ASKED = "asked", "Waits for agreement"
        AGREED = "agreed", "Authorised"
        REFUSED = "refused", "Not authorised"
        WITHDRAWN = "withdrawn", "Withdrawn"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.ASKED: {Status.AGREED, Status.REFUSED, Status.WITHDRAWN},
        Status.AGREED: set(),
        Status.REFUSED: set(),
        Status.WITHDRAWN: set(),
    }

    booking = models.ForeignKey(Booking, models.PROTECT, related_name="releases")
    after = models.BooleanField("asked when the day was over", default=False)
    reason = models.CharField(max_length=500)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    asked_at = models.DateTimeField()

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            UniqueConstraint(name="release_one_open", fields=["booking"], condition=Q(status__in=["asked", "agreed"]))
        ]

    def __str__(self) -> str:
        return "Did not come to a course" if self.after else "Cannot come to a course"

    def get_absolute_url(self) -> str:
        return reverse("asye:course_release", args=[self.pk])


class ReleaseMove(StatusMove):
    """One change of a request's status."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=10, choices=Release.Status.choices)
    to_status = models.CharField(max_length=10, choices=Release.Status.choices)
    why = models.TextField(blank=True)


class ReleaseAgreement(models.Model):
    """One of those the policy names has authorised it. The database refuses to change or delete it."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="agreements")
    role = models.CharField(max_length=15)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [UniqueConstraint(name="release_agreed_once", fields=["release", "role"])]

    def __str__(self) -> str:
        return f"Authorised by {self.by}"


class TrainingFlagQuerySet(models.QuerySet["TrainingFlag"]):
    def visible_to(self, access: Access) -> Self:
        """The service development lead and the principal, and the line that authorised each one."""
        return self.filter(knows_absence(access, "portfolio__")).exclude(portfolio__practitioner=access.person)


class TrainingFlag(models.Model):
    """That somebody cancelled or missed courses again and again; one at a time, until the lead has looked at it."""

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="training_flags")
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    rule = models.CharField(max_length=60)
    because = models.CharField(max_length=300)
    seen_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)

    objects = TrainingFlagQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_on", "-pk"]
        constraints = [
            UniqueConstraint(name="training_flag_one_open", fields=["portfolio"], condition=Q(seen_at__isnull=True)),
            models.CheckConstraint(
                name="training_flag_seen_whole",
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | (Q(seen_at__isnull=False, seen_by__isnull=False) & ~Q(note="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Courses cancelled again and again, {self.raised_on}"

    def get_absolute_url(self) -> str:
        return reverse("asye:training_flag", args=[self.pk])
