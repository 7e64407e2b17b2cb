"""The called station from its DIS to CFR: who speaks, what is selected, and training."""

from collections.abc import Mapping
from itertools import permutations

from faxstatus_core.t4.page_format import Coding, PageFormat, PageWidth, Resolution
from faxstatus_core.t30.frames import Dcs, Fcf, Frame, build
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t31.modulations import V17_14400, page_modulation
from tests.conformance.scenario import End, Role, Scenario, Setup, sent

CALLED = Setup(Role.CALLED)
OFFER = "-> CSI DIS ; "
AND_A_PAGE = "page@146 EOP -> MCF ; DCN"
TRAINED = "TSI DCS TCF@145 -> CFR ; "
COMMAND = "T.30 §5.3.6.1.3"
STORED = ("good",)


def row(
    name: str,
    clause: str,
    script: str,
    end: End,
    words: Mapping[str, Frame | bytes] | None = None,
    stored: tuple[str, ...] | None = None,
) -> Scenario:
    """A row of the plain called station, behind its offer."""
    return Scenario(f"called: {name}", clause, OFFER + script, end, CALLED, words or {}, stored)


ORDERS = (
    *(
        " ".join((*some, "DCS"))
        for n in range(4)
        for some in permutations(("TSI", "SUB", "SID"), n)
    ),
    *("NSS TSI DCS", "TSI NSS DCS", "TSI TSI DCS", "NSS NSS DCS", "CIG TSI DCS", "IRA TSI DCS"),
    *("~TSI DCS", "~NSS TSI DCS", "TSI + DCS", "DCS TSI", "TSA DCS"),
)
IN_ANY_ORDER = tuple(
    row(
        f"a command of {order}",
        COMMAND,
        ("TSI -> CSI DIS ; DCS" if order == "TSI + DCS" else order)
        + f" TCF@145 -> CFR ; {AND_A_PAGE}",
        sent(),
        stored=STORED,
    )
    for order in ORDERS
)
DCS_FIF = build(Frame(Fcf.DCS, fif=Selection(V17_14400).dcs()), with_fcs=False)[3:]


def dcs_octets(octets: int) -> bytes:
    """A DCS with so many octets of FIF."""
    return b"\xff\x13\x83" + DCS_FIF.ljust(octets, b"\0")[:octets]


LENGTHS = tuple(
    row(
        f"a DCS of {octets} octets",
        "T.30 §5.3.6.2.2",
        f"TSI WORD TCF@145 -> CFR ; {AND_A_PAGE}",
        sent(),
        {"WORD": dcs_octets(octets)},
    )
    for octets in (3, 4, 6, 8, 12, 16, 17, 30)
)
MALFORMED = tuple(
    row(
        f"{name} is no command",
        "T.30 §5.3.6.2",
        f"WORD -> CSI DIS ; {TRAINED}{AND_A_PAGE}",
        sent(),
        {"WORD": octets},
    )
    for name, octets in {
        "a DCS of 2 octets": dcs_octets(2),
        "an empty DCS": dcs_octets(0),
        "a DCS to another address": b"\xfe" + dcs_octets(3)[1:],
        "a DCS with a wrong control field": b"\xff\x23" + dcs_octets(3)[2:],
        "an unknown FCF": b"\xff\x13\x70",
        "a frame of two octets": b"\xff\x13",
        "an empty frame": b"",
    }.items()
)
OTHER_FRAMES = tuple(
    row(
        f"{fcf.standard_name} is no DCS",
        "T.30 Figure 5-2a (Command received)",
        f"WORD -> CSI DIS ; {TRAINED}{AND_A_PAGE}",
        sent(),
        {"WORD": b"\xff\x13" + bytes([fcf.octet(x=fcf.carries_x)]) + bytes(20)},
    )
    for fcf in Fcf
    if fcf not in (Fcf.DCS, Fcf.DCN, Fcf.DIS, Fcf.CSI)
)

