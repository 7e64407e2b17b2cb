"""Waiting for the answer to a command (T.30 Figures 5-2, "Response received")."""

from faxstatus_core.t30.frames import Fcf, Frame
from faxstatus_core.t30.session import Session, Steps, find
from faxstatus_core.t30.timers import T4, TRIES


def response_to(session: Session, *expected: Fcf) -> Steps[list[Frame]]:
    """The frames that answer the command just sent, within T4; [] if it is to be sent again.

    A response that came damaged is asked for again by CRP. A carrier without an ``expected`` frame
    is not the answer, and listening goes on.
    """
    gives_up = session.now + T4
    asked = 0
    while True:
        frames = yield from session.listen(max(gives_up - session.now, 0.0), *expected)
        if frames and find(frames, Fcf.CRP):
            return []
        if frames and find(frames, *expected):
            return frames
        if frames == [] and asked < TRIES:
            asked += 1
            yield from session.answer(session.command(Fcf.CRP))
            gives_up = session.now + T4
        elif session.now >= gives_up:
            return []
