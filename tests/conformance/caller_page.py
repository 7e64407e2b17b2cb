"""The caller in phases C and D without error correction: pages and what is said of them."""

from faxstatus_core.t4.page_format import PageFormat, Resolution
from faxstatus_core.t30.frames import Fcf, Frame
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t31.modulations import page_modulation
from tests.conformance.scenario import End, Scenario, Setup, sent
from tests.support.far_end import plain

POST = "T.30 §5.3.6.1.7"
TRIES = "T.30 §5.4.2 (three attempts)"
TRAINED = "CSI DIS -> TSI DCS TCF ; CFR "
TWO = Setup(pages=(b"1", b"22"))
DOCUMENTS = Setup(pages=(b"1", b"22"), documents=(0, 1))
FORMATS = Setup(pages=(b"1", b"22"), formats=(PageFormat(), PageFormat(Resolution.STANDARD)))
NO_ANSWER = End(Cause.NO_RESPONSE_TO_PAGE, "D")

COMMANDS = {
    "EOP": (Setup(), "MCF -> DCN", 1),
    "MPS": (TWO, "MCF -> page(2)@146 EOP ; MCF -> DCN", 2),
    "EOM": (DOCUMENTS, "MCF ; DIS -> TSI DCS TCF@145 ; CFR -> page(2)@146 EOP ; MCF -> DCN", 2),
}
"""Each command: when it is said, what follows MCF, and how many pages come over."""

FAULTS = {
    "lost once": "T4 -> {} ; ",
    "lost twice": "T4 -> {} ; T4 -> {} ; ",
    "asked for by CRP": "CRP -> {} ; ",
    "asked for by CRP twice": "CRP -> {} ; CRP -> {} ; ",
    "lost, then CRP": "T4 -> {} ; CRP -> {} ; ",
    "damaged": "~MCF -> CRP ; ",
    "damaged three times": "~MCF -> CRP ; ~MCF -> CRP ; ~MCF -> CRP ; ",
    "damaged, then lost": "~MCF -> CRP ; T4 -> {} ; ",
    "lost, then damaged": "T4 -> {} ; ~MCF -> CRP ; ",
    "preceded by an echo": "echo ; ",
    "preceded by an echo, lost and an echo": "echo ; lost -> {} ; echo ; ",
    "preceded by a late CFR": "CFR ; ",
    "preceded by a late FTT": "FTT ; ",
    "preceded by a DIS": "CSI DIS ; ",
    "preceded by a false drop": "drop ; ",
}
RESPONSES_GO_WRONG = tuple(
    Scenario(
        f"caller: the answer to {command} is {name}",
        TRIES,
        f"{TRAINED}-> page(1)@146 {command} ; {fault.replace('{}', command)}{then}",
        sent(pages),
        setup,
    )
    for command, (setup, then, pages) in COMMANDS.items()
    for name, fault in FAULTS.items()
)
NO_RESPONSE = tuple(
    Scenario(
        f"caller: the answer to {command} is {name} without end",
        TRIES,
        f"{TRAINED}-> page(1) {command} ; {fault.replace('{}', command)}",
        NO_ANSWER,
        setup,
    )
    for command, (setup, _, _) in COMMANDS.items()
    for name, fault in (
        ("lost", "T4 -> {} ; T4 -> {} ; T4 -> DCN"),
        ("CRP", "CRP -> {} ; CRP -> {} ; CRP -> DCN"),
        ("damaged", "always:~MCF -> CRP&CRP&CRP&{}*2 CRP*3 DCN"),
        ("CFR", "always:CFR -> {}*2 DCN"),
        ("an echo", "echo lost -> {} ; echo lost -> {} ; echo lost -> DCN"),
    )
)

