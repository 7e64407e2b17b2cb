"""The facsimile control field: every command and response of T.30 §5.3.6.1, by name."""

import enum

from faxstatus_core.t30.frames.errors import FrameError

X_BIT = 0x01
"""The FCF's first bit on the line, as a Class 1 DTE sees it."""


class Fcf(enum.IntEnum):
    """A facsimile control field. The value is the octet a Class 1 DTE sees, its X bit 0."""

    # Initial identification, called to calling station (T.30 §5.3.6.1.1)
    DIS = 0x80
    CSI = 0x40
    NSF = 0x20
    # Command to send, from the calling station that wants to receive (§5.3.6.1.2)
    DTC = 0x81
    CIG = 0x41
    NSC = 0x21
    PWD = 0xC1
    SEP = 0xA1
    PSA = 0x61
    CIA = 0xE1
    ISP = 0x11
    # Command to receive, from the transmitter (§5.3.6.1.3)
    DCS = 0x82
    TSI = 0x42
    NSS = 0x22
    SUB = 0xC2
    SID = 0xA2
    CTC = 0x12
    TSA = 0x62
    IRA = 0xE2
    # Pre-message responses (§5.3.6.1.4)
    CFR = 0x84
    FTT = 0x44
    CTR = 0xC4
    CSA = 0x24
    # In-message procedure: ECM, at the message's speed (T.4 Annex A)
    FCD = 0x06
    RCP = 0x86
    # Post-message commands (§5.3.6.1.6)
    EOM = 0x8E
    MPS = 0x4E
    EOP = 0x2E
    PRI_EOM = 0x9E
    PRI_MPS = 0x5E
    PRI_EOP = 0x3E
    EOS = 0x1E
    PPS = 0xBE
    EOR = 0xCE
    RR = 0x6E
    # Post-message responses (§5.3.6.1.7)
    MCF = 0x8C
    RTP = 0xCC
    RTN = 0x4C
    PIP = 0xAC
    PIN = 0x2C
    PPR = 0xBC
    RNR = 0xEC
    ERR = 0x1C
    FDM = 0xFC
    PID = 0x6C
    # Other line control signals (§5.3.6.1.8)
    DCN = 0xFA
    CRP = 0x1A
    FNV = 0xCA
    TNR = 0xEA
    TR = 0x6A

    @property
    def standard_name(self) -> str:
        """The name as T.30 spells it: ``PRI-EOM``."""
        return self.name.replace("_", "-")

    @property
    def carries_x(self) -> bool:
        """Whether the first bit is the X bit, and not a fixed part of the code."""
        return self not in _WITHOUT_X

    def octet(self, *, x: bool) -> int:
        """The octet on the line. Raises :class:`FrameError` if ``x`` is set where none exists."""
        if x and not self.carries_x:
            raise FrameError(
                f"{self.standard_name} has no X bit to set",
                where="octet 2 (FCF)",
                remedy="leave x False",
            )
        return self.value | (X_BIT if x else 0)

    @classmethod
    def of_octet(cls, octet: int) -> "tuple[Fcf, bool]":
        """The FCF that ``octet`` stands for, and its X bit (False where it has none).

        Raises :class:`FrameError` for an octet that T.30 does not define.
        """
        try:
            return _BY_OCTET[octet]
        except KeyError:
            raise FrameError(f"unknown FCF 0x{octet:02X}", where="octet 2 (FCF)") from None


_WITHOUT_X = frozenset(
    {
        Fcf.DIS,
        Fcf.CSI,
        Fcf.NSF,
        Fcf.DTC,
        Fcf.CIG,
        Fcf.NSC,
        Fcf.PWD,
        Fcf.SEP,
        Fcf.PSA,
        Fcf.CIA,
        Fcf.ISP,
        Fcf.FCD,
        Fcf.RCP,
    }
)

_BY_OCTET = {
    fcf.octet(x=x): (fcf, x) for fcf in Fcf for x in (False, True) if fcf.carries_x or not x
}
