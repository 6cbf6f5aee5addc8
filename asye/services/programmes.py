"""Keep the programme a portfolio begins with, so that a newer edition of the policy does not change it."""

from __future__ import annotations

import datetime as dt
import hashlib

from asye import policy
from asye.models import Portfolio, ProgrammeVersion
from workforce.models import Stage
from workforce.packs import Pack
from workforce.packs.schema.templates import Template
from workforce.policy_in_force import pack_on

USUAL = 12  # months, as `workforce.facts` takes them where a stage says nothing


def keep_template(template: Template, code: str, at: dt.datetime) -> ProgrammeVersion:
    """Keep a resolved template; the same one is kept once."""
    content = template.model_dump_json(exclude_defaults=True)
    digest = hashlib.sha256(content.encode()).hexdigest()
    kept, _ = ProgrammeVersion.objects.get_or_create(
        sha256=digest, defaults={"code": code, "label": template.label, "content": content, "kept_at": at}
    )
    return kept


def bind(portfolio: Portfolio, at: dt.datetime) -> None:
    """Give a new portfolio the programme of its first day's policy; a longer one lengthens the stage."""
    pack = pack_on(portfolio.started_on)
    if pack.asye.begins_with is not None:
        bind_to(portfolio, pack, pack.asye.begins_with.template, at)


def bind_to(portfolio: Portfolio, pack: Pack, code: str, at: dt.datetime) -> None:
    """Give the portfolio a programme of a pack, and its stage the programme's length."""
    template = policy.resolved(pack, code)
    portfolio.programme = keep_template(template, code, at)
    portfolio.save(update_fields=["programme"])
    months = None if template.months == USUAL else template.months
    Stage.objects.filter(pk=portfolio.stage_id).exclude(months=months).update(months=months)
    portfolio.stage.months = months
