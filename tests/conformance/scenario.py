"""What a scenario is: one row of a table, as the test cases of TSB-85 are.

The script is a chart of turns, separated by semicolons. A turn is ``heard -> said``: what the far
end does, and all that the station under test must say until it listens again.

    -> ; CSI DIS -> TSI DCS TCF ; CFR -> page EOP ; MCF -> DCN

Heard, one signal each (frames that stand together come in one carrier, ``+`` begins another):

==================  ================================================================
``MCF``             a frame; ``DCS@121`` and ``CTC@121`` with the rate of that T.31 code
``~MCF``            with a wrong FCS
``MCF'``            with the wrong X bit
``PPS-EOP(0,1,9)``  with page, block and number of frames; ``PPR(0,3-5)`` with frame numbers
``TCF`` ``page``    data that was awaited: ``TCF(bad)``; ``page(text)`` with these octets, see
                    :class:`tests.support.far_end.Page`; ``page@146``: it was awaited so
``data(0-9)``       an error-corrected carrier; ``data(0-9/bad=3/rcp=1/noise)``
``T2``              nothing for as long as the station waits, which must be that timer
``lost``            the same, whatever the timer
``silent``          nothing ever comes again; ``always:RNR``: nothing but that
``echo``            what the station has just sent
``drop`` ``fail``   the modem says that the line has dropped, or that it cannot
``store`` ``slow``  a page is safe, or not yet; a turn that does not say is ``store``
``after(2.5)``      so many seconds pass before the next signal
``abort``           this side cancels
==================  ================================================================

Said: frames and data by the same names. What stands behind a name is compared, what does not is
not: ``DCS@145``, ``DCS(r8_7_7_lines_mm/!t6_coding)`` with the names of T.30 Table 2,
``SUB(123)``, ``page(2)@146`` for the second page, ``data(0-255)@146``. ``RR*22`` is said as often,
``TSI&DCS&TCF...`` at least once, ``anything`` is whatever it is. At the end come the rules that
hold everywhere (:mod:`tests.conformance.rules`).
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from faxstatus_core.t4.page_format import PageFormat
from faxstatus_core.t30.frames import Frame
from faxstatus_core.t30.negotiation.addressing import Addressing, PollAccess
from faxstatus_core.t30.negotiation.capabilities import Capabilities
from faxstatus_core.t30.outcome import Cause
from tests.support.far_end import PLAIN

ECM = Capabilities(codings=PLAIN.codings, resolutions=PLAIN.resolutions, addressing=False)
"""The terminal of :func:`tests.support.far_end.plain`, with error correction."""


class Role(enum.Enum):
    """What the station under test is."""

    CALLER = "caller"
    CALLED = "called"
    POLLER = "poller"


@dataclass(frozen=True)
class Setup:
    """The station under test and its far end.

    ``pages``: what a caller sends, or what waits to be polled; ``access``: who may poll it.
    """

    role: Role = Role.CALLER
    local: Capabilities = PLAIN
    remote: Capabilities = PLAIN
    pages: tuple[bytes, ...] = (b"1",)
    formats: tuple[PageFormat, ...] = (PageFormat(),)
    documents: tuple[int, ...] = (0,)
    addressing: Addressing = field(default_factory=Addressing)
    access: PollAccess | None = None
    then_poll: bool = False


@dataclass(frozen=True)
class End:
    """How a call ends: ``pages`` confirmed, after ``seconds`` (from, to) if that matters."""

    cause: Cause
    phase: str
    pages: int = 0
    seconds: tuple[float, float] | None = None


@dataclass(frozen=True)
class Scenario:
    """One row. ``words``: frames that the script calls by names of its own.

    ``stored``: the pages that are safe at the end; text, or frame numbers under error correction.
    """

    id: str
    clause: str
    script: str
    end: End
    setup: Setup = Setup()
    words: Mapping[str, Frame | bytes] = field(default_factory=dict)
    stored: tuple[str, ...] | None = None


def sent(pages: int = 1) -> End:
    """The whole document passed."""
    return End(Cause.COMPLETED, "D", pages)
