"""Grades and pay: points and spines, increments, criteria, what follows a pass, and retention payments."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from workforce.packs.schema.base import EVERYBODY, Code, Count, Part, Positive, Ruled, Scope, Words

MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Move = Literal["automatic", "appraisal", "panel", "vacancy"]
Effective = Literal["decision_day", "first_of_next_month", "next_1_april", "submission_day", "anniversary"]


class Step(Part):
    """One increment: so many months after the start in the grade, or the next day of the year after the one before."""

    after_months: Positive | None = None
    on_next: MonthDay | None = None

    @model_validator(mode="after")
    def one_of_two(self) -> Step:
        if (self.after_months is None) == (self.on_next is None):
            raise ValueError("give either after_months or on_next, not both and not neither")
        return self


class Increments(Ruled):
    steps: tuple[Step, ...]


class Criterion(Ruled):
    """One thing asked of an applicant. The kind says how it is read:

    `held_since` a date that is not in the future; `months_since` so many months after a date; `at_least` a number no
    smaller than the figure; `statement` a yes; `either` one yes of several; `none_of` an empty list; `some_of` a
    list of at least `figure` entries.
    """

    label: Words
    kind: Literal["held_since", "months_since", "at_least", "statement", "either", "none_of", "some_of"]
    fact: Code | None = None
    facts: tuple[Code, ...] = ()
    figure: Count | None = None

    @model_validator(mode="after")
    def complete(self) -> Criterion:
        if self.kind == "either":
            if len(self.facts) < 2:
                raise ValueError("'either' names at least two facts")
        elif self.fact is None:
            raise ValueError(f"'{self.kind}' names the fact it reads")
        if self.kind in ("months_since", "at_least", "some_of") and self.figure is None:
            raise ValueError(f"'{self.kind}' needs a figure")
        return self


class Grade(Ruled):
    """One step of the ladder: its points on a spine or its spot salary, how people get onto it, what is asked."""

    label: Words
    order: Positive
    points: tuple[int, int] | None = None
    spine: Code | None = None
    spot_salary: Positive | None = None
    contract: Words | None = None
    move: Move
    scope: Scope = EVERYBODY
    retry_after_months: Count = 0
    skips_to: tuple[Code, ...] = ()
    increments: Increments | None = None
    criteria: dict[Code, Criterion] = Field(default_factory=dict)

    @model_validator(mode="after")
    def paid_in_one_way(self) -> Grade:
        if (self.points is None) == (self.spot_salary is None):
            raise ValueError("give either points or spot_salary")
        if self.points and self.points[0] > self.points[1]:
            raise ValueError(f"the points are upside down: from {self.points[0]} to {self.points[1]}")
        if self.points and self.spine is None:
            raise ValueError("points need the spine they are on")
        return self


class Spine(Ruled):
    """One edition of a pay spine. `follows` and `renumbered_by` give the point that took the place of an older one."""

    label: Words
    in_force_from: date
    in_force_to: date | None = None
    follows: Code | None = None
    renumbered_by: int = 0
    renumbered_from: int = 0

    @model_validator(mode="after")
    def dates_in_order(self) -> Spine:
        if self.in_force_to and self.in_force_to < self.in_force_from:
            raise ValueError(f"it ends on {self.in_force_to}, before it begins on {self.in_force_from}")
        return self


class SpineYear(Ruled):
    """Yearly salaries in pounds by point, in force from a date."""

    spine: Code
    in_force_from: date
    values: dict[str, Positive]


class AfterPass(Ruled):
    """Pay after a pass in the final assessment, a point on a spine or a spot salary, and the day it takes effect."""

    point: Positive | None = None
    spine: Code | None = None
    spot_salary: Positive | None = None
    grade: Code | None = None
    effective: Effective
    effective_source: Words

    @model_validator(mode="after")
    def paid_in_one_way(self) -> AfterPass:
        if (self.point is None) == (self.spot_salary is None):
            raise ValueError("give either point or spot_salary")
        if self.point is not None and self.spine is None:
            raise ValueError("a point needs the spine it is on")
        return self


class CpdList(Ruled):
    for_grade: Code
    activities: dict[Code, Words]


class PermanentPost(Ruled):
    needs_asye: bool


class RetentionPayment(Ruled):
    """Money to those of whom every condition is true on a snapshot day, paid once a year."""

    label: Words
    amount: Positive
    snapshot: MonthDay
    paid: MonthDay
    scope: Scope = EVERYBODY
    conditions: tuple[Code, ...] = ()
    months_in_post: Count = 0


class Progression(Part):
    grades: dict[Code, Grade] = Field(default_factory=dict)
    spines: dict[Code, Spine] = Field(default_factory=dict)
    salaries: dict[Code, SpineYear] = Field(default_factory=dict)
    after_pass: AfterPass | None = None
    cpd: dict[Code, CpdList] = Field(default_factory=dict)
    permanent_post: PermanentPost | None = None
    retention_payments: dict[Code, RetentionPayment] = Field(default_factory=dict)

    @model_validator(mode="after")
    def spines_and_grades_exist(self) -> Progression:
        spines = {grade.spine for grade in self.grades.values() if grade.spine}
        spines |= {year.spine for year in self.salaries.values()}
        spines |= {spine.follows for spine in self.spines.values() if spine.follows}
        spines |= {self.after_pass.spine} if self.after_pass and self.after_pass.spine else set()
        if unknown := sorted(spines - set(self.spines)):
            raise ValueError(f"no spine is called {', '.join(unknown)}")
        grades = {code for grade in self.grades.values() for code in grade.skips_to}
        if missing := sorted(grades - set(self.grades)):
            raise ValueError(f"no grade is called {', '.join(missing)}")
        return self
