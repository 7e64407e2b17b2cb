"""What a T.30 session tells, in the words of the status."""

from collections.abc import Iterator

from faxstatus_core.status import events as status
from faxstatus_core.t30 import events as t30
from faxstatus_core.t30.frames import Fcf
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


def report_of(event: t30.SessionEvent, *, sending: bool) -> Iterator[status.Event]:
    """The status events that ``event`` stands for; most frames stand for none."""
    match event:
        case t30.PhaseChanged("B" | "C" | "D" | "E" as phase):
            yield status.PhaseChanged(phase)
        case t30.TurnedRound():
            yield status.TurnedRound()
        case t30.RemoteIdentified(Fcf.CSI | Fcf.CIG, text):
            yield status.RemoteIdentified("CSI", text)
        case t30.RemoteIdentified(Fcf.TSI, text):
            yield status.RemoteIdentified("TSI", text)
        case t30.RemoteIdentified(Fcf.SUB, text) if not sending:
            yield status.RoutingReceived(text)
        case t30.Negotiated(selection):
            modulation = selection.modulation
            yield status.Negotiated(
                modulation.recommendation,
                modulation.bit_rate,
                selection.page.resolution.title,
            )
        case t30.PageStarted(number, _):
            yield status.PageStarted(number)
        case t30.PageConfirmed(number):
            yield status.PageConfirmed(number) if sending else status.PageReceived(number)


def end_of_call(outcome: Outcome, *, sending: bool, recognised: bool) -> status.Event:
    """How the call ended. ``recognised``: a frame of the far end was received."""
    if outcome.succeeded:
        return status.CallCompleted()
    cause = FAILURES[outcome.cause]
    if cause is status.FailureCause.NO_CARRIER and recognised and sending:
        cause = status.FailureCause.FATAL_ERROR  # it was a fax machine after all
    return status.CallFailed(cause, outcome.text, outcome.cause.name.lower())
