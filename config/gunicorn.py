"""How the web server runs, in the demonstration and in production alike."""

import os

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