T1 = "T.30 §5.4.3.1 (T1)"
NO_SENDER = End(Cause.NO_SENDER, "B", 0, (30, 40))
NOBODY = tuple(
    row(f"{name} until T1", T1, f"{heard} -> CSI&DIS... DCN", NO_SENDER)
    for name, heard in (
        ("silence (a voice caller, a dead line)", "silent"),
        ("damaged DCS", "always:~DCS"),
        ("TSI without DCS", "always:TSI"),
        ("TSI and damaged DCS", "always:TSI&~DCS"),
        ("a DTC for which there is no document", "always:DTC"),
        ("CRP", "always:CRP"),
    )
)
REPEATED = tuple(
    row(
        f"DCS after {count + 1} times DIS",
        "T.30 §5.4.2 (DIS is repeated after T4)",
        "T4 -> CSI DIS ; " * count + TRAINED + AND_A_PAGE,
        sent(),
    )
    for count in range(1, 7)
)
HEARD_AMISS = tuple(
    row(
        name,
        "T.30 Figure 5-2a (Command received)",
        f"{heard} {TRAINED}{AND_A_PAGE}",
        sent(),
        stored=STORED,
    )
    for name, heard in (
        ("a damaged DCS before DCS", "TSI ~DCS -> CSI DIS ;"),
        ("a damaged TSI and DCS before DCS", "~TSI ~DCS -> CSI DIS ;"),
        ("CRP before DCS", "CRP -> CSI DIS ;"),
        ("the echo of DIS before DCS", "echo ;"),
        ("the echo of DIS, then nothing", "echo lost -> CSI DIS ;"),
        ("a false drop before DCS", "drop -> CSI DIS ;"),
        ("DTC before DCS", "CIG DTC -> CSI DIS ;"),
    )
)

# --- training


def trained(code: int, tcf: str = "TCF") -> str:
    """DCS and TCF at a rate."""
    return f"TSI DCS@{code} {tcf}@{code}"


EVERY_SPEED = tuple(
    row(
        f"{m.name} is trained at once",
        "T.30 §5.3.6.1.4 (CFR); §5, note 5",
        f"{trained(m.code)} -> CFR ; page@{page_modulation(m).code} EOP -> MCF ; DCN",
        sent(),
        stored=STORED,
    )
    for m in LADDER
)
FTT = tuple(
    row(
        f"{m.name} after a training check that was {name}",
        "T.30 §5.3.6.1.4 (FTT)",
        f"{trained(m.code, tcf)} -> FTT ; {trained(m.code)} -> CFR ; "
        f"page@{page_modulation(m).code} EOP -> MCF ; DCN",
        sent(),
    )
    for m in LADDER
    for name, tcf in (("bad", "TCF(bad)"), ("empty", "TCF(none)"))
)
DOWN = tuple(
    row(
        f"FTT at {steps} speeds, each {times} times",
        "T.30 §5.3.6.1.4 (FTT)",
        "".join(f"{trained(m.code, 'TCF(bad)')} -> FTT ; " * times for m in LADDER[:steps])
        + (
            f"{trained(LADDER[steps].code)} -> CFR ; "
            f"page@{page_modulation(LADDER[steps]).code} EOP -> MCF ; DCN"
            if steps < len(LADDER)
            else "DCN"
        ),
        sent() if steps < len(LADDER) else End(Cause.DISCONNECTED, "B"),
    )
    for times in (1, 2)
    for steps in range(1, len(LADDER) + 1)
)
NO_TRAINING = (
    row(
        "no training check comes",
        "T.30 §5.3.6.1.4 (FTT)",
        f"TSI DCS lost -> FTT ; {TRAINED}{AND_A_PAGE}",
        sent(),
    ),
    row(
        "the line seems to drop in place of a training check",
        "T.30 §5.3.6.1.4 (FTT)",
        f"TSI DCS drop -> FTT ; {TRAINED}{AND_A_PAGE}",
        sent(),
    ),
    row(
        "DCS again in place of the training check",
        "T.30 §5.4.2 (a repeated command)",
        f"TSI DCS + TSI DCS TCF@145 -> CFR ; {AND_A_PAGE}",
        sent(),
    ),
    row(
        "another DCS in place of the training check",
        "T.30 §5.4.2 (a repeated command)",
        "TSI DCS + TSI DCS@96 TCF@96 -> CFR ; page@96 EOP -> MCF ; DCN",
        sent(),
    ),
    row(
        "a damaged DCS in place of the training check",
        "T.30 §5.3.6.1.8 (CRP)",
        f"TSI DCS + ~DCS -> CRP ; {TRAINED}{AND_A_PAGE}",
        sent(),
    ),
    row(
        "DCN in place of the training check",
        "T.30 §5.3.6.1.8",
        "DCS + DCN",
        End(Cause.DISCONNECTED, "B"),
    ),
)
LOST_CFR = tuple(
    row(
        f"{response} is lost {count} times",
        "T.30 §5.4.2 (the transmitter repeats DCS and TCF)",
        f"TSI DCS {tcf} -> {response} ; " * (count + 1) + then,
        sent(),
        stored=STORED,
    )
    for response, tcf, then in (
        ("CFR", "TCF@145", AND_A_PAGE),
        ("FTT", "TCF(bad)@145", TRAINED + AND_A_PAGE),
    )
    for count in (1, 2)
)
ASKED = tuple(
    row(
        name,
        "T.30 §5.3.6.1.8 (CRP)",
        script,
        sent(),
        stored=STORED,
    )
    for name, script in (
        ("CFR is asked for by CRP", f"{TRAINED}CRP -> CFR ; {AND_A_PAGE}"),
        ("CFR is asked for by CRP twice", f"{TRAINED}CRP -> CFR ; CRP -> CFR ; {AND_A_PAGE}"),
        ("FTT is asked for by CRP", f"DCS TCF(bad) -> FTT ; CRP -> FTT ; {TRAINED}{AND_A_PAGE}"),
        ("after FTT a damaged DCS", f"DCS TCF(bad) -> FTT ; ~DCS -> CRP ; {TRAINED}{AND_A_PAGE}"),
        (
            "after FTT TSI and a damaged DCS",
            f"DCS TCF(bad) -> FTT ; TSI ~DCS -> CRP ; {TRAINED}{AND_A_PAGE}",
        ),
        ("after FTT its echo", f"DCS TCF(bad) -> FTT ; echo ; {TRAINED}{AND_A_PAGE}"),
        ("after CFR its echo", f"{TRAINED}echo ; {TRAINED}{AND_A_PAGE}"),
        ("DCS with the wrong X bit", f"DCS' TCF -> CFR ; {AND_A_PAGE}"),
        ("EOP with the wrong X bit", f"{TRAINED}page EOP' -> MCF ; DCN"),
    )
)
FELL_SILENT = (
    row(
        "silence after FTT",
        "T.30 §5.4.3.1 (T2)",
        "DCS TCF(bad) -> FTT ; T2 -> DCN",
        End(Cause.NO_COMMAND, "B"),
    ),
    row(
        "silence after CFR",
        "T.30 §5.4.3.1 (T2)",
        f"{TRAINED}silent -> DCN",
        End(Cause.NO_PAGE, "C"),
    ),
)

