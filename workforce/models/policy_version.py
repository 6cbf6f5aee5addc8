"""What the authority's policy says from a day on: kept as it was loaded, followed by newer ones, never edited."""

from django.db import models
from django.db.models import Q

from workforce.models.organisation import Authority
from workforce.models.person import Person
from workforce.sentences import day


class PolicyVersion(models.Model):
    """One policy pack, merged and frozen, in force from `takes_effect_on` until a newer one takes effect.

    Of two that take effect on the same day the one loaded last is in force. `content` is JSON as text, because the
    order of its keys counts and a database's own JSON type need not keep it; `sha256` is the digest of `content` in
    UTF-8, in lower-case hexadecimal. The database refuses to change or delete a version.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="policy_versions")
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    takes_effect_on = models.DateField()
    loaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-takes_effect_on", "-pk"]
        indexes = [models.Index(name="policy_version_in_force", fields=["authority", "-takes_effect_on", "-id"])]
        constraints = [models.CheckConstraint(name="policy_version_named", condition=~Q(name="") & ~Q(title=""))]

    def __str__(self) -> str:
        return f"{self.title}, version of {day(self.takes_effect_on)}"
