"""Each property in each situation: what it holds, and that it is valid only when it should be.

The expected values of the 19 properties are a second writing of faxcom.h, independent of the
record's own descriptions.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from faxstatus_core.status import ExtendedStatus, FaxStatus, PortTracker
from faxstatus_core.status import events as ev
from faxstatus_core.status.fields import PhaseName
from faxstatus_core.status.record import IFAXSTATUS_PROPERTIES

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
SUBMITTED, SCHEDULED = T0 - 300 * SECOND, T0 - 60 * SECOND
JOB = ev.JobInfo(
    address="0123456",
    document_name="letter.pdf",
    document_size=4096,
    page_count=3,
    sender_name="Ada",
    recipient_name="Grace",
    submitted_time=SUBMITTED,
    job_id=17,
    tries=2,
    scheduled_time=SCHEDULED,
    tsid="JOB ID",
    polls=True,
)
OFFER = ev.JobInfo(None, document_name="prices.pdf", document_size=900, page_count=5)
V17 = ev.Negotiated("V.17", 14400, "fine", 204, 196, "MMR", True, "A4", "unlimited", 0)
V29 = ev.Negotiated("V.29", 9600, "300x300", 300, 300, "MH", False, "B4", "A4", 10)

IDLE: tuple[ev.Event, ...] = (ev.Initializing(), ev.PortReady())
DIALING = (*IDLE, ev.Dialing(JOB), ev.PhaseChanged("A"))
CALLED = (
    *DIALING,
    ev.PhaseChanged("B"),
    ev.CallConnected(),
    ev.FrameReceived("DIS"),
    ev.PollOffered(),
    ev.RemoteIdentified("CSI", "FAR CALLED"),
    ev.RemoteMaker("Acme", "Fax 1"),
)
SENDING = (
    *CALLED,
    V17,
    ev.FrameSent("DCS"),
    ev.FrameReceived("CFR"),
    ev.PhaseChanged("C"),
    ev.PageStarted(1),
    ev.PageProgress(1000, 100.0),
    ev.PageTransmitted(1),
    ev.FramesRepeated(7),
    ev.FramesRepeated(2),
    ev.SpeedChanged("V.17", 12000),
    ev.PageConfirmed(1),
    ev.PageStarted(2),
    ev.PageProgress(500, 50.0),
)
SENT = (*SENDING, ev.PhaseChanged("E"), ev.CallCompleted("it went well"))
POLLING = (
    *CALLED,
    ev.TurnedRound(),
    ev.FrameSent("DTC"),
    ev.PollRequested(),
    ev.RemoteIdentified("TSI", "FAR POLLED"),
    V29,
    ev.PageStarted(1),
)
RINGING = (*IDLE, ev.Ringing(), ev.Ringing("0765"), ev.Ringing("0765", "Bob"))
ANSWERED = (*RINGING, ev.Answered(), ev.PhaseChanged("A"))
RECEIVING = (
    *ANSWERED,
    ev.PhaseChanged("B"),
    ev.FrameSent("DIS"),
    ev.CallConnected(),
    ev.FrameReceived("SUB"),
    ev.RemoteAddressed("SUB", "42"),
    ev.RoutingReceived("42", "Grace"),
    ev.PasswordSeen("SID"),
    ev.RemoteIdentified("TSI", "FAR CALLER"),
    V29,
    ev.PhaseChanged("C"),
    ev.PageStarted(1),
    ev.PageProgress(300),
    ev.PageReceived(1, ev.PageLines(1100, 8, 4)),
    ev.PageStarted(2),
    ev.PageProgress(200),
    ev.PageRefused(2, ev.PageLines(900, 400, 90)),
    ev.PageStarted(2),
    ev.PageProgress(250),
    ev.PageReceived(2, ev.PageLines(1000, 3, 2)),
)
BROKEN = (
    *RECEIVING,
    ev.CallFailed(ev.FailureCause.DISCONNECTED, "DCN came", "disconnected"),
)
POLLED = (
    *ANSWERED,
    ev.PhaseChanged("B"),
    ev.PollOffered(),
    ev.CallConnected(),
    ev.FrameReceived("DTC"),
    ev.PollRequested(),
    ev.RemoteAddressed("SEP", "9"),
    ev.PasswordSeen("PWD"),
    ev.RemoteIdentified("CSI", "FAR CALLER"),
    ev.TurnedRound(OFFER),
    V17,
    ev.PageStarted(1),
)
SITUATIONS: dict[str, tuple[ev.Event, ...]] = {
    "offline": (),
    "idle": IDLE,
    "dialing": DIALING,
    "sending": SENDING,
    "sent": SENT,
    "aborting": (*SENDING, ev.Aborting()),
    "polling": POLLING,
    "ringing": RINGING,
    "answered": ANSWERED,
    "receiving": RECEIVING,
    "routing": (*RECEIVING, ev.RoutingStarted()),
    "broken": BROKEN,
    "polled": POLLED,
    "unplugged": (*RECEIVING, ev.DeviceLost("unplugged")),
    "free again": (*SENT, ev.PortReady()),
}


def _status(situation: str) -> FaxStatus:
    tracker = PortTracker(7, "Line 1", "OWN CSID", "OWN TSID")
    events = SITUATIONS[situation]
    for number, event in enumerate(events):
        tracker.apply(event, T0 + number * SECOND)
    return tracker.snapshot(T0 + 100 * SECOND)


STATUS = {situation: _status(situation) for situation in SITUATIONS}
# Of each property what it holds where a job runs or a port is named; absent: null, or False.
SENDS = ("dialing", "sending", "sent", "aborting")
RECEIVES = ("answered", "receiving", "routing", "broken")
ALL = dict.fromkeys(SITUATIONS)


def _began(situation: str) -> int:
    """The second at which the job of a situation began."""
    events = SITUATIONS[situation]
    return next(n for n, each in enumerate(events) if isinstance(each, ev.Dialing | ev.Answered))


def _lasts(situation: str) -> float:
    ended = situation in ("sent", "broken")
    return (len(SITUATIONS[situation]) - 1 if ended else 100) - _began(situation)


JOBS = (*SENDS, *RECEIVES, "polling", "polled")
IN_PAGES = {"sending": 2, "sent": 2, "aborting": 2, "receiving": 2, "routing": 2, "broken": 2}
EXPECTED: dict[str, dict[str, Any]] = {
    "address": dict.fromkeys(SENDS, "0123456"),
    "caller_id": dict.fromkeys(RECEIVES, "0765"),
    "csid": {
        **dict.fromkeys(SITUATIONS, "OWN CSID"),
        **dict.fromkeys(SENDS, "FAR CALLED"),
        "dialing": None,
        "polled": "FAR CALLER",
    },
    "current_page": {**IN_PAGES, "polling": 1, "polled": 1},
    "description": {
        "offline": "Offline",
        "idle": "Available",
        "dialing": "Dialing",
        "sending": "Sending",
        "sent": "Completed",
        "aborting": "Aborting",
        "polling": "Receiving",
        "ringing": "Ringing",
        "answered": "Answered",
        "receiving": "Receiving",
        "routing": "Routing",
        "broken": "Disconnected: DCN came",
        "polled": "Sending",
        "unplugged": "Offline: unplugged",
        "free again": "Available",
    },
    "device_id": dict.fromkeys(SITUATIONS, 7),
    "device_name": dict.fromkeys(SITUATIONS, "Line 1"),
    "document_name": {**dict.fromkeys(SENDS, "letter.pdf"), "polled": "prices.pdf"},
    "document_size": {**dict.fromkeys(SENDS, 4096), "polled": 900},
    "elapsed_time": {situation: _lasts(situation) for situation in JOBS},
    "page_count": {**dict.fromkeys(SENDS, 3), "polled": 5},
    "receive": {**dict.fromkeys(SITUATIONS, False), **dict.fromkeys((*RECEIVES, "polling"), True)},
    "recipient_name": {
        **dict.fromkeys(SENDS, "Grace"),
        **dict.fromkeys(("receiving", "routing", "broken"), "Grace"),
    },
    "routing_string": dict.fromkeys(("receiving", "routing", "broken"), "42"),
    "send": {**dict.fromkeys(SITUATIONS, False), **dict.fromkeys((*SENDS, "polled"), True)},
    "sender_name": dict.fromkeys(SENDS, "Ada"),
    "start_time": {situation: T0 + _began(situation) * SECOND for situation in JOBS},
    "submitted_time": dict.fromkeys(SENDS, SUBMITTED),
    "tsid": {
        **dict.fromkeys(SITUATIONS, "OWN TSID"),
        **dict.fromkeys(SENDS, "JOB ID"),
        **dict.fromkeys(RECEIVES, "FAR CALLER"),
        "answered": None,
        "polling": "FAR POLLED",
    },
}


def test_every_property_of_ifaxstatus_is_expected_to_be_something() -> None:
    assert tuple(EXPECTED) == IFAXSTATUS_PROPERTIES


@pytest.mark.parametrize("name", EXPECTED)
def test_a_property_holds_what_ifaxstatus_says(name: str) -> None:
    held = {situation: getattr(status, name) for situation, status in STATUS.items()}
    assert held == {**ALL, **EXPECTED[name]}


def _is_valid(valid: str, situation: str) -> bool:
    status = STATUS[situation]
    return {
        "always": True,
        "job": status.send or status.receive,
        "sending": status.send,
        "receiving": status.receive,
        "inbound": situation in ("ringing", *RECEIVES, "polled"),
    }[valid]


def _held(name: str, situation: str) -> object:
    status = STATUS[situation]
    return getattr(status if name in IFAXSTATUS_PROPERTIES else status.extended, name)


FIELDS: dict[str, dict[str, Any]] = {
    **FaxStatus.model_json_schema()["properties"],
    **ExtendedStatus.model_json_schema()["properties"],
}
del FIELDS["extended"]


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_is_null_where_its_own_definition_says_it_is_not_valid(name: str) -> None:
    for situation in SITUATIONS:
        if not _is_valid(FIELDS[name]["valid"], situation):
            assert _held(name, situation) is None, situation


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_has_a_value_in_some_situation_in_which_it_is_valid(name: str) -> None:
    valid = [each for each in SITUATIONS if _is_valid(FIELDS[name]["valid"], each)]
    assert any(_held(name, situation) is not None for situation in valid)


def _differing(situation: str) -> dict[str, object]:
    """What the extended part tells beside what is null."""
    told = STATUS[situation].extended.model_dump()
    return {name: value for name, value in told.items() if value is not None}


def _at(situation: str, kind: type[ev.Event]) -> datetime:
    events = SITUATIONS[situation]
    return T0 + next(n for n, each in enumerate(events) if isinstance(each, kind)) * SECOND


def _phase_at(situation: str, phase: PhaseName) -> datetime:
    return T0 + SITUATIONS[situation].index(ev.PhaseChanged(phase)) * SECOND


def test_the_extended_part_of_a_port_that_sends() -> None:
    started = _phase_at("sending", "B")
    assert _differing("sending") == {
        "device_status": 0x20000002,
        "device_status_name": "FPS_SENDING",
        "device_status_text": "Sending",
        "state": "sending",
        "job_id": 17,
        "retries": 2,
        "scheduled_time": SCHEDULED,
        "dialled_number": "0123456",
        "poll_requested": True,
        "poll_offered": True,
        "phase": "C",
        "transmission_start": started,
        "call_duration": (T0 + 100 * SECOND - started).total_seconds(),
        "last_frame_sent": "DCS",
        "last_frame_received": "CFR",
        "remote_id": "FAR CALLED",
        "remote_maker": "Acme",
        "remote_model": "Fax 1",
        "password_seen": False,
        "sid_seen": False,
        "modulation": "V.17",
        "data_rate": 12000,
        "error_correction": True,
        "coding": "MMR",
        "resolution": "fine",
        "horizontal_resolution": 204,
        "vertical_resolution": 196,
        "page_width": "A4",
        "page_length": "unlimited",
        "minimum_scan_line_time": 0,
        "pages_transmitted": 1,
        "pages_confirmed": 1,
        "page_bytes": 500,
        "page_percent": 50.0,
        "call_bytes": 1500,
        "ecm_retransmissions": 9,
    }


def test_the_extended_part_of_a_port_that_receives() -> None:
    started = _phase_at("receiving", "B")
    assert _differing("receiving") == {
        "device_status": 0x20000004,
        "device_status_name": "FPS_RECEIVING",
        "device_status_text": "Receiving",
        "state": "receiving",
        "poll_requested": False,
        "poll_offered": False,
        "phase": "C",
        "transmission_start": started,
        "call_duration": (T0 + 100 * SECOND - started).total_seconds(),
        "last_frame_sent": "DIS",
        "last_frame_received": "SUB",
        "remote_id": "FAR CALLER",
        "caller_id_number": "0765",
        "caller_id_name": "Bob",
        "sub_address": "42",
        "password_seen": True,
        "sid_seen": True,
        "modulation": "V.29",
        "data_rate": 9600,
        "error_correction": False,
        "coding": "MH",
        "resolution": "300x300",
        "horizontal_resolution": 300,
        "vertical_resolution": 300,
        "page_width": "B4",
        "page_length": "A4",
        "minimum_scan_line_time": 10,
        "pages_received": 2,
        "page_bytes": 250,
        "call_bytes": 750,
        "page_lines": 1000,
        "page_bad_lines": 3,
        "call_bad_lines": 11,
        "longest_bad_run": 4,
    }


def test_a_page_that_was_refused_is_judged_but_not_counted() -> None:
    tracker = PortTracker(7, "Line 1", "")
    refused = next(n for n, each in enumerate(RECEIVING) if isinstance(each, ev.PageRefused))
    for event in RECEIVING[: refused + 1]:
        status = tracker.apply(event, T0)
    extended = status.extended
    assert (extended.page_lines, extended.page_bad_lines) == (900, 400)
    assert (extended.call_bad_lines, extended.longest_bad_run) == (8, 4)


def test_the_end_of_a_fax_that_went_well() -> None:
    extended = STATUS["sent"].extended
    assert extended.transmission_end == _phase_at("sent", "E")
    assert (
        extended.call_duration
        == (_at("sent", ev.CallCompleted) - _phase_at("sent", "B")).total_seconds()
    )
    assert (extended.result_code, extended.result_text) == (0x20000008, "it went well")
    assert extended.error_cause is None


def test_the_end_of_a_fax_that_broke_off() -> None:
    extended = STATUS["broken"].extended
    assert extended.transmission_end == _at("broken", ev.CallFailed)
    assert (extended.result_code, extended.result_text) == (0x20000400, "DCN came")
    assert extended.error_cause == "disconnected"


def test_a_call_that_was_never_connected_has_no_transmission() -> None:
    tracker = PortTracker(7, "Line 1", "")
    for event in (*DIALING, ev.CallFailed(ev.FailureCause.BUSY, "the number is busy")):
        status = tracker.apply(event, T0)
    extended = status.extended
    assert (extended.transmission_start, extended.transmission_end) == (None, None)
    assert (extended.call_duration, extended.call_bytes) == (None, None)
    assert (extended.error_cause, extended.result_code) == ("busy", 0x20000040)


def test_who_polls_shows_what_was_dialled_and_what_came() -> None:
    extended = STATUS["polling"].extended
    assert (extended.dialled_number, extended.job_id) == ("0123456", 17)
    assert (extended.pages_received, extended.pages_transmitted) == (0, None)
    assert (extended.poll_requested, extended.poll_offered) == (True, True)


def test_who_is_polled_shows_what_was_asked_for_and_no_secret() -> None:
    extended = STATUS["polled"].extended
    assert extended.selective_polling_address == "9"
    assert (extended.password_seen, extended.sid_seen) == (True, False)
    assert (extended.pages_transmitted, extended.pages_received) == (0, None)
    assert extended.remote_id == "FAR CALLER"
