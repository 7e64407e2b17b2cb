"""When something happens in a call, and what happens then."""

import enum
from dataclasses import dataclass

from faxstatus_core.t30.frames import Fcf


class Side(enum.Enum):
    """One end of a call."""

    CALLER = 0
    CALLED = 1


# --- when


@dataclass(frozen=True, slots=True)
class OnFrame:
    """Frame ``fcf`` begins, for the ``nth`` time in the call; every time if that is 0."""

    fcf: Fcf
    nth: int = 1


@dataclass(frozen=True, slots=True)
class AfterFrame:
    """``seconds`` after frame ``fcf`` has ended, for the ``nth`` time; every time if 0."""

    fcf: Fcf
    nth: int = 1
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class AtPage:
    """In page ``page``: when that many ``lines`` (their EOLs), or else ``octets``, have been sent.

    For the ``nth`` time: a page that was refused is sent again, and with error correction each
    block, and what is repeated of it, counts anew. Every time if that is 0.

    Lines are known where a page has EOLs: MH and MR, not in error correction mode. To within a
    block of data, a tenth of a second.
    """

    page: int
    lines: int | None = None
    octets: int = 0
    nth: int = 1


@dataclass(frozen=True, slots=True)
class AfterAnswer:
    """``seconds`` after the call was answered."""

    seconds: float


Event = OnFrame | AfterFrame | AtPage | AfterAnswer


# --- what: to the frame that begins


@dataclass(frozen=True, slots=True)
class Drop:
    """Flags take the frame's place."""


@dataclass(frozen=True, slots=True)
class Corrupt:
    """The frame arrives with a wrong FCS."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """The frame is sent ``times`` times more, in the same carrier."""

    times: int = 1


@dataclass(frozen=True, slots=True)
class Delay:
    """Flags for ``seconds`` come before the frame; all that follows is as much later."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Replace:
    """Another frame, ``octets`` from address to FIF, takes its place."""

    octets: bytes


# --- what: to the call


@dataclass(frozen=True, slots=True)
class Mute:
    """What ``side`` sends is not heard for ``seconds``."""

    side: Side
    seconds: float


@dataclass(frozen=True, slots=True)
class Disturb:
    """Noise: for ``seconds`` a twentieth of the bits that ``side`` sends arrive wrong."""

    side: Side
    seconds: float


@dataclass(frozen=True, slots=True)
class DropCarrier:
    """The carrier that ``side`` is sending is not heard any more."""

    side: Side


@dataclass(frozen=True, slots=True)
class HangUp:
    """The network ends the call."""


@dataclass(frozen=True, slots=True)
class Unplug:
    """The modem at ``side`` is taken from its computer; it comes back after ``seconds``, if any."""

    side: Side
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Garble:
    """The next ``octets`` that the computer at ``side`` sends to its modem arrive changed."""

    side: Side
    octets: int = 1


FrameEffect = Drop | Corrupt | Repeat | Delay | Replace
CallEffect = Mute | Disturb | DropCarrier | HangUp | Unplug | Garble
Effect = FrameEffect | CallEffect


@dataclass(frozen=True, slots=True)
class Trigger:
    """``effect`` at ``event``, in the ``call``-th call that it applies to (every one if 0).

    ``caller`` and ``called`` are the numbers of the calls that it applies to, None for any. With
    :class:`OnFrame` any effect is possible; with the others only those to the call.
    """

    event: Event
    effect: Effect
    caller: str | None = None
    called: str | None = None
    call: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError for an effect to a frame where there is none."""
        if isinstance(self.effect, FrameEffect) and not isinstance(self.event, OnFrame):
            name = type(self.effect).__name__
            raise ValueError(f"{name} needs a frame to do it to")  # noqa: TRY004 - both types exist
