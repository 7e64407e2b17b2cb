"""Whatever is reported, the record that results is one that its own definition takes."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.status import (
    FaxStatus,
    IllegalTransitionError,
    InvalidReportError,
    PortTracker,
)
from faxstatus_core.status import events as ev

T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=()), max_size=2000)
NUMBER = st.integers(-1, 3) | st.integers(2**31 - 2, 2**31)
INSTANT = st.datetimes() | st.datetimes(timezones=st.just(UTC))
LINES = st.builds(ev.PageLines, NUMBER, NUMBER, NUMBER)
JOBS = st.builds(
    ev.JobInfo, TEXT, TEXT, NUMBER, NUMBER, TEXT, TEXT, INSTANT, NUMBER, NUMBER, INSTANT, TEXT
)
REPORTS: st.SearchStrategy[ev.Event] = st.one_of(
    st.just(ev.PortReady()),
    st.just(ev.CallConnected()),
    st.just(ev.Answered()),
    st.builds(ev.DeviceLost, TEXT),
    st.builds(ev.Dialing, JOBS),
    st.builds(ev.Ringing, TEXT, TEXT),
    st.builds(ev.TurnedRound, st.none() | JOBS),
    st.builds(ev.RemoteIdentified, st.sampled_from(["CSI", "TSI"]), TEXT),
    st.builds(ev.RemoteMaker, TEXT, TEXT),
    st.builds(ev.RemoteAddressed, st.sampled_from(["SUB", "SEP"]), TEXT),
    st.builds(ev.RoutingReceived, TEXT, TEXT),
    st.builds(ev.FrameSent, TEXT),
    st.builds(ev.FrameReceived, TEXT),
    st.builds(ev.Negotiated, TEXT, NUMBER, TEXT, NUMBER, NUMBER, st.sampled_from(["MH", "JBIG"])),
    st.builds(ev.SpeedChanged, TEXT, NUMBER),
    st.builds(ev.PhaseChanged, st.sampled_from(["A", "B", "C", "D", "E"])),
    st.builds(ev.PageStarted, NUMBER),
    st.builds(ev.PageProgress, NUMBER, st.floats()),
    st.builds(ev.PageProgress, NUMBER),
    st.builds(ev.PageTransmitted, NUMBER),
    st.builds(ev.PageReceived, NUMBER, LINES),
    st.builds(ev.PageRefused, NUMBER, LINES),
    st.builds(ev.FramesRepeated, NUMBER),
    st.builds(ev.CallCompleted, TEXT),
    st.builds(ev.CallFailed, st.sampled_from(ev.FailureCause), TEXT, TEXT),
)
BEGINNINGS: st.SearchStrategy[list[ev.Event]] = st.sampled_from(
    [
        [ev.Initializing(), ev.PortReady()],
        [ev.Initializing(), ev.Dialing(ev.JobInfo("1")), ev.CallConnected()],
        [ev.Initializing(), ev.PortReady(), ev.Ringing("1"), ev.Answered(), ev.CallConnected()],
    ]
)


@given(BEGINNINGS, st.lists(REPORTS, max_size=12))
def test_any_history_gives_a_record_that_its_definition_takes(
    beginning: list[ev.Event], reports: list[ev.Event]
) -> None:
    tracker = PortTracker(7, "Line 1", "OWN")
    for number, report in enumerate([*beginning, *reports]):
        now = T0 + timedelta(seconds=number)
        before = tracker.snapshot(now)
        try:
            status = tracker.apply(report, now)
        except (IllegalTransitionError, InvalidReportError):
            status = tracker.snapshot(now)
            assert status == before
        assert FaxStatus.model_validate_json(status.model_dump_json()) == status