RTP_THEN = "RTP -> TSI DCS@145 TCF@145 ; CFR -> page(2)@146 EOP ; MCF -> DCN"
RTN_THEN = "{} -> TSI DCS@121 TCF@121 ; CFR -> page(1)@122 {} ; "
RESPONSES = (
    Scenario("caller: RTP to MPS", POST, f"{TRAINED}-> page(1) MPS ; {RTP_THEN}", sent(2), TWO),
    Scenario("caller: RTP to EOP", POST, f"{TRAINED}-> page(1) EOP ; RTP -> DCN", sent()),
    Scenario(
        "caller: RTP to EOM",
        POST,
        f"{TRAINED}-> page(1) EOM ; RTP ; DIS -> TSI DCS TCF ; CFR -> page(2) EOP ; MCF -> DCN",
        sent(2),
        DOCUMENTS,
    ),
    Scenario(
        "caller: PIP to EOP, no operator", POST, f"{TRAINED}-> page(1) EOP ; PIP -> DCN", sent()
    ),
    Scenario(
        "caller: PIP to EOM, no operator",
        POST,
        f"{TRAINED}-> page(1) EOM ; PIP ; DIS -> TSI DCS TCF ; CFR -> page(2) EOP ; MCF -> DCN",
        sent(2),
        DOCUMENTS,
    ),
    *(
        Scenario(
            f"caller: {response} to {command}",
            f"{POST} (our choice: the page is sent again, more slowly)",
            f"{TRAINED}-> page(1) {command} ; {RTN_THEN.format(response, command)}{then}",
            sent(pages),
            setup,
        )
        for response in ("RTN", "PIN")
        for command, (setup, then, pages) in {
            **COMMANDS,
            "MPS": (TWO, "MCF -> page(2)@122 EOP ; MCF -> DCN", 2),
            "EOM": (
                DOCUMENTS,
                "MCF ; DIS -> TSI DCS@121 TCF ; CFR -> page(2)@122 EOP ; MCF -> DCN",
                2,
            ),
        }.items()
    ),
    Scenario(
        "caller: the same page is refused three times",
        f"{POST} (RTN; our choice: three times)",
        f"{TRAINED}-> page(1) EOP ; RTN -> TSI DCS@121 TCF ; CFR -> page(1) EOP ; "
        "RTN -> TSI DCS@97 TCF ; CFR -> page(1) EOP ; RTN -> DCN",
        End(Cause.PAGE_REFUSED, "D"),
    ),
    Scenario(
        "caller: every page is refused twice",
        f"{POST} (RTN; our choice: three times a page)",
        f"{TRAINED}-> page(1) MPS ; RTN -> TSI DCS@121 TCF ; CFR -> page(1) MPS ; "
        "RTN -> TSI DCS@97 TCF ; CFR -> page(1) MPS ; MCF -> page(2)@98 EOP ; "
        "RTN -> TSI DCS@73 TCF ; CFR -> page(2) EOP ; RTN -> TSI DCS@96 TCF ; "
        "CFR -> page(2)@96 EOP ; MCF -> DCN",
        sent(2),
        TWO,
    ),
    Scenario(
        "caller: FTT in the training that follows RTN",
        POST,
        f"{TRAINED}-> page(1) EOP ; RTN -> TSI DCS@121 TCF ; FTT -> TSI DCS@97 TCF ; "
        "CFR -> page(1)@98 EOP ; MCF -> DCN",
        sent(),
    ),
    Scenario(
        "caller: FTT in the training that follows RTP",
        POST,
        f"{TRAINED}-> page(1) MPS ; RTP -> TSI DCS@145 TCF ; FTT -> TSI DCS@121 TCF ; "
        "CFR -> page(2)@122 EOP ; MCF -> DCN",
        sent(2),
        TWO,
    ),
    Scenario(
        "caller: no answer in the training that follows RTP",
        TRIES,
        f"{TRAINED}-> page(1) MPS ; RTP -> TSI DCS TCF ; silent -> TSI&DCS&TCF*2 DCN",
        End(Cause.NO_RESPONSE_TO_TRAINING, "B", 1),
        TWO,
    ),
)
AT_EVERY_SPEED = tuple(
    Scenario(
        f"caller: {response} at {ladder[0].name}",
        f"{POST} and §5, note 5 (V.17 trains long for TCF, short for the page)",
        f"DIS -> TSI DCS@{ladder[0].code} TCF@{ladder[0].code} ; "
        f"CFR -> page(1)@{page_modulation(ladder[0]).code} MPS ; "
        f"{response} -> TSI DCS@{then.code} TCF@{then.code} ; "
        f"CFR -> page({again})@{page_modulation(then).code} {'MPS' if again == 1 else 'EOP'} ; "
        + (f"MCF -> page(2)@{page_modulation(then).code} EOP ; " if again == 1 else "")
        + "MCF -> DCN",
        sent(2),
        Setup(pages=(b"1", b"22"), remote=plain(ladder), local=plain(ladder)),
    )
    for ladder in (LADDER[start:] for start in range(len(LADDER)))
    for response, then, again in (
        ("RTP", ladder[0], 2),
        ("RTN", ladder[min(1, len(ladder) - 1)], 1),
    )
)
OTHER = tuple(
    Scenario(
        f"caller: {fcf.standard_name} is no answer to EOP",
        "T.30 Figure 5-2c (Response received)",
        f"{TRAINED}-> page(1) EOP ; WORD ; MCF -> DCN",
        sent(),
        words={"WORD": Frame(fcf)},
    )
    for fcf in (
        *(Fcf.CFR, Fcf.FTT, Fcf.ERR, Fcf.RNR, Fcf.CTR, Fcf.FDM, Fcf.PID, Fcf.FNV, Fcf.TR),
        *(Fcf.MPS, Fcf.EOM, Fcf.RR, Fcf.TNR, Fcf.EOS, Fcf.PRI_EOM, Fcf.PRI_MPS, Fcf.PRI_EOP),
    )
)
TALKATIVE = tuple(
    Scenario(
        f"caller: {heard}",
        "T.30 §5.3.6.2 and §5.3.6.1 (X bit; our choice)",
        f"{TRAINED}-> page(1) EOP ; {heard.replace('MCF with a FIF', 'WORD')} -> DCN",
        sent(),
        words={"WORD": Frame(Fcf.MCF, fif=b"\x01\x02")},
    )
    for heard in ("MCF'", "NSF MCF", "MCF MCF", "~NSF MCF", "MCF with a FIF", "CSI MCF")
)
MANY = tuple(
    Scenario(
        f"caller: {count} pages",
        "T.30 Figure 5-2b",
        f"{TRAINED}-> page(1)@146 MPS ; "
        + "".join(f"MCF -> page({n})@146 MPS ; " for n in range(2, count))
        + f"MCF -> page({count})@146 EOP ; MCF -> DCN",
        sent(count),
        Setup(pages=tuple(b"p" * n for n in range(1, count + 1))),
    )
    for count in (2, 3, 10, 40)
)
EOM = (
    Scenario(
        "caller: a page of another resolution",
        "T.30 §5.3.6.1.6 (EOM)",
        "DIS -> TSI DCS(r8_7_7_lines_mm) TCF ; CFR -> page(1) EOM ; MCF ; "
        "CSI DIS -> TSI DCS(!r8_7_7_lines_mm) TCF@145 ; CFR -> page(2)@146 EOP ; MCF -> DCN",
        sent(2),
        FORMATS,
    ),
    Scenario(
        "caller: after EOM a damaged DIS, then DIS",
        "T.30 §5.3.6.1.6 (EOM)",
        f"{TRAINED}-> page(1) EOM ; MCF ; ~DIS ; DIS -> TSI DCS TCF ; "
        "CFR -> page(2) EOP ; MCF -> DCN",
        sent(2),
        DOCUMENTS,
    ),
    Scenario(
        "caller: MCF for EOM comes twice, then DIS",
        "T.30 §5.3.6.1.6 (EOM)",
        f"{TRAINED}-> page(1) EOM ; MCF ; MCF ; DIS -> TSI DCS TCF ; "
        "CFR -> page(2) EOP ; MCF -> DCN",
        sent(2),
        DOCUMENTS,
    ),
)

SCENARIOS = (
    *RESPONSES_GO_WRONG,
    *NO_RESPONSE,
    *RESPONSES,
    *AT_EVERY_SPEED,
    *OTHER,
    *TALKATIVE,
    *MANY,
    *EOM,
)
