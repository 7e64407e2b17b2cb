"""The end of a page in what was received: the RTC of T.4 (§4.1.4, §4.2.3)."""

import re

_RTC = re.compile(r"(?:0{11}1){6}|(?:0{11}11){6}")
"""Six EOLs, each followed by its tag bit in two-dimensional pages."""

TAIL = 40
"""Octets in which to look: the longest RTC, and the scrambled ones in which a carrier ends."""


def ends_in_rtc(data: bytes) -> bool:
    """Whether the last octets of ``data``, received before the carrier was lost, have an RTC."""
    bits = "".join(str(octet >> place & 1) for octet in data[-TAIL:] for place in range(8))
    return _RTC.search(bits) is not None
