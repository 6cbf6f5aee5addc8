"""What the web server writes down about a request, where an authority asks for it."""

import datetime as dt
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from config.gunicorn import Discreet, access_log_format


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/reminders/calendar/hhZ0-_9.ics", "/reminders/calendar/secret.ics"),
        ("/reminders/calendar/", "/reminders/calendar/"),
        ("/asye/reflections/7/", "/asye/reflections/7/"),
    ],
)
def test_the_key_of_a_calendar_stays_out_of_the_log(path: str, logged: str) -> None:
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": f"{path}?q=x", "PATH_INFO": path, "SERVER_PROTOCOL": "HTTP/1.1"}
    response = SimpleNamespace(status="200 OK", sent=5, headers=[])
    atoms = Discreet(Config()).atoms(response, SimpleNamespace(headers=[]), environ, dt.timedelta(milliseconds=3))
    assert (access_log_format % {**atoms, "t": "now"}) == f"now GET {logged} 200 5 bytes 3 ms"
