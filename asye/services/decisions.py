"""The panel's decision: written, checked, signed by signing in again, sealed. From then on nothing changes it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from asye.models import Decision, DecisionDraft, Panel, PanelItem, Portfolio, Recommendation
from asye.models.recommendation import Outcome
from asye.services.duties import refresh_submission_duty
from asye.services.panels import require_independent
from workforce import audit
from workforce.facts import clock_of
from workforce.imports.after import followed
from workforce.lifecycle import move
from workforce.models import Person, Stage
from workforce.seal import seal
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import save_written

STATUS = {Outcome.PASS: Portfolio.Status.PASSED, Outcome.FAIL: Portfolio.Status.FAILED}


@transaction.atomic
def draft_decision(*, item: PanelItem, outcome: str, by: Person, at: dt.datetime) -> DecisionDraft:
    """Open the draft of one outcome, or go on with it.

    Raises:
        Refused: the portfolio is decided, or not submitted with a recommendation.
    """
    require_undecided(item)
    draft, _ = DecisionDraft.objects.get_or_create(item=item, outcome=outcome, by=by, defaults={"saved_at": at})
    return draft


def save_draft(*, draft: DecisionDraft, reasons: str, save: Save, at: dt.datetime) -> DecisionDraft:
    """Save the reasons as they are written; a check made before no longer counts.

    Raises:
        SavedElsewhere: another form saved first.
    """
    changed = draft.reasons != reasons

    def then() -> None:
        if changed:
            DecisionDraft.objects.filter(pk=draft.pk).update(checked_at=None)

    save_written(
        draft, {"reasons": reasons}, labels={"reasons": "Reasons"}, address=draft.edit_address,
        deed="asye.save_decision_draft", too_late="This draft is gone", save=save, by=draft.by, at=at, then=then,
    )  # fmt: skip
    return draft


def check_draft(*, draft: DecisionDraft, at: dt.datetime) -> None:
    """Keep that the chair has read the check page; only a sign-in after this moment signs.

    Raises:
        Refused: there are no reasons yet.
    """
    if not draft.reasons.strip():
        raise Refused("Give the panel's reasons before you check the decision")
    DecisionDraft.objects.filter(pk=draft.pk).update(checked_at=at)
    draft.checked_at = at


@transaction.atomic
def sign_decision(
    *, draft: DecisionDraft, version: int, signed_in_at: dt.datetime | None, by: Person, on: dt.date, at: dt.datetime
) -> Decision:
    """Sign and seal. A form sent twice gives back the one decision.

    `signed_in_at` is when this person last proved who they are; `version` the draft they read on the check page.

    Raises:
        Refused: not signed in again since the check, the text has changed since, or the portfolio is decided already.
    """
    made = Decision.objects.filter(item=draft.item, outcome=draft.outcome, signed_by=by).first()
    if made is not None:
        return made
    if draft.checked_at is None or draft.version != version:
        raise Refused("The decision was changed after you checked it. Check it again, then sign")
    if signed_in_at is None or signed_in_at < draft.checked_at:
        raise Refused("Sign in again to sign this decision")
    recommendation = require_undecided(draft.item)
    require_independent(by, draft.item.portfolio)
    portfolio = draft.item.portfolio
    move(portfolio, STATUS[Outcome(draft.outcome)], by=by, at=at)
    sealed = seal(kind="panel decision", snapshot=_snapshot(draft, recommendation), signer=by, at=at)
    decision = Decision.objects.create(
        item=draft.item,
        portfolio=portfolio,
        recommendation=recommendation,
        outcome=draft.outcome,
        reasons=draft.reasons,
        signed_by=by,
        signed_at=at,
        sealed=sealed,
    )
    if draft.outcome == Outcome.PASS:
        _close_stage(portfolio, on)
        followed([portfolio.practitioner], on=on, at=at)
    refresh_submission_duty(portfolio=portfolio, on=on, at=at)
    audit.record(by=by, deed="asye.sign_decision", subject=decision, at=at)
    return decision


def require_undecided(item: PanelItem) -> Recommendation:
    """Return the recommendation before the panel.

    Raises:
        Refused: the portfolio is decided, not submitted, without a recommendation, or this is no final moderation.
    """
    if item.panel.stage != Panel.Stage.FINAL:
        raise Refused("Pass or fail is decided at the final moderation, not at six months")
    if Decision.objects.filter(portfolio=item.portfolio).exists():
        raise Refused("This portfolio has been decided. A signed decision cannot be changed")
    recommendation = Recommendation.objects.filter(portfolio=item.portfolio).first()
    if item.portfolio.status != Portfolio.Status.SUBMITTED or recommendation is None:
        raise Refused("The assessor has not submitted this portfolio yet")
    return recommendation


def _snapshot(draft: DecisionDraft, recommendation: Recommendation) -> dict[str, Any]:
    """Everything the signature stands for, in words and dates that need no other record to be read."""
    portfolio, panel = draft.item.portfolio, draft.item.panel
    accepted = portfolio.reflections.exclude(status="draft").order_by("pk")
    return {
        "outcome": draft.outcome,
        "reasons": draft.reasons,
        "practitioner": {"id": portfolio.practitioner_id, "name": portfolio.practitioner.name},
        "portfolio": {"id": portfolio.pk, "started_on": portfolio.started_on},
        "panel": {
            "date": panel.date,
            "stage": panel.stage,
            "members": [f"{m.person.name}, {m.get_role_display()}" for m in panel.members.select_related("person")],
        },
        "recommendation": {
            "outcome": recommendation.outcome,
            "reasons": recommendation.reasons,
            "by": recommendation.by.name,
            "at": recommendation.at,
        },
        "reflections": [{"id": r.pk, "title": r.title, "status": r.status, "version": r.version} for r in accepted],
    }


def _close_stage(portfolio: Portfolio, on: dt.date) -> None:
    """End the NQSW stage with its year, and begin the social worker's on the next day."""
    stage = portfolio.stage
    last = max(on, clock_of(stage).ends_on)
    if Stage.objects.filter(pk=stage.pk, ended_on__isnull=True).update(ended_on=last):
        Stage.objects.create(person=stage.person, kind=Stage.Kind.SOCIAL_WORKER, started_on=last + dt.timedelta(days=1))
