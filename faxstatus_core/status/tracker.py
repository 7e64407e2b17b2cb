"""PortTracker: reports in, snapshots out. Pure: the time is an argument."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from pydantic import ValidationError

from faxstatus_core.errors import FaxError
from faxstatus_core.status.events import (
    Answered,
    CallCompleted,
    CallFailed,
    DeviceLost,
    DeviceTaken,
    Dialing,
    Event,
    Initializing,
    JobInfo,
    Negotiated,
    PageConfirmed,
    PageProgress,
    PageReceived,
    PageStarted,
    PhaseChanged,
    PortReady,
    RemoteIdentified,
    Ringing,
    RingingStopped,
    RoutingReceived,
    TurnedRound,
)
from faxstatus_core.status.record import ExtendedStatus, FaxStatus, PhaseName
from faxstatus_core.status.states import PortState, next_state


class InvalidReportError(FaxError):
    """A report with a value that the record cannot take, such as a page 0 or a naive time."""


def invalid_report(error: ValidationError, device_id: int) -> InvalidReportError:
    """What to raise for values of port ``device_id`` that a record refused."""
    first = error.errors(include_url=False, include_input=False)[0]
    return InvalidReportError(
        first["msg"],
        where=".".join(("port", str(device_id), *map(str, first["loc"]))),
        remedy="correct what the engine or the configuration gives",
    )


@dataclass(frozen=True, slots=True)
class _Call:
    """What is known of the call that runs, or has just ended."""

    started: datetime
    job: JobInfo | None = None
    """The job of an outbound call; None: the call is inbound."""
    turned: bool = False
    """Polling: the caller receives."""
    ended: datetime | None = None
    caller_id: str | None = None
    csi: str | None = None
    tsi: str | None = None
    routing: RoutingReceived | None = None
    negotiated: Negotiated | None = None
    phase: PhaseName | None = None
    page: int | None = None
    progress: PageProgress | None = None
    confirmed: frozenset[int] = field(default_factory=frozenset)
    received: frozenset[int] = field(default_factory=frozenset)
    error: str | None = None
    """Why it failed."""

    @property
    def receives(self) -> bool:
        """Whether pages come to this port."""
        return (self.job is None) != self.turned

    @property
    def remote_id(self) -> str | None:
        return self.tsi if self.receives else self.csi


@dataclass(frozen=True, slots=True)
class _Port:
    state: PortState = PortState.OFFLINE
    ringing: str | None = None
    """Caller ID of a call not yet answered: no job runs, so the record does not show it."""
    call: _Call | None = None
    reason: str = ""
    """Why the port is offline, unavailable, or its call failed."""


def _call_after(call: _Call, event: Event) -> _Call:
    match event:
        case PhaseChanged(phase):
            call = replace(call, phase=phase)
        case RemoteIdentified("CSI", text):
            call = replace(call, csi=text.strip() or None)
        case RemoteIdentified("TSI", text):
            call = replace(call, tsi=text.strip() or None)
        case TurnedRound():
            call = replace(call, turned=not call.turned, page=None, progress=None)
        case RoutingReceived():
            call = replace(call, routing=event)
        case Negotiated():
            call = replace(call, negotiated=event)
        case PageStarted(number):
            call = replace(call, page=number, progress=None)
        case PageProgress():
            call = replace(call, progress=event)
        case PageConfirmed(number):
            call = replace(call, confirmed=call.confirmed | {number})
        case PageReceived(number):
            call = replace(call, received=call.received | {number})
    return call


def _port_after(port: _Port, event: Event, now: datetime) -> _Port:
    port = replace(port, state=next_state(port.state, event))
    match event, port.call:
        case ((Initializing() | PortReady() | RingingStopped()), _):
            port = _Port(port.state)
        case ((DeviceLost(reason) | DeviceTaken(reason)), _):
            port = _Port(port.state, reason=reason)
        case Ringing(caller_id), _:
            port = replace(port, ringing=caller_id or port.ringing)
        case Dialing(job), _:
            port = _Port(port.state, call=_Call(now, job))
        case Answered(), _:
            port = _Port(port.state, call=_Call(now, caller_id=port.ringing))
        case CallCompleted(), _Call() as call:
            port = replace(port, call=replace(call, ended=now))
        case CallFailed(cause, text, error), _Call() as call:
            ended = replace(call, ended=now, error=error or cause.value)
            port = replace(port, call=ended, reason=text)
        case _, _Call() as call:
            port = replace(port, call=_call_after(call, event))
    return port


def _in_utc(now: datetime) -> datetime:
    if now.tzinfo is None:
        raise InvalidReportError(
            "the time has no time zone", where="now", remedy="give an aware datetime"
        )
    return now.astimezone(UTC)


class PortTracker:
    """Keeps the status of one port from what an engine reports.

    ``device_id``: permanent line identifier, 0 to 2**31 - 1. ``local_id``: the port's own CSI and
    TSI, at most 20 characters; empty: it has none. A new tracker is OFFLINE.
    """

    def __init__(self, device_id: int, device_name: str, local_id: str) -> None:
        self.device_id = device_id
        self.device_name = device_name
        self.local_id = local_id
        self._port = _Port()

    @property
    def state(self) -> PortState:
        """Where the port is in its life."""
        return self._port.state

    def apply(self, event: Event, now: datetime) -> FaxStatus:
        """Take a report made at ``now`` (aware) and give the new snapshot.

        Raises IllegalTransitionError where the report cannot happen in this state,
        InvalidReportError where the record cannot take its values. After either, the tracker is
        as before.
        """
        now = _in_utc(now)
        port = _port_after(self._port, event, now)
        status = self._status(port, now)
        self._port = port
        return status

    def snapshot(self, now: datetime) -> FaxStatus:
        """The status at ``now`` (aware). Raises InvalidReportError for a naive time."""
        return self._status(self._port, _in_utc(now))

    def _status(self, port: _Port, now: datetime) -> FaxStatus:
        try:
            return self._record(port, now)
        except ValidationError as error:
            raise invalid_report(error, self.device_id) from error

    def _record(self, port: _Port, now: datetime) -> FaxStatus:
        call = port.call
        job = call.job if call else None
        inbound = call if call and job is None else None
        receives = call is not None and call.receives
        sends = call is not None and not call.receives
        own_id = self.local_id or None
        code = port.state.code
        routing = inbound.routing if inbound else None
        named = job or routing
        recipient = named.recipient_name if named else None
        return FaxStatus(
            address=job.address if job else None,
            caller_id=inbound.caller_id if inbound else None,
            csid=call.csi if call and sends else own_id,
            current_page=call.page if call else None,
            description=f"{code.text}: {port.reason}" if port.reason else code.text,
            device_id=self.device_id,
            device_name=self.device_name,
            document_name=job.document_name if job else None,
            document_size=job.document_size if job else None,
            # A clock set back must not give a negative duration.
            elapsed_time=max((call.ended or now) - call.started, timedelta()).total_seconds()
            if call
            else None,
            page_count=job.page_count if job else None,
            receive=receives,
            recipient_name=recipient,
            routing_string=routing.routing_string if routing else None,
            send=sends,
            sender_name=job.sender_name if job else None,
            start_time=call.started if call else None,
            submitted_time=job.submitted_time if job else None,
            tsid=call.tsi if call and receives else own_id,
            extended=_extended(port),
        )


def _extended(port: _Port) -> ExtendedStatus:
    call = port.call
    negotiated = call.negotiated if call else None
    progress = call.progress if call else None
    return ExtendedStatus(
        device_status=port.state.code.value,
        device_status_name=port.state.code.symbol,
        state=port.state.value,
        phase=call.phase if call else None,
        modulation=negotiated.modulation if negotiated else None,
        data_rate=negotiated.data_rate if negotiated else None,
        resolution=negotiated.resolution if negotiated else None,
        pages_received=len(call.received) if call and (call.receives or call.received) else None,
        pages_confirmed=len(call.confirmed) if call and (call.job or call.confirmed) else None,
        page_bytes=progress.page_bytes if progress else None,
        page_percent=progress.percent if progress else None,
        remote_id=call.remote_id if call else None,
        error_cause=call.error if call else None,
    )
