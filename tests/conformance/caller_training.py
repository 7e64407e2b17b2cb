"""The caller from DCS to the first page: training, fall-back, and answers that go wrong."""

from faxstatus_core.t30.frames import Fcf, Frame
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t31.modulations import Modulation, page_modulation
from tests.conformance.scenario import End, Role, Scenario, Setup, sent
from tests.support.far_end import plain

DCS = "DIS -> TSI DCS TCF ; "
AND_A_PAGE = "CFR -> page(1) EOP ; MCF -> DCN"
NO_ANSWER = End(Cause.NO_RESPONSE_TO_TRAINING, "B")
TRIES = "T.30 §5.4.2 (three attempts)"

OFFERS: dict[str, tuple[Modulation, ...]] = {
    "V.17": LADDER,
    "V.29 and V.27ter": LADDER[4:],
    "V.29": LADDER[4:6],
    "V.27ter": LADDER[6:],
    "V.27ter 2400": LADDER[7:],
}


def trained(modulation: Modulation) -> str:
    """DCS and TCF at its rate."""
    return f"-> TSI DCS@{modulation.code} TCF@{modulation.code}"


def after_ftt(ladder: tuple[Modulation, ...]) -> str:
    """One step down for each FTT, to the end of ``ladder``."""
    return f"DIS {trained(ladder[0])} ; " + "".join(f"FTT {trained(m)} ; " for m in ladder[1:])


def page_at(modulation: Modulation) -> str:
    """CFR and the page, with short training where there is one."""
    return f"CFR -> page(1)@{page_modulation(modulation).code} EOP ; MCF -> DCN"


FTT = tuple(
    Scenario(
        f"caller: {name} offered, {steps} times FTT",
        "T.30 §5.3.6.1.4 (FTT)",
        after_ftt(ladder[: steps + 1]) + page_at(ladder[steps]),
        sent(),
        Setup(remote=plain(ladder)),
    )
    for name, ladder in OFFERS.items()
    for steps in range(len(ladder))
)
FTT_AT_EVERY_SPEED = tuple(
    Scenario(
        f"caller: {name} offered, FTT at every speed",
        "T.30 Figure 5-2a",
        after_ftt(ladder) + "FTT -> DCN",
        End(Cause.TRAINING_FAILED, "B"),
        Setup(remote=plain(ladder)),
    )
    for name, ladder in OFFERS.items()
)
OWN_SPEEDS = tuple(
    Scenario(
        f"caller: its own fastest is {ladder[0].name}",
        "T.30 §5.3.6.2.2 (bits 11-14)",
        f"DIS {trained(ladder[0])} ; {page_at(ladder[0])}",
        sent(),
        Setup(local=plain(ladder)),
    )
    for ladder in (LADDER[start:] for start in range(len(LADDER)))
)

RETRIED = {
    "lost": "T4 -> TSI DCS TCF",
    "CRP": "CRP -> TSI DCS TCF",
    "DIS again": "CSI DIS -> TSI DCS TCF",
    "NSF CSI DIS again": "NSF CSI DIS -> TSI DCS TCF",
}
"""What makes DCS and TCF come again, at the same speed."""
REPEATED = tuple(
    Scenario(
        f"caller: answer to DCS is {name}, {count} times",
        TRIES,
        DCS + f"{turn} ; " * count + AND_A_PAGE,
        sent(),
    )
    for name, turn in RETRIED.items()
    for count in (1, 2)
)
GIVEN_UP = tuple(
    Scenario(
        f"caller: answer to DCS is {name}, three times",
        TRIES,
        DCS + f"{turn} ; " * 2 + turn.replace("TSI DCS TCF", "DCN"),
        NO_ANSWER,
    )
    for name, turn in RETRIED.items()
)
MIXED = tuple(
    Scenario(
        f"caller: answers to DCS are {first} and {second}",
        TRIES,
        f"{DCS}{RETRIED[first]} ; {RETRIED[second]} ; {AND_A_PAGE}",
        sent(),
    )
    for first in RETRIED
    for second in RETRIED
    if first != second
)
TRIES_ANEW = Scenario(
    "caller: after FTT three attempts are made at the new speed",
    TRIES,
    DCS + f"{RETRIED['lost']} ; " * 2 + "FTT -> TSI DCS@121 TCF ; "
    "lost -> TSI DCS@121 TCF ; lost -> TSI DCS@121 TCF ; " + AND_A_PAGE,
    sent(),
)

