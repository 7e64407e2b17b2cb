"""One call in which the roles change: what is sent first, and what is asked for then."""

from collections.abc import Callable

from faxstatus_core.t30.actions import Action, HangUp, Result
from faxstatus_core.t30.events import SessionEvent
from faxstatus_core.t30.outcome import Outcome
from faxstatus_core.t30.session import Session

Following = Callable[[Session], Session | None]
"""The session that goes on where another has ended; None: the call is over."""


class Conversation:
    """Sessions one after the other, stepped like one :class:`~.session.Session`."""

    def __init__(self, first: Session, following: Following = lambda _session: None) -> None:
        self._session = first
        self._following = following
        self._events: list[SessionEvent] = []

    @property
    def outcome(self) -> Outcome | None:
        """How the last session ended."""
        return self._session.outcome

    def start(self, now: float) -> Action:
        """The first action; see :meth:`Session.start`."""
        return self._go_on(self._session.start(now), now)

    def resume(self, result: Result, now: float) -> Action:
        """The next action; see :meth:`Session.resume`."""
        return self._go_on(self._session.resume(result, now), now)

    def abort(self, now: float) -> Action:
        """The next action when the call is to be cancelled; see :meth:`Session.abort`."""
        return self._session.abort(now)

    def take_events(self) -> list[SessionEvent]:
        """What was reported since the last call, in order."""
        events, self._events = self._events + self._session.take_events(), []
        return events

    def _go_on(self, action: Action, now: float) -> Action:
        while isinstance(action, HangUp):
            following = self._following(self._session)
            if following is None:
                break
            self._events += self._session.take_events()
            self._session = following
            action = following.start(now)
        return action
