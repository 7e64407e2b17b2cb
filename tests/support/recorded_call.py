"""A call between two ports, written down by each end's engine and by the emulator."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from faxstatus_core.clock import utcnow
from faxstatus_core.engine import port
from faxstatus_core.engine.call import Call
from faxstatus_core.engine.recording import CallRecording, Parties
from faxstatus_core.trace import CallTrace, Heading, Record, calls_in
from modem_sim.trace import Recorder
from tests.support.virtual_call import World

NUMBERS = {"a": "1", "b": "2"}


@dataclass
class RecordedCall:
    """Three traces of the same call: of each end, and of the line."""

    ends: dict[str, CallRecording] = field(default_factory=dict)
    began: dict[str, float] = field(default_factory=dict)
    records: list[Record] = field(default_factory=list)
    heading: Heading | None = None
    start: float = 0.0

    @property
    def whole(self) -> CallTrace:
        """What the emulator wrote down of it."""
        assert self.heading is not None
        [call] = calls_in(self.heading, self.records).values()
        return call

    def of(self, name: str) -> CallTrace:
        """What port ``name`` wrote down of it."""
        return self.ends[name].trace()

    def late(self, name: str) -> float:
        """Seconds from the beginning of the emulator's trace to that of port ``name``."""
        return self.began[name] - self.start

    async def record(self, world: World, call: Coroutine[Any, Any, Any]) -> Any:
        """Run ``call`` in ``world``, and write down what happens."""
        loop = asyncio.get_running_loop()
        self.start = loop.time()
        self.heading = Heading(started=utcnow(), stations=NUMBERS)
        Recorder(world.network, self.records.append, self.start)
        with patch.object(port, "Call", self._recorded()):
            return await call

    def _recorded(self) -> type[Call]:
        recorded = self

        class Recorded(Call):
            def __init__(self, *args: Any, parties: Parties, **options: Any) -> None:
                super().__init__(*args, parties=parties, **options)
                recorded.ends[parties.port] = self.recording
                recorded.began[parties.port] = self._started_at

        return Recorded
