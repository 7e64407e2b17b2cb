"""The caller before the first DCS: what the called station may say, and what it may not."""

from itertools import permutations

from faxstatus_core.t30.frames import Dis, Fcf, Frame, FrameError, build
from faxstatus_core.t30.outcome import Cause
from tests.conformance.scenario import End, Role, Scenario, Setup, sent
from tests.support.far_end import PLAIN, plain

THEN_A_PAGE = "-> TSI DCS@145 TCF ; CFR -> page(1)@146 EOP ; MCF -> DCN"
NO_DIS = End(Cause.NO_FAX_MACHINE, "B", 0, (30, 40))
INITIAL = "T.30 §5.3.6.1.1"
DIS_FIF = build(Frame(Fcf.DIS, fif=PLAIN.dis()), with_fcs=False)[3:]


def frame(fcf: int, fif: bytes = b"", control: int = 0x03, address: int = 0xFF) -> bytes:
    """A frame's octets, whatever they mean."""
    return bytes([address, control, fcf]) + fif


def known(octet: int) -> bool:
    """Whether T.30 defines this FCF."""
    try:
        Fcf.of_octet(octet)
    except FrameError:
        return False
    return True


UNKNOWN = [octet for octet in range(256) if not known(octet)]


ORDERS = (
    *(" ".join((*some, "DIS")) for n in range(3) for some in permutations(("NSF", "CSI"), n)),
    *("NSF NSF CSI DIS", "CSI CSI DIS", "NSF CSI NSF DIS", "CSI + DIS", "NSF + CSI + DIS"),
    *("CSI DIS DIS", "DIS CSI", "CSA CSI DIS", "~NSF CSI DIS", "NSF ~CSI DIS", "~NSF ~CSI DIS"),
)

IN_ANY_ORDER = tuple(
    Scenario(f"caller: identified by {order}", INITIAL, f"{order} {THEN_A_PAGE}", sent())
    for order in ORDERS
)

