"""Rows that an earlier session did not pass: what is easily got wrong, in all roles."""

from dataclasses import replace

from faxstatus_core.t30.frames import Fcf, Frame
from faxstatus_core.t30.negotiation.addressing import PollAccess
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.outcome import Cause
from tests.conformance.caller_ecm import setup
from tests.conformance.scenario import ECM, End, Role, Scenario, Setup, sent
from tests.support.far_end import plain

TWO = Setup(pages=(b"1", b"22"))
DOCUMENTS = Setup(pages=(b"1", b"22"), documents=(0, 1))
CALLED_ECM = Setup(Role.CALLED, local=ECM, remote=ECM)
SLOW = {"SLOW": Frame(Fcf.DIS, fif=plain(LADDER[4:]).dis())}
TRAINED = "-> CSI DIS ; TSI DCS TCF -> CFR ; "

SCENARIOS = (
    Scenario(
        "caller: PIP to MPS, no operator",
        "T.30 §5.3.6.1.7 (PIP): failing operator intervention, phase B from its beginning",
        "DIS -> TSI DCS TCF ; CFR -> page(1) MPS ; PIP -> TSI DCS@145 TCF@145 ; "
        "CFR -> page(2)@146 EOP ; MCF -> DCN",
        sent(2),
        TWO,
    ),
    Scenario(
        "caller, ECM: PIP to PPS-MPS, no operator",
        "T.30 §5.3.6.1.7 (PIP)",
        "DIS -> TSI DCS TCF ; CFR -> data(0) PPS-MPS ; PIP -> TSI DCS@145 TCF@145 ; "
        "CFR -> data(0)@146 PPS-EOP ; MCF -> DCN",
        sent(2),
        setup(1, 1),
    ),
    Scenario(
        "caller: the DIS after EOM offers less",
        "T.30 §5.3.6.2.2: DCS selects of what the DIS before it offers",
        "DIS -> TSI DCS@145 TCF ; CFR -> page(1) EOM ; MCF ; SLOW -> TSI DCS@96 TCF@96 ; "
        "CFR -> page(2)@96 EOP ; MCF -> DCN",
        sent(2),
        DOCUMENTS,
        SLOW,
    ),
    Scenario(
        "caller: a DIS in place of CFR offers less",
        "T.30 §5.3.6.2.2",
        "DIS -> TSI DCS@145 TCF ; SLOW -> TSI DCS@96 TCF@96 ; CFR -> page(1)@96 EOP ; MCF -> DCN",
        sent(),
        words=SLOW,
    ),
    Scenario(
        "caller: after RTN, EOM and a DIS that offers less",
        "T.30 §5.3.6.2.2",
        "DIS -> TSI DCS@145 TCF ; CFR -> page(1) EOM ; RTN -> TSI DCS@121 TCF ; "
        "CFR -> page(1) EOM ; MCF ; SLOW -> TSI DCS@96 TCF@96 ; CFR -> page(2)@96 EOP ; MCF -> DCN",
        sent(2),
        DOCUMENTS,
        SLOW,
    ),
    Scenario(
        "caller: no DIS after EOM",
        "T.30 §5.3.6.1.6 (EOM): back to the beginning of phase B",
        "DIS -> TSI DCS@145 TCF ; CFR -> page(1) EOM ; MCF ; T1 -> DCN",
        End(Cause.NO_FAX_MACHINE, "B", 1),
        DOCUMENTS,
    ),
    Scenario(
        "caller, ECM: PPR to RR",
        "T.30 Annex A.5: RR asks for the response that RNR put off",
        "DIS -> TSI DCS TCF ; CFR -> data(0) PPS-EOP ; RNR -> RR ; PPR(0) -> data(0) PPS-EOP ; "
        "MCF -> DCN",
        sent(),
        setup(1),
    ),
    Scenario(
        "called, ECM: 258 blocks",
        "T.30 Annex A.4.3 (block counter, modulo 256)",
        TRAINED
        + "".join(f"data(0) PPS-NULL(0,{n % 256},1) -> MCF ; " for n in range(257))
        + "data(0) PPS-EOP(0,1,1) -> MCF ; DCN",
        sent(),
        CALLED_ECM,
        stored=(" ".join("0" * 258),),
    ),
    Scenario(
        "called, ECM: 20 blocks, each with three PPRs",
        "T.30 Annex A.4.4 (PPR)",
        TRAINED
        + "".join(
            f"data(0/bad=0) PPS-NULL(0,{n},1) -> PPR(0) ; "
            f"data(0/bad=0) PPS-NULL(0,{n},1) -> PPR(0) ; "
            f"data(0/bad=0) PPS-NULL(0,{n},1) -> PPR(0) ; "
            f"data(0) PPS-NULL(0,{n},1) -> MCF ; "
            for n in range(20)
        )
        + "data(0) PPS-EOP(0,20,1) -> MCF ; DCN",
        sent(),
        CALLED_ECM,
    ),
    Scenario(
        "called, ECM: PPS-NULL again with an empty carrier before it",
        "T.30 Annex A.4.3: page and block counter say that it is the confirmed one",
        f"{TRAINED}data(0-4) PPS-NULL(0,0,5) -> MCF ; data() PPS-NULL(0,0,5) -> MCF ; "
        "data(0-2) PPS-EOP(0,1,3) -> MCF ; DCN",
        sent(),
        CALLED_ECM,
        stored=("0-4 0-2",),
    ),
    Scenario(
        "called, ECM: a PPS that counts only the frames that came again",
        "T.30 Annex A.4.3: page and block counter name the block; HylaFAX counts so",
        f"{TRAINED}data(0-4/bad=0) PPS-MPS(0,0,5) -> PPR(0) ; "
        "data(0/bad=0) PPS-MPS(0,0,1) -> PPR(0) ; data(0) PPS-MPS(0,0,1) -> MCF ; "
        "PPS-MPS(0,0,1) -> MCF ; data(0-2) PPS-EOP(1,0,3) -> MCF ; DCN",
        sent(2),
        CALLED_ECM,
        stored=("0-4", "0-2"),
    ),
    Scenario(
        "called, ECM: PPS-NULL again with all its frames",
        "T.30 Annex A.4.3",
        f"{TRAINED}data(0-4) PPS-NULL(0,0,5) -> MCF ; data(0-4) PPS-NULL(0,0,5) -> MCF ; "
        "data(0-2) PPS-EOP(0,1,3) -> MCF ; DCN",
        sent(),
        CALLED_ECM,
        stored=("0-4 0-2",),
    ),
    Scenario(
        "called, ECM: PPS-MPS again with all its frames",
        "T.30 Annex A.4.3",
        f"{TRAINED}data(0-4) PPS-MPS(0,0,5) -> MCF ; data(0-4) PPS-MPS(0,0,5) -> MCF ; "
        "data(0-2) PPS-EOP(1,0,3) -> MCF ; DCN",
        sent(2),
        CALLED_ECM,
        stored=("0-4", "0-2"),
    ),
    Scenario(
        "called, ECM: CTC names a rate that was not offered",
        "T.30 Annex A.4.1; our choice for DCS: DCN",
        "-> CSI DIS ; DCS@96 TCF -> CFR ; data(0-4/bad=1) PPS-EOP(0,0,5) -> PPR(1) ; "
        "CTC@145 -> DCN",
        End(Cause.INCOMPATIBLE, "D"),
        replace(CALLED_ECM, local=replace(ECM, modulations=LADDER[4:])),
    ),
    Scenario(
        "called: PPS without error correction",
        "T.30 §5.3.6.1.7: CFR answers no post-message command",
        f"{TRAINED}page PPS-EOP(0,0,1) -> CRP ; EOP -> MCF ; DCN",
        sent(),
        Setup(Role.CALLED),
    ),
    Scenario(
        "called: CTC without error correction",
        "T.30 §5.3.6.1.7",
        f"{TRAINED}page CTC@121 -> CRP ; EOP -> MCF ; DCN",
        sent(),
        Setup(Role.CALLED),
    ),
    Scenario(
        "called: TNR without error correction",
        "T.30 §5.3.6.1.8 (TNR, TR)",
        f"{TRAINED}page TNR -> TR ; EOP -> MCF ; DCN",
        sent(),
        Setup(Role.CALLED),
    ),
    Scenario(
        "called, ECM: EOP without PPS",
        "T.30 §5.3.6.1.7",
        f"{TRAINED}data(0-4) EOP -> CRP ; PPS-EOP(0,0,5) -> MCF ; DCN",
        sent(),
        CALLED_ECM,
    ),
    Scenario(
        "called: its own echo in place of the page",
        "T.30 §5.3.6.1 (X bit)",
        f"{TRAINED}page MPS -> MCF ; echo page EOP -> MCF ; DCN",
        sent(2),
        Setup(Role.CALLED),
    ),
    Scenario(
        "polled: two documents, EOM and DIS between them",
        "T.30 §5.3.6.1.6 (EOM): phase B begins with the called station's DIS",
        "-> CSI DIS ; DTC -> TSI DCS TCF ; CFR -> page(1) EOM ; MCF -> CSI DIS ; "
        "CIG DTC -> TSI DCS TCF ; CFR -> page(2) EOP ; MCF -> DCN",
        sent(2),
        Setup(Role.CALLED, access=PollAccess(), pages=(b"1", b"22"), documents=(0, 1)),
    ),
)
