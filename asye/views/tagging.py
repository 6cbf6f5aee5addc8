"""Say what something is evidence for: choose its statements, then a sentence of why for each."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from asye.forms.reflections import StatementsForm
from asye.forms.sharing import WhysForm
from asye.models import Reflection, WrittenWork
from asye.queries.statements import statement_groups
from frameworks.models import Statement
from workforce.access import Request
from workforce.verdict import Refused
from workforce.writing import SavedElsewhere


def choose_statements(
    request: Request, of: Reflection | WrittenWork, save: Callable[[Collection[Statement]], None], whys: str
) -> HttpResponse:
    """Choose the statements; then go on to `whys`, the address where they are explained."""
    form = StatementsForm(request.POST if request.method == "POST" else None, portfolio=of.portfolio)
    if form.is_valid():
        try:
            save(form.cleaned_data["statements"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your statements are saved")
            return redirect(whys if of.tags.exists() else of)
    crumbs = [("Home", "/"), (str(of), of.get_absolute_url()), ("Statements", "")]
    context = {"record": of, "form": form, "frameworks": statement_groups(of), "crumbs": crumbs}
    return render(request, "asye/statements.html", context)


def say_whys(
    request: Request, of: Reflection | WrittenWork, save: Callable[[dict[int, str], dict[int, str]], None], choose: str
) -> HttpResponse:
    """One sentence a statement: what in this shows it. `choose` is the address where statements are chosen."""
    tags = of.tags.select_related("statement").order_by("statement__section__framework", "statement__order")
    form = WhysForm(request.POST if request.method == "POST" else None, tags=tags)
    if form.is_valid():
        try:
            save(form.whys, form.read)
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your statements are saved")
            return redirect(of)
    crumbs = [("Home", "/"), (str(of), of.get_absolute_url()), ("Why", "")]
    return render(request, "asye/whys.html", {"record": of, "form": form, "choose": choose, "crumbs": crumbs})
