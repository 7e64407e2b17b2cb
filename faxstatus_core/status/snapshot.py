"""What is known of a port as the record. The values are checked already: see ``facts``."""

from datetime import datetime, timedelta

from faxstatus_core.status.extended import ExtendedStatus
from faxstatus_core.status.facts import CallFacts, PageFacts, PortFacts
from faxstatus_core.status.fields import MAX_TEXT
from faxstatus_core.status.record import FaxStatus
from faxstatus_core.status.states import PortState

_MAX_LONG = 2**31 - 1


def _of_state(state: PortState) -> dict[str, object]:
    code = state.code
    return {
        "device_status": code.value,
        "device_status_name": code.symbol,
        "device_status_text": code.text,
        "state": state.value,
    }


_OF_STATE = {state: _of_state(state) for state in PortState}


def idle_status(device_id: int, device_name: str, csid: str, tsid: str) -> FaxStatus:
    """The record of a port off line. Raises pydantic's ValidationError."""
    return FaxStatus.model_validate(
        {
            **dict.fromkeys(FaxStatus.model_fields),
            "csid": csid.strip() or None,
            "description": PortState.OFFLINE.code.text,
            "device_id": device_id,
            "device_name": device_name,
            "receive": False,
            "send": False,
            "tsid": tsid.strip() or None,
            "extended": {
                **dict.fromkeys(ExtendedStatus.model_fields),
                **_OF_STATE[PortState.OFFLINE],
            },
        }
    )


def status_of(idle: FaxStatus, port: PortFacts, now: datetime) -> FaxStatus:
    """The record at ``now`` (UTC) of the port that is ``idle`` without a call."""
    call = port.call
    extended = {
        **_OF_STATE[port.state],
        "caller_id_number": port.caller_number,
        "caller_id_name": port.caller_name,
    }
    text = extended["device_status_text"]
    description = f"{text}: {port.reason}"[:MAX_TEXT] if port.reason else text
    properties: dict[str, object] = {"description": description}
    if call is not None:
        properties |= _properties(idle, port, call, now)
        extended |= _of_call(call, now) | _of_pages(call)
    properties["extended"] = idle.extended.model_copy(update=extended)
    return idle.model_copy(update=properties)


def _properties(
    idle: FaxStatus, port: PortFacts, call: CallFacts, now: datetime
) -> dict[str, object]:
    common: dict[str, object] = {
        "current_page": call.pages.current,
        "elapsed_time": _seconds(call.started, _end_of(call, now)),
        "receive": call.receives,
        "send": not call.receives,
        "start_time": call.started,
    }
    if call.receives:
        routing = call.far_end.routing if call.job is None else None
        caller = port.caller_number or port.caller_name
        return common | {
            "caller_id": caller if call.job is None else None,
            "recipient_name": routing.recipient_name if routing else None,
            "routing_string": routing.routing_string if routing else None,
            "tsid": call.far_end.tsi,
        }
    job = call.sent_job
    sent = common | {"csid": call.far_end.csi}
    if job is None:
        return sent
    return sent | {
        "address": job.address,
        "document_name": job.document_name,
        "document_size": job.document_size,
        "page_count": job.page_count,
        "recipient_name": job.recipient_name,
        "sender_name": job.sender_name,
        "submitted_time": job.submitted_time,
        "tsid": job.tsid or idle.tsid,
    }


def _of_call(call: CallFacts, now: datetime) -> dict[str, object]:
    job, far_end, begun, end = call.job, call.far_end, call.transmission_started, call.end
    fields: dict[str, object] = {
        "poll_requested": call.poll_requested,
        "poll_offered": call.poll_offered,
        "phase": call.phase,
        "transmission_start": begun,
        "transmission_end": call.transmission_ended,
        "call_duration": _seconds(begun, _end_of(call, now)) if begun else None,
        "last_frame_sent": call.frame_sent,
        "last_frame_received": call.frame_received,
        "remote_id": call.remote_id,
        "sub_address": far_end.sub_address,
        "selective_polling_address": far_end.selective_address,
        "password_seen": bool(far_end.secrets),
        "sid_seen": "SID" in far_end.secrets,
    }
    if end is not None:
        fields["error_cause"] = end.error
        fields["result_code"] = end.code.value
        fields["result_text"] = end.text
    if job is not None:
        fields["job_id"] = job.job_id
        fields["retries"] = job.tries
        fields["scheduled_time"] = job.scheduled_time
        fields["dialled_number"] = job.address
    if (maker := far_end.maker) is not None:
        fields["remote_maker"] = maker.maker
        fields["remote_model"] = maker.model
    if (negotiated := call.negotiated) is not None:
        fields |= {
            "modulation": negotiated.modulation,
            "data_rate": negotiated.data_rate,
            "error_correction": negotiated.error_correction,
            "coding": negotiated.coding,
            "resolution": negotiated.resolution,
            "horizontal_resolution": negotiated.horizontal_resolution,
            "vertical_resolution": negotiated.vertical_resolution,
            "page_width": negotiated.page_width,
            "page_length": negotiated.page_length,
            "minimum_scan_line_time": negotiated.minimum_scan_line_time,
        }
    return fields


def _of_pages(call: CallFacts) -> dict[str, object]:
    pages, negotiated = call.pages, call.negotiated
    fields: dict[str, object] = {}
    if not call.receives or pages.transmitted:
        fields["pages_transmitted"] = len(pages.transmitted)
        fields["pages_confirmed"] = len(pages.confirmed)
    if call.receives or pages.received:
        fields["pages_received"] = len(pages.received)
        fields |= _quality(pages)
    if pages.progress is not None:
        fields["page_bytes"] = pages.progress.page_bytes
        fields["page_percent"] = pages.progress.percent
    if pages.progress is not None or pages.bytes_before:
        fields["call_bytes"] = min(pages.octets, _MAX_LONG)
    if negotiated is not None and negotiated.error_correction:
        fields["ecm_retransmissions"] = min(pages.frames_repeated, _MAX_LONG)
    return fields


def _quality(pages: PageFacts) -> dict[str, object]:
    """Of what was received, as far as it is known."""
    known = [lines for lines in pages.received.values() if lines is not None]
    fields: dict[str, object] = {}
    if known:
        fields["call_bad_lines"] = min(sum(lines.bad for lines in known), _MAX_LONG)
        fields["longest_bad_run"] = max(lines.longest_bad_run for lines in known)
    if pages.judged is not None:
        fields["page_lines"] = pages.judged.total
        fields["page_bad_lines"] = pages.judged.bad
    return fields


def _end_of(call: CallFacts, now: datetime) -> datetime:
    return call.end.time if call.end is not None else now


def _seconds(since: datetime, until: datetime) -> float:
    """A clock set back must not give a negative duration."""
    return max(until - since, timedelta()).total_seconds()
