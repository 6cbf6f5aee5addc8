"""Standing characters: one practitioner, the people around her, and strangers inside and outside her team."""

from __future__ import annotations

from dataclasses import dataclass

from asye.models import Panel, PanelItem, Portfolio
from frameworks.models import CrosswalkLink, Framework, Section, Statement
from tests.factories import (
    LONG_AGO,
    NOW,
    YEAR_BEGAN,
    PanelFactory,
    PanelItemFactory,
    PanelMemberFactory,
    PersonFactory,
    PortfolioFactory,
    PostFactory,
    RegistrationFactory,
    RelationshipFactory,
    ServiceFactory,
    StageFactory,
    TeamFactory,
)
from workforce.models import Person, Post, Relationship, Stage, Team

Job = Post.Job
Kind = Relationship.Kind


@dataclass(frozen=True)
class House:
    team: Team
    practitioner: Person
    manager: Person
    group_manager: Person
    assessor: Person
    lead: Person
    chair: Person
    moderator: Person
    external: Person
    hr: Person
    technical: Person
    stranger_in_team: Person
    stranger_outside: Person
    portfolio: Portfolio
    panel: Panel
    item: PanelItem

    @property
    def everybody(self) -> dict[str, Person]:
        return {name: value for name, value in vars(self).items() if isinstance(value, Person)}


def person(name: str, job: str, team: Team | None = None, **post: object) -> Person:
    """Make somebody who holds a post."""
    found = PersonFactory(name=name, email=f"{name.lower().replace(' ', '.')}@test.example")
    PostFactory(person=found, job=job, team=team, **post)
    return found


def practitioner(name: str, team: Team, *, manager: Person, assessor: Person, **stage: object) -> Person:
    """Make a registered NQSW with her line, her assessor and an open portfolio."""
    found = person(
        name, Job.SOCIAL_WORKER, team, grade=8, scp=24, spine="2019", contract="fixed_term", started_on=YEAR_BEGAN
    )
    RegistrationFactory(person=found, started_on=LONG_AGO)
    began = StageFactory(person=found, kind=Stage.Kind.NQSW, **stage)
    RelationshipFactory(kind=Kind.MANAGES, holder=manager, person=found)
    RelationshipFactory(kind=Kind.ASSESSES, holder=assessor, person=found)
    PortfolioFactory(practitioner=found, stage=began, started_on=began.started_on)
    return found


def build() -> House:
    """Make everybody once."""
    team = TeamFactory()
    elsewhere = TeamFactory(service=ServiceFactory(code="CLA"), name="South")
    manager, assessor = person("Practice Manager", Job.PRACTICE_MANAGER, team), person("Asye Assessor", Job.ASSESSOR)
    group_manager, chair = person("Group Manager", Job.GROUP_MANAGER), person("Panel Chair", Job.PRINCIPAL)
    moderator = person("Panel Moderator", Job.DEVELOPMENT_OFFICER)
    external = person("External Moderator", Job.EXTERNAL_MODERATOR, contract="invited")
    RelationshipFactory(kind=Kind.GROUP_MANAGES, holder=group_manager, service=team.service)
    newly = practitioner("Newly Qualified", team, manager=manager, assessor=assessor)
    portfolio = Portfolio.objects.get(practitioner=newly)
    portfolio.frameworks.add(_framework())
    panel = PanelFactory()
    PanelMemberFactory(panel=panel, person=chair, role="chair")
    PanelMemberFactory(panel=panel, person=moderator, role="officer")
    return House(
        team=team,
        practitioner=newly,
        manager=manager,
        group_manager=group_manager,
        assessor=assessor,
        lead=person("Development Lead", Job.DEVELOPMENT_LEAD),
        chair=chair,
        moderator=moderator,
        external=external,
        hr=person("Hr Officer", Job.HR),
        technical=person("System Administrator", Job.TECHNICAL),
        stranger_in_team=person("Same Team", Job.SOCIAL_WORKER, team),
        stranger_outside=person("Other Service", Job.SOCIAL_WORKER, elsewhere),
        portfolio=portfolio,
        panel=panel,
        item=PanelItemFactory(panel=panel, portfolio=portfolio, moderator=moderator),
    )


def _framework() -> Framework:
    framework = Framework.objects.create(
        code="made-2018",
        level="asye",
        title="Made capabilities",
        edition="2018",
        nation="england",
        kind="capabilities",
        in_force_from=LONG_AGO,
        source="Made for a test",
        order=1,
        loaded_at=NOW,
    )
    section = Section.objects.create(framework=framework, kind="domain", number="1", title="Professionalism", order=1)
    for number in (1, 2):
        Statement.objects.create(
            section=section, number=f"1.{number}", summary=f"Made statement {number}", order=number
        )
    return framework


def make_link(number: int = 1, strength: str = "partial") -> CrosswalkLink:
    """Link the first statement of the house's framework to a statement of another."""
    other, _ = Framework.objects.get_or_create(
        code="other-2014",
        level="",
        defaults={
            "title": "Other knowledge",
            "edition": "2014",
            "nation": "england",
            "kind": "knowledge",
            "in_force_from": LONG_AGO,
            "source": "Made for a test",
            "order": 2,
            "loaded_at": NOW,
        },
    )
    section, _ = Section.objects.get_or_create(
        framework=other, kind="standard", number="1", defaults={"title": "Knowing", "order": 1}
    )
    relative, _ = Statement.objects.get_or_create(
        section=section, number=f"1.{number}", defaults={"summary": f"Made relative {number}", "order": number}
    )
    first = Statement.objects.get(section__framework__code="made-2018", number="1.1")
    return CrosswalkLink.objects.create(
        from_statement=first, to_statement=relative, strength=strength, note="Half of it", is_ours=True, added_at=NOW
    )
