"""What one end writes down of a call, event by event."""

from datetime import UTC, datetime

import pytest

from faxstatus_core.engine.recording import MOST_OCTETS, CallRecording, Parties
from faxstatus_core.t30.events import (
    BadFrameReceived,
    CarrierReceived,
    CarrierSent,
    EchoReceived,
    FrameReceived,
    FrameSent,
    PhaseChanged,
    RemoteIdentified,
    Trained,
)
from faxstatus_core.t30.frames import Fcf, Frame, Identification, build
from faxstatus_core.t31.modulations import V17_14400, V17_14400_SHORT, V21
from faxstatus_core.t31.result_codes import ResultCode
from faxstatus_core.trace import CallTrace, call_of, ladder_text
from faxstatus_core.trace.arrivals import Fate
from faxstatus_core.trace.records import CarrierRecord, FrameRecord
from faxstatus_core.trace.steps import Step, steps_of
from faxstatus_core.trace.stored import LARGEST_TRACE

STARTED = datetime(2026, 3, 1, 12, tzinfo=UTC)
TSI = Frame(Fcf.TSI, final=False, fif=Identification("+49 1"))
CFR = Frame(Fcf.CFR)
BIT = 1 / 300


def _recording(*, calling: bool = True, number: str = "2", port: str = "fax") -> CallRecording:
    return CallRecording(Parties(port, calling, "+49 0", number), STARTED, 1000.0)


def _heard(frame: Frame) -> FrameReceived:
    return FrameReceived(frame, build(frame, with_fcs=False))


def _told(call: CallTrace, kind: str = "frame") -> list[tuple[str, str, Fate]]:
    return [(step.by, step.label, step.fate) for step in steps_of(call) if step.kind == kind]


def _frames(call: CallTrace) -> list[FrameRecord]:
    return [record for record in call.records if isinstance(record, FrameRecord)]


def test_a_call_begins_with_who_calls_whom() -> None:
    ours, theirs = _recording(), _recording(calling=False)
    assert (ours.trace().caller, ours.trace().called) == ("fax", "2")
    assert (theirs.trace().caller, theirs.trace().called) == ("2", "fax")
    assert [step.label for step in steps_of(ours.trace())] == ["off hook", "dials"]
    assert [step.label for step in steps_of(theirs.trace())] == ["off hook"]
    assert ours.trace().heading.started == STARTED


@pytest.mark.parametrize(
    ("identification", "number", "name"),
    [("+49 9", "2", "+49 9"), (" ", "2", "2"), ("", "", "far end"), ("fax", "2", "fax (far end)")],
)
def test_the_far_end_has_the_best_name_there_is(
    identification: str, number: str, name: str
) -> None:
    recording = _recording(number=number)
    recording.note(RemoteIdentified(Fcf.CSI, identification), 1001.0)
    recording.note(RemoteIdentified(Fcf.SUB, "77"), 1001.0)
    assert recording.trace().called == name


def test_what_is_sent_began_when_it_must_have_begun_to_end_then() -> None:
    recording = _recording()
    recording.note(FrameSent(TSI), 1010.0)
    recording.note(FrameSent(CFR), 1010.0)
    recording.note(CarrierSent(V21, 26), 1013.0)
    first, second = _frames(recording.trace())
    assert [record.way for record in (first, second)] == ["sent", "sent"]
    assert second.t == pytest.approx(13.0 - 49 * BIT, abs=2 * BIT)
    assert 0.6 < second.t - first.t < 0.8  # 23 octets, the FCS and a flag
    assert _told(recording.trace()) == [
        ("caller", "TSI", Fate.UNKNOWN),
        ("caller", "CFR", Fate.UNKNOWN),
    ]


def test_what_is_heard_in_one_carrier_is_told_in_its_order() -> None:
    recording = _recording()
    recording.note(_heard(TSI), 1012.0)
    recording.note(BadFrameReceived(b"\xff\x13\x84", "wrong FCS", whole=False), 1012.0)
    recording.note(BadFrameReceived(b"\xff\x13\x00", "no FCF", whole=True), 1012.0)
    recording.note(PhaseChanged("C"), 1012.0)
    recording.note(_heard(CFR), 1014.0)
    call = recording.trace()
    assert _told(call) == [
        ("called", "TSI", Fate.ARRIVED),
        ("called", "CFR", Fate.DAMAGED),
        ("called", "unknown frame ff 13 00", Fate.ARRIVED),
        ("called", "CFR", Fate.ARRIVED),
    ]
    ends = [record.t for record in _frames(call)]
    assert ends[2:] == [12.0, 14.0]
    assert ends == sorted(ends)
    assert "wrong FCS" in ladder_text(recording.lines(), details=True).decode()
    assert "wrong FCS" not in ladder_text(recording.lines()).decode()


