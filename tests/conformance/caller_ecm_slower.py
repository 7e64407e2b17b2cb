"""The caller with error correction after the fourth PPR: CTC, EOR, and how they go wrong."""

from dataclasses import replace
from itertools import pairwise

from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t31.modulations import V29_7200, V29_9600, Modulation, page_modulation
from tests.conformance.caller_ecm import page, setup
from tests.conformance.scenario import ECM, End, Scenario, Setup, sent

CTC = "T.30 Annex A.4.1 (CTC)"
EOR = "T.30 Annex A.4.3 (EOR) and A.4.4 (ERR)"
TRIES = "T.30 §5.4.2 (three attempts)"
INCOMPLETE = End(Cause.PAGES_INCOMPLETE, "D")
NO_ANSWER = End(Cause.NO_RESPONSE_TO_PAGE, "D")
FIVE = "PPS-EOP(0,0,5)"


def at(ladder: tuple[Modulation, ...], *frames: int) -> Setup:
    """Modems with these modulations."""
    can = replace(ECM, modulations=ladder)
    return replace(setup(*(frames or (5,))), local=can, remote=can)


def beginning(modulation: Modulation, command: str = "EOP", frames: int = 5) -> str:
    """Up to the first PPS."""
    code = modulation.code
    blocks = page(frames, command, code=page_modulation(modulation).code)
    return f"DIS -> TSI DCS@{code} TCF@{code} ; CFR {blocks} ; "


def refused(modulation: Modulation, times: int, pps: str = FIVE) -> str:
    """So many PPRs for one frame, each answered with it."""
    return f"PPR(3) -> data(3)@{page_modulation(modulation).code} {pps} ; " * times


AT_EVERY_SPEED = tuple(
    Scenario(
        f"caller, ECM: four times PPR at {ladder[0].name}",
        f"{CTC} and §5, note 5 (long training after CTC; our choice: one step slower)",
        beginning(ladder[0])
        + refused(ladder[0], 3)
        + f"PPR(3) -> CTC@{ladder[1].code} ; CTR -> data(3)@{ladder[1].code} {FIVE} ; "
        + refused(ladder[1], 1)
        + "MCF -> DCN",
        sent(),
        at(ladder),
    )
    for ladder in (LADDER[start:] for start in range(len(LADDER) - 1))
)
WHOLE_LADDER = Scenario(
    "caller, ECM: four times PPR at every speed",
    f"{CTC}; {EOR}",
    beginning(LADDER[0])
    + "".join(
        refused(now, 3) + f"PPR(3) -> CTC@{then.code} ; CTR -> data(3)@{then.code} {FIVE} ; "
        for now, then in pairwise(LADDER)
    )
    + refused(LADDER[-1], 3)
    + "PPR(3) -> EOR-EOP ; ERR -> DCN",
    INCOMPLETE,
    at(LADDER),
)
NEXT_PAGE = Scenario(
    "caller, ECM: after CTC the next page goes at the lower speed, with short training",
    CTC,
    beginning(LADDER[0], "MPS")
    + refused(LADDER[0], 3, "PPS-MPS(0,0,5)")
    + "PPR(3) -> CTC@121 ; CTR -> data(3)@121 PPS-MPS(0,0,5) ; "
    + "MCF -> data(0)@122 PPS-EOP(1,0,1) ; MCF -> DCN",
    sent(2),
    at(LADDER, 5, 1),
)

LOWEST = (LADDER[-1],)
FOUR = refused(LOWEST[0], 3) + "PPR(3) -> EOR-EOP ; "
LOWEST_FIVE = beginning(LOWEST[0]) + FOUR

CTC_GOES_WRONG = {
    "lost once": "T4 -> CTC@121 ; ",
    "lost twice": "T4 -> CTC@121 ; T4 -> CTC@121 ; ",
    "asked for by CRP": "CRP -> CTC@121 ; ",
    "damaged": "~CTR -> CRP ; ",
    "an echo": "echo ; ",
    "a PPR again": "PPR(3) ; ",
    "an MCF": "MCF ; ",
}
CTR = tuple(
    Scenario(
        f"caller, ECM: the answer to CTC is {name}",
        f"{CTC}; {TRIES}",
        beginning(LADDER[0])
        + refused(LADDER[0], 3)
        + f"PPR(3) -> CTC@121 ; {fault}CTR -> data(3)@121 {FIVE} ; MCF -> DCN",
        sent(),
        at(LADDER),
    )
    for name, fault in CTC_GOES_WRONG.items()
)
NO_CTR = tuple(
    Scenario(
        f"caller, ECM: the answer to CTC is {name} three times",
        TRIES,
        beginning(LADDER[0])
        + refused(LADDER[0], 3)
        + f"PPR(3) -> CTC@121 ; {heard} -> CTC@121 ; {heard} -> CTC@121 ; {heard} -> DCN",
        NO_ANSWER,
        at(LADDER),
    )
    for name, heard in (("lost", "T4"), ("CRP", "CRP"))
)

