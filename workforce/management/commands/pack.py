"""`manage.py pack show|check NAME|FILE`: what a policy pack says after merging, and whether it can be used."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workforce.packs import Pack, PackError, in_force, load_pack


class Command(BaseCommand):
    help = "Shows a policy pack with where each value came from, or checks it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        show = actions.add_parser("show", help="print every value with its rule, source and origin")
        show.add_argument("pack", help="the name of a shipped pack, or a file")
        show.add_argument("--service", default="", help="only what holds in this service")
        show.add_argument("--rule", default="", help="only what carries out this rule")
        check = actions.add_parser("check", help="say what is wrong with the pack, or nothing")
        check.add_argument("pack", help="the name of a shipped pack, or a file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pack = load_pack(options["pack"])
        except PackError as fault:
            raise CommandError(str(fault)) from fault
        if options["action"] == "check":
            self.stdout.write(f"{pack.title}: {len(in_force(pack))} values, nothing wrong")
            return
        self.show(pack, options["service"], options["rule"])

    def show(self, pack: Pack, service: str, rule: str) -> None:
        if service and service not in pack.services:
            raise CommandError(f"{pack.title} has no service {service}: it has {', '.join(pack.services)}")
        for value in in_force(pack, service=service, rule=rule):
            origin = ", ".join(filter(None, (value.rule, value.source, f"set by {value.came_from}")))
            self.stdout.write(f"{value.key} = {value.shown}  # {origin}")
