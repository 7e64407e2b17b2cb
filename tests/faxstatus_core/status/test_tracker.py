"""What the record holds in each state: the validity of each property."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.status import (
    FaxStatus,
    IllegalTransitionError,
    InvalidReportError,
    PortTracker,
)
from faxstatus_core.status import events as ev
from faxstatus_core.status.record import IFAXSTATUS_PROPERTIES

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
JOB = ev.JobInfo(
    address="0123456",
    document_name="letter.pdf",
    document_size=4096,
    page_count=3,
    sender_name="Ada",
    recipient_name="Grace",
    submitted_time=T0 - timedelta(minutes=5),
)

AVAILABLE: tuple[ev.Event, ...] = (ev.Initializing(), ev.PortReady())
DIALING = (*AVAILABLE, ev.Dialing(JOB))
SENDING = (
    *DIALING,
    ev.PhaseChanged("A"),
    ev.CallConnected(),
    ev.PhaseChanged("B"),
    ev.RemoteIdentified("CSI", "FAR CALLED"),
    ev.Negotiated("V.17", 14400, "R8 x 7.7 lines/mm"),
    ev.PhaseChanged("C"),
    ev.PageStarted(1),
    ev.PageProgress(500, 50.0),
)
RINGING = (*AVAILABLE, ev.Ringing(), ev.Ringing("0765"), ev.Ringing())
ANSWERED = (*RINGING, ev.Answered())
RECEIVING = (
    *ANSWERED,
    ev.CallConnected(),
    ev.RemoteIdentified("TSI", "FAR CALLER"),
    ev.RoutingReceived("42", "Grace"),
    ev.Negotiated("V.29", 9600),
    ev.PageStarted(1),
    ev.PageProgress(300),
)

SENDS = {
    "address": "0123456",
    "csid": None,
    "document_name": "letter.pdf",
    "document_size": 4096,
    "page_count": 3,
    "recipient_name": "Grace",
    "send": True,
    "sender_name": "Ada",
    "submitted_time": T0 - timedelta(minutes=5),
}
ONLINE = {**SENDS, "csid": "FAR CALLED", "current_page": 1}
RECEIVES = {"caller_id": "0765", "receive": True, "tsid": None}
INLINE = {
    **RECEIVES,
    "tsid": "FAR CALLER",
    "current_page": 1,
    "recipient_name": "Grace",
    "routing_string": "42",
}


def _fail(cause: ev.FailureCause) -> ev.CallFailed:
    return ev.CallFailed(cause, "what happened")


DIAL_FAILURES = [
    ("Busy", ev.FailureCause.BUSY),
    ("No answer", ev.FailureCause.NO_ANSWER),
    ("No dial tone", ev.FailureCause.NO_DIAL_TONE),
    ("Not a fax call", ev.FailureCause.NO_CARRIER),
    ("Bad address", ev.FailureCause.BAD_ADDRESS),
    ("Call delayed", ev.FailureCause.CALL_DELAYED),
    ("Call blacklisted", ev.FailureCause.CALL_BLACKLISTED),
]
BREAKS = [
    ("Disconnected", ev.FailureCause.DISCONNECTED),
    ("Fatal error", ev.FailureCause.FATAL_ERROR),
]

# What led there, and which properties differ from those of an idle port.
CASES: dict[str, tuple[tuple[ev.Event, ...], dict[str, object]]] = {
    "offline at first": ((), {"description": "Offline"}),
    "initializing": ((ev.Initializing(),), {"description": "Initializing"}),
    "available": (AVAILABLE, {}),
    "unavailable": (
        (*AVAILABLE, ev.DeviceTaken("held by pppd")),
        {"description": "Unavailable: in use by another application: held by pppd"},
    ),
    "offline later": (
        (*SENDING, ev.DeviceLost("unplugged")),
        {"description": "Offline: unplugged"},
    ),
    "back from offline": (
        (*AVAILABLE, ev.DeviceLost("unplugged"), ev.Initializing()),
        {"description": "Initializing"},
    ),
    "dialing": (DIALING, {**SENDS, "description": "Dialing"}),
    "sending": (SENDING, {**ONLINE, "description": "Sending"}),
    "aborting": ((*SENDING, ev.Aborting()), {**ONLINE, "description": "Aborting"}),
    "sent": ((*SENDING, ev.CallCompleted()), {**ONLINE, "description": "Completed"}),
    "ringing": (RINGING, {"description": "Ringing"}),
    "answered": (ANSWERED, {**RECEIVES, "description": "Answered"}),
    "receiving": (RECEIVING, {**INLINE, "description": "Receiving"}),
    "routing": ((*RECEIVING, ev.RoutingStarted()), {**INLINE, "description": "Routing"}),
    "received": ((*RECEIVING, ev.CallCompleted()), {**INLINE, "description": "Completed"}),
    "voice caller": (
        (*ANSWERED, _fail(ev.FailureCause.NO_CARRIER)),
        {**RECEIVES, "description": "Not a fax call: what happened"},
    ),
    "ready after sending": ((*SENDING, ev.CallCompleted(), ev.PortReady()), {}),
    "ready after receiving": ((*RECEIVING, ev.CallCompleted(), ev.PortReady()), {}),
    "ready after a failure": (
        (*DIALING, _fail(ev.FailureCause.BUSY), ev.PortReady()),
        {},
    ),
    "ready after an abort": ((*SENDING, ev.Aborting(), ev.PortReady()), {}),
    "caller gave up": ((*RINGING, ev.RingingStopped()), {}),
    **{
        f"dialing failed: {text}": (
            (*DIALING, _fail(cause)),
            {**SENDS, "description": f"{text}: what happened"},
        )
        for text, cause in (*DIAL_FAILURES, *BREAKS)
    },
    **{
        f"sending failed: {text}": (
            (*SENDING, _fail(cause)),
            {**ONLINE, "description": f"{text}: what happened"},
        )
        for text, cause in BREAKS
    },
    **{
        f"receiving failed: {text}": (
            (*RECEIVING, _fail(cause)),
            {**INLINE, "description": f"{text}: what happened"},
        )
        for text, cause in BREAKS
    },
}
IDLE: dict[str, object] = {
    **dict.fromkeys(IFAXSTATUS_PROPERTIES),
    "csid": "OWN ID",
    "tsid": "OWN ID",
    "description": "Available",
    "device_id": 7,
    "device_name": "Line 1",
    "receive": False,
    "send": False,
}


def _tracker(*events: ev.Event, local_id: str = "OWN ID") -> PortTracker:
    tracker = PortTracker(7, "Line 1", local_id)
    for event in events:
        tracker.apply(event, T0)
    return tracker


@pytest.mark.parametrize("case", CASES)
def test_each_property_is_valid_only_where_it_should_be(case: str) -> None:
    events, differing = CASES[case]
    status = _tracker(*events).snapshot(T0 + 2 * SECOND)
    expected = {**IDLE, **differing}
    if status.send or status.receive:
        # A call that has ended took no time here; one that runs, 2 s.
        expected["start_time"] = T0
        ended = isinstance(events[-1], ev.CallCompleted | ev.CallFailed)
        expected["elapsed_time"] = 0.0 if ended else 2.0
    assert {name: getattr(status, name) for name in IFAXSTATUS_PROPERTIES} == expected


def test_elapsed_time_follows_the_clock_and_stops_with_the_call() -> None:
    tracker = _tracker(*SENDING)
    assert tracker.snapshot(T0 + 90 * SECOND).elapsed_time == 90.0
    assert tracker.apply(ev.CallCompleted(), T0 + 100 * SECOND).elapsed_time == 100.0
    assert tracker.snapshot(T0 + 500 * SECOND).elapsed_time == 100.0


def test_a_clock_set_back_gives_no_negative_duration() -> None:
    assert _tracker(*SENDING).snapshot(T0 - SECOND).elapsed_time == 0.0


def test_times_are_kept_in_utc() -> None:
    east = timezone(timedelta(hours=5))
    tracker = _tracker(*AVAILABLE)
    job = replace(JOB, submitted_time=datetime(2026, 3, 1, 16, 0, tzinfo=east))
    status = tracker.apply(ev.Dialing(job), datetime(2026, 3, 1, 17, 0, tzinfo=east))
    assert status.start_time == T0
    assert '"start_time":"2026-03-01T12:00:00Z"' in status.model_dump_json()
    assert '"submitted_time":"2026-03-01T11:00:00Z"' in status.model_dump_json()


def test_a_page_confirmed_twice_counts_once() -> None:
    tracker = _tracker(*SENDING, ev.PageConfirmed(1), ev.PageConfirmed(1))
    assert tracker.snapshot(T0).extended.pages_confirmed == 1


def test_the_cause_of_a_failure_is_shown_until_the_port_is_ready() -> None:
    tracker = _tracker(*DIALING)
    busy = tracker.apply(_fail(ev.FailureCause.BUSY), T0)
    assert (busy.extended.error_cause, busy.extended.device_status) == ("busy", 0x20000040)
    assert tracker.apply(ev.PortReady(), T0).extended.error_cause is None


def test_nothing_of_a_call_is_left_in_the_next() -> None:
    tracker = _tracker(*SENDING, ev.CallCompleted(), ev.PortReady(), ev.Ringing(), ev.Answered())
    assert tracker.snapshot(T0) == _tracker(*AVAILABLE, ev.Ringing(), ev.Answered()).snapshot(T0)


def test_a_port_without_an_id_shows_none() -> None:
    status = _tracker(local_id="").snapshot(T0)
    assert (status.csid, status.tsid) == (None, None)


@pytest.mark.parametrize(
    "event",
    [
        ev.PageStarted(0),
        ev.PageProgress(-1),
        ev.PageProgress(0, 101.0),
        ev.PageProgress(0, float("nan")),
        ev.Negotiated("V.17", -1),
    ],
    ids=repr,
)
def test_a_value_that_the_record_cannot_take_changes_nothing(event: ev.Event) -> None:
    tracker = _tracker(*SENDING)
    before = tracker.snapshot(T0)
    with pytest.raises(InvalidReportError, match="port"):
        tracker.apply(event, T0)
    assert tracker.snapshot(T0) == before


@pytest.mark.parametrize(
    "job",
    [
        replace(JOB, submitted_time=datetime(2026, 1, 1)),  # noqa: DTZ001 - naive on purpose
        replace(JOB, document_size=-1),
        replace(JOB, submitted_time=datetime.max.replace(tzinfo=timezone(-timedelta(hours=1)))),
    ],
    ids=["naive time", "negative size", "time out of range"],
)
def test_a_job_that_the_record_cannot_take_is_refused(job: ev.JobInfo) -> None:
    tracker = _tracker(*AVAILABLE)
    with pytest.raises(InvalidReportError):
        tracker.apply(ev.Dialing(job), T0)
    assert not tracker.snapshot(T0).send


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(InvalidReportError, match="time zone"):
        _tracker().snapshot(datetime(2026, 1, 1))  # noqa: DTZ001 - naive on purpose


def test_an_illegal_report_changes_nothing() -> None:
    tracker = _tracker(*SENDING)
    before = tracker.snapshot(T0)
    with pytest.raises(IllegalTransitionError):
        tracker.apply(ev.Ringing(), T0)
    assert tracker.snapshot(T0) == before


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@given(ANY_TEXT, ANY_TEXT)
def test_whatever_the_far_end_sends_can_be_encoded(far_id: str, routing: str) -> None:
    tracker = _tracker(*RECEIVING)
    tracker.apply(ev.RemoteIdentified("TSI", far_id), T0)
    status = tracker.apply(ev.RoutingReceived(routing), T0)
    assert status.tsid is None or 1 <= len(status.tsid) <= 20
    assert FaxStatus.model_validate_json(status.model_dump_json()) == status


def test_a_blank_id_is_none() -> None:
    tracker = _tracker(*RECEIVING, ev.RemoteIdentified("TSI", " " * 20))
    assert tracker.snapshot(T0).tsid is None
