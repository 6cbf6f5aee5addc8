"""The signing secret: production must be given one, a laptop makes its own and keeps it."""

import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret_for(given: str, *, keep_in: Path, embedded: bool) -> str:
    """Return the secret to sign with.

    Raises:
        ImproperlyConfigured: none was given although the database is not the embedded one.
    """
    if given:
        return given
    if not embedded:
        raise ImproperlyConfigured("Set SECRET_KEY: with DATABASE_URL set, none is made up")
    if not keep_in.exists():
        keep_in.touch(mode=0o600)
        keep_in.write_text(secrets.token_urlsafe(50))
    return keep_in.read_text()