NEVER_OFFERED: dict[str, Dcs] = {
    "a rate that does not exist": Dcs(receiver_fax_operation=True, data_rate=0b1111),
    "another rate that does not exist": Dcs(receiver_fax_operation=True, data_rate=0b0010),
    "error correction": Selection(V17_14400, error_correction=True).dcs(),
    "MR": Selection(V17_14400, coding=Coding.MR).dcs(),
    "MMR": Selection(V17_14400, coding=Coding.MMR).dcs(),
    "B4": Selection(V17_14400, PageFormat(width=PageWidth.B4)).dcs(),
    "A3": Selection(V17_14400, PageFormat(width=PageWidth.A3)).dcs(),
    "superfine": Selection(V17_14400, PageFormat(Resolution.SUPERFINE)).dcs(),
    "300x300": Selection(V17_14400, PageFormat(Resolution.PELS_300)).dcs(),
    "408x391": Selection(V17_14400, PageFormat(Resolution.R16)).dcs(),
    "400x400": Selection(V17_14400, PageFormat(Resolution.PELS_400)).dcs(),
}
NOT_OFFERED = tuple(
    row(
        f"DCS selects {name}, which was not offered",
        "T.30 §5.3.6.2.2 (our choice: DCN)",
        "TSI WORD -> DCN",
        End(Cause.INCOMPATIBLE, "B"),
        {"WORD": Frame(Fcf.DCS, fif=dcs)},
    )
    for name, dcs in NEVER_OFFERED.items()
)

SCENARIOS = (
    *IN_ANY_ORDER,
    *LENGTHS,
    *MALFORMED,
    *OTHER_FRAMES,
    *NOBODY,
    *REPEATED,
    *HEARD_AMISS,
    *EVERY_SPEED,
    *FTT,
    *DOWN,
    *NO_TRAINING,
    *LOST_CFR,
    *ASKED,
    *FELL_SILENT,
    *NOT_OFFERED,
)
