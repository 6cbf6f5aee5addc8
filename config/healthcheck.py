"""Ask the web server beside us whether it is well, as the proxy in front of it would. Exit 1 when it is not."""

import os
import sys
import urllib.request
from urllib.parse import urlsplit


def main() -> None:
    port, host = os.environ.get("PORT", "8000"), urlsplit(os.environ.get("BASE_URL", "")).hostname
    headers = {"Host": host or "localhost", "X-Forwarded-Proto": "https"}
    try:
        urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/health/", headers=headers), timeout=4)
    except OSError as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