UNKNOWN_FRAMES = tuple(
    Scenario(
        f"caller: FCF {octet:02X} before DIS is passed over",
        "T.30 §5.3.6.1",
        f"WORD DIS {THEN_A_PAGE}",
        sent(),
        words={"WORD": frame(octet, b"\x12")},
    )
    for octet in UNKNOWN[:: len(UNKNOWN) // 12]
)

OTHER_FRAMES = tuple(
    Scenario(
        f"caller: {fcf.standard_name} is no DIS",
        "T.30 Figure 5-2a",
        f"WORD ; DIS {THEN_A_PAGE}",
        sent(),
        words={"WORD": frame(fcf, bytes(20), 0x13)},
    )
    for fcf in Fcf
    if fcf not in (Fcf.DIS, Fcf.DCN)
)

MALFORMED = {
    "an empty CSI": frame(Fcf.CSI),
    "a CSI of 8 octets": frame(Fcf.CSI, b"12345678"),
    "a CSI of 24 octets": frame(Fcf.CSI, b"1" * 24),
    "a CSI of letters": frame(Fcf.CSI, bytes(range(0x80, 0x94))),
    "an empty NSF": frame(Fcf.NSF),
    "an NSF of 100 octets": frame(Fcf.NSF, bytes(100)),
    "a wrong address": frame(Fcf.CSI, b"1" * 20, address=0xFE),
    "a wrong control field": frame(Fcf.CSI, b"1" * 20, control=0x33),
    "two octets": b"\xff\x03",
    "a final CSI": frame(Fcf.CSI, b"1" * 20, control=0x13),
}

MALFORMED_BEFORE_DIS = tuple(
    Scenario(
        f"caller: {name} before DIS",
        "T.30 §5.3.6.2",
        f"WORD DIS {THEN_A_PAGE}",
        sent(),
        words={"WORD": octets},
    )
    for name, octets in MALFORMED.items()
)


def dis_octets(octets: int) -> bytes:
    """The DIS with ``octets`` of FIF, the new ones empty but for their extend bit."""
    fif = bytearray(DIS_FIF.ljust(octets, b"\0")[:octets])
    for place in range(2, octets):
        fif[place] = fif[place] & 0x7F | (0x80 if place < octets - 1 else 0)
    return frame(Fcf.DIS, bytes(fif), 0x13)


LENGTHS = tuple(
    Scenario(
        f"caller: a DIS of {octets} octets",
        "T.30 §5.3.6.2.1",
        f"WORD {THEN_A_PAGE}",
        sent(),
        words={"WORD": dis_octets(octets)},
    )
    for octets in (3, 4, 5, 6, 7, 8, 10, 12, 15, 16, 17, 20, 32)
)

EXTENDS = (
    Scenario(
        "caller: a DIS with an extend bit too many",
        "T.30 §5.3.6.2.1",
        f"WORD {THEN_A_PAGE}",
        sent(),
        words={"WORD": frame(Fcf.DIS, DIS_FIF[:2] + bytes([DIS_FIF[2] | 0x80]), 0x13)},
    ),
    Scenario(
        "caller: a DIS of 2 octets is none",
        "T.30 §5.3.6.2.1",
        f"WORD ; DIS {THEN_A_PAGE}",
        sent(),
        words={"WORD": frame(Fcf.DIS, DIS_FIF[:2], 0x13)},
    ),
    Scenario(
        "caller: a DIS that says that more frames follow",
        "T.30 §5.3.5",
        f"WORD {THEN_A_PAGE}",
        sent(),
        words={"WORD": frame(Fcf.DIS, DIS_FIF, 0x03)},
    ),
)

T1 = "T.30 §5.4.3.1 (T1)"
NOBODY = tuple(
    Scenario(f"caller: {name} until T1", T1, f"{heard} -> DCN", NO_DIS)
    for name, heard in (
        ("silence", "T1"),
        ("damaged DIS", "always:~DIS"),
        ("CSI without DIS", "always:CSI"),
        ("NSF and CSI without DIS", "always:NSF&CSI"),
        ("MCF", "always:MCF"),
        ("echoes of nobody", "always:TSI&DCS"),
    )
)
LATE = tuple(
    Scenario(f"caller: DIS after {after} s", T1, f"after({after}) DIS {THEN_A_PAGE}", sent())
    for after in (1, 10, 25)
)
AFTER_DAMAGE = tuple(
    Scenario(
        f"caller: DIS after {count} damaged ones",
        "T.30 §5.4.2",
        "CSI ~DIS ; " * count + f"CSI DIS {THEN_A_PAGE}",
        sent(),
    )
    for count in (1, 2, 3, 8)
)

INCOMPATIBLE = End(Cause.INCOMPATIBLE, "B")
USELESS: dict[str, Dis] = {
    "does not receive": Dis(modulation=plain().dis().modulation),
    "does not receive, but may be polled": Dis(
        modulation=plain().dis().modulation, ready_to_transmit_document=True
    ),
    "offers a modulation that this one lacks": Dis(receiver_fax_operation=True, modulation=0b0100),
}
NOTHING_IN_COMMON = tuple(
    Scenario(
        f"caller: a DIS that {name}",
        "T.30 Figure 5-2a (Compatible remote?)",
        "CSI WORD -> DCN",
        INCOMPATIBLE,
        Setup(Role.CALLER, local=plain(plain().modulations[:6])),
        words={"WORD": Frame(Fcf.DIS, fif=dis)},
    )
    for name, dis in USELESS.items()
)

SCENARIOS = (
    *IN_ANY_ORDER,
    *UNKNOWN_FRAMES,
    *OTHER_FRAMES,
    *MALFORMED_BEFORE_DIS,
    *LENGTHS,
    *EXTENDS,
    *NOBODY,
    *LATE,
    *AFTER_DAMAGE,
    *NOTHING_IN_COMMON,
)
