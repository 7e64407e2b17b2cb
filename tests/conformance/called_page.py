"""The called station in phases C and D without error correction: what is said of pages."""

from faxstatus_core.t30.frames import Fcf, Frame
from faxstatus_core.t30.outcome import Cause
from tests.conformance.called_phase_b import TRAINED, row
from tests.conformance.scenario import End, Scenario, sent

POST = "T.30 §5.3.6.1.7"
CRP = "T.30 §5.3.6.1.8 (CRP)"
REPEATED = "T.30 §5.4.2 (a repeated command)"
AGAIN = "TSI DCS TCF@145 -> CFR ; "
LAST = "page(last)@146 EOP -> MCF ; DCN"

THEN = {
    "MPS": LAST,
    "PRI-MPS": LAST,
    "EOM": f"{TRAINED}{LAST}",
    "PRI-EOM": f"{TRAINED}{LAST}",
    "EOP": "DCN",
    "PRI-EOP": "DCN",
}
"""What the caller does once each command was confirmed."""
OFFER_AGAIN = {"EOM": "CSI DIS", "PRI-EOM": "CSI DIS"}
"""What the called station says behind MCF."""


def pages(command: str) -> int:
    """How many come in all."""
    return 1 if command.endswith("EOP") else 2


def kept(command: str, page: str = "good") -> tuple[str, ...]:
    """What is safe at the end."""
    return (page, "last")[: pages(command)]


