"""What the events of a T.30 session become in the words of the status."""

import pytest

from faxstatus_core.engine.reports import end_of_call, report_of
from faxstatus_core.status import events as status
from faxstatus_core.t4.page_format import Coding, PageFormat, PageWidth, Resolution
from faxstatus_core.t30 import events as t30
from faxstatus_core.t30.frames import (
    ContinueToCorrect,
    DataRate,
    Dis,
    Fcf,
    Frame,
    NonStandard,
    RecordingLength,
)
from faxstatus_core.t30.makers import maker_of
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause, Outcome
from faxstatus_core.t31.modulations import V17_14400, V29_9600

LINES = status.PageLines(1100, 3, 2)


def _reports(
    event: t30.SessionEvent, *, sending: bool = True, lines: status.PageLines | None = None
) -> list[status.Event]:
    return list(report_of(event, sending=sending, lines=lines))


@pytest.mark.parametrize("fcf", [Fcf.TSI, Fcf.PPS, Fcf.PRI_EOP, Fcf.MCF])
def test_every_frame_is_reported_by_its_standard_name(fcf: Fcf) -> None:
    frame = Frame(fcf)
    assert _reports(t30.FrameSent(frame)) == [status.FrameSent(fcf.standard_name)]
    received = t30.FrameReceived(frame, b"")
    assert _reports(received) == [status.FrameReceived(fcf.standard_name)]


def test_a_document_that_waits_is_offered() -> None:
    offer = Frame(Fcf.DIS, fif=Dis(ready_to_transmit_document=True))
    assert status.PollOffered() in _reports(t30.FrameReceived(offer, b""))
    assert status.PollOffered() in _reports(t30.FrameSent(offer), sending=False)
    assert _reports(t30.FrameSent(Frame(Fcf.DIS, fif=Dis()))) == [status.FrameSent("DIS")]


def test_a_dtc_asks_for_a_document() -> None:
    asked = Frame(Fcf.DTC, fif=Dis())
    assert status.PollRequested() in _reports(t30.FrameSent(asked))
    assert status.PollRequested() in _reports(t30.FrameReceived(asked, b""), sending=False)


def test_a_ctc_changes_the_speed() -> None:
    frame = Frame(Fcf.CTC, fif=ContinueToCorrect(DataRate.V29_9600))
    assert _reports(t30.FrameSent(frame))[1:] == [status.SpeedChanged("V.29", 9600)]
    unknown = Frame(Fcf.CTC, fif=ContinueToCorrect(0b1111))
    assert _reports(t30.FrameReceived(unknown, b""))[1:] == []


@pytest.mark.parametrize(
    ("fcf", "reports"),
    [
        (Fcf.CSI, [status.RemoteIdentified("CSI", "12")]),
        (Fcf.CIG, [status.RemoteIdentified("CSI", "12")]),
        (Fcf.TSI, [status.RemoteIdentified("TSI", "12")]),
        (Fcf.SUB, [status.RemoteAddressed("SUB", "12"), status.RoutingReceived("12")]),
        (Fcf.SEP, [status.RemoteAddressed("SEP", "12")]),
        (Fcf.PWD, [status.PasswordSeen("PWD")]),
        (Fcf.SID, [status.PasswordSeen("SID")]),
        (Fcf.PSA, []),
    ],
)
def test_identifications_go_where_they_belong(fcf: Fcf, reports: list[status.Event]) -> None:
    assert _reports(t30.RemoteIdentified(fcf, "12"), sending=False) == reports


def test_all_of_a_selection_is_told() -> None:
    plain = Selection(
        V29_9600,
        PageFormat(Resolution.PELS_300, PageWidth.B4),
        Coding.MR,
        scan_line_time=10,
        recording_length=RecordingLength.A4,
    )
    assert _reports(t30.Negotiated(plain)) == [
        status.Negotiated("V.29", 9600, "300x300", 300, 300, "MR", False, "B4", "A4", 10)
    ]
    corrected = Selection(V17_14400, PageFormat(Resolution.FINE), Coding.MMR, error_correction=True)
    assert _reports(t30.Negotiated(corrected)) == [
        status.Negotiated("V.17", 14400, "fine", 204, 196, "MMR", True, "A4", "unlimited", 0)
    ]


@pytest.mark.parametrize("each", Resolution, ids=lambda each: each.title)
def test_every_format_can_be_told(each: Resolution) -> None:
    for width in PageWidth:
        for coding in Coding:
            for length in RecordingLength:
                selection = Selection(
                    V17_14400, PageFormat(each, width), coding, recording_length=length
                )
                (report,) = _reports(t30.Negotiated(selection))
                assert status.checked(report) == report


def test_a_page_that_came_is_told_with_its_lines() -> None:
    confirmed, refused = t30.PageConfirmed(2), t30.PageRefused(2)
    assert _reports(confirmed, sending=False, lines=LINES) == [status.PageReceived(2, LINES)]
    assert _reports(refused, sending=False, lines=LINES) == [status.PageRefused(2, LINES)]
    assert _reports(confirmed) == [status.PageConfirmed(2)]
    assert _reports(refused) == [status.PageRefused(2)]


def test_frames_that_are_repeated_are_counted() -> None:
    assert _reports(t30.FramesRepeated(1, 12)) == [status.FramesRepeated(12)]


def test_who_made_the_far_machine_is_told_if_it_is_known() -> None:
    known = NonStandard(0, b"\x00\x01")
    maker = maker_of(known)
    assert maker is not None
    assert _reports(t30.RemoteNonStandard(known)) == [status.RemoteMaker(maker)]
    assert _reports(t30.RemoteNonStandard(NonStandard(0xEE, b"\xee\xee\xee"))) == []


def test_a_poll_tells_what_is_sent() -> None:
    offer = status.JobInfo(None, "prices.pdf")
    assert list(report_of(t30.TurnedRound(), sending=True, polled=offer)) == [
        status.TurnedRound(offer)
    ]


def test_the_end_of_a_call_says_how_it_went() -> None:
    ended = end_of_call(Outcome(Cause.COMPLETED, "E"), sending=True, recognised=True)
    assert ended == status.CallCompleted("the fax was transmitted")
