"""What systemd is told of a service (sd_notify(3), sd_watchdog_enabled(3))."""

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

_MICROSECOND = 1e-6


@dataclass(frozen=True, slots=True)
class Notifier:
    """Tells the service manager at ``address``; nobody where that is None. Never raises.

    ``watchdog``: seconds within which it wants to hear that we live; None: it does not ask.
    """

    address: str | None = None
    watchdog: float | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Notifier":
        """By NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID."""
        address = environment.get("NOTIFY_SOCKET") or None
        if address is not None and not address.startswith(("/", "@")):
            address = None
        watchdog = None
        pid = environment.get("WATCHDOG_PID", str(os.getpid()))
        with contextlib.suppress(ValueError, OverflowError):
            if pid == str(os.getpid()):
                microseconds = int(environment.get("WATCHDOG_USEC", ""))
                watchdog = microseconds * _MICROSECOND if microseconds > 0 else None
        return cls(address, watchdog)

    def ready(self, status: str) -> None:
        """The service serves; ``status`` says more, in one line."""
        self._tell("READY=1", f"STATUS={status}")

    def reloading(self) -> None:
        """The configuration is read again; :meth:`ready` follows."""
        now = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
        self._tell("RELOADING=1", f"MONOTONIC_USEC={now}")

    def stopping(self) -> None:
        """The service ends."""
        self._tell("STOPPING=1", "STATUS=calls that are under way may end")

    async def keep_watchdog(self) -> NoReturn:
        """Say twice in each interval that the event loop goes round, until cancelled."""
        while True:
            if self.watchdog is not None:
                self._tell("WATCHDOG=1")
            await asyncio.sleep((self.watchdog or 3600.0) / 2)

    def _tell(self, *assignments: str) -> None:
        if self.address is None:
            return
        address = self.address
        if address.startswith("@"):
            address = "\0" + address[1:]
        text = "\n".join(line.replace("\n", " ") for line in assignments)
        with (
            contextlib.suppress(OSError),
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as manager,
        ):
            manager.setblocking(False)
            manager.sendto(text.encode("utf-8", "backslashreplace"), address)
