"""`manage.py pack show|check|load NAME|FILE`: what a pack says after merging, whether it can be used, and using it."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workforce import policy_versions
from workforce.packs import Pack, PackError, in_force, load_pack
from workforce.sentences import day
from workforce.verdict import Refused


class Command(BaseCommand):
    help = "Shows a policy pack with where each value came from, checks it, or loads it as the authority's policy."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        show = actions.add_parser("show", help="print every value with its rule, source and origin")
        show.add_argument("pack", help="the name of a shipped pack, or a file")
        show.add_argument("--service", default="", help="only what holds in this service")
        show.add_argument("--rule", default="", help="only what carries out this rule")
        check = actions.add_parser("check", help="say what is wrong with the pack, or nothing")
        check.add_argument("pack", help="the name of a shipped pack, or a file")
        load = actions.add_parser("load", help="put the pack in force from a day on")
        load.add_argument("pack", help="the name of a shipped pack, or a file")
        load.add_argument(
            "--from", dest="since", type=dt.date.fromisoformat, metavar="YYYY-MM-DD",
            help="the first day it is in force; without it the day the pack names, or today",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pack = load_pack(options["pack"])
        except PackError as fault:
            raise CommandError(str(fault)) from fault
        if options["action"] == "check":
            self.stdout.write(f"{pack.title}: {len(in_force(pack))} values, nothing wrong")
        elif options["action"] == "load":
            self.load(pack, options["since"])
        else:
            self.show(pack, options["service"], options["rule"])

    def load(self, pack: Pack, since: dt.date | None) -> None:
        today = timezone.localdate()
        first = since or pack.pack.in_force_from or today
        try:
            loaded = policy_versions.load(pack, takes_effect_on=first, by=None, on=today, at=timezone.now())
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if loaded.new:
            self.stdout.write(f"{pack.title} is in force from {day(first)}")
        else:
            self.stdout.write(f"Nothing has changed: {loaded.version} says the same")

    def show(self, pack: Pack, service: str, rule: str) -> None:
        if service and service not in pack.services:
            raise CommandError(f"{pack.title} has no service {service}: it has {', '.join(pack.services)}")
        for value in in_force(pack, service=service, rule=rule):
            origin = ", ".join(filter(None, (value.rule, value.source, f"set by {value.came_from}")))
            self.stdout.write(f"{value.key} = {value.shown}  # {origin}")
