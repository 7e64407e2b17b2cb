"""The station under test."""

from collections.abc import Iterable
from typing import Protocol

from faxstatus_core.t30.conversation import Conversation
from faxstatus_core.t30.events import Negotiated, SessionEvent
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t30.receiving.poller import Poller
from faxstatus_core.t30.receiving.receiver import Receiver
from faxstatus_core.t30.sending.sender import PolledSender, Sender
from faxstatus_core.t30.session import Session
from tests.conformance.scenario import Role, Setup
from tests.support.far_end import Page, Pages

CALLING, CALLED = "+49 1", "+49 2"


class Record(Protocol):
    """A step of the bench."""

    @property
    def events(self) -> tuple[SessionEvent, ...]: ...


def station(setup: Setup) -> Conversation:
    """What ``setup`` describes, as the engine puts it together."""
    source = Pages(setup.pages, setup.formats, setup.documents)
    match setup.role:
        case Role.CALLER:
            sender = Sender(
                source,
                setup.local,
                CALLING,
                addressing=setup.addressing,
                then_poll=setup.then_poll,
            )
            return Conversation(sender, lambda session: _poll_after(session, setup))
        case Role.POLLER:
            return Conversation(Poller(Page, setup.local, CALLING, addressing=setup.addressing))
    receiver = Receiver(Page, setup.local, CALLED, polled=setup.access)
    return Conversation(receiver, lambda session: _answer_to_poll(session, setup, source))


def _poll_after(session: Session, setup: Setup) -> Session | None:
    if not isinstance(session, Sender) or session.outcome is None:
        return None
    if session.outcome.cause is not Cause.TURNED_ROUND:
        return None
    return Poller(Page, setup.local, CALLING, dis=session.dis)


def _answer_to_poll(session: Session, setup: Setup, source: Pages) -> Session | None:
    if setup.access is None or not isinstance(session, Receiver) or session.dtc is None:
        return None
    return PolledSender(source, setup.local, CALLED, session.dtc)


def corrected(steps: Iterable[Record]) -> bool:
    """Whether pages go with error correction, by the last selection."""
    selections = [e.selection for step in steps for e in step.events if isinstance(e, Negotiated)]
    return bool(selections) and selections[-1].error_correction
