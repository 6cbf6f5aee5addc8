"""The audit trail: who did what, when, to which record. Never what it says."""

from django.db import models

from workforce.models.person import Person


class AuditEntry(models.Model):
    """One write, export, refused try or view of a sensitive record. The database refuses to change or delete it."""

    class Kind(models.TextChoices):
        WRITE = "write", "Changed"
        EXPORT = "export", "Exported"
        DENIED = "denied", "Refused"
        VIEW = "view", "Viewed"

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    deed = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(name="audit_by_subject", fields=["subject_type", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.deed} on {self.subject_type} {self.subject_id}"
