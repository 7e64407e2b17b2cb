"""An incoming call before it is answered: ring indicator, distinctive ring, caller's number."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.settings import Settings
from modem_sim.signals import CallerId, RingBurst

Calendar = Callable[[float], datetime]
"""``calendar(now)``: the date and time of day at the modem's telephone exchange."""

_UNAVAILABLE = "O"
_MULTIPLE_MESSAGE = 0x80
_DATE, _NUMBER, _NO_NUMBER, _NAME, _NO_NAME = 1, 2, 4, 7, 8


def calendar_from_2000(now: float) -> datetime:
    """A calendar for those who have none: time 0 is the beginning of the year 2000."""
    return datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=now)


class Reports(Protocol):
    """How ringing tells the DTE of itself."""

    settings: Settings

    def report(self, code: ResultCode) -> None:
        """Queue a result code."""

    def inform(self, text: str) -> None:
        """Queue information text."""


class Ringing:
    """Follows the bursts of one call. Times in seconds."""

    def __init__(self, reports: Reports, calendar: Calendar) -> None:
        self._reports = reports
        self._calendar = calendar
        self._place = 0  # of the burst in its cadence
        self._burst: RingBurst | None = None
        self._burst_ends: float | None = None
        self._ring_due: float | None = None  # RING after a distinctive ring

    @property
    def indicator(self) -> bool:
        """Circuit 125: a burst lasts."""
        return self._burst_ends is not None

    @property
    def deadline(self) -> float | None:
        """When :meth:`timeout` is due."""
        times = [time for time in (self._burst_ends, self._ring_due) if time is not None]
        return min(times, default=None)

    def burst(self, event: RingBurst, now: float) -> None:
        """A burst begins: RING, unless +VDR wants it later; DROF of the silence before it."""
        enabled, wait = self._reports.settings.parameters["+VDR"]
        first = event.first_of_cycle or self._burst is None
        silence = self._silence_before(event, first=first)
        self._place = 0 if first else (self._place + 2) % len(event.cadence)
        self._burst, self._ring_due = event, None
        self._burst_ends = now + event.cadence[self._place]
        if enabled and silence is not None:
            self._reports.inform(f"DROF={_tenths(silence)}")
        if not (enabled and wait):
            self._reports.report(ResultCode.RING)

    def timeout(self, now: float) -> None:
        """A burst has ended (DRON), or its RING is due."""
        if self._burst_ends is not None and self._burst_ends <= now:
            self._burst_ends = None
            enabled, wait = self._reports.settings.parameters["+VDR"]
            if enabled and self._burst is not None:
                self._reports.inform(f"DRON={_tenths(self._burst.cadence[self._place])}")
                self._ring_due = now + wait / 10 if wait else None
        elif self._ring_due is not None and self._ring_due <= now:
            self._ring_due = None
            self._reports.report(ResultCode.RING)

    def stop(self) -> None:
        """The call was answered, or nobody calls any more."""
        self._burst = self._burst_ends = self._ring_due = None

    def caller(self, event: CallerId, now: float) -> None:
        """The network tells who calls: as +VCID wants it."""
        (form,) = self._reports.settings.parameters["+VCID"]
        date = self._calendar(now)
        number, name = _printable(event.number), _printable(event.name)
        if form == 1:
            self._reports.inform(
                f"DATE = {date:%m%d}\nTIME = {date:%H%M}\n"
                f"NMBR = {number or _UNAVAILABLE}\nNAME = {name or _UNAVAILABLE}"
            )
        elif form:
            self._reports.inform(f"MESG = {_message(date, number, name).hex().upper()}")

    def _silence_before(self, event: RingBurst, *, first: bool) -> float | None:
        if self._burst is None:
            return None  # the call begins
        cadence = event.cadence
        place = 0 if first else (self._place + 2) % len(cadence)
        return cadence[place - 1] if len(cadence) > 1 else 0.0


def _message(date: datetime, number: str, name: str) -> bytes:
    """The multiple data message of ETSI EN 300 659-3 (Bellcore GR-30), with its checksum."""
    parameters = b"".join(
        bytes((kind, len(value))) + value
        for kind, value in (
            (_DATE, f"{date:%m%d%H%M}".encode()),
            (_NUMBER if number else _NO_NUMBER, (number or _UNAVAILABLE).encode()[:40]),
            (_NAME if name else _NO_NAME, (name or _UNAVAILABLE).encode()[:40]),
        )
    )
    message = bytes((_MULTIPLE_MESSAGE, len(parameters))) + parameters
    return message + bytes((-sum(message) % 256,))


def _printable(text: str) -> str:
    return "".join(c if " " <= c <= "~" else "?" for c in text)


def _tenths(seconds: float) -> int:
    return round(seconds * 10)