CONFIRMED = tuple(
    row(
        f"a good page and {command}",
        f"{POST} (MCF)" + (" (our choice: no operator is called)" if "PRI" in command else ""),
        f"{TRAINED}page@146 {command} -> MCF {OFFER_AGAIN.get(command, '')} ; {then}",
        sent(pages(command)),
        stored=kept(command),
    )
    for command, then in THEN.items()
)
POOR = tuple(
    row(
        f"a poor page and {command}",
        f"{POST} (RTP)",
        f"{TRAINED}page(us?ble)@146 {command} -> RTP {OFFER_AGAIN.get(command, '')} ; "
        + (then if command.endswith("EOP") or "EOM" in command else AGAIN + then),
        sent(pages(command)),
        stored=kept(command, "us?ble"),
    )
    for command, then in THEN.items()
)
BAD = tuple(
    row(
        f"{name} and {command}",
        f"{POST} (RTN)",
        f"{TRAINED}{page} {command} -> RTN ; {AGAIN}"
        f"page@146 {command} -> MCF {OFFER_AGAIN.get(command, '')} ; {then}",
        sent(pages(command)),
        stored=kept(command),
    )
    for command, then in THEN.items()
    for name, page in (
        ("an unreadable page", "page(un??able)@146"),
        ("an empty page", "page()@146"),
        ("no page", ""),
        ("a page without its end (our choice)", "page(12/)@146"),
    )
)
FAULTS = {
    "lost once": "{c} -> {r} ; ",
    "lost twice": "{c} -> {r} ; {c} -> {r} ; ",
    "lost five times": "{c} -> {r} ; " * 5,
    "asked for by CRP": "CRP -> {r} ; ",
    "asked for by CRP twice": "CRP -> {r} ; CRP -> {r} ; ",
    "lost, then asked for by CRP": "{c} -> {r} ; CRP -> {r} ; ",
    "lost, and the command damaged": "~{c} -> CRP ; {c} -> {r} ; ",
    "echoed": "echo {c} -> {r} ; ",
}
RESPONSES_LOST = tuple(
    row(
        f"{response} to {command} is {name}",
        REPEATED if "CRP" not in name else CRP,
        f"{TRAINED}{page} {command} -> {response} {offer} ; "
        + fault.format(c=command, r=f"{response} {offer}")
        + (AGAIN if response == "RTP" and command == "MPS" else "")
        + (
            f"{AGAIN}page {command} -> MCF {OFFER_AGAIN.get(command, '')} ; "
            if response == "RTN"
            else ""
        )
        + THEN[command],
        sent(pages(command)),
        stored=kept(command, "us?ble" if response == "RTP" else "good"),
    )
    for command in ("MPS", "EOP", "EOM")
    for response, page in (("MCF", "page"), ("RTP", "page(us?ble)"), ("RTN", "page(un??able)"))
    for offer in ("" if response == "RTN" else OFFER_AGAIN.get(command, ""),)
    for name, fault in FAULTS.items()
    if not (offer and ("CRP" in fault or "echo" in fault))
)
DAMAGED = tuple(
    row(
        f"{command} comes damaged {count} times",
        CRP,
        f"{TRAINED}page {command_}".replace(command_, f"~{command} -> CRP ; " * count)
        + f"{command} -> MCF {OFFER_AGAIN.get(command, '')} ; {THEN[command]}",
        sent(pages(command)),
        stored=kept(command),
    )
    for command in ("MPS", "EOP", "EOM", "PRI-MPS", "PRI-EOP", "PRI-EOM")
    for command_ in (f"<{command}>",)
    for count in (1, 2, 3)
)
NO_COMMAND = End(Cause.NO_COMMAND, "C")
SILENCE = (
    row(
        "no command after a page",
        "T.30 §5.4.3.1 (T2)",
        f"{TRAINED}page T2 -> DCN",
        NO_COMMAND,
        stored=("good",),
    ),
    row(
        "only damaged commands after a page",
        CRP,
        f"{TRAINED}page always:~EOP -> CRP*3 DCN",
        NO_COMMAND,
        stored=("good",),
    ),
    row(
        "only other frames after a page",
        CRP,
        f"{TRAINED}page always:CFR -> CRP*3 DCN",
        NO_COMMAND,
        stored=("good",),
    ),
    row(
        "no page and no command after MPS",
        "T.30 §5.4.3.1 (T2)",
        f"{TRAINED}page MPS -> MCF ; silent -> DCN",
        End(Cause.NO_PAGE, "C", 1),
    ),
    row(
        "no DCS after RTP",
        "T.30 §5.4.3.1 (T2)",
        f"{TRAINED}page(us?ble) MPS -> RTP ; T2 -> DCN",
        End(Cause.NO_COMMAND, "D", 1),
    ),
    row(
        "no DCS after RTN",
        "T.30 §5.4.3.1 (T2); our choice: the page is kept",
        f"{TRAINED}page(un??able) MPS -> RTN ; T2 -> DCN",
        End(Cause.NO_COMMAND, "D", 0),
        stored=("un??able",),
    ),
    row(
        "no DCN after EOP",
        "T.30 §5.3.6.1.8 (DCN requires no response); our choice: the fax is complete",
        f"{TRAINED}page EOP -> MCF ; T2",
        sent(),
    ),
    row(
        "no DCS after EOM",
        "T.30 §5.4.3.1 (T1)",
        f"{TRAINED}page EOM -> MCF CSI DIS ; silent -> CSI&DIS... DCN",
        End(Cause.NO_SENDER, "B", 1),
    ),
)
OTHER = tuple(
    row(
        f"{fcf.standard_name} is no command of a page",
        "T.30 Figure 5-2c (Command received; our choice: CRP)",
        f"{TRAINED}page WORD -> CRP ; EOP -> MCF ; DCN",
        sent(),
        {"WORD": Frame(fcf, x=True)},
        ("good",),
    )
    for fcf in (
        *(Fcf.MCF, Fcf.RTP, Fcf.RTN, Fcf.PIP, Fcf.PIN, Fcf.CFR, Fcf.FTT, Fcf.ERR, Fcf.RNR, Fcf.CTR),
        *(Fcf.FNV, Fcf.TR, Fcf.PID),
    )
)
MISSED = (
    row(
        "the second page is missed, and comes again",
        f"{POST} (RTN; our choice)",
        f"{TRAINED}page MPS -> MCF ; after(9) EOP -> RTN ; {AGAIN}{LAST}",
        sent(2),
        stored=("good", "last"),
    ),
    row(
        "of two pages with MPS the second is missed",
        f"{POST} (RTN; our choice)",
        f"{TRAINED}page MPS -> MCF ; lost MPS -> RTN ; {AGAIN}page(two) MPS -> MCF ; {LAST}",
        sent(3),
        stored=("good", "two", "last"),
    ),
    row(
        "the page after RTP is missed",
        f"{POST} (RTN; our choice)",
        f"{TRAINED}page(us?ble) MPS -> RTP ; {AGAIN}EOP -> RTN ; {AGAIN}{LAST}",
        sent(2),
        stored=("us?ble", "last"),
    ),
    row(
        "a page that was cut off is cut off again (our choice: taken)",
        f"{POST} (our choice)",
        f"{TRAINED}page(12/) EOP -> RTN ; {AGAIN}page(12/) EOP -> MCF ; DCN",
        sent(),
        stored=("12/",),
    ),
)
SEQUENCES = tuple(
    row(
        f"{count} pages",
        "T.30 Figure 5-2b",
        TRAINED + "page(p)@146 MPS -> MCF ; " * (count - 1) + LAST,
        sent(count),
        stored=(*["p"] * (count - 1), "last"),
    )
    for count in (2, 3, 10, 40)
)
RETRAINED = (
    row(
        "a DCS at another speed after MCF",
        "T.30 Figure 5-2b (our choice: accepted)",
        f"{TRAINED}page MPS -> MCF ; TSI DCS@96 TCF@96 -> CFR ; page(last)@96 EOP -> MCF ; DCN",
        sent(2),
    ),
    row(
        "a slower DCS after RTP",
        f"{POST} (RTP)",
        f"{TRAINED}page(us?ble) MPS -> RTP ; TSI DCS@121 TCF@121 -> CFR ; "
        "page(last)@122 EOP -> MCF ; DCN",
        sent(2),
    ),
    row(
        "FTT after RTP",
        f"{POST} (RTP)",
        f"{TRAINED}page(us?ble) MPS -> RTP ; DCS TCF(bad) -> FTT ; DCS@97 TCF@97 -> CFR ; "
        "page(last)@98 EOP -> MCF ; DCN",
        sent(2),
    ),
    row(
        "a page is refused at every second speed",
        f"{POST} (RTN)",
        TRAINED
        + "page(un??able)@146 EOP -> RTN ; DCS@97 TCF@97 -> CFR ; "
        + "page(un??able)@98 EOP -> RTN ; DCS@96 TCF@96 -> CFR ; "
        + "page(un??able)@96 EOP -> RTN ; DCS@48 TCF@48 -> CFR ; page@48 EOP -> MCF ; DCN",
        sent(),
        stored=("good",),
    ),
    row(
        "after EOM another speed",
        "T.30 §5.3.6.1.6 (EOM)",
        f"{TRAINED}page EOM -> MCF CSI DIS ; TSI DCS@72 TCF@72 -> CFR ; "
        "page(last)@72 EOP -> MCF ; DCN",
        sent(2),
    ),
    row(
        "after EOM DIS is repeated until DCS comes",
        "T.30 §5.3.6.1.6 (EOM)",
        f"{TRAINED}page EOM -> MCF CSI DIS ; T4 -> CSI DIS ; T4 -> CSI DIS ; {TRAINED}{LAST}",
        sent(2),
    ),
    row(
        "three documents",
        "T.30 §5.3.6.1.6 (EOM)",
        f"{TRAINED}" + f"page EOM -> MCF CSI DIS ; {TRAINED}" * 2 + LAST,
        sent(3),
    ),
)
STORING = (
    row(
        "the disk is full",
        "T.30 §5.3.6.1.7 (our choice: DCN)",
        f"{TRAINED}page EOP fail -> DCN",
        End(Cause.NOT_STORED, "D"),
    ),
    row(
        "the disk is full at the second page",
        "T.30 §5.3.6.1.7 (our choice: DCN)",
        f"{TRAINED}page MPS -> MCF ; page EOP fail -> DCN",
        End(Cause.NOT_STORED, "D", 1),
    ),
    row("a slow disk", "T.30 §5.3.6.1.7", f"{TRAINED}page EOP store -> MCF ; DCN", sent()),
)

SCENARIOS: tuple[Scenario, ...] = (
    *CONFIRMED,
    *POOR,
    *BAD,
    *RESPONSES_LOST,
    *DAMAGED,
    *SILENCE,
    *OTHER,
    *MISSED,
    *SEQUENCES,
    *RETRAINED,
    *STORING,
)
