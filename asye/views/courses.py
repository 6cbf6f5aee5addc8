"""The catalogue and its dates: read, add, change, withdraw, set and call off a date, take a place, who came."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.training import AttendanceForm, CourseDateForm, CourseForm, WhyForm
from asye.models import Booking, Course, CourseDate, Portfolio
from asye.queries.training import catalogue, dates_to_come
from asye.services import bookings
from asye.services import courses as services
from workforce.access import Request, allowed, may, permitted
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import SavedElsewhere


def _crumbs(*trail: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Home", "/"), ("Courses", reverse("asye:courses")), *trail]


def _items(request: Request) -> list[tuple[str, str]]:
    return [(key, item.label) for key, item in pack_on(request.access.on).asye.training.items()]


@allowed("asye.see_courses")
def courses(request: Request) -> HttpResponse:
    return render(
        request,
        "asye/courses.html",
        {
            "courses": catalogue(request.access),
            "labels": dict(_items(request)),
            "dates": dates_to_come(request.access.on)[:20],
            "may_keep": may("asye.keep_training", request.access),
            "own": _own(request),
            "crumbs": [("Home", "/"), ("Courses", "")],
        },
    )


def _own(request: Request) -> Portfolio | None:
    rows = Portfolio.objects.filter(practitioner=request.user, status=Portfolio.Status.OPEN)
    return rows.select_related("practitioner", "stage", "programme").first()


@permitted("asye.read_course", Course)
def course(request: Request, course: Course) -> HttpResponse:
    return render(
        request,
        "asye/course.html",
        {
            "course": course,
            "counts_for": dict(_items(request)).get(course.item, ""),
            "dates": course.dates.order_by("-first_on"),
            "versions": course.versions.select_related("by"),
            "today": request.access.on,
            "may_keep": may("asye.keep_training", request.access),
            "crumbs": _crumbs((course.title, "")),
        },
    )


@allowed("asye.keep_training")
def add(request: Request) -> HttpResponse:
    form = CourseForm(
        request.POST if request.method == "POST" else None, items=_items(request), initial={"sent_key": uuid.uuid4()}
    )
    if form.is_valid():
        told = _words(form)
        made = services.add_course(
            words=told, sent_key=form.cleaned_data["sent_key"], by=request.user, at=timezone.now()
        )
        messages.success(request, "The course is in the catalogue. Set its first date")
        return redirect(made)
    context = {"form": form, "title": "Add a course", "crumbs": _crumbs(("Add a course", ""))}
    return render(request, "asye/course_form.html", context)


def _words(form: CourseForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in Course.WORDS}


@permitted("asye.keep_course", Course)
def edit(request: Request, course: Course) -> HttpResponse:
    held = {name: getattr(course, name) for name in Course.WORDS} | {"version": course.version}
    form = CourseForm(request.POST if request.method == "POST" else None, items=_items(request), initial=held)
    if form.is_valid():
        save = Save(version=form.cleaned_data["version"] or 0)
        try:
            services.edit_course(course=course, words=_words(form), save=save, by=request.user, at=timezone.now())
            messages.success(request, "The course is changed; how it was is kept")
            return redirect(course)
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    trail = _crumbs((course.title, course.get_absolute_url()), ("Change", ""))
    return render(request, "asye/course_form.html", {"form": form, "title": "Change the course", "crumbs": trail})


@require_POST
@permitted("asye.keep_course", Course)
def withdraw(request: Request, course: Course) -> HttpResponse:
    try:
        services.withdraw_course(course=course, by=request.user, on=request.access.on, at=timezone.now())
        messages.success(request, "The course is offered no more")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(course)


@permitted("asye.keep_course", Course)
def set_date(request: Request, course: Course) -> HttpResponse:
    form = CourseDateForm(
        request.POST if request.method == "POST" else None,
        today=request.access.on,
        initial={"sent_key": uuid.uuid4(), "begins": "09:30", "ends": "16:30"},
    )
    if form.is_valid():
        try:
            made = services.set_date(course=course, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, "The date is set, and places can be taken")
            return redirect(made)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    trail = _crumbs((course.title, course.get_absolute_url()), ("Set a date", ""))
    return render(request, "asye/course_form.html", {"form": form, "title": "Set a date", "crumbs": trail})


@permitted("asye.read_course_date", CourseDate, select=("course",))
def course_date(request: Request, date: CourseDate) -> HttpResponse:
    """When and where; for who keeps the training and for those who follow them, who has a place."""
    own = _own(request)
    places = Booking.objects.visible_to(request.access).filter(date=date).exclude(status=Booking.Status.CANCELLED)
    mine = next((one for one in places if own and one.portfolio_id == own.pk), None)
    coming = date.first_on >= request.access.on and date.cancelled_at is None
    return render(
        request,
        "asye/course_date.html",
        {
            "date": date,
            "places": places.select_related("portfolio__practitioner"),
            "mine": mine,
            "may_book": own is not None and mine is None and coming and date.free > 0,
            "may_keep": may("asye.keep_training", request.access),
            "coming": coming,
            "may_list": may("asye.keep_training", request.access)
            and date.first_on <= request.access.on
            and date.cancelled_at is None,
            "crumbs": _crumbs((date.course.title, date.course.get_absolute_url()), (f"{date.first_on:%-d %B %Y}", "")),
        },
    )


@require_POST
@permitted("asye.read_course_date", CourseDate, select=("course",))
def book(request: Request, date: CourseDate) -> HttpResponse:
    own = _own(request)
    try:
        if own is None:
            raise Refused("Places are for those in their assessed year")
        bookings.book(
            date=date, portfolio=own, sent_key=uuid.uuid4(), by=request.user, on=request.access.on, at=timezone.now()
        )
        messages.success(request, "You have a place. It is in your calendar")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(date)


@permitted("asye.keep_course_date", CourseDate, select=("course",))
def attendance(request: Request, date: CourseDate) -> HttpResponse:
    rows = date.bookings.exclude(status=Booking.Status.CANCELLED).select_related("portfolio__practitioner")
    told = {"came": [one.pk for one in rows if one.status == Booking.Status.CAME or date.listed_at is None]}
    form = AttendanceForm(request.POST if request.method == "POST" else None, bookings=rows, initial=told)
    if form.is_valid():
        try:
            came = {one.pk for one in form.cleaned_data["came"]}
            bookings.record_attendance(date=date, came=came, by=request.user, on=request.access.on, at=timezone.now())
            messages.success(request, "Attendance is recorded")
            return redirect(date)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    trail = _crumbs((str(date), date.get_absolute_url()), ("Attendance", ""))
    return render(request, "asye/course_attendance.html", {"form": form, "date": date, "crumbs": trail})


@permitted("asye.keep_course_date", CourseDate, select=("course",))
def cancel_date(request: Request, date: CourseDate) -> HttpResponse:
    form = WhyForm(request.POST if request.method == "POST" else None, label="Why is it called off?")
    if form.is_valid():
        try:
            services.cancel_date(date=date, **form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, "The date is called off, and every place on it")
            return redirect(date)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    trail = _crumbs((str(date), date.get_absolute_url()), ("Call off", ""))
    context = {"form": form, "title": "Call off this date", "submit": "Call it off", "warning": True, "crumbs": trail}
    return render(request, "asye/course_form.html", context)
