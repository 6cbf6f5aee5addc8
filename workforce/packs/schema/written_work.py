"""Written work that is handed in and read against a short form: its kinds, what it is read for, the judgement."""

from __future__ import annotations

from pydantic import Field, model_validator

from workforce.packs.schema.base import Code, Count, Part, Party, Positive, Ruled, Words


class WorkKind(Part):
    """A kind of written work, and how many pieces of it there should be among those the year asks for."""

    label: Words
    minimum: Count = 0


class Criterion(Part):
    """What a piece is read for. `statements` name those it bears on, as `kss-2018 7.1` or `pcf-2018/asye 5.3`."""

    label: Words
    help: str = ""
    statements: tuple[Words, ...] = ()


class Level(Part):
    """How far a criterion is met; with `is_evidence` its statements have evidence once the form is signed."""

    label: Words
    is_evidence: bool = False


class Judgement(Part):
    """What the assessor says of the whole; one that `counts` is a piece of the year's evidence."""

    label: Words
    counts: bool = False


class WrittenWork(Ruled):
    """The short form. `assessed_by` are the parties of whom one assesses; the practitioner and that one sign.

    What comes back is handed in again within `change_within_days`; where that is silent, as many as assessing has.
    """

    label: Words
    kinds: dict[Code, WorkKind]
    criteria: dict[Code, Criterion]
    levels: dict[Code, Level]
    judgements: dict[Code, Judgement]
    assessed_by: tuple[Party, ...] = Field(min_length=1)
    assess_within_days: Positive
    sign_within_days: Positive
    change_within_days: Positive | None = None

    @property
    def days_to_change(self) -> int:
        return self.change_within_days or self.assess_within_days

    @model_validator(mode="after")
    def can_be_judged(self) -> WrittenWork:
        for name in ("kinds", "criteria", "levels", "judgements"):
            if not getattr(self, name):
                raise ValueError(f"{name}: name at least one")
        if not any(one.counts for one in self.judgements.values()):
            raise ValueError("no judgement counts as evidence: say of one that it does")
        if "nqsw" in self.assessed_by:
            raise ValueError("nobody assesses their own work")
        return self
