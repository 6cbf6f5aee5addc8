"""Standards by edition, nation and level; sections; statements under their official numbers; Toolkit topics."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.urls import reverse

from frameworks.models.subjects import SubjectsField


class Level(models.TextChoices):
    """The three stages of practice the capabilities framework is written for; blank where a framework has none."""

    ASYE = "asye", "Assessed and supported year"
    SOCIAL_WORKER = "social-worker", "Social worker"
    EXPERIENCED = "experienced", "Experienced social worker"


class Nation(models.TextChoices):
    ENGLAND = "england", "England"
    WALES = "wales", "Wales"
    NORTHERN_IRELAND = "northern-ireland", "Northern Ireland"
    SCOTLAND = "scotland", "Scotland"
    UK = "uk", "United Kingdom"


class Kind(models.TextChoices):
    CAPABILITIES = "capabilities", "Professional capabilities"
    KNOWLEDGE = "knowledge", "Knowledge and skills"
    OCCUPATIONAL = "occupational", "Occupational standards"
    PROFICIENCY = "proficiency", "Standards of proficiency"
    CONDUCT = "conduct", "Standards of conduct"
    EMPLOYER = "employer", "Standards for employers"


def short_name(code: str) -> str:
    """As people say it: pcf-2018 is PCF 2018."""
    return code.replace("-", " ").upper()


class FrameworkQuerySet(models.QuerySet["Framework"]):
    def visible_to(self, access: Any) -> FrameworkQuerySet:
        """Published standards are open to everybody who may sign in; `access` keeps the call like every other list."""
        return self.all()

    def in_force(self, on: date) -> FrameworkQuerySet:
        """Both ends count: an edition is in force on its last day."""
        return self.filter(Q(in_force_to=None) | Q(in_force_to__gte=on), in_force_from__lte=on)

    def at_level(self, level: str) -> FrameworkQuerySet:
        """The row for this level, and frameworks that make no difference between levels."""
        return self.filter(level__in=("", level))

    def of_nation(self, nation: str) -> FrameworkQuerySet:
        return self.filter(nation__in=(nation, Nation.UK))

    def assessed(self) -> FrameworkQuerySet:
        """What a practitioner's evidence is held against: capabilities, and knowledge and skills."""
        return self.filter(kind__in=(Kind.CAPABILITIES, Kind.KNOWLEDGE))

    def binding(self, *, on: date, level: str, nation: str = Nation.ENGLAND) -> FrameworkQuerySet:
        """FRW-07: the editions a portfolio begun `on` this day is bound to and keeps."""
        return self.assessed().in_force(on).at_level(level).of_nation(nation)


class Framework(models.Model):
    """One edition of one set of standards at one level; `code` is shared by the levels of an edition."""

    code = models.SlugField(max_length=40)
    level = models.CharField(max_length=20, choices=Level.choices, blank=True)
    title = models.CharField(max_length=200)
    edition = models.CharField(max_length=20)
    nation = models.CharField(max_length=20, choices=Nation.choices)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    source = models.CharField(max_length=200)
    order = models.PositiveSmallIntegerField()
    loaded_at = models.DateTimeField()

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering = ("order", "code", "level")
        constraints = [
            UniqueConstraint(name="framework_code_level", fields=["code", "level"]),
            CheckConstraint(name="framework_level_known", condition=Q(level__in=["", *Level.values])),
            CheckConstraint(name="framework_nation_known", condition=Q(nation__in=Nation.values)),
            CheckConstraint(name="framework_kind_known", condition=Q(kind__in=Kind.values)),
            CheckConstraint(
                name="framework_ends_after_start",
                condition=Q(in_force_to=None) | Q(in_force_to__gte=F("in_force_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_level_display()}" if self.level else self.title

    def get_absolute_url(self) -> str:
        if self.level:
            return reverse("frameworks:framework_level", args=[self.code, self.level])
        return reverse("frameworks:framework", args=[self.code])

    @property
    def short(self) -> str:
        """As people say it: PCF 2018, with the level where that is not the assessed year."""
        name = short_name(self.code)
        return f"{name}, {self.get_level_display().lower()}" if self.level not in ("", Level.ASYE) else name

    def is_in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)


class SectionQuerySet(models.QuerySet["Section"]):
    def visible_to(self, access: Any) -> SectionQuerySet:
        """As their frameworks: open to everybody who may sign in."""
        return self.all()

    def with_statements(self) -> SectionQuerySet:
        """Leaves out key roles and focal areas, which only group other sections."""
        return self.filter(statements__isnull=False).distinct()


class Section(models.Model):
    """A domain, standard, key role, unit or focal area of a framework, in the order of the source."""

    class Kind(models.TextChoices):
        DOMAIN = "domain", "Domain"
        STANDARD = "standard", "Standard"
        KEY_ROLE = "key-role", "Key role"
        UNIT = "unit", "Unit"
        FOCAL_AREA = "focal-area", "Focal area"
        LIST = "list", "Standards"

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="sections")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.CharField(max_length=8, blank=True)
    title = models.CharField(max_length=200)
    about = models.TextField(blank=True)
    order = models.PositiveSmallIntegerField()

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ("framework", "order")
        constraints = [
            UniqueConstraint(name="section_number", fields=["framework", "kind", "number"]),
            UniqueConstraint(name="section_order", fields=["framework", "order"]),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.get_kind_display()} {self.number}: {self.title}" if self.number else self.title

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.number}" if self.number else self.kind


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, access: Any) -> TopicQuerySet:
        return self.all()


