"""`manage.py explain`: ask a rule on its own, without a database row."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from workforce import explain

BAD_QUESTION = 2


class Command(BaseCommand):
    help = "Answers a question about a rule, read as JSON from standard input."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("question", nargs="?", default="", help="the question; --list prints them")
        parser.add_argument("--batch", action="store_true", help="a question a line in, an answer a line out")
        parser.add_argument("--list", action="store_true", help="the questions with their fields, one a line")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.show_questions()
            return
        try:
            name = explain.question(options["question"]).name
        except explain.BadQuestion as fault:
            self.refuse({"error": str(fault)})
        if options["batch"]:
            self.answer_lines(name, sys.stdin.buffer)
            return
        reply = explain.answer_text(name, sys.stdin.buffer.read())
        if "error" in reply:
            self.refuse(reply)
        self.stdout.write(explain.dumps(reply))

    def show_questions(self) -> None:
        for question in explain.questions():
            self.stdout.write(explain.dumps(explain.described(question)))

    def answer_lines(self, name: str, lines: Iterable[bytes]) -> None:
        """One line out for each line in, in the same order, whatever is wrong with any of them."""
        self.stdout.ending = ""
        for line in lines:
            self.stdout.write(explain.dumps(explain.answer_text(name, line)) + "\n")

    def refuse(self, reply: explain.Reply) -> NoReturn:
        self.stdout.write(explain.dumps(reply))
        sys.exit(BAD_QUESTION)
