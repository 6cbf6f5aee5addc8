"""An action when demand passes capacity: raise it, read it, close it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from caseloads.forms.capacity_actions import ContingencyForm, OutcomeForm
from caseloads.models import Contingency
from caseloads.queries.boards import line_of, rows_of
from caseloads.queries.demand import Demand, demand_on
from caseloads.queries.teams import teams_of
from caseloads.services import contingencies as services
from workforce.access import Request, allowed, may, permitted
from workforce.models import Person, Post, Team
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.writing import SaidAlready

OWNERS = (Post.Job.PRACTICE_MANAGER, Post.Job.GROUP_MANAGER, Post.Job.DEVELOPMENT_LEAD, Post.Job.PRINCIPAL)


@allowed("caseloads.see_boards")
def raise_action(request: Request) -> HttpResponse:
    """Raise an action for a team one answers for, beside today's demand and capacity."""
    on = request.access.on
    teams = teams_of(request.access)
    asked = request.GET.get("team", "")
    team = next((team for team in teams if str(team.pk) == asked), None) if asked else next(iter(teams), None)
    if team is None:
        raise Http404
    demand = demand_on(line_of("", 0, rows_of([team], on, weeks=False, count=1), on, None), [team], on, pack_on(on))
    form = ContingencyForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_key": uuid.uuid4(), "owner": str(request.user.pk)},
        owners=_owners(request, team),
    )
    if form.is_valid():
        try:
            return _raised(request, team, demand, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    back = f"{reverse('caseloads:team_board')}?team={team.pk}"
    return render(
        request,
        "caseloads/step.html",
        {
            "title": "Contingency action",
            "caption": team.name,
            "facts": [
                {"key": "Children held and waiting", "value": demand.all},
                {"key": "Room for", "value": demand.room},
            ],
            "form": form,
            "submit": "Raise it",
            "back": back,
            "crumbs": [("Home", "/"), ("Team board", back), ("Contingency action", "")],
        },
    )


def _raised(request: Request, team: Team, demand: Demand, form: ContingencyForm) -> HttpResponse:
    told = form.cleaned_data
    action = services.raise_action(
        team=team,
        what=told["what"],
        owner=form.owners[told["owner"]],
        due_on=told["due_on"],
        demand=demand.all,
        capacity=demand.room,
        sent_key=told["sent_key"],
        by=request.user,
        on=request.access.on,
        at=timezone.now(),
    )
    messages.success(request, f"The action is with {action.owner.name}")
    return redirect(action)


def _owners(request: Request, team: Team) -> list[Person]:
    """Managers of the team's service, and those who answer for all."""
    posts = Post.objects.open_on(request.access.on).filter(job__in=OWNERS)
    mine = posts.filter(team__service=team.service_id) | posts.filter(team__isnull=True)
    return list(Person.objects.filter(pk__in=mine.order_by().values("person")).order_by("name"))


@permitted("caseloads.read_contingency", Contingency, select=("team", "owner", "raised_by", "closed_by"))
def contingency(request: Request, action: Contingency) -> HttpResponse:
    """The action, the figures it answers, and its outcome; whoever answers for it closes it here."""
    posted = request.POST if request.method == "POST" else None
    is_asked = action.closed_on is None or posted is not None  # who is late is shown both outcomes
    form = OutcomeForm(posted) if is_asked and may("caseloads.close_contingency", request.access, action) else None
    if form is not None and form.is_valid():
        try:
            services.close(
                action=action,
                outcome=form.cleaned_data["outcome"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except SaidAlready as said:
            return redirect(said.kept(by=request.user, at=timezone.now()))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The action is closed")
            return redirect(action)
    return render(
        request,
        "caseloads/contingency.html",
        {
            "action": action,
            "late": action.closed_on is None and action.due_on < request.access.on,
            "form": form,
            "crumbs": [("Home", "/"), ("Contingency action", "")],
        },
    )
