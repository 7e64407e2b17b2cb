"""InboundCalls: the calls that a port takes, and the faxes that come of them."""

import asyncio
import logging
from functools import partial
from pathlib import Path

from faxstatus_core.clock import utcnow
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.errors import DeviceError
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.errors import FaxError
from faxstatus_core.operation import bound
from faxstatus_core.records import Call, Direction
from faxstatus_core.service.call_book import CallReport
from faxstatus_core.service.office import Office
from faxstatus_core.service.received import new_fax
from faxstatus_core.status import FaxStatus
from faxstatus_core.status import events as status
from faxstatus_core.store import NewFax

logger = logging.getLogger(__name__)


class InboundCalls:
    """Takes calls on ``port``, one at a time."""

    def __init__(self, port: FaxPort, office: Office) -> None:
        self._port = port
        self._office = office
        self._beginning: asyncio.Task[Call] | None = None
        self._receiving: asyncio.Task[CallResult] | None = None
        self._facts: dict[str, str | int] = {}

    def stop(self) -> None:
        """End the call that is under way, with DCN."""
        if self._receiving is not None:
            self._receiving.cancel()

    def reported(self, event: status.Event, after: FaxStatus) -> None:
        """What the port has published: an answered call is written down while it goes on."""
        if isinstance(event, status.Answered):
            begin = self._office.book.begin(
                Direction.RECEIVE,
                self._port.device_id,
                self._port.name,
                after.caller_id,
                answered=True,
            )
            self._beginning = asyncio.create_task(begin)
            self._beginning.add_done_callback(self._named)

    def _named(self, beginning: asyncio.Task[Call]) -> None:
        """What is logged from now on is about this call."""
        if not beginning.cancelled() and beginning.exception() is None:
            self._facts["call_id"] = beginning.result().call_id

    async def run(self) -> CallResult:
        """Wait for a call and take it. Raises as ``FaxPort.receive`` does.

        Cancelled before a call came, it has done nothing; cancelled in a call, it has ended and
        recorded it.
        """
        with bound() as self._facts:
            return await self._take()

    async def _take(self) -> CallResult:
        self._receiving = asyncio.create_task(self._port.receive())
        result: CallResult | None = None
        failure: BaseException | None = None
        try:
            result = await asyncio.shield(self._receiving)
        except asyncio.CancelledError as error:
            failure = error
            self._receiving.cancel()
            await asyncio.wait({self._receiving})
        except (DeviceError, FaxError) as error:
            failure = error
        beginning, self._beginning = self._beginning, None
        if beginning is not None:
            await self._record(beginning, result, failure)
        if failure is not None:
            raise failure
        assert result is not None
        return result

    async def _record(
        self, beginning: asyncio.Task[Call], result: CallResult | None, failure: object
    ) -> None:
        port, office, ended = self._port, self._office, utcnow()
        at_end = office.status(port.device_id)
        path = port.take_received()
        report = CallReport(
            result is not None and result.succeeded,
            at_end.extended.error_cause or (None if result else "modem_failed"),
            result.text if result else str(failure) or "the call was cancelled",
            result.pages if result else at_end.extended.pages_received or 0,
            at_end,
            port.take_trace(),
        )
        call = await beginning
        fax: NewFax | None = None
        if path is not None:
            fax = await office.book.until_written(partial(self._adopt, path, call, report))
        await office.book.end(call, report, fax=fax, ended=ended)
        if path is not None:
            await asyncio.to_thread(path.unlink, missing_ok=True)

    async def _adopt(self, path: Path, call: Call, report: CallReport) -> NewFax:
        documents = self._office.documents
        digest, size = await asyncio.to_thread(documents.adopt, path)
        return await asyncio.to_thread(
            new_fax,
            path,
            digest,
            size,
            device_id=call.device_id,
            device_name=call.device_name,
            status=report.status,
            received=call.started_time,
            complete=report.succeeded,
        )
