"""A port: one modem on one line, its calls, and its entry on the status bus."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.at import AtChannel
from faxstatus_core.engine.call import Call, CallResult
from faxstatus_core.engine.caller_id import CallerId
from faxstatus_core.engine.class1 import Class1Modem
from faxstatus_core.engine.dialling import dial_string
from faxstatus_core.engine.errors import DeviceError, DeviceTakenError
from faxstatus_core.engine.identity import device_identity
from faxstatus_core.engine.modem_info import ModemInfo
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.engine.port_jobs import (
    PollJob,
    PollOffer,
    SendJob,
    info_of_job,
    info_of_offer,
    info_of_poll,
)
from faxstatus_core.engine.recording import Parties
from faxstatus_core.engine.reports import DIAL_FAILURES
from faxstatus_core.engine.transport import SerialTransport, Transport
from faxstatus_core.image import FaxMetadata, ReceivedFax, live_png, stem_of
from faxstatus_core.image.documents.tag_line import TagLine
from faxstatus_core.pages import DocumentSource, PageCollector
from faxstatus_core.status import FaxStatus, PortState, PortTracker, StatusBus
from faxstatus_core.status import events as status
from faxstatus_core.t30.conversation import Conversation, Following
from faxstatus_core.t30.frames import Dis, Fcf, Frame, Identification, build
from faxstatus_core.t30.negotiation.addressing import Addressing
from faxstatus_core.t30.negotiation.capabilities import Capabilities
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.receiving.poller import Poller
from faxstatus_core.t30.receiving.receiver import Receiver
from faxstatus_core.t30.sending.sender import PolledSender, Sender
from faxstatus_core.t30.session import Session
from faxstatus_core.t31.modulations import Modulation
from faxstatus_core.t31.result_codes import ResultCode

CALLER_ID_PAUSE = 3.5
"""Seconds from RING within which a modem says who calls; the ring itself lasts up to two."""
_REST_OF_CALLER_ID = 0.2
RING_PAUSE = 8.0
"""Seconds without RING after which the caller has given up."""


class FaxPort:
    """A modem on a line. One call at a time; :meth:`ready` ends what the last call left to see."""

    def __init__(
        self,
        config: PortConfig,
        bus: StatusBus,
        open_transport: Callable[[], Awaitable[Transport]] | None = None,
        on_report: Callable[[status.Event, FaxStatus], None] | None = None,
    ) -> None:
        """``on_report`` gets each report that is published, and the status after it.

        Raises FrameError for a ``local_id`` that no frame can hold, and what the bus raises.
        """
        build(Frame(Fcf.CSI, final=False, fif=Identification(config.local_id)), with_fcs=False)
        self.config = config
        self._bus = bus
        self._identity = device_identity(config.device)
        self._open_transport = open_transport or self._open_serial
        self._modem: Class1Modem | None = None
        self._on_report = on_report
        self._call: Call | None = None
        self._page: PageCollector | None = None
        self._tells_callers = False
        self._receives = Capabilities()
        self._transmits = Capabilities()
        name = config.name or self._identity.description
        self._tracker = PortTracker(self._identity.device_id, name, config.local_id, config.tsid)
        bus.register(
            self._tracker,
            rings=config.rings,
            send=config.send,
            receive=config.receive,
            priority=config.priority,
            pools=config.pools,
            can_modify=config.can_modify,
        )

    @property
    def device_id(self) -> int:
        """The permanent identifier of the port's device."""
        return self._identity.device_id

    @property
    def name(self) -> str:
        """What people call the port."""
        return self._tracker.device_name

    @property
    def state(self) -> PortState:
        """Where the port is in its life."""
        return self._tracker.state

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
            self._tells_callers = info.caller_id
        self._receives = self._capabilities(info.receive)
        self._transmits = self._capabilities(info.transmit)
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

    def give_up(self, reason: str) -> None:
        """Let go of the device after a fault of the program: the port is off line."""
        self.close()
        if self._tracker.state not in (PortState.OFFLINE, PortState.UNAVAILABLE):
            self._publish(status.DeviceLost(reason))

    async def send(self, job: SendJob) -> CallResult:
        """Call and send. The result says how it went.

        Raises BadNumberError for a number that cannot be dialled, and DeviceError when the modem
        fails; the port is then off line.
        """
        dial_string(job.number)
        modem = self._opened
        own = self.config.local_id if self.config.tsid is None else self.config.tsid
        local_id = own if job.tsid is None else job.tsid
        tag_line = self._tag_line(job, local_id)
        source = DocumentSource(job.documents, job.resolution, tag_line, job.skipped, job.continued)
        await asyncio.to_thread(source.prepare)  # the line shall not wait for it
        with self._losing_device():
            self._publish(status.Dialing(info_of_job(job, local_id)))
            self._publish(status.PhaseChanged("A"))
            fax = self._new_fax() if job.then_poll else None
            parties = Parties(self.name, calling=True, local_id=local_id, number=job.number)
            call = self._new_call(sending=True, fax=fax, parties=parties, source=source)
            code = await self._set_up(modem, call, modem.dial(job.number))
            if code is not ResultCode.CONNECT:
                return call.failed(*_dial_failure(code))
            sender = Sender(
                source,
                self._transmits,
                local_id,
                addressing=job.addressing,
                then_poll=job.then_poll,
            )
            return await call.run(modem, Conversation(sender, self._poll_after))

    async def poll(self, job: PollJob) -> CallResult:
        """Call, and receive the document that waits there into the port's folder.

        Raises as :meth:`send` and :meth:`receive` do.
        """
        dial_string(job.number)
        modem = self._opened
        with self._losing_device():
            fax = self._new_fax()
            self._publish(status.Dialing(info_of_poll(job)))
            self._publish(status.PhaseChanged("A"))
            local_id = self.config.local_id
            parties = Parties(self.name, calling=True, local_id=local_id, number=job.number)
            call = self._new_call(sending=True, fax=fax, parties=parties)
            code = await self._set_up(modem, call, modem.dial(job.number))
            if code is not ResultCode.CONNECT:
                return call.failed(*_dial_failure(code))
            return await call.run(modem, Conversation(self._poller(job.addressing)))

    async def receive(self, offer: PollOffer | None = None) -> CallResult:
        """Wait for a call, answer it, and receive a fax into the port's folder.

        A caller who asks for it is sent the document of ``offer``. Raises DeviceError when the
        modem fails, and ArchiveError when the folder cannot be used; pages that were confirmed to
        the caller are on disk in any case.
        """
        modem = self._opened
        source = DocumentSource((offer.document,), offer.resolution) if offer else None
        with self._losing_device():
            if source is not None:
                await asyncio.to_thread(source.prepare_page, 0)
            try:
                caller = await self._await_rings(modem)
                fax = self._new_fax()
            except BaseException:
                if self._tracker.state is PortState.RINGING:
                    self._publish(status.RingingStopped())  # as far as this port is concerned
                raise
            self._publish(status.Answered())
            self._publish(status.PhaseChanged("A"))
            known = replace(self._known(), caller_id=caller.number, sender_name=caller.name)
            number = caller.number or ""
            local_id = self.config.local_id
            parties = Parties(self.name, calling=False, local_id=local_id, number=number)
            call = self._new_call(
                sending=False,
                fax=fax,
                parties=parties,
                known=known,
                polled=info_of_offer(offer),
                source=source,
            )
            code = await self._set_up(modem, call, modem.answer())
            if code is not ResultCode.CONNECT:
                return call.failed(status.FailureCause.NO_CARRIER, "the call was not answered")
            receiver = Receiver(
                self._open_page,
                self._receives,
                self.config.local_id,
                polled=offer.access if offer else None,
            )
            return await call.run(modem, Conversation(receiver, self._answer_to_poll(source)))

    def take_received(self) -> Path | None:
        """The file of what the last call brought, also if it broke off; None the second time."""
        if self._call is None:
            return None
        path, self._call.path = self._call.path, None
        return path

    def take_trace(self) -> bytes | None:
        """What was recorded of the last call, as JSON lines; None the second time."""
        if self._call is None:
            return None
        call, self._call = self._call, None
        call.recording.end("the call broke off", asyncio.get_running_loop().time())
        return call.recording.lines()

    def _new_call(
        self,
        *,
        sending: bool,
        fax: ReceivedFax | None,
        parties: Parties,
        known: FaxMetadata | None = None,
        polled: status.JobInfo | None = None,
        source: DocumentSource | None = None,
    ) -> Call:
        self._call = Call(
            self._publish,
            sending=sending,
            fax=fax,
            known=known or self._known(),
            polled=polled,
            prepare=source.prepare_page if source else lambda _index: None,
            parties=parties,
        )
        return self._call

    def live_page(self, across: int | None = None) -> bytes | None:
        """The lines of the page that is arriving, or arrived last, as PNG; None before the first.

        ``across``: the width in pixels, if it is to be smaller.
        """
        page = self._page
        if page is None:
            return None
        width = page.selection.page.pels
        return live_png(page.rows, width, page.resolution, across=across)

    def _open_page(self, selection: Selection) -> PageCollector:
        self._page = PageCollector(selection, self.config.copy_quality)
        return self._page

    def _poller(self, addressing: Addressing, dis: Dis | None = None) -> Poller:
        local_id = self.config.local_id
        return Poller(self._open_page, self._receives, local_id, addressing=addressing, dis=dis)

    def _poll_after(self, sender: Session) -> Session | None:
        """When a document was sent and another is asked for in the same call."""
        if sender.outcome is None or sender.outcome.cause is not Cause.TURNED_ROUND:
            return None
        assert isinstance(sender, Sender)
        return self._poller(Addressing(), sender.dis)

    def _answer_to_poll(self, source: DocumentSource | None) -> Following:
        def answer(receiver: Session) -> Session | None:
            if source is None or not isinstance(receiver, Receiver) or receiver.dtc is None:
                return None
            return PolledSender(source, self._transmits, self.config.local_id, receiver.dtc)

        return answer

    def _new_fax(self) -> ReceivedFax:
        return ReceivedFax(self.config.output, stem_of(utcnow()), pdf=self.config.pdf)

    def _tag_line(self, job: SendJob, local_id: str) -> TagLine | None:
        if not job.tag_line:
            return None
        recipient = job.recipient_name or job.number
        return TagLine(job.sender_name or "", local_id, recipient, utcnow().astimezone())

    def _known(self) -> FaxMetadata:
        return FaxMetadata(csid=self.config.local_id)

    async def _await_rings(self, modem: Class1Modem) -> CallerId:
        """Return after the configured number of rings, with what is known of the caller by then.

        Who calls is told after the first ring: a port that answers at once waits for that.
        """
        rings, caller = 0, CallerId()
        while True:
            enough = rings >= max(1, self.config.rings)
            whole = caller.number and caller.name
            if enough and (whole or not self._tells_callers or rings > 1):
                return caller
            pause = RING_PAUSE
            if enough:
                pause = _REST_OF_CALLER_ID if caller.text else CALLER_ID_PAUSE
            try:
                ringing = self._tracker.state is PortState.RINGING
                async with asyncio.timeout(pause if ringing else None):
                    known = await modem.incoming(caller)
            except TimeoutError:
                if enough:
                    return caller
                rings, caller = 0, CallerId()
                self._publish(status.RingingStopped())
                continue
            if known is None:
                rings += 1
            else:
                caller = known
            self._publish(status.Ringing(caller.number or None, caller.name or None))

    def _capabilities(self, modulations: frozenset[Modulation]) -> Capabilities:
        """What a modem with these can do; one that does not tell has the slowest."""
        return Capabilities(
            tuple(m for m in LADDER if m in modulations) or LADDER[-1:],
            error_correction=self.config.error_correction,
        )

    async def _open_serial(self) -> Transport:
        profile = self.config.profile
        return await SerialTransport.open(
            self.config.device,
            rate=self.config.rate,
            rtscts=profile is not None and profile.rtscts,
        )

    def _publish(self, event: status.Event) -> FaxStatus:
        status_now = self._bus.publish(self.device_id, event)
        if self._on_report is not None:
            self._on_report(event, status_now)
        return status_now

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
            call.recording.answered(code, asyncio.get_running_loop().time())
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


def _dial_failure(code: ResultCode | None) -> tuple[status.FailureCause, str]:
    if code in DIAL_FAILURES:
        return DIAL_FAILURES[code]
    said = code.value if code is not None else "nothing"
    return status.FailureCause.FATAL_ERROR, f"the modem answered {said} to the dial command"
