"""Octets to frames and back: the boundary where the far end's octets become values."""

import contextlib
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from construct import Construct, ConstructError

from faxstatus_core.t30.frames.dcs import ContinueToCorrect, ContinueToCorrectField, Dcs, DcsField
from faxstatus_core.t30.frames.dis import Dis, DisField
from faxstatus_core.t30.frames.ecm import (
    CodedData,
    CodedDataField,
    EndOfRetransmission,
    EndOfRetransmissionField,
    PartialPageRequest,
    PartialPageRequestField,
    PartialPageSignal,
    PartialPageSignalField,
)
from faxstatus_core.t30.frames.errors import FrameError
from faxstatus_core.t30.frames.fcf import Fcf
from faxstatus_core.t30.frames.hdlc import HEADER_OCTETS, HdlcFrame
from faxstatus_core.t30.frames.identification import Identification, IdentificationField
from faxstatus_core.t30.frames.nonstandard import NonStandard, NonStandardField
from faxstatus_core.t31.hdlc import fcs, fcs_is_good

Fif: TypeAlias = (
    Dis
    | Dcs
    | Identification
    | NonStandard
    | CodedData
    | PartialPageSignal
    | EndOfRetransmission
    | PartialPageRequest
    | ContinueToCorrect
    | bytes
)

_FCS_OCTETS = 2

_FIF_TYPES: Mapping[Fcf, type[Fif]] = {
    Fcf.DIS: Dis,
    Fcf.DTC: Dis,
    Fcf.DCS: Dcs,
    Fcf.NSF: NonStandard,
    Fcf.NSC: NonStandard,
    Fcf.NSS: NonStandard,
    Fcf.CSI: Identification,
    Fcf.CIG: Identification,
    Fcf.TSI: Identification,
    Fcf.SUB: Identification,
    Fcf.SID: Identification,
    Fcf.SEP: Identification,
    Fcf.PWD: Identification,
    Fcf.PSA: Identification,
    Fcf.FCD: CodedData,
    Fcf.PPS: PartialPageSignal,
    Fcf.EOR: EndOfRetransmission,
    Fcf.PPR: PartialPageRequest,
    Fcf.CTC: ContinueToCorrect,
}

_FIF_FIELDS: "Mapping[type[Fif], Construct[Any, Any]]" = {
    Dis: DisField,
    Dcs: DcsField,
    NonStandard: NonStandardField,
    Identification: IdentificationField,
    CodedData: CodedDataField,
    PartialPageSignal: PartialPageSignalField,
    EndOfRetransmission: EndOfRetransmissionField,
    PartialPageRequest: PartialPageRequestField,
    ContinueToCorrect: ContinueToCorrectField,
}


@dataclass(frozen=True)
class Frame:
    """One T.30 frame.

    ``x``: the X bit, False where the FCF has none: 1 from the station that received a valid DIS.
    ``final``: no further frame follows in this carrier.
    ``fif``: :class:`Dis` (DIS, DTC), :class:`Dcs`, :class:`Identification` (CSI, CIG, TSI, SUB,
    SID, SEP, PWD, PSA), :class:`NonStandard` (NSF, NSC, NSS), :class:`CodedData` (FCD),
    :class:`PartialPageSignal` (PPS), :class:`EndOfRetransmission` (EOR),
    :class:`PartialPageRequest` (PPR), :class:`ContinueToCorrect` (CTC), and octets for every other
    FCF, also those that real machines append where T.30 has no FIF.
    """

    fcf: Fcf
    x: bool = False
    final: bool = True
    fif: Fif = b""


def parse(octets: bytes, *, with_fcs: bool) -> Frame:
    """The frame in ``octets``, from address to FIF, or to FCS if ``with_fcs``.

    Raises :class:`FrameError`, and nothing else, whatever the octets are.
    """
    if with_fcs:
        octets = _without_fcs(octets)
    _check_length(octets, HEADER_OCTETS)
    header: Any = HdlcFrame.parse(octets)
    fcf, x = header.fcf
    field = _FIF_FIELDS.get(_FIF_TYPES.get(fcf, bytes))
    if field is None:
        return Frame(fcf, x, header.final, header.fif)
    with _errors_in_fif(fcf):
        return Frame(fcf, x, header.final, field.parse(header.fif))


def build(frame: Frame, *, with_fcs: bool) -> bytes:
    """The octets of ``frame``: the inverse of :func:`parse`.

    Where a received frame bends the rules that T.30 sets for extend bits and for the padding of an
    identification, building what was parsed gives the frame as it should have been.

    Raises :class:`FrameError` for a value that the frame cannot carry.
    """
    octets = HdlcFrame.build(
        {"final": frame.final, "fcf": (frame.fcf, frame.x), "fif": _built_fif(frame)}
    )
    return octets + fcs(octets) if with_fcs else octets


def _built_fif(frame: Frame) -> bytes:
    expected = _FIF_TYPES.get(frame.fcf, bytes)
    with _errors_in_fif(frame.fcf):
        if not isinstance(frame.fif, expected):
            raise FrameError(f"{type(frame.fif).__name__} given, {expected.__name__} expected")
        if isinstance(frame.fif, bytes):
            return frame.fif
        return _FIF_FIELDS[expected].build(frame.fif)


def _without_fcs(octets: bytes) -> bytes:
    _check_length(octets, HEADER_OCTETS + _FCS_OCTETS)
    content, received = octets[:-_FCS_OCTETS], octets[-_FCS_OCTETS:]
    if not fcs_is_good(octets):
        raise FrameError(
            f"FCS {received.hex()} received, {fcs(content).hex()} computed",
            where=f"octet {len(content)} (FCS)",
        )
    return content


def _check_length(octets: bytes, least: int) -> None:
    if len(octets) < least:
        raise FrameError(
            f"the frame ends, at least {least} octets are needed", where=f"octet {len(octets)}"
        )


@contextlib.contextmanager
def _errors_in_fif(fcf: Fcf) -> Iterator[None]:
    """Say of an error in the FIF which frame it is in, and make construct's errors ours."""
    place = f"octet {HEADER_OCTETS} (FIF of {fcf.standard_name})"
    try:
        yield
    except FrameError as error:
        where = f"{place}, {error.where}" if error.where else place
        raise FrameError(error.what, where=where, remedy=error.remedy) from error
    except struct.error as error:  # what a compiled construct says of data that is too short
        raise FrameError("the frame ends within a field", where=place) from error
    except ConstructError as error:
        what = str(error).splitlines()[-1]
        path = (error.path or "").rpartition("-> ")[2]
        raise FrameError(what, where=f"{place}, {path}") from error