DAMAGED = tuple(
    Scenario(
        f"caller: {heard} is asked for again",
        "T.30 §5.3.6.1.8 (CRP)",
        f"{DCS}{heard} -> CRP ; {then}",
        sent(),
    )
    for heard, then in (
        ("~CFR", AND_A_PAGE),
        ("~FTT", f"FTT -> TSI DCS@121 TCF ; {AND_A_PAGE}"),
    )
)
MORE_DAMAGED = (
    Scenario(
        "caller: CFR is damaged three times",
        "T.30 §5.3.6.1.8 (CRP)",
        f"{DCS}{'~CFR -> CRP ; ' * 3}{AND_A_PAGE}",
        sent(),
    ),
    Scenario(
        "caller: CFR is damaged, and lost when asked for again",
        "T.30 §5.3.6.1.8 (CRP)",
        f"{DCS}~CFR -> CRP ; T4 -> TSI DCS TCF ; {AND_A_PAGE}",
        sent(),
    ),
    Scenario(
        "caller: CRP is answered with DIS",
        "T.30 §5.3.6.1.8 (CRP)",
        f"{DCS}~DIS -> CRP ; DIS -> TSI DCS TCF ; {AND_A_PAGE}",
        sent(),
    ),
    Scenario(
        "caller: answers to DCS are damaged without end",
        TRIES,
        f"{DCS}always:~CFR -> CRP&CRP&CRP&TSI&DCS&TCF*2 CRP*3 DCN",
        NO_ANSWER,
    ),
)

OTHER = tuple(
    Scenario(
        f"caller: {fcf.standard_name} is no answer to DCS",
        "T.30 Figure 5-2a (Response received)",
        f"{DCS}WORD ; {AND_A_PAGE}",
        sent(),
        words={"WORD": Frame(fcf)},
    )
    for fcf in (
        *(Fcf.MCF, Fcf.RTP, Fcf.RTN, Fcf.PIP, Fcf.PIN, Fcf.ERR, Fcf.RNR, Fcf.CTR, Fcf.FDM),
        *(Fcf.MPS, Fcf.EOP, Fcf.EOM, Fcf.RR, Fcf.TNR, Fcf.TR, Fcf.FNV, Fcf.PID, Fcf.EOS),
        *(Fcf.PRI_EOM, Fcf.PRI_MPS, Fcf.PRI_EOP),
    )
)
ECHOES = (
    Scenario(
        "caller: the echo of DCS is not its answer",
        "T.30 §5.3.6.1 (X bit)",
        f"{DCS}echo ; {AND_A_PAGE}",
        sent(),
    ),
    Scenario(
        "caller: nothing but echoes of DCS",
        TRIES,
        f"{DCS}echo ; lost -> TSI DCS TCF ; echo ; lost -> TSI DCS TCF ; echo ; lost -> DCN",
        NO_ANSWER,
    ),
    Scenario(
        "caller: CFR with the wrong X bit is taken all the same",
        "T.30 §5.3.6.1 (X bit; our choice)",
        f"{DCS}CFR' -> page(1) EOP ; MCF -> DCN",
        sent(),
    ),
    Scenario(
        "caller: FTT with the wrong X bit is taken all the same",
        "T.30 §5.3.6.1 (X bit; our choice)",
        f"{DCS}FTT' -> TSI DCS@121 TCF ; {AND_A_PAGE}",
        sent(),
    ),
    Scenario(
        "caller: frames before CFR are passed over",
        "T.30 Figure 5-2a (Response received)",
        f"{DCS}NSF {AND_A_PAGE}",
        sent(),
    ),
)
FROM_A_TALKATIVE_MACHINE = tuple(
    Scenario(
        f"caller: {fcf} with a FIF of {octets} octets",
        "T.30 §5.3.6.2",
        DCS
        + {"CFR": "WORD -> page(1) EOP ; MCF -> DCN"}.get(
            fcf, f"WORD -> TSI DCS@121 TCF ; {AND_A_PAGE}"
        ),
        sent(),
        Setup(Role.CALLER),
        {"WORD": Frame(Fcf[fcf], fif=bytes(octets))},
    )
    for fcf in ("CFR", "FTT")
    for octets in (1, 3, 20, 60)
)

SCENARIOS = (
    *FTT,
    *FTT_AT_EVERY_SPEED,
    *OWN_SPEEDS,
    *REPEATED,
    *GIVEN_UP,
    *MIXED,
    TRIES_ANEW,
    *DAMAGED,
    *MORE_DAMAGED,
    *OTHER,
    *ECHOES,
    *FROM_A_TALKATIVE_MACHINE,
)
