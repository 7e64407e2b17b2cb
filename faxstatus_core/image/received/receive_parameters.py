"""How a page was sent, as TIFF keeps it: the tag FaxRecvParams, which libtiff and HylaFAX know.

The session parameters of a Class 2.1 modem (T.32, +FCS) side by side in one number: VR in bits 0
to 2, BR 3 to 6, WD 9 to 11, LN 12 and 13, DF 14 and 15, EC 16, and a version, 1, from bit 21.
"""

from faxstatus_core.image.received.metadata import PageQuality
from faxstatus_core.t4.page_format import Coding, PageWidth, Resolution

_VR = {
    Resolution.STANDARD: 0,
    Resolution.FINE: 1,
    Resolution.SUPERFINE: 2,
    Resolution.R16: 4,
    Resolution.PELS_400: 4,
    # Those for an inch have codes from 16, of which the upper four bits are kept: YResolution
    # tells them from the others.
    Resolution.PELS_200: 1,
    Resolution.PELS_300: 4,
}
_WD = {PageWidth.A4: 0, PageWidth.B4: 1, PageWidth.A3: 2}
_DF = {Coding.MH: 0, Coding.MR: 1, Coding.MMR: 3}
_CODINGS = {code: coding for coding, code in _DF.items()}
_LN_UNLIMITED = 2
_BR_STEP = 2400
_BR_CODES = range(14)
_VERSION = 1


def encode_parameters(quality: PageQuality, resolution: Resolution, pels: int) -> int | None:
    """The tag's value for a page ``pels`` wide; None if how it was sent is not known."""
    coding, data_rate, ecm = quality.coding, quality.data_rate, quality.ecm
    if coding is None or data_rate is None or ecm is None:
        return None
    rate, remainder = divmod(data_rate, _BR_STEP)
    if remainder or rate - 1 not in _BR_CODES:
        return None
    width = next((width for width in PageWidth if resolution.pels(width) == pels), PageWidth.A4)
    return (
        _VR[resolution]
        | (rate - 1) << 3
        | _WD[width] << 9
        | _LN_UNLIMITED << 12
        | _DF[coding] << 14
        | int(ecm) << 16
        | _VERSION << 21
    )


def decode_parameters(value: int) -> tuple[Coding, int, bool] | None:
    """Coding, bit/s and error correction; None if ``value`` is of another version, or wrong."""
    rate, coding = value >> 3 & 15, _CODINGS.get(value >> 14 & 3)
    if value >> 21 != _VERSION or rate not in _BR_CODES or coding is None:
        return None
    return coding, (rate + 1) * _BR_STEP, bool(value >> 16 & 1)
