"""The parts of a pack that a title and fixed sentences say whole."""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter

from workforce.packs.spoken.wording import Said, Table, value

# Part → title, and lines of which each is said where all it names is set.
PHRASES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "programme": (
        "the programme",
        ("{months} months", "A longer one for part-timers: agreed by the {pro_rata_agreed_by}"),
    ),
    "programme.pauses": (
        "pauses of the clock",
        (
            "Agreed by the {agreed_by}",
            "Answered within {answered_within_days} days",
            "At most {cap_months} months in all",
        ),
    ),
    "caseloads.full": ("a full caseload", ("{children} children", "{cases} cases", "{points} points")),
    "caseloads.academy": (
        "support in an academy team",
        ("A social worker of grade {grades} supports its newly qualified ones", "Holds no cases in {no_cases_in}"),
    ),
    "caseloads.allegations": (
        "allegations of abuse or neglect",
        (
            "Allocated within {allocated_within_hours} hours",
            "What only the case system tells of falls to the group manager of {taken_by}",
        ),
    ),
    "caseloads.notes": (
        "case notes",
        ("Child protection: within {child_protection_within_hours} hours", "Others: within {others_within_days} days"),
    ),
    "caseloads.transfer": ("decided and recorded on transfer", ("To choose from: {options}",)),
    "caseloads.capacity": ("“I am at capacity”", ("Answered within {answered_within_days} days",)),
    "caseloads.feed": (
        "the case system's file",
        ("Asks before it closes more than {asks_above_percent}% of the open cases",),
    ),
    "caseloads.visits_alone": (
        "visits alone",
        ("Kinds of case: {case_types}", "First the {recorded_by} records that this worker is ready"),
    ),
    "caseloads.over_limit": (
        "when a limit is passed",
        (
            "Authorised by: {authorised_by}",
            "The record is complete within {completed_within_days} days",
            "Agreed for at most {longest_days} days at a time",
        ),
    ),
    "caseloads.swaps": ("a slot that changes hands", ("Answered within {answered_within_days} days",)),
    "caseloads.offers": ("a case that is offered", ("Answered within {answered_within_days} days",)),
    "caseloads.contingency": (
        "demand above capacity",
        ("A contingency action with an owner from {demand_percent} % of capacity on",),
    ),
    "caseloads.forecast": (
        "forecast of children against room",
        (
            "It looks {months} months ahead",
            "The trend is measured over {trend_months} months back",
            "A trend takes a record of {trend_least_months} months",
        ),
    ),
    "supervision.session": ("length of a session", ("At least {minimum_minutes} minutes without interruption",)),
    "supervision.agreement": ("supervision agreement", ("Reviewed every {reviewed_every_months} months",)),
    "supervision.professional": (
        "registered professional supervisor beside the line manager",
        ("Asked in these stages: {stages}", "Arranged within {arranged_within_days} days"),
    ),
    "supervision.joint": (
        "joint supervision where work is shared",
        ("Counts as: {counts_as}", "Asked for again after {again_after_days} days"),
    ),
    "asye.begins_with": ("programme of the years that begin now", ("{template}",)),
    "asye.moderation": (
        "moderation",
        (
            "Held after: {stages}",
            "Read at least {reading_days_before_panel} days before the panel",
            "Read by another authority: {external_sample_percent} %",
        ),
    ),
    "asye.experience": (
        "what is noted on the experience checklist",
        ("Agreed by the assessor within {agreed_within_days} days",),
    ),
    "asye.moves": (
        "a year on trial in another programme",
        ("Confirmed or put back within {decided_within_days} days",),
    ),
    "asye.completion": (
        "a year that is not completed",
        (
            "Bars a permanent post: {bars_permanent_post}",
            "Exceptional circumstances may be recorded: {exceptional_circumstances}",
        ),
    ),
    "people.registration": (
        "registration",
        (
            "Regulators, each from the day given: {regulators}",
            "Needed as: {required_for}",
            "Reminders {remind_days_before} days before it ends",
        ),
    ),
    "people.start_of_asye": ("start of the programme", ("Only once registered: {needs_registration}",)),
    "people.probation": (
        "probation",
        (
            "{months} months",
            "First review within {first_review_months} months",
            "Second review within {second_review_months} months",
        ),
    ),
    "people.appraisal": ("appraisal", ("Every {every_months} months", "Reviewed after {review_after_months} months")),
    "people.absence": (
        "when sickness is looked at formally",
        (
            "{days} working days in {days_window_months} months",
            "Part-time: {own_weeks} of the worker’s own weeks",
            "{occasions} occasions in {occasions_window_months} months",
        ),
    ),
    "people.concerns": (
        "concerns",
        (
            "Put to, in this order: {tiers}",
            "Answered within {answered_within_days} days",
            "Totals smaller than {totals_shown_from} are shown to nobody",
        ),
    ),
    "people.protected_time": (
        "the log of protected time",
        (
            "Reckoned on bank holidays too: {bank_holidays_count}",
            "Behind when less than {behind_below_percent} % was taken, from week {behind_after_weeks} on",
        ),
    ),
    "people.progress_concerns": (
        "how a concern about progress ends",
        (
            "Signed by, in this order: {signed_by}",
            "Each within {sign_within_days} days",
            "Ends before the final assessment: {before_final}",
        ),
    ),
    "people.courses": (
        "missing or cancelling a course",
        (
            "Agreed by: {agreed_by}",
            "Answered within {answered_within_days} days",
            "After {flagged_after} in {within_months} months the {flagged_to} is told",
        ),
    ),
    "progression.after_pass": (
        "pay after a pass",
        ("Point {point} of the spine {spine}", "Grade {grade}", "£{spot_salary} a year", "From: {effective}"),
    ),
    "progression.permanent_post": ("a permanent post", ("Only after a completed year: {needs_asye}",)),
}


def phrase(table: Table, key: str) -> Said:
    """The title of the part, and those of its sentences whose figures it sets."""
    title, phrases = PHRASES[key]
    held = {name: value(one) for name, one in table.items()}
    fields = {phrase: {field for _, field, _, _ in Formatter().parse(phrase) if field} for phrase in phrases}
    return title, [phrase.format(**held) for phrase in phrases if fields[phrase] <= held.keys()]
