"""Who made the far machine, by its NSF, NSC or NSS: a T.35 country code and the maker's own.

Makers disagree on the order of bits within an octet, so both are looked up.
"""

import csv
import functools
from importlib.resources import files

from faxstatus_core.bits import REVERSED
from faxstatus_core.t30.frames import NonStandard


def maker_of(facilities: NonStandard) -> str | None:
    """The maker's name, or None if the code is not known."""
    seen = REVERSED[facilities.country_code : facilities.country_code + 1] + facilities.data
    known, longest = _makers()
    for octets in (seen, seen.translate(REVERSED)):
        for length in range(longest, 1, -1):
            if (name := known.get(octets[:length])) is not None:
                return name
    return None


@functools.cache
def _makers() -> tuple[dict[bytes, str], int]:
    """Names by the first octets of the field, and how many there are at most."""
    table = files("faxstatus_core.t30").joinpath("makers.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(table.splitlines())
    known = {bytes.fromhex(row["octets"]): row["maker"] for row in rows}
    return known, max(map(len, known))
