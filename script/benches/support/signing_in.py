"""Sessions for the accounts of a generated authority, and how many queries a page asks."""

from __future__ import annotations

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from workforce.middleware import SEEN, SIGNED_IN
from workforce.models import Person

BACKEND = "workforce.backends.PostHolderBackend"


def cookie_for(person: Person) -> str:
    """Return the cookie of a session that has just begun: nobody here has a password to sign in with."""
    session, now = SessionStore(), timezone.now().timestamp()
    session.update(
        {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: BACKEND,
            HASH_SESSION_KEY: person.get_session_auth_hash(),
            SIGNED_IN: now,
            SEEN: now,
        }
    )
    session.create()
    return str(session.session_key)


def queries_of(path: str, cookie: str, *, bare: bool) -> int:
    """Count the queries of a page asked a second time."""
    from bare import settings as plain

    only = {name: getattr(plain, name) for name in ("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES")} if bare else {}
    with override_settings(**only):
        client = Client(headers={"host": "127.0.0.1"})
        client.cookies["sessionid"] = cookie
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
    return len(queries)
