"""What a T.30 session tells, in the words of the status."""

from collections.abc import Iterator

from faxstatus_core.pages import PageCollector
from faxstatus_core.status import events as status
from faxstatus_core.status.fields import CodingName, LengthName, WidthName
from faxstatus_core.t4 import Coding
from faxstatus_core.t4.page_format import PageWidth
from faxstatus_core.t30 import events as t30
from faxstatus_core.t30.frames import ContinueToCorrect, Dis, Fcf, Frame, RecordingLength
from faxstatus_core.t30.makers import maker_of
from faxstatus_core.t30.negotiation.ladder import MODULATION_OF
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause, Outcome
from faxstatus_core.t31.result_codes import ResultCode

FAILURES: dict[Cause, status.FailureCause] = {
    **{cause: status.FailureCause.FATAL_ERROR for cause in Cause if cause is not Cause.COMPLETED},
    Cause.NO_FAX_MACHINE: status.FailureCause.NO_CARRIER,
    Cause.NO_SENDER: status.FailureCause.NO_CARRIER,
    Cause.DISCONNECTED: status.FailureCause.DISCONNECTED,
    Cause.ABORTED: status.FailureCause.DISCONNECTED,
}
"""What the causes of T.30 are to the status of a port; docs/failures.md tells each."""

DIAL_FAILURES = {
    ResultCode.BUSY: (status.FailureCause.BUSY, "the number is busy"),
    ResultCode.NO_ANSWER: (status.FailureCause.NO_ANSWER, "nobody answered"),
    ResultCode.NO_DIALTONE: (
        status.FailureCause.NO_DIAL_TONE,
        "there is no dial tone: is the telephone cable in?",
    ),
    ResultCode.NO_CARRIER: (
        status.FailureCause.NO_CARRIER,
        "no fax machine was reached at this number",
    ),
    ResultCode.VOICE: (status.FailureCause.NO_CARRIER, "a person answered"),
    ResultCode.DELAYED: (
        status.FailureCause.CALL_DELAYED,
        "the modem will not dial this number again for some time",
    ),
    ResultCode.BLACKLISTED: (status.FailureCause.CALL_BLACKLISTED, "the modem bars this number"),
}
"""Why a call did not come about, by the modem's result code."""

_CODINGS: dict[Coding, CodingName] = {Coding.MH: "MH", Coding.MR: "MR", Coding.MMR: "MMR"}
_WIDTHS: dict[PageWidth, WidthName] = {
    PageWidth.A4: "A4",
    PageWidth.B4: "B4",
    PageWidth.A3: "A3",
}
_LENGTHS: dict[RecordingLength, LengthName] = {
    RecordingLength.A4: "A4",
    RecordingLength.B4: "B4",
    RecordingLength.UNLIMITED: "unlimited",
}


def report_of(
    event: t30.SessionEvent,
    *,
    sending: bool,
    lines: status.PageLines | None = None,
    polled: status.JobInfo | None = None,
) -> Iterator[status.Event]:
    """The status events that ``event`` stands for.

    ``lines``: how the page that was received last came; ``polled``: what a caller who polls is
    sent.
    """
    match event:
        case t30.FrameSent(frame):
            yield status.FrameSent(frame.fcf.standard_name)
            yield from _of_frame(frame)
        case t30.FrameReceived(frame):
            yield status.FrameReceived(frame.fcf.standard_name)
            yield from _of_frame(frame)
        case t30.PhaseChanged("B" | "C" | "D" | "E" as phase):
            yield status.PhaseChanged(phase)
        case t30.TurnedRound():
            yield status.TurnedRound(polled)
        case t30.RemoteIdentified(fcf, text):
            yield from _of_identification(fcf, text, sending=sending)
        case t30.RemoteNonStandard(facilities):
            maker = maker_of(facilities)
            if maker is not None:
                yield status.RemoteMaker(maker)
        case t30.Negotiated(selection):
            yield _of_selection(selection)
        case t30.PageStarted(number, _):
            yield status.PageStarted(number)
        case t30.FramesRepeated(_, frames):
            yield status.FramesRepeated(frames)
        case t30.PageConfirmed(number):
            if sending:
                yield status.PageConfirmed(number)
            else:
                yield status.PageReceived(number, lines)
        case t30.PageRefused(number):
            yield status.PageRefused(number, None if sending else lines)


def _of_frame(frame: Frame) -> Iterator[status.Event]:
    """What a frame says by its field, whichever end sent it."""
    match frame.fcf, frame.fif:
        case Fcf.DIS, Dis(ready_to_transmit_document=True):
            yield status.PollOffered()
        case Fcf.DTC, _:
            yield status.PollRequested()
        case Fcf.CTC, ContinueToCorrect(rate):
            modulation = MODULATION_OF.get(rate)  # type: ignore[call-overload]  # int: unknown
            if modulation is not None:
                yield status.SpeedChanged(modulation.recommendation, modulation.bit_rate)


def _of_identification(fcf: Fcf, text: str, *, sending: bool) -> Iterator[status.Event]:
    match fcf:
        case Fcf.CSI | Fcf.CIG:
            yield status.RemoteIdentified("CSI", text)
        case Fcf.TSI:
            yield status.RemoteIdentified("TSI", text)
        case Fcf.SUB if not sending:
            yield status.RemoteAddressed("SUB", text)
            yield status.RoutingReceived(text)
        case Fcf.SEP:
            yield status.RemoteAddressed("SEP", text)
        case Fcf.PWD:
            yield status.PasswordSeen("PWD")
        case Fcf.SID:
            yield status.PasswordSeen("SID")


def _of_selection(selection: Selection) -> status.Negotiated:
    modulation, page = selection.modulation, selection.page
    across, down = page.resolution.dpi
    return status.Negotiated(
        modulation.recommendation,
        modulation.bit_rate,
        page.resolution.title,
        across,
        down,
        _CODINGS[selection.coding],
        selection.error_correction,
        _WIDTHS[page.width],
        _LENGTHS[selection.recording_length],
        selection.scan_line_time,
    )


def lines_of(page: PageCollector) -> status.PageLines:
    """How ``page``, whose data has ended, came."""
    decoded = page.decoded
    return status.PageLines(decoded.lines, decoded.bad_lines, decoded.longest_bad_run)


def end_of_call(outcome: Outcome, *, sending: bool, recognised: bool) -> status.Event:
    """How the call ended. ``recognised``: a frame of the far end was received."""
    if outcome.succeeded:
        return status.CallCompleted(outcome.text)
    cause = FAILURES[outcome.cause]
    if cause is status.FailureCause.NO_CARRIER and recognised and sending:
        cause = status.FailureCause.FATAL_ERROR  # it was a fax machine after all
    return status.CallFailed(cause, outcome.text, outcome.cause.name.lower())