EOR_GOES_WRONG = {
    "ERR": "",
    "lost once": "T4 -> EOR-EOP ; ",
    "lost twice": "T4 -> EOR-EOP ; T4 -> EOR-EOP ; ",
    "asked for by CRP": "CRP -> EOR-EOP ; ",
    "damaged": "~ERR -> CRP ; ",
    "an echo": "echo ; ",
    "RNR": "RNR -> RR ; ",
    "RNR three times": "RNR -> RR ; " * 3,
    "RNR, then lost": "RNR -> RR ; T4 -> RR ; ",
    "RNR, then CRP": "RNR -> RR ; CRP -> RR ; ",
}
ERR = tuple(
    Scenario(
        f"caller, ECM: the answer to EOR is {name}",
        EOR,
        f"{LOWEST_FIVE}{fault}ERR -> DCN",
        INCOMPLETE,
        at(LOWEST),
    )
    for name, fault in EOR_GOES_WRONG.items()
)
NO_ERR = tuple(
    Scenario(
        f"caller, ECM: the answer to EOR is {name} without end",
        f"{EOR}; {TRIES}",
        f"{LOWEST_FIVE}{fault}",
        end,
        at(LOWEST),
    )
    for name, fault, end in (
        ("lost", "T4 -> EOR-EOP ; T4 -> EOR-EOP ; T4 -> DCN", NO_ANSWER),
        ("CRP", "CRP -> EOR-EOP ; CRP -> EOR-EOP ; CRP -> DCN", NO_ANSWER),
        ("RNR", "always:RNR -> RR... DCN", End(Cause.NOT_READY, "D")),
        ("RNR, then lost", "RNR -> RR ; T4 -> RR ; T4 -> RR ; T4 -> DCN", NO_ANSWER),
    )
)
EOR_WITHIN = (
    Scenario(
        "caller, ECM: EOR-NULL, and the page goes on",
        EOR,
        "DIS -> TSI DCS@24 TCF@24 ; CFR -> data(0-255)@24 PPS-NULL(0,0,256) ; "
        + refused(LOWEST[0], 3, "PPS-NULL(0,0,256)")
        + "PPR(3) -> EOR-NULL ; ERR -> data(0)@24 PPS-EOP(0,1,1) ; MCF -> DCN",
        INCOMPLETE,
        replace(
            setup(257, size=64),
            local=replace(ECM, modulations=LOWEST),
            remote=replace(ECM, modulations=LOWEST, frame_octets=64),
        ),
    ),
    Scenario(
        "caller, ECM: EOR-MPS, and the next page is whole",
        EOR,
        beginning(LOWEST[0], "MPS")
        + refused(LOWEST[0], 3, "PPS-MPS(0,0,5)")
        + "PPR(3) -> EOR-MPS ; ERR -> data(0)@24 PPS-EOP(1,0,1) ; MCF -> DCN",
        End(Cause.PAGES_INCOMPLETE, "D", 1),
        at(LOWEST, 5, 1),
    ),
    Scenario(
        "caller, ECM: EOR-EOM, and the next document is whole",
        EOR,
        beginning(LOWEST[0], "EOM")
        + refused(LOWEST[0], 3, "PPS-EOM(0,0,5)")
        + "PPR(3) -> EOR-EOM ; ERR ; DIS -> TSI DCS@24 TCF@24 ; "
        + "CFR -> data(0)@24 PPS-EOP(1,0,1) ; MCF -> DCN",
        End(Cause.PAGES_INCOMPLETE, "D", 1),
        replace(at(LOWEST, 5, 1), documents=(0, 1)),
    ),
    Scenario(
        "caller, ECM: of two modulations the second is the last before EOR",
        f"{CTC}; {EOR}",
        beginning(V29_9600)
        + refused(V29_9600, 3)
        + f"PPR(3) -> CTC@72 ; CTR -> data(3)@72 {FIVE} ; "
        + refused(V29_7200, 3)
        + "PPR(3) -> EOR-EOP ; ERR -> DCN",
        INCOMPLETE,
        at((V29_9600, V29_7200)),
    ),
)

SCENARIOS = (
    *AT_EVERY_SPEED,
    WHOLE_LADDER,
    NEXT_PAGE,
    *CTR,
    *NO_CTR,
    *ERR,
    *NO_ERR,
    *EOR_WITHIN,
)
