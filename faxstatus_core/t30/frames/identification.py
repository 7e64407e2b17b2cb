"""The FIF of CSI, TSI, CIG, SUB, SID, SEP, PWD and PSA: 20 characters (T.30 §5.3.6.2.4)."""

from dataclasses import dataclass

from construct import Construct, ExprAdapter, GreedyBytes

from faxstatus_core.t30.frames.errors import FrameError

LENGTH = 20
"""Octets of an identification on the line."""

_PADDING = " "

# T.30 allows digits, space, "+", "*" and "#". Real machines send anything, and Latin-1 gives every
# octet a character of its own, so that nothing is lost.
_CHARACTERS = "latin-1"


@dataclass(frozen=True)
class Identification:
    """A station's number or name in reading order, without the padding: ``+49 89 1234``.

    The text comes from the far end: it may hold any character of Latin-1, control characters too.
    """

    text: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.text.strip(_PADDING))


def _decode(octets: bytes, _context: object) -> Identification:
    if len(octets) > LENGTH:
        raise FrameError(f"length {len(octets)}, at most {LENGTH} octets are allowed")
    return Identification(octets[::-1].decode(_CHARACTERS))


def _encode(identification: Identification, _context: object) -> bytes:
    text = identification.text
    if len(text) > LENGTH:
        raise FrameError(
            f"{text!r} has {len(text)} characters",
            where="text",
            remedy=f"use at most {LENGTH} characters",
        )
    try:
        return text.encode(_CHARACTERS).rjust(LENGTH, _PADDING.encode())[::-1]
    except UnicodeEncodeError as error:
        raise FrameError(
            f"{text!r} holds {text[error.start]!r}, which is no octet",
            where="text",
            remedy="use digits, space and +",
        ) from error


IdentificationField: "Construct[Identification, Identification]" = ExprAdapter(
    GreedyBytes, _decode, _encode
)
"""The last character first, spaces after the first one. Fewer octets are read, 20 are built."""
