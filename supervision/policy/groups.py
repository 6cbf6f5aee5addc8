"""Who leads which form of group supervision, for whom (SUP-10), and joint supervision where work is shared (SUP-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workforce.packs import Pack
from workforce.packs.schema.supervision import Group
from workforce.sentences import count, listed, silence
from workforce.verdict import Answer, Verdict

FEWEST = 2
LED_BY = {"manager": "the practice manager", "assessor": "the assessor", "development_lead": "the development lead"}


@dataclass(frozen=True, slots=True)
class Leader:
    """What somebody is on a day, as far as leading a group goes."""

    manages: bool
    assesses: bool
    is_development_lead: bool

    def leads(self, group: Group) -> bool:
        return {
            "manager": self.manages,
            "assessor": self.assesses,
            "development_lead": self.is_development_lead,
        }[group.led_by]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint(Answer):
    """A joint session held or planned from `since` on is enough."""

    since: date


def forms_for(pack: Pack, leader: Leader) -> dict[str, Group]:
    """The forms of group supervision this person may lead, by code, in the policy's order."""
    return {code: group for code, group in pack.supervision.groups.items() if leader.leads(group)}


def may_lead(pack: Pack, form: str, leader: Leader) -> Verdict:
    """Whether this person leads this form of group supervision."""
    group = pack.supervision.groups.get(form)
    if group is None:
        return Verdict(False, "SUP-10", silence(pack.title, "who leads this form of group supervision"))
    if leader.leads(group):
        return Verdict(True, group.rule, purpose_of(group))
    return Verdict(False, group.rule, f"{group.label} is led by {LED_BY[group.led_by]}")


def enough(number: int) -> Verdict:
    """Whether so many people make a group."""
    return Verdict(number >= FEWEST, "SUP-10", "Choose at least two people")


def joint_asked(pack: Pack, on: date) -> Joint | None:
    """Since when people who share a case should have met about it (SUP-12); None where the pack asks for nothing."""
    rule = pack.supervision.joint
    if rule is None:
        return None
    days = rule.again_after_days
    often = f", and again after {count(days, 'day')}" if days else ""
    return Joint(
        rules=(rule.rule,),
        because=f"Joint supervision is arranged where people work on a case together{often}",
        figures={"again_after_days": days} if days else {},
        since=on - timedelta(days=days) if days else date.min,
    )


def purpose_of(group: Group) -> str:
    return f"{group.label} is for {listed(group.purposes)}"
