"""Rows for tests: fixed dates and sequences, so that a failure reads the same every time."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from asye.models import Panel, PanelItem, PanelMember, Portfolio, Recommendation, Reflection
from caseloads.models import Allocation, Case
from supervision.models import Session
from workforce.models import (
    Authority,
    Person,
    Post,
    Registration,
    Relationship,
    Service,
    Stage,
    Team,
)

TODAY = dt.date(2026, 1, 20)
NOW = dt.datetime(2026, 1, 20, 10, 0, tzinfo=dt.UTC)
YEAR_BEGAN = dt.date(2025, 9, 8)
LONG_AGO = dt.date(2020, 4, 1)


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = Authority
        django_get_or_create = ("name",)

    name = "Test Authority"
    pack = "demo"


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service
        django_get_or_create = ("authority", "code")

    authority = factory.SubFactory(AuthorityFactory)
    code = "CAI"
    name = factory.LazyAttribute(lambda service: f"Service {service.code}")


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team
        django_get_or_create = ("service", "name")

    service = factory.SubFactory(ServiceFactory)
    name = "North"


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@test.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    employee_number = factory.Sequence(lambda n: f"E{n:05d}")
    password = "!"


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    person = factory.SubFactory(PersonFactory)
    team = factory.SubFactory(TeamFactory)
    job = Post.Job.SOCIAL_WORKER
    title = factory.LazyAttribute(lambda post: Post.Job(post.job).label)
    contract = Post.Contract.PERMANENT
    started_on = LONG_AGO


class StageFactory(DjangoModelFactory):
    class Meta:
        model = Stage

    person = factory.SubFactory(PersonFactory)
    kind = Stage.Kind.NQSW
    started_on = YEAR_BEGAN


class RelationshipFactory(DjangoModelFactory):
    class Meta:
        model = Relationship

    started_on = LONG_AGO


class RegistrationFactory(DjangoModelFactory):
    class Meta:
        model = Registration

    regulator = "Social Work England"
    number = factory.Sequence(lambda n: f"SW{n:06d}")
    started_on = LONG_AGO


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    date = TODAY
    minutes = 90
    recorded_by = factory.SelfAttribute("supervisor")
    recorded_at = NOW


class CaseFactory(DjangoModelFactory):
    class Meta:
        model = Case

    reference = factory.Sequence(lambda n: f"CS-{n:06d}")
    type = Case.Type.CIN
    children = 2
    opened_on = LONG_AGO


class AllocationFactory(DjangoModelFactory):
    class Meta:
        model = Allocation

    case = factory.SubFactory(CaseFactory)
    role = Allocation.Role.ALLOCATED
    started_on = YEAR_BEGAN
    recorded_at = NOW


class PortfolioFactory(DjangoModelFactory):
    class Meta:
        model = Portfolio

    stage = factory.SubFactory(StageFactory, person=factory.SelfAttribute("..practitioner"))
    started_on = YEAR_BEGAN


class ReflectionFactory(DjangoModelFactory):
    class Meta:
        model = Reflection

    author = factory.SelfAttribute("portfolio.practitioner")
    title = factory.Sequence(lambda n: f"Reflection {n}")
    what_happened = "I visited with my co-worker."
    analysis = "I noticed what I had not asked."
    created_at = NOW
    saved_at = NOW


class PanelFactory(DjangoModelFactory):
    class Meta:
        model = Panel

    date = dt.date(2026, 1, 30)
    submit_by = dt.date(2026, 1, 16)
    submit_by_because = "Portfolios are submitted 14 days before the panel."


class PanelMemberFactory(DjangoModelFactory):
    class Meta:
        model = PanelMember


class PanelItemFactory(DjangoModelFactory):
    class Meta:
        model = PanelItem


class RecommendationFactory(DjangoModelFactory):
    class Meta:
        model = Recommendation

    outcome = "pass"
    reasons = "Consistent evidence in every domain."
    at = NOW
