"""Direct observations: the list, planning, consent, holding, and the page that shows whose turn it is."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from asye.forms.observations import ASKED, CancelObservationForm, ConsentForm, HoldForm, PlanForm
from asye.models import Observation, ObservationAccount, Portfolio
from asye.queries.asked import asked_of, observed_by_assessor
from asye.services import observations as services
from asye.views.writing import form_page
from workforce.access import Access, Request, may, permitted
from workforce.models import Person, Registration
from workforce.verdict import Refused
from workforce.writing import SavedElsewhere

Status, Side = Observation.Status, ObservationAccount.Side
PEOPLE = ("portfolio__practitioner", "observer", "planned_by", "consent_by", "sealed")
KEY = "observation"


def trail(portfolio: Portfolio, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("Home", "/"),
        (f"Year of {portfolio.practitioner.name}", portfolio.get_absolute_url()),
        ("Observations", reverse("asye:observations", args=[portfolio.pk])),
        *more,
    ]


@permitted("asye.read_portfolio", Portfolio, select=("practitioner", "programme"))
def observations(request: Request, portfolio: Portfolio) -> HttpResponse:
    """All of them, with how many the programme asks for and how many are signed."""
    asked = asked_of(portfolio, KEY, on=request.access.on).get(KEY)
    found = Observation.objects.visible_to(request.access).filter(portfolio=portfolio).select_related("observer")
    context = {
        "portfolio": portfolio,
        "rows": list(found),
        "needed": asked,
        "by_assessor": observed_by_assessor(portfolio) if asked and asked.by_assessor else 0,
        "may_plan": may("asye.plan_observation", request.access, portfolio) and portfolio.status == "open",
        "crumbs": [*trail(portfolio)[:-1], ("Observations", "")],
    }
    return render(request, "asye/observations.html", context)


@permitted("asye.plan_observation", Portfolio, select=("practitioner",))
def plan(request: Request, portfolio: Portfolio) -> HttpResponse:
    form = PlanForm(request.POST if request.method == "POST" else None, observers=_observers(request.access, portfolio))
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = services.plan_observation(
                portfolio=portfolio, setting=told["setting"], planned_on=told["planned_on"], observer=told["observer"],
                guest=form.guest, sent_key=told["sent_key"], by=request.user, at=timezone.now(),
            )  # fmt: skip
            return redirect(made)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return form_page(
        request, form, "Plan an observation", "Plan it", trail(portfolio, ("Plan", "")), portfolio.get_absolute_url()
    )


def _observers(access: Access, portfolio: Portfolio) -> QuerySet[Person]:
    """Registered social workers who work here today."""
    registered = Registration.objects.open_on(access.on).order_by().values("person")
    here = Person.objects.employed_on(access.on).filter(pk__in=registered).exclude(pk=portfolio.practitioner_id)
    return here.order_by("name")


@permitted("asye.read_observation", Observation, sensitive=True, select=PEOPLE)
def observation(request: Request, observation: Observation) -> HttpResponse:
    """Where it stands, what each side has written as far as this reader may see, and what is next."""
    side = side_of(request.access, observation)
    accounts = {one.side: one for one in observation.accounts.all()}
    shown = [
        (Side(one.side).label, [(label, getattr(one, name)) for name, (label, _) in ASKED[Side(one.side)].items()])
        for one in accounts.values()
        if observation.is_open or one.side == side
    ]
    mine = accounts.get(side)
    context = {
        "observation": observation,
        "shown": shown,
        "mine": mine,
        "other_finished": any(one.finished_at for one in accounts.values() if one.side != side),
        "may_handle": may("asye.handle_observation", request.access, observation),
        "may_write": observation.status == Status.WRITING and mine is not None and mine.finished_at is None,
        "may_respond": observation.status == Status.OPENED and side == Side.PRACTITIONER,
        "may_sign": observation.status == Status.RESPONDED and side == Side.OBSERVER,
        "guest_address": _guest_address(request, observation),
        "crumbs": trail(observation.portfolio, (observation.setting, "")),
    }
    return render(request, "asye/observation.html", context)


def side_of(access: Access, observation: Observation) -> str:
    """Which side this person writes; nothing for other readers."""
    if observation.portfolio.practitioner_id == access.person.pk:
        return str(Side.PRACTITIONER)
    return str(Side.OBSERVER) if observation.observer_id == access.person.pk else ""


def _guest_address(request: Request, observation: Observation) -> str:
    over = observation.status in (Status.SIGNED, Status.CANCELLED, Status.PLANNED)
    if observation.observer_id or over or not may("asye.handle_observation", request.access, observation):
        return ""
    return request.build_absolute_uri(reverse("asye:observe", args=[observation.pk, services.token(observation)]))


@permitted("asye.handle_observation", Observation, select=PEOPLE)
def consent(request: Request, observation: Observation) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    said, words = observation.consent, observation.consent_words
    before = {"consent": said, "words": words, "read_consent": said, "read_words": words}
    form = ConsentForm(posted, initial=before)
    if form.is_valid():
        try:
            services.record_consent(
                observation=observation, read=form.read, by=request.user, at=timezone.now(), **form.told
            )
            messages.success(request, "What the family said is kept")
            return redirect(observation)
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return form_page(
        request,
        form,
        "Consent of the family",
        "Save",
        crumbs_to(observation, "Consent"),
        observation.get_absolute_url(),
    )


@permitted("asye.handle_observation", Observation, select=PEOPLE)
def hold(request: Request, observation: Observation) -> HttpResponse:
    form = HoldForm(request.POST if request.method == "POST" else None, initial={"held_on": observation.planned_on})
    if form.is_valid():
        try:
            services.hold(
                observation=observation, by=request.user, on=request.access.on, at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, "Both of you can write now. Both accounts open together, when both are finished")
            return redirect(observation)
        except Refused as refusal:
            form.add_error("held_on", str(refusal))
    return form_page(
        request, form, "It took place", "Save", crumbs_to(observation, "It took place"), observation.get_absolute_url()
    )


@permitted("asye.handle_observation", Observation, select=PEOPLE)
def cancel(request: Request, observation: Observation) -> HttpResponse:
    form = CancelObservationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.cancel(observation=observation, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, "The observation is cancelled")
            return redirect("asye:observations", observation.portfolio_id)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return form_page(
        request,
        form,
        "Cancel the observation",
        "Cancel it",
        crumbs_to(observation, "Cancel"),
        observation.get_absolute_url(),
    )


def crumbs_to(observation: Observation, here: str) -> list[tuple[str, str]]:
    return trail(observation.portfolio, (observation.setting, observation.get_absolute_url()), (here, ""))
