import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.core.management.base import BaseCommand

from workforce.models import Person


class Command(BaseCommand):
    help = (
        "Bring the database and the static files to this version: migrations, frameworks, files to serve and, in "
        "demonstration mode on an empty database, the demonstration authority. Running it again changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_frameworks", stdout=self.stdout)
        self.collect_static()
        if settings.DEMONSTRATION and not Person.objects.exists():
            call_command("demo", stdout=self.stdout)

    def collect_static(self) -> None:
        stamp = Path(settings.STATIC_ROOT) / ".stamp"
        now = fingerprint()
        if stamp.exists() and stamp.read_text() == now:
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(now)


def fingerprint() -> str:
    """A hash over the name, size and time of every file that would be served."""
    found = hashlib.sha256()
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            file = Path(storage.path(name)).stat()
            found.update(f"{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return found.hexdigest()
