"""A port: one modem on one line, its calls, and its entry on the status bus."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.at import AtChannel
from faxstatus_core.engine.call import Call, CallResult
from faxstatus_core.engine.class1 import Class1Modem, ModemInfo, dial_string
from faxstatus_core.engine.errors import DeviceError, DeviceTakenError
from faxstatus_core.engine.identity import device_identity
from faxstatus_core.engine.reports import DIAL_FAILURES
from faxstatus_core.engine.transport import SerialTransport, Transport
from faxstatus_core.image import Document, ReceivedFax
from faxstatus_core.pages import DocumentSource, PageCollector
from faxstatus_core.status import FaxStatus, PortState, PortTracker, StatusBus
from faxstatus_core.status import events as status
from faxstatus_core.t30.capabilities import LADDER, Capabilities
from faxstatus_core.t30.frames import Fcf, Frame, Identification, build
from faxstatus_core.t30.receiver import Receiver
from faxstatus_core.t30.sender import Sender
from faxstatus_core.t31.modulations import Modulation
from faxstatus_core.t31.profile import ModemProfile
from faxstatus_core.t31.result_codes import ResultCode

RING_PAUSE = 8.0
"""Seconds without RING after which the caller has given up."""


@dataclass(frozen=True, slots=True)
class PortConfig:
    """One port. ``local_id``: up to 20 characters, sent as TSI and CSI."""

    device: str
    name: str = ""
    local_id: str = ""
    rings: int = 1
    rate: int = 115200
    """bit/s between this machine and the modem."""
    profile: ModemProfile | None = None
    """None: found by what the modem says of itself."""
    output: Path = Path()
    """Folder for received faxes."""
    send: bool = True
    receive: bool = True
    priority: int = 1


@dataclass(frozen=True, slots=True)
class SendJob:
    """One document for one number."""

    document: Document
    number: str
    fine: bool = True
    sender_name: str | None = None
    recipient_name: str | None = None
    submitted_time: datetime | None = None


class FaxPort:
    """A modem on a line. One call at a time; :meth:`ready` ends what the last call left to see."""

    def __init__(
        self,
        config: PortConfig,
        bus: StatusBus,
        open_transport: Callable[[], Awaitable[Transport]] | None = None,
    ) -> None:
        """Raises FrameError for a ``local_id`` that no frame can hold, and what the bus raises."""
        build(Frame(Fcf.CSI, final=False, fif=Identification(config.local_id)), with_fcs=False)
        self.config = config
        self._bus = bus
        self._identity = device_identity(config.device)
        self._open_transport = open_transport or self._open_serial
        self._modem: Class1Modem | None = None
        self._receives = Capabilities()
        self._transmits = Capabilities()
        name = config.name or self._identity.description
        self._tracker = PortTracker(self._identity.device_id, name, config.local_id)
        bus.register(
            self._tracker,
            rings=config.rings,
            send=config.send,
            receive=config.receive,
            priority=config.priority,
        )

    @property
    def device_id(self) -> int:
        """The permanent identifier of the port's device."""
        return self._identity.device_id

    @property
    def is_open(self) -> bool:
        """Whether the port has its device."""
        return self._modem is not None

    async def open(self) -> ModemInfo:
        """Open the device and initialise the modem.

        Raises DeviceError; the status then is OFFLINE or UNAVAILABLE.
        """
        self.close()
        with self._losing_device():
            transport = await self._open_transport()
            channel = AtChannel(transport, self.config.device)
            self._modem = Class1Modem(
                channel, profile=self.config.profile, usb_id=self._identity.usb_id
            )
            self._publish(status.Initializing())
            info = await self._modem.initialise()
        self._receives = _capabilities(info.receive)
        self._transmits = _capabilities(info.transmit)
        self.ready()
        return info

    def ready(self) -> None:
        """The port is free: initialised, or the end of its last call has been seen."""
        if self._tracker.state is not PortState.AVAILABLE:
            self._publish(status.PortReady())

    def close(self) -> None:
        """Let go of the device."""
        if self._modem is not None:
            self._modem.close()
            self._modem = None

    async def send(self, job: SendJob) -> CallResult:
        """Call and send. The result says how it went.

        Raises BadNumberError for a number that cannot be dialled, and DeviceError when the modem
        fails; the port is then off line.
        """
        dial_string(job.number)
        modem = self._opened
        with self._losing_device():
            self._publish(status.Dialing(_job_info(job)))
            self._publish(status.PhaseChanged("A"))
            call = Call(self._publish)
            code = await self._set_up(modem, call, modem.dial(job.number))
            if code is not ResultCode.CONNECT:
                return call.failed(*_dial_failure(code))
            source = DocumentSource(job.document, fine=job.fine)
            return await call.run(modem, Sender(source, self._transmits, self.config.local_id))

    async def receive(self) -> CallResult:
        """Wait for a call, answer it, and receive a fax into the port's folder.

        Raises DeviceError when the modem fails, and ArchiveError when the folder cannot be used;
        pages that were confirmed to the caller are on disk in any case.
        """
        modem = self._opened
        with self._losing_device():
            try:
                await self._await_rings(modem)
                fax = ReceivedFax(self.config.output, utcnow().strftime("fax-%Y%m%dT%H%M%SZ"))
            except BaseException:
                if self._tracker.state is PortState.RINGING:
                    self._publish(status.RingingStopped())  # as far as this port is concerned
                raise
            self._publish(status.Answered())
            self._publish(status.PhaseChanged("A"))
            call = Call(self._publish, fax=fax)
            code = await self._set_up(modem, call, modem.answer())
            if code is not ResultCode.CONNECT:
                return call.failed(status.FailureCause.NO_CARRIER, "the call was not answered")
            return await call.run(
                modem, Receiver(PageCollector, self._receives, self.config.local_id)
            )

    async def _await_rings(self, modem: Class1Modem) -> None:
        """Return after the configured number of rings."""
        rings = 0
        while rings < max(1, self.config.rings):
            try:
                async with asyncio.timeout(RING_PAUSE if rings else None):
                    await modem.wait_for_ring()
            except TimeoutError:
                rings = 0
                self._publish(status.RingingStopped())
                continue
            rings += 1
            self._publish(status.Ringing())

    async def _open_serial(self) -> Transport:
        profile = self.config.profile
        return await SerialTransport.open(
            self.config.device,
            rate=self.config.rate,
            rtscts=profile is not None and profile.rtscts,
        )

    def _publish(self, event: status.Event) -> FaxStatus:
        return self._bus.publish(self.device_id, event)

    @property
    def _opened(self) -> Class1Modem:
        if self._modem is None:
            raise DeviceError(
                "the port is not open", where=self.config.device, remedy="open it first"
            )
        return self._modem

    @contextlib.contextmanager
    def _losing_device(self) -> Iterator[None]:
        """A device that fails takes the port off line; one that is taken makes it unavailable.

        A task that was cancelled is so in the end, also when its device fails meanwhile.
        """
        try:
            yield
        except DeviceError as error:
            self.close()
            if isinstance(error, DeviceTakenError):
                self._publish(status.DeviceTaken(error.what))
            elif self._tracker.state is not PortState.OFFLINE:
                self._publish(status.DeviceLost(error.what))
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise asyncio.CancelledError from error
            raise

    async def _set_up(
        self, modem: Class1Modem, call: Call, connecting: Coroutine[Any, Any, ResultCode | None]
    ) -> ResultCode | None:
        """Dial or answer. CONNECT: there is a call; else the line is released again.

        If that is cancelled, the line is released too, and the status says so.
        """
        try:
            code = await connecting
            if code is not ResultCode.CONNECT:
                await modem.hang_up()
        except asyncio.CancelledError:
            self._publish(status.Aborting())
            try:
                await modem.hang_up()
            finally:
                call.failed(status.FailureCause.DISCONNECTED, "the call was cancelled")
            raise
        return code


def _capabilities(modulations: frozenset[Modulation]) -> Capabilities:
    """What a modem with these modulations can do; one that does not tell has the slowest."""
    return Capabilities(tuple(m for m in LADDER if m in modulations) or LADDER[-1:])


def _job_info(job: SendJob) -> status.JobInfo:
    document = job.document
    return status.JobInfo(
        address=job.number,
        document_name=document.name,
        document_size=document.size,
        page_count=document.page_count,
        sender_name=job.sender_name,
        recipient_name=job.recipient_name,
        submitted_time=job.submitted_time,
    )


def _dial_failure(code: ResultCode | None) -> tuple[status.FailureCause, str]:
    if code in DIAL_FAILURES:
        return DIAL_FAILURES[code]
    said = code.value if code is not None else "nothing"
    return status.FailureCause.FATAL_ERROR, f"the modem answered {said} to the dial command"
