"""What a T.30 session wants done on the line, and what it is told came of it.

A session asks for one action at a time, and gets one result for it. Frames are octets from address
to FIF, without FCS; page data is in line order, least significant bit first.
"""

from dataclasses import dataclass
from typing import Protocol

from faxstatus_core.t31.modulations import Modulation


class Sink(Protocol):
    """Takes the data of a carrier as it arrives."""

    def feed(self, octets: bytes) -> None:
        """More data."""


class IncomingPage(Sink, Protocol):
    """Takes the coded data of one page as it arrives."""

    def finish(self) -> "Verdict":
        """The data has ended. May be asked again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How well a page came over: ``good`` (MCF), else ``usable`` (RTP), else neither (RTN).

    ``complete``: its end (RTC) came too; else its carrier may have broken off.
    """

    good: bool
    usable: bool
    lines: int
    bad_lines: int
    complete: bool = True


@dataclass(frozen=True, slots=True)
class SendFrames:
    """Send ``frames`` in one V.21 carrier, after its preamble."""

    frames: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class ReceiveFrames:
    """Receive the frames of one V.21 carrier that begins within ``timeout`` seconds."""

    timeout: float


@dataclass(frozen=True, slots=True)
class SendData:
    """Send ``data`` with ``modulation``: a training check, or what belongs to page ``page``.

    ``share``: from which to which part of the page it brings, 0 to 1.
    """

    modulation: Modulation
    data: bytes
    page: int | None = None
    share: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class ReceiveData:
    """Receive data with ``modulation`` whose carrier begins within ``timeout`` seconds.

    Data goes into ``sink`` as it comes; without one (training check) it is in the result.
    """

    modulation: Modulation
    timeout: float
    sink: Sink | None = None


@dataclass(frozen=True, slots=True)
class SendSilence:
    """Send nothing for ``seconds``: between two signals of one's own."""

    seconds: float


@dataclass(frozen=True, slots=True)
class AwaitSilence:
    """Wait until the line was silent for ``seconds``: before answering what was heard."""

    seconds: float


@dataclass(frozen=True, slots=True)
class StorePage:
    """Make ``page`` safe. The result comes when it is, or after ``patience`` seconds.

    Then it is :class:`StillStoring`, and the same is asked for again.
    """

    page: IncomingPage
    number: int
    patience: float


@dataclass(frozen=True, slots=True)
class HangUp:
    """Release the line. The session is over."""


Action = (
    SendFrames
    | ReceiveFrames
    | SendData
    | ReceiveData
    | SendSilence
    | AwaitSilence
    | StorePage
    | HangUp
)


@dataclass(frozen=True, slots=True)
class Done:
    """The action was carried out."""


@dataclass(frozen=True, slots=True)
class StillStoring:
    """The page is not safe yet."""


@dataclass(frozen=True, slots=True)
class ReceivedFrame:
    """A frame without its FCS, and whether the FCS was right."""

    octets: bytes
    good: bool


@dataclass(frozen=True, slots=True)
class FramesReceived:
    """The frames of one carrier, in order; at least one."""

    frames: tuple[ReceivedFrame, ...]


@dataclass(frozen=True, slots=True)
class DataReceived:
    """The carrier came and went; ``data`` is empty if it went into a sink: ``passed`` octets."""

    data: bytes = b""
    passed: int = 0


@dataclass(frozen=True, slots=True)
class NothingReceived:
    """No carrier of the kind in time, or one without content."""


@dataclass(frozen=True, slots=True)
class OtherCarrier:
    """A carrier came that is not the one that was asked for."""


@dataclass(frozen=True, slots=True)
class LineDropped:
    """The modem says that nobody is there any more."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The action could not be carried out; ``text`` says why."""

    text: str


Result = (
    Done
    | StillStoring
    | FramesReceived
    | DataReceived
    | NothingReceived
    | OtherCarrier
    | LineDropped
    | Failed
)