class Topic(models.Model):
    """A subject of the Toolkit, under one of its five headings; learning resources hang here."""

    class Heading(models.TextChoices):
        COMMUNICATION = "communication", "Communication skills"
        DEVELOPING = "developing", "Developing your practice"
        ETHICS = "ethics", "Ethics, values and diversity"
        ASSESSMENT = "assessment", "Assessment and intervention"
        LIFECOURSE = "lifecourse", "Lifecourse perspectives"

    slug = models.SlugField(max_length=60, unique=True)
    heading = models.CharField(max_length=20, choices=Heading.choices)
    title = models.CharField(max_length=120)
    about = models.TextField(blank=True)
    title_subjects = SubjectsField(of=["title"])
    subjects = SubjectsField(of=["about"])
    order = models.PositiveSmallIntegerField()

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ("order", "slug")
        constraints = [
            UniqueConstraint(name="topic_title", fields=["heading", "title"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("frameworks:topic", args=[self.slug])


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, access: Any) -> StatementQuerySet:
        """As their frameworks: open to everybody who may sign in."""
        return self.all()

    def of(self, framework: Framework) -> StatementQuerySet:
        """Every statement of a framework in the order of the source."""
        return self.filter(section__framework=framework).order_by("section__order", "order")

    def in_force(self, on: date) -> StatementQuerySet:
        return self.filter(section__framework__in=Framework.objects.in_force(on))

    def matching(self, words: str) -> StatementQuerySet:
        """Each word must occur in the number, the summary or the licensed text."""
        found = self
        for word in words.split():
            found = found.filter(Q(number=word) | Q(summary__icontains=word) | Q(licensed__icontains=word))
        return found


class Statement(models.Model):
    """One statement under its official number: our summary, and the publisher's text where an authority holds it."""

    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="statements")
    number = models.CharField(max_length=8)
    summary = models.TextField()
    licensed = models.TextField(blank=True)
    licensed_at = models.DateTimeField(null=True, blank=True)
    subjects = SubjectsField(of=["summary", "licensed"])
    order = models.PositiveSmallIntegerField()
    topics = models.ManyToManyField(Topic, blank=True, related_name="statements")

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ("section", "order")
        constraints = [
            UniqueConstraint(name="statement_number", fields=["section", "number"]),
            UniqueConstraint(name="statement_order", fields=["section", "order"]),
            CheckConstraint(name="statement_has_summary", condition=~Q(summary="")),
            CheckConstraint(
                name="statement_licensed_is_dated",
                condition=Q(licensed="", licensed_at=None) | (~Q(licensed="") & Q(licensed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.text}"

    def get_absolute_url(self) -> str:
        framework = self.section.framework
        if framework.level:
            return reverse("frameworks:statement_level", args=[framework.code, framework.level, self.number])
        return reverse("frameworks:statement", args=[framework.code, self.number])

    @property
    def key(self) -> str:
        """As packs and files name it: `pcf-2018/asye 2.4`."""
        framework = self.section.framework
        edition = f"{framework.code}/{framework.level}" if framework.level else framework.code
        return f"{edition} {self.number}"

    @property
    def text(self) -> str:
        """What to show: the licensed text once imported, our summary until then."""
        return self.licensed or self.summary

    @property
    def anchor(self) -> str:
        return f"s{self.number}"
