"""People, their posts and their registrations, as the staff export has them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password

from workforce.imports.changes import Changes
from workforce.imports.staff.rows import StaffRow
from workforce.models import Person, Post, Registration, Team

ONE_DAY = dt.timedelta(days=1)
Rows = Mapping[str, Sequence[StaffRow]]
Teams = Mapping[tuple[str, str], Team]


def put_people(rows: Rows, changes: Changes) -> dict[str, Person]:
    """Write everybody in the file and return them by employee number. Nobody gets a password here."""
    held = {person.employee_number: person for person in Person.objects.filter(employee_number__in=rows)}
    held |= _invited(rows, held)
    _free_addresses(rows, held)
    new = []
    for number, posts in rows.items():
        last = posts[-1]
        values: dict[str, Any] = {"name": last.name, "email": last.email, "employee_number": number}
        qualified = next((row.qualified_on for row in reversed(posts) if row.qualified_on), None)
        if number in held:
            changes.put(held[number], **values, qualified_on=qualified or held[number].qualified_on)
        else:
            new.append(Person(**values, qualified_on=qualified, password=make_password(None)))
    changes.insert(new)
    return held | {str(person.employee_number): person for person in new}


def _invited(rows: Rows, held: Mapping[str | None, Person]) -> dict[str | None, Person]:
    """People who were here without a number, found by their address."""
    addresses = {posts[-1].email: number for number, posts in rows.items() if number not in held}
    found = Person.objects.filter(email__in=addresses, employee_number__isnull=True)
    return {addresses[person.email]: person for person in found}


def _free_addresses(rows: Rows, held: Mapping[str | None, Person]) -> None:
    """Two people of the file may have exchanged addresses: step aside first, since an address is held once."""
    wanted = {posts[-1].email: number for number, posts in rows.items()}
    for number, person in held.items():
        if wanted.get(person.email, number) != number:
            Person.objects.filter(pk=person.pk).update(email=f"changing-{person.pk}@import.invalid")


def put_posts(rows: Rows, people: Mapping[str, Person], teams: Teams, changes: Changes, on: dt.date) -> None:
    """Write the posts of the file. One it no longer has ends the day before the one that follows, else yesterday."""
    held: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(person__in=people.values()).order_by("started_on"):
        held[post.person_id].append(post)
    new: list[Post] = []
    for number, posts in rows.items():
        new += _posts_of(people[number], posts, held[people[number].pk], teams, changes, on)
    changes.insert(new)


def _posts_of(
    person: Person, rows: Sequence[StaffRow], held: list[Post], teams: Teams, changes: Changes, on: dt.date
) -> list[Post]:
    matched = _matched(rows, held)
    new = []
    for row in rows:
        team = teams[row.service_code, row.team] if row.team else None
        values: dict[str, Any] = {
            "team": team, "job": row.job, "title": row.title, "grade": row.grade, "scp": row.scp, "spine": row.spine,
            "fte": row.fte, "contract": row.contract, "started_on": row.started_on, "ended_on": row.ended_on,
        }  # fmt: skip
        post = matched.get(row.line)
        if post is None:
            new.append(Post(person=person, **values))
        else:
            changes.put(post, ends=post.ended_on is None and row.ended_on is not None, **values)
    kept = {post.pk for post in matched.values()}
    for post in held:
        following = min((row.started_on for row in rows if row.started_on > post.started_on), default=on)
        if post.pk not in kept and post.ended_on is None:
            changes.put(post, ends=True, ended_on=max(post.started_on, following - ONE_DAY))
    return new


def _matched(rows: Sequence[StaffRow], held: Sequence[Post]) -> dict[int, Post]:
    """Return the stored post of each row by its line.

    Of the same job and first day; else the only one of that first day; else the open one, where its start is put back.
    """
    exact = {(post.job, post.started_on): post for post in held}
    found = {row.line: exact[row.job, row.started_on] for row in rows if (row.job, row.started_on) in exact}
    taken = {post.pk for post in found.values()}
    for row in rows:
        left = [post for post in held if post.pk not in taken and post.started_on == row.started_on]
        if row.line not in found and len(left) == 1:
            found[row.line] = left[0]
            taken.add(left[0].pk)
    still = {post.job: post for post in held if post.pk not in taken and post.ended_on is None}
    for row in rows:
        begun = still.get(row.job) if row.line not in found and row.ended_on is None else None
        if begun is not None and row.started_on < begun.started_on:
            found[row.line] = begun
    return found


def put_registrations(rows: Rows, people: Mapping[str, Person], regulator: str, changes: Changes) -> None:
    """Write registrations; a renewal moves the day on which one expires."""
    held = {
        (entry.person_id, entry.number, entry.started_on): entry
        for entry in Registration.objects.filter(person__in=people.values())
    }
    new: dict[tuple[int, str, dt.date], Registration] = {}
    for number, posts in rows.items():
        row = next((row for row in reversed(posts) if row.registration_number), None)
        if row is None or row.registered_on is None:
            continue
        key = (people[number].pk, row.registration_number, row.registered_on)
        values: dict[str, Any] = {"regulator": regulator, "ended_on": row.registration_expires_on}
        if key in held:
            changes.put(held[key], **values)
        else:
            new[key] = Registration(person=people[number], number=key[1], started_on=key[2], **values)
    changes.insert(new.values())
