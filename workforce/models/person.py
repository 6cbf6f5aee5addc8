"""A person who works here, or is invited to: also the account they sign in with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from workforce.models.period import holds_on

if TYPE_CHECKING:
    from workforce.access import Access


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, access: Access) -> Self:
        """Whose record of work (posts, stage, load, supervision dates) may this person see?"""
        if access.sees_whole_workforce:
            return self
        mine = Q(pk=access.person.pk) | Q(pk__in=access.works_with)
        if access.service_ids:
            mine |= Q(
                pk__in=Person.objects.filter(
                    holds_on(access.on, "posts__"), posts__team__service__in=access.service_ids
                ).values("pk")
            )
        return self.filter(mine)

    def employed_on(self, on: Any) -> Self:
        """People who hold a post on that day."""
        return self.filter(pk__in=Person.objects.filter(holds_on(on, "posts__")).values("pk"))


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Access ends with the last post: there is no active flag that somebody could forget to clear (WRK-13)."""

    email = models.EmailField("work e-mail address", unique=True)
    name = models.CharField(max_length=150)
    employee_number = models.CharField(max_length=30, unique=True, null=True, blank=True)
    qualified_on = models.DateField(null=True, blank=True)

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name_plural = "people"
        ordering = ["name"]
        constraints = [models.CheckConstraint(name="person_email_lower_case", condition=Q(email=Lower("email")))]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("workforce:person", args=[self.pk])
