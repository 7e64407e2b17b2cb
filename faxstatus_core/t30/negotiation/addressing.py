"""What is said with an identification: to whom, from whom, and by what right (T.30 §5.3.6.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from faxstatus_core.t30.frames import Dis, Fcf, Frame, Identification


@dataclass(frozen=True, slots=True)
class Addressing:
    """Each up to 20 characters; "" is not sent.

    ``subaddress`` (SUB): where the fax is to go within the far end. ``sender`` (SID): by what right
    it is sent. ``selective`` (SEP): which document is asked for; ``password`` (PWD): by what right.
    """

    subaddress: str = ""
    sender: str = ""
    selective: str = ""
    password: str = ""

    def with_dcs(self) -> Iterator[tuple[Fcf, Identification]]:
        """What accompanies a DCS."""
        yield from _given((Fcf.SUB, self.subaddress), (Fcf.SID, self.sender))

    def with_dtc(self) -> Iterator[tuple[Fcf, Identification]]:
        """What accompanies a DTC."""
        yield from _given((Fcf.SEP, self.selective), (Fcf.PWD, self.password))


@dataclass(frozen=True, slots=True)
class PollAccess:
    """Who gets the document that waits here: "" asks for nothing.

    ``selective``: its address, for callers who name one (SEP); ``password``: what all must give
    (PWD).
    """

    selective: str = ""
    password: str = ""


def text_of(frames: Sequence[Frame], fcf: Fcf) -> str:
    """The text of the identification ``fcf`` among ``frames``; "" if there is none."""
    for frame in frames:
        if frame.fcf is fcf and isinstance(frame.fif, Identification):
            return frame.fif.text
    return ""


def takes(dis: Dis, fcf: Fcf) -> bool:
    """Whether the terminal that sent ``dis`` takes frames of this kind (bits 47, 49, 50)."""
    return {
        Fcf.SUB: dis.subaddressing,
        Fcf.SID: dis.password,
        Fcf.SEP: dis.selective_polling,
        Fcf.PWD: dis.password,
    }[fcf]


def _given(*texts: tuple[Fcf, str]) -> Iterator[tuple[Fcf, Identification]]:
    yield from ((fcf, Identification(text)) for fcf, text in texts if text)
