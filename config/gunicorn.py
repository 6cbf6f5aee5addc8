"""How the web server runs, in the demonstration and in production alike."""

import os
import re
from typing import Any

from gunicorn.glogging import Logger

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
worker_class = "gthread"
threads = 4
preload_app = True
timeout = 60
graceful_timeout = 5
max_requests = 5000
max_requests_jitter = 500
control_socket_disable = True
accesslog = os.environ.get("ACCESS_LOG") or None
# The path only: what people search for stays out of the log.
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s bytes %(M)s ms"


class Discreet(Logger):
    """The address of a calendar feed is its own key, so the log does not hold it."""

    def atoms(self, *args: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().atoms(*args)
        return found | {"U": re.sub(r"[^/]+\.ics$", "secret.ics", found["U"])}


logger_class = Discreet
