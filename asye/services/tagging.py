"""What a reflection or written work is evidence for: its statements, and a sentence of why for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from asye.models import Reflection, WrittenWork
from frameworks.models import Statement
from workforce.verdict import Refused


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


def set_whys(of: Reflection | WrittenWork, whys: Mapping[int, str]) -> bool:
    """Keep the sentences by primary key of the tag; say whether one is another than before."""
    changed = 0
    for pk, why in whys.items():
        changed += of.tags.filter(pk=pk).exclude(why=why).update(why=why)
    return bool(changed)
