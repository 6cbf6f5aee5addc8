"""Two pages never share one whole template by accident: the second author would write over the first one's page."""

import re
from collections import defaultdict
from pathlib import Path

from django.conf import settings

RENDERED = re.compile(r'render\(\s*request,\s*"(asye/[a-z_]+\.html)"')
# Pages that are meant to look the same: a form with a title of its own, what a guest and an author read alike.
SHARED = re.compile(r"asye/(\w*form|\w*compare|give_closed|statements|closed)\.html")


def test_no_page_takes_the_template_of_another_module() -> None:
    users: dict[str, set[str]] = defaultdict(set)
    for module in (Path(settings.BASE_DIR) / "asye" / "views").glob("*.py"):
        for name in RENDERED.findall(module.read_text("utf-8")):
            users[name].add(module.name)
    twice = {name: sorted(modules) for name, modules in users.items() if len(modules) > 1 and not SHARED.match(name)}
    assert twice == {}
