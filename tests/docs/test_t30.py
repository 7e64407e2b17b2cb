"""docs/t30.md names every bit that our DIS can have, and no other."""

import re
from pathlib import Path

from faxstatus_core.t30.negotiation.capabilities import Capabilities

PAGE = (Path(__file__).parents[2] / "docs" / "t30.md").read_text(encoding="utf-8")


def _told() -> set[int]:
    bits: set[int] = set()
    for cell in re.findall(r"^\| ([\d, -]+) \|", PAGE, re.MULTILINE):
        for part in cell.split(", "):
            first, _, last = part.partition("-")
            bits |= set(range(int(first), int(last or first) + 1))
    return bits


def test_every_bit_that_is_offered_is_told() -> None:
    dis = Capabilities(frame_octets=64).dis(to_poll=True, selective=True)
    offered = {bit for bit, _ in dis.describe()} - {7, 45}  # told beside 27 and 15
    groups = {11: {11, 12, 13, 14}, 17: {17, 18}, 19: {19, 20}, 21: {21, 22, 23}}
    assert set().union(*(groups.get(bit, {bit}) for bit in offered)) == _told()
