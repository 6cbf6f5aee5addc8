"""A mail server that only writes down what it took: the ID of each mail, to whom, and when."""

from __future__ import annotations

import contextlib
import email
import email.policy
import socketserver
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

END = b".\r\n"


@dataclass
class Taken:
    """The mails taken so far, in order, as (address, message ID)."""

    delay: float
    mails: list[tuple[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, body: bytes) -> None:
        time.sleep(self.delay)
        message = email.message_from_bytes(body, policy=email.policy.default)
        with self.lock:
            self.mails.append((str(message["To"]), str(message["Message-ID"])))

    def ids_of(self) -> dict[str, set[str]]:
        """The different message IDs by address."""
        found: dict[str, set[str]] = defaultdict(set)
        for to, message_id in self.mails:
            found[to].add(message_id)
        return found

    def copies(self) -> int:
        """How many mails came again under an ID that had come before."""
        return sum(count - 1 for count in Counter(self.mails).values())


class _Talk(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as Python's smtplib asks for. A mail counts as taken the moment before the server says so."""

    server: _Server

    def handle(self) -> None:
        with contextlib.suppress(OSError):
            self._say("220 sink")
            while line := self.rfile.readline():
                if not self._answer(line[:4].upper().strip()):
                    return

    def _answer(self, command: bytes) -> bool:
        if command == b"DATA":
            self._say("354 go on")
            self.server.taken.take(b"".join(iter(self.rfile.readline, END)))
        self._say("221 bye" if command == b"QUIT" else "250 ok")
        return command != b"QUIT"

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    taken: Taken


@contextlib.contextmanager
def sink(*, delay: float) -> Iterator[tuple[str, Taken]]:
    """Yield the address for EMAIL_URL and what is taken; each mail takes `delay` seconds."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.taken = Taken(delay)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"smtp://127.0.0.1:{server.server_address[1]}", server.taken
        finally:
            server.shutdown()
            thread.join()
