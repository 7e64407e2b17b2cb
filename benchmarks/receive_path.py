"""What a port costs while it receives at 14400 bit/s: from the serial octets to the stored page."""

import tempfile
from functools import partial
from pathlib import Path

from benchmarks.t4 import dense_page
from benchmarks.timing import seconds
from faxstatus_core.image import ReceivedFax, sample_pages
from faxstatus_core.pages import PageCollector
from faxstatus_core.t4 import Coding, encode_page
from faxstatus_core.t30.ecm_carrier import coded_carrier
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.receiving.ecm_page import EcmPage
from faxstatus_core.t30.sending.ecm_delivery import blocks_of
from faxstatus_core.t31.dle import END_OF_DATA, DleDecoder, shield
from faxstatus_core.t31.modulations import V17_14400

_PIECE = 36  # octets that a modem at 14400 bit/s hands over every 20 ms


def run() -> None:
    """Print processor milliseconds a page, and the share of a core while the page lasts."""
    for name, page in (("sample", sample_pages(1)[0]), ("dense", dense_page())):
        for coding, ecm in ((Coding.MH, False), (Coding.MR, False), (Coding.MMR, True)):
            selection = Selection(V17_14400, coding=coding, error_correction=ecm)
            carriers = _carriers(encode_page(page, coding), ecm=ecm)
            with tempfile.TemporaryDirectory() as folder:
                work = partial(_receive, selection, carriers, Path(folder))
                spent = seconds(work, runs=3)
            lasts = sum(map(len, carriers)) * 8 / V17_14400.bit_rate
            print(
                f"receive {name:6} {coding.value:3} {'ECM' if ecm else '   '}"
                f" {spent * 1000:6.1f} ms for {lasts:5.1f} s on the line,"
                f" {100 * spent / lasts:.2f} % of a core"
            )


def _carriers(data: bytes, *, ecm: bool) -> list[bytes]:
    if not ecm:
        return [data]
    return [coded_carrier(block, V17_14400) for block in blocks_of(data, 256)]


def _receive(selection: Selection, carriers: list[bytes], folder: Path) -> None:
    collector = PageCollector(selection)
    page = EcmPage(collector, selection.coding)
    for carrier in carriers:
        page.begin_carrier()
        decoder, octets = DleDecoder(), shield(carrier) + END_OF_DATA
        for start in range(0, len(octets), _PIECE):
            data, _ = decoder.feed(octets[start : start + _PIECE])
            (page if selection.error_correction else collector).feed(data)
        page.end_block()
    verdict = collector.finish()
    assert (verdict.good, verdict.complete) == (True, True)
    fax = ReceivedFax(folder, "fax")
    fax.add_decoded_page(collector.decoded, collector.resolution)
    fax.complete()
