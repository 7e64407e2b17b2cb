"""Follows a call as T.30 sees it: which frames passed, and which page is on its way."""

import re
from collections import Counter

from faxstatus_core.t30.frames import (
    EndOfRetransmission,
    Fcf,
    Frame,
    FrameError,
    PartialPageSignal,
    parse,
)
from faxstatus_core.t31.modulations import V21, Modulation

_NEXT_PAGE = {Fcf.MPS, Fcf.EOM, Fcf.PRI_MPS, Fcf.PRI_EOM}
_CONFIRMED = {Fcf.MCF, Fcf.RTP, Fcf.PIP, Fcf.ERR}
_EOL = re.compile("0{11,}1")
_BITS = tuple(format(octet, "08b")[::-1] for octet in range(256))
_LONGEST_FILL = 5000  # bits of zeros before an EOL that are remembered


class CallProgress:
    """What has been sent in a call so far, by either side."""

    def __init__(self) -> None:
        self.frames: Counter[Fcf] = Counter()
        self.page = 1
        """The page that is next, or on its way."""
        self.page_octets = 0
        self.page_lines = 0
        self._check_is_due = False
        self._checking = False
        self._post_message: Fcf | None = None
        self._bits = ""

    def frame(self, octets: bytes) -> Fcf | None:
        """A frame (address to FIF) is sent; its FCF, None if that is not T.30's."""
        frame = _parsed(octets)
        if frame is None:
            return None
        fcf = frame.fcf
        self.frames[fcf] += 1
        if fcf is Fcf.DCS:
            self._check_is_due = True
        elif isinstance(frame.fif, PartialPageSignal | EndOfRetransmission):
            self._post_message = frame.fif.command
        elif fcf in _NEXT_PAGE or fcf is Fcf.EOP:
            self._post_message = fcf
        return fcf

    def arrived(self, octets: bytes) -> None:
        """This frame is heard at the other end: a page is confirmed only by what is heard."""
        frame = _parsed(octets)
        if frame is not None and frame.fcf in _CONFIRMED:
            if self._post_message in _NEXT_PAGE:
                self.page += 1
            self._post_message = None

    def carrier(self, modulation: Modulation) -> None:
        """A carrier begins."""
        if modulation is V21:
            return
        self._checking, self._check_is_due = self._check_is_due, False
        self.page_octets = self.page_lines = 0
        self._bits = ""

    @property
    def in_page(self) -> bool:
        """Whether the last carrier that was not V.21 carries a page, and no training check."""
        return not self._checking

    def data(self, octets: bytes, *, count_lines: bool) -> None:
        """Data of a carrier that is not V.21."""
        self.page_octets += len(octets)
        if not count_lines:
            return
        bits = self._bits + "".join([_BITS[octet] for octet in octets])
        end = 0
        for match in _EOL.finditer(bits):
            end = match.end()
            self.page_lines += 1
        self._bits = bits[end:][-_LONGEST_FILL:]


def _parsed(octets: bytes) -> Frame | None:
    try:
        return parse(octets, with_fcs=False)
    except FrameError:
        return None
