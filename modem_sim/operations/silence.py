"""+FTS and +FRS: silence sent and silence heard (T.31 §8.3.1, §8.3.2)."""

from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.operations.base import Dce, Operation
from modem_sim.signals import LineCleared, LineEvent


class TransmitSilence(Operation):
    """+FTS: nothing is sent for ``duration`` seconds, then OK."""

    def __init__(self, dce: Dce, duration: float) -> None:
        super().__init__(dce)
        self._duration = duration
        self._typed_ahead = b""

    @property
    def room(self) -> int:
        return max(0, super().room - len(self._typed_ahead))

    def start(self, now: float) -> None:
        self.deadline = now + self._duration

    def dte(self, octets: bytes, now: float) -> bytes:
        self._typed_ahead += octets
        return b""

    def leftover(self) -> bytes:
        return self._typed_ahead

    def timeout(self, now: float) -> None:
        self.dce.finish(ResultCode.OK)


class ReceiveSilence(Operation):
    """+FRS: OK once ``duration`` seconds of silence were heard, or a character came."""

    def __init__(self, dce: Dce, duration: float) -> None:
        super().__init__(dce)
        self._duration = duration

    def start(self, now: float) -> None:
        if self.dce.connected:
            self._listen(now)
        else:
            self.dce.finish(ResultCode.NO_CARRIER)

    def heard(self, event: LineEvent, now: float) -> None:
        if isinstance(event, LineCleared):
            self.dce.finish(ResultCode.NO_CARRIER)
        else:
            self._listen(now)

    def dte(self, octets: bytes, now: float) -> bytes:
        self.dce.finish(ResultCode.OK)
        return octets

    def timeout(self, now: float) -> None:
        self.dce.finish(ResultCode.OK)

    def _listen(self, now: float) -> None:
        if not self.dce.ear.silent:
            self.deadline = None
        elif self.deadline is None:
            self.deadline = now + self._duration
