"""The authority, its services and their practice groups (WRK-01)."""

from django.db import models


class Authority(models.Model):
    """The employer. The policy pack it follows is named here; the figures are in the pack."""

    name = models.CharField(max_length=120, unique=True)
    pack = models.CharField(max_length=60)

    class Meta:
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """A part of the authority with its own caseload limits, by the code the policy pack knows it under."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="services")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(name="service_code_once", fields=["authority", "code"])]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A practice group. An academy team is where newly qualified social workers spend their year (WRK-02)."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)
    is_academy = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(name="team_name_once", fields=["service", "name"])]

    def __str__(self) -> str:
        return self.name
