"""What a reflection or written work is evidence for: its statements, and a sentence of why for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction

from asye.models import Reflection, WrittenWork
from frameworks.models import Statement
from workforce import audit, versions
from workforce.models import Person
from workforce.verdict import Refused
from workforce.writing import SavedElsewhere, set_aside


def set_tags(of: Reflection | WrittenWork, statements: Collection[Statement]) -> None:
    """Make the tags exactly these statements; those of editions the portfolio was bound to before stay (FRW-11).

    Runs in the transaction of the deed.

    Raises:
        Refused: a statement is not of the portfolio's frameworks.
    """
    bound = set(of.portfolio.frameworks.values_list("pk", flat=True))
    if any(statement.section.framework_id not in bound for statement in statements):
        raise Refused("Choose statements from the frameworks of this portfolio")
    of.tags.filter(statement__section__framework__in=bound).exclude(statement__in=statements).delete()
    there = set(of.tags.values_list("statement", flat=True))
    for statement in statements:
        if statement.pk not in there:
            of.tags.get_or_create(statement=statement)


def say_whys(
    of: Reflection | WrittenWork, whys: Mapping[int, str], read: Mapping[int, str], *, by: Person, at: dt.datetime
) -> None:
    """Keep the sentences by primary key of the tag; `read` is what each said when the form was opened.

    Raises:
        SavedElsewhere: another form was first with one of them; the others are kept.
    """
    with transaction.atomic():
        now = {tag.pk: tag for tag in of.tags.select_related("statement")}
        changed, late = False, []
        for pk, why in whys.items():
            if pk not in now or now[pk].why == why or why == read.get(pk, ""):
                continue
            if of.tags.filter(versions.still(why=read.get(pk, "")), pk=pk).update(why=why):
                changed = True
            else:
                now[pk].refresh_from_db(fields=["why"])  # it may have waited for the other
                late.append((str(now[pk].statement), now[pk].why, why))
        if changed:
            audit.record(by=by, deed="asye.say_why", subject=of, at=at)
        if not late:
            return
        aside = set_aside(late, what=f"{of}: why it is evidence", address=of.whys_address, by=by, at=at)
    raise SavedElsewhere(aside)