def test_frames_that_the_modem_did_not_send_are_told_so() -> None:
    recording = _recording()
    recording.note(FrameSent(TSI), 1010.0)
    recording.note(FrameSent(Frame(Fcf.DCN)), 1011.0)
    recording.note(CarrierSent(V21, 3), 1012.5)
    call = recording.trace()
    assert [label for _, label, _ in _told(call)] == ["TSI", "DCN"]
    assert _frames(call)[0].t == 10.0
    assert "did not send all" in ladder_text(recording.lines(), details=True).decode()


def test_carriers_are_pages_and_checks() -> None:
    recording = _recording()
    recording.note(CarrierSent(V17_14400, 2700), 1015.0)
    recording.note(Trained(V17_14400, succeeded=True), 1016.0)
    recording.note(CarrierReceived(V17_14400_SHORT, 18_000, 3, 7), 1030.0)
    steps = [step for step in steps_of(recording.trace()) if step.kind == "data"]
    assert [(step.by, step.label, step.fate) for step in steps] == [
        ("caller", "TCF", Fate.UNKNOWN),
        ("called", "page 3", Fate.ARRIVED),
    ]
    check, page = steps
    assert check.seconds == pytest.approx(1.5 + V17_14400.training, abs=0.05)
    assert page.seconds == pytest.approx(10 + V17_14400_SHORT.training, abs=0.05)
    assert "7 frames" in page.detail
    on, off = [r for r in recording.trace().records if isinstance(r, CarrierRecord)][2:]
    assert (on.octets, off.octets, on.on, off.on) == (0, 18_000, True, False)


def test_an_echo_is_not_told_as_a_frame_of_the_far_end() -> None:
    recording = _recording()
    recording.note(EchoReceived(CFR), 1012.0)
    assert not _frames(recording.trace())
    assert "own CFR came back" in ladder_text(recording.lines(), details=True).decode()


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(("fcf", "x"), [(Fcf.PWD, False), (Fcf.SID, False), (Fcf.SID, True)])
def test_a_password_is_blanked_wherever_it_comes_from(whole: bool, fcf: Fcf, x: bool) -> None:
    frame = Frame(fcf, final=False, x=x, fif=Identification("1234"))
    recording = _recording()
    recording.note(FrameSent(frame), 1010.0)
    recording.note(CarrierSent(V21, 23), 1012.0)
    octets = build(frame, with_fcs=False)
    heard = FrameReceived(frame, octets) if whole else BadFrameReceived(octets, "", whole=False)
    recording.note(heard, 1014.0)
    assert {record.content[3:] for record in _frames(recording.trace())} == {b" " * 20}
    assert [label for _, label, _ in _told(recording.trace())] == [fcf.name] * 2


def test_the_end_is_told_once_and_in_words() -> None:
    recording = _recording()
    recording.answered(ResultCode.BUSY, 1008.0)
    recording.end("the number is busy", 1009.0)
    recording.end("something else", 1010.0)
    last = steps_of(recording.trace(), details=True)[-3:]
    assert [_words(step) for step in last] == [
        "modem: BUSY",
        "outcome: the number is busy",
        "on hook",
    ]


def _words(step: Step) -> str:
    return f"{step.label} {step.detail}".strip()


def test_a_call_without_end_is_bounded_and_its_end_is_told() -> None:
    recording = _recording()
    event = BadFrameReceived(bytes(1024), "x" * 100, whole=False)
    for second in range(3000):
        recording.note(event, 1000.0 + second)
    recording.end("cancelled", 4001.0)
    lines = recording.lines()
    assert MOST_OCTETS / 2 < len(lines) < LARGEST_TRACE
    assert steps_of(call_of(lines))[-1].label == "on hook"
    assert b"left out" in ladder_text(lines)


def test_names_and_texts_of_any_kind_can_be_written() -> None:
    recording = _recording(port="fax\udcff\x00", number="\ud800")
    recording.end("no such folder: \udcfe", 1001.0)
    call = call_of(recording.lines())
    assert call == recording.trace()
    assert "\\udcff" in call.caller
