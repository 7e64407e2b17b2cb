"""The called station with error correction: blocks, PPR, RNR (T.30 Annex A, T.4 Annex A)."""

from collections.abc import Mapping
from dataclasses import replace

from faxstatus_core.t30.frames import Fcf, Frame
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t31.modulations import page_modulation
from tests.conformance.scenario import ECM, End, Role, Scenario, Setup, sent

CALLED = Setup(Role.CALLED, local=ECM, remote=ECM)
SHORT = Setup(Role.CALLED, local=ECM, remote=replace(ECM, frame_octets=64))
OFFER = "-> CSI DIS(error_correction_mode) ; "
TRAINED = "TSI DCS TCF@145 -> CFR ; "
PPR = "T.30 Annex A.4.4 (PPR)"
PPS = "T.30 Annex A.4.3 (PPS)"
EOR = "T.30 Annex A.4.3 (EOR) and A.4.4 (ERR)"
CTC = "T.30 Annex A.4.1 (CTC)"
CRP = "T.30 §5.3.6.1.8 (CRP)"
REPEATED = "T.30 §5.4.2 (a repeated command)"
FIVE = "PPS-EOP(0,0,5)"


def row(
    name: str,
    clause: str,
    script: str,
    end: End,
    stored: tuple[str, ...] | None = None,
    words: Mapping[str, Frame | bytes] | None = None,
    *,
    setup: Setup = CALLED,
) -> Scenario:
    """A row behind offer and training."""
    return Scenario(
        f"called, ECM: {name}", clause, OFFER + TRAINED + script, end, setup, words or {}, stored
    )


def every(frames: int) -> str:
    """The numbers of all frames of a block."""
    return f"0-{frames - 1}"


def blocks(frames: int, command: str) -> str:
    """All blocks of the first page."""
    counts = [min(256, frames - start) for start in range(0, frames, 256)]
    last = len(counts) - 1
    return "".join(
        f"data({every(count)})@146 PPS-{command if n == last else 'NULL'}(0,{n},{count}) -> MCF ; "
        for n, count in enumerate(counts)
    )


def stored(frames: int) -> tuple[str, ...]:
    """What is safe then."""
    return (" ".join(every(min(256, frames - start)) for start in range(0, frames, 256)),)


SIZES = tuple(
    row(
        f"{frames} frames of {size} octets",
        f"T.4 Annex A.3 and {PPS}",
        f"{blocks(frames, 'EOP')}DCN",
        sent(),
        stored(frames),
        setup=setup,
    )
    for size, setup in ((64, SHORT), (256, CALLED))
    for frames in (1, 2, 255, 256, 257, 600)
)
AGAIN = {
    "the first frame is damaged": ("0-4/bad=0", "0", "0"),
    "the last frame is damaged": ("0-4/bad=4", "4", "4"),
    "some frames are damaged": ("0-4/bad=1,3", "1,3", "1,3"),
    "all frames are damaged": ("0-4/bad=0-4", "0-4", "0-4"),
    "the first frame is lost": ("1-4", "0", "0"),
    "the last frame is lost": ("0-3", "4", "4"),
    "frames are lost and damaged": ("1-4/bad=3", "0,3", "0,3"),
    "nothing but RCP came": ("", "0-4", "0-4"),
    "all frames come again, not only those that were asked for": ("0-4/bad=2", "2", "0-4"),
}
REPEATS = tuple(
    row(
        name,
        PPR,
        f"data({first}) {FIVE} -> PPR({asked}) ; data({second})@146 {FIVE} -> MCF ; DCN",
        sent(),
        ("0-4",),
    )
    for name, (first, asked, second) in AGAIN.items()
)
OF_256 = tuple(
    row(
        f"of 256 frames {name}",
        PPR,
        f"data(0-255/bad={bad}) PPS-EOP(0,0,256) -> PPR({bad}) ; "
        f"data({bad}) PPS-EOP(0,0,256) -> MCF ; DCN",
        sent(),
        ("0-255",),
        setup=SHORT,
    )
    for name, bad in (
        ("the first is damaged", "0"),
        ("the last is damaged", "255"),
        ("those around an octet of the map", "7-8"),
        ("all but the first", "1-255"),
    )
)
MORE_PPR = (
    *(
        row(
            f"{count} times PPR (the sender decides when to stop)",
            PPR,
            f"data(0-4/bad=2) {FIVE} -> PPR(2) ; "
            + f"data(2/bad=2)@146 {FIVE} -> PPR(2) ; " * (count - 1)
            + f"data(2)@146 {FIVE} -> MCF ; DCN",
            sent(),
            ("0-4",),
        )
        for count in (2, 4, 10)
    ),
    row(
        "other frames are damaged each time",
        PPR,
        f"data(0-4/bad=0-2) {FIVE} -> PPR(0-2) ; data(0-2/bad=1) {FIVE} -> PPR(1) ; "
        f"data(1) {FIVE} -> MCF ; DCN",
        sent(),
        ("0-4",),
    ),
    row(
        "the second block is damaged",
        PPR,
        "data(0-255) PPS-NULL(0,0,256) -> MCF ; data(0-2/bad=0) PPS-EOP(0,1,3) -> PPR(0) ; "
        "data(0) PPS-EOP(0,1,3) -> MCF ; DCN",
        sent(),
        ("0-255 0-2",),
        setup=SHORT,
    ),
    row(
        "no carrier was heard before PPS",
        PPR,
        f"{FIVE} -> PPR(0-4) ; data(0-4)@146 {FIVE} -> MCF ; DCN",
        sent(),
        ("0-4",),
    ),
    row(
        "no carrier was heard after PPR",
        PPR,
        f"data(0-4/bad=1) {FIVE} -> PPR(1) ; {FIVE} -> PPR(1) ; data(1)@146 {FIVE} -> MCF ; DCN",
        sent(),
        ("0-4",),
    ),
)
CARRIERS = tuple(
    row(name, clause, f"data({data})@146 {FIVE} -> MCF ; DCN", sent(), ("0-4",))
    for name, clause, data in (
        ("no RCP", "T.4 Annex A.3.3 (RCP)", "0-4/rcp=0"),
        ("one RCP", "T.4 Annex A.3.3 (RCP)", "0-4/rcp=1"),
        ("six RCPs", "T.4 Annex A.3.3 (RCP)", "0-4/rcp=6"),
        ("noise before and behind", "T.4 Annex A.3.1 (flags)", "0-4/noise"),
        ("frames that come twice", "T.4 Annex A.3", "0-4,0-4"),
        ("a frame that comes damaged, then right", "T.4 Annex A.3", "0-2,2-4"),
        ("frames from the last to the first", "T.4 Annex A.3 (our choice)", "4,3,2,1,0"),
    )
)
COUNTERS = (
    *(
        row(
            f"{count} pages",
            f"{PPS} (page counter, modulo 256)",
            "".join(f"data(0) PPS-MPS({n % 256},0,1) -> MCF ; " for n in range(count - 1))
            + f"data(0) PPS-EOP({(count - 1) % 256},0,1) -> MCF ; DCN",
            sent(count),
            ("0",) * count,
        )
        for count in (2, 3, 258)
    ),
    row(
        "50 blocks of one frame",
        f"{PPS} (block counter)",
        "".join(f"data(0) PPS-NULL(0,{n},1) -> MCF ; " for n in range(49))
        + "data(0) PPS-EOP(0,49,1) -> MCF ; DCN",
        sent(),
        (" ".join("0" * 50),),
    ),
)

# --- responses and commands that are lost, damaged, repeated

LAST = "data(0-2)@146 PPS-EOP(1,0,3) -> MCF ; DCN"
COMMANDS = {
    "EOP": ("(0,0,5)", "MCF", "DCN", 1, ("0-4",)),
    "PRI-EOP": ("(0,0,5)", "MCF", "DCN", 1, ("0-4",)),
    "MPS": ("(0,0,5)", "MCF", LAST, 2, ("0-4", "0-2")),
    "PRI-MPS": ("(0,0,5)", "MCF", LAST, 2, ("0-4", "0-2")),
    "EOM": ("(0,0,5)", "MCF CSI DIS", TRAINED + LAST, 2, ("0-4", "0-2")),
    "PRI-EOM": ("(0,0,5)", "MCF CSI DIS", TRAINED + LAST, 2, ("0-4", "0-2")),
    "EOS": ("(0,0,5)", "MCF CSI DIS", TRAINED + LAST, 2, ("0-4", "0-2")),
    "NULL": (
        "(0,0,5)",
        "MCF",
        "data(0-2)@146 PPS-EOP(0,1,3) -> MCF ; DCN",
        1,
        ("0-4 0-2",),
    ),
}
FAULTS = {
    "taken at once": "data(0-4) {c} -> {r} ; ",
    "damaged": "data(0-4) ~{c} -> CRP ; {c} -> {r} ; ",
    "damaged three times": "data(0-4)" + " ~{c} -> CRP ; " * 3 + "{c} -> {r} ; ",
    "repeated, its answer lost": "data(0-4) {c} -> {r} ; {c} -> {r} ; ",
    "repeated twice, its answer lost": "data(0-4) {c} -> {r} ; {c} -> {r} ; {c} -> {r} ; ",
    "answered with PPR first": "data(0-4/bad=2) {c} -> PPR(2) ; data(2) {c} -> {r} ; ",
    "repeated, PPR lost": "data(0-4/bad=2) {c} -> PPR(2) ; {c} -> PPR(2) ; data(2) {c} -> {r} ; ",
    "followed by CRP for PPR": (
        "data(0-4/bad=2) {c} -> PPR(2) ; CRP -> PPR(2) ; data(2) {c} -> {r} ; "
    ),
    "repeated by RR": "data(0-4) {c} -> {r} ; RR -> {r} ; ",
    "followed by CRP": "data(0-4) {c} -> {r} ; CRP -> {r} ; ",
    "followed by its answer's echo": "data(0-4) {c} -> {r} ; echo {c} -> {r} ; ",
    "bridged by RNR": "data(0-4) {c} slow -> RNR ; RR store -> {r} ; ",
    "bridged by RNR twice": "data(0-4) {c} slow -> RNR ; RR slow -> RNR ; RR store -> {r} ; ",
    "bridged by RNR, RR damaged": "data(0-4) {c} slow -> RNR ; ~RR store -> {r} ; ",
    "bridged by RNR, RR lost": "data(0-4) {c} slow -> RNR ; lost store -> {r} ; ",
}
COMMANDS_GO_WRONG = tuple(
    row(
        f"PPS-{command} is {name}",
        {"RNR": "T.30 Annex A.5 (flow control)", "CRP": CRP}.get(name.split()[-1], REPEATED)
        if "RNR" not in name
        else "T.30 Annex A.5 (flow control; our choice: while a page is stored)",
        fault.format(c=f"PPS-{command}{counters}", r=response) + then,
        sent(pages),
        stored_pages,
    )
    for command, (counters, response, then, pages, stored_pages) in COMMANDS.items()
    for name, fault in FAULTS.items()
    if not ("RNR" in name and command == "NULL")
    and not (" " in response and ("{r} ; RR" in fault or "CRP -> {r}" in fault or "echo" in fault))
)
NO_COMMAND = End(Cause.NO_COMMAND, "C")
SILENCE = (
    row("silence after CFR", "T.30 §5.4.3.1 (T2)", "silent -> DCN", End(Cause.NO_PAGE, "C")),
    row("silence after a carrier", "T.30 §5.4.3.1 (T2)", "data(0-4) T2 -> DCN", NO_COMMAND),
    row(
        "damaged PPS without end", CRP, "data(0-4) always:~PPS-EOP(0,0,5) -> CRP*3 DCN", NO_COMMAND
    ),
    row(
        "silence after PPR",
        "T.30 §5.4.3.1 (T2)",
        f"data(0-4/bad=1) {FIVE} -> PPR(1) ; silent -> DCN",
        End(Cause.NO_PAGE, "C"),
    ),
    row(
        "silence after PPS-NULL",
        "T.30 §5.4.3.1 (T2)",
        "data(0-4) PPS-NULL(0,0,5) -> MCF ; silent -> DCN",
        End(Cause.NO_PAGE, "C"),
    ),
    row(
        "silence after PPS-MPS",
        "T.30 §5.4.3.1 (T2)",
        "data(0-4) PPS-MPS(0,0,5) -> MCF ; silent -> DCN",
        End(Cause.NO_PAGE, "C", 1),
        ("0-4",),
    ),
    row("silence after PPS-EOP", "T.30 §5.3.6.1.8 (DCN)", f"data(0-4) {FIVE} -> MCF ; T2", sent()),
)
OTHER = tuple(
    row(
        f"{fcf.standard_name} in place of PPS",
        "T.30 Annex A (Command received; our choice: CRP)",
        f"data(0-4) WORD -> CRP ; {FIVE} -> MCF ; DCN",
        sent(),
        ("0-4",),
        {"WORD": Frame(fcf, x=True)},
    )
    for fcf in (
        *(Fcf.MCF, Fcf.RTP, Fcf.RTN, Fcf.PIP, Fcf.PIN, Fcf.CFR, Fcf.FTT, Fcf.ERR, Fcf.RNR, Fcf.CTR),
        *(Fcf.FNV, Fcf.TR, Fcf.PID),
    )
)
PPS_OCTETS = {
    "of one octet": (b"\xf4", False),
    "of three octets": (b"\xf4\x00\x00", False),
    "of five octets": (b"\x2f\x00\x00\x04\x00", True),
    "with an FCF2 that T.30 does not know": (b"\x70\x00\x00\x04", False),
    "with an FCF2 that is a response": (b"\x8d\x00\x00\x04", False),
    "whose FCF2 has its first bit 0": (b"\x2e\x00\x00\x04", True),
}
FAR_PPS = tuple(
    row(
        f"a PPS {name}",
        f"{PPS}; T.30 §5.3.6.2",
        f"data(0-4) WORD -> {'MCF' if good else f'CRP ; {FIVE} -> MCF'} ; DCN",
        sent(),
        ("0-4",),
        {"WORD": b"\xff\x13\xbf" + octets},
    )
    for name, (octets, good) in PPS_OCTETS.items()
)
TNR = (
    row(
        "TNR in place of PPS",
        "T.30 §5.3.6.1.8 (TNR, TR)",
        f"data(0-4) TNR -> TR ; {FIVE} -> MCF ; DCN",
        sent(),
    ),
    row(
        "TNR twice",
        "T.30 §5.3.6.1.8 (TNR, TR)",
        f"data(0-4) TNR -> TR ; TNR -> TR ; {FIVE} -> MCF ; DCN",
        sent(),
    ),
)
RNR_TOO_LONG = row(
    "storing takes longer than T5",
    "T.30 Annex A.5 (T5)",
    f"data(0-4) {FIVE} slow -> RNR ; " + "RR slow -> RNR ; " * 19 + "RR slow -> DCN",
    End(Cause.NOT_STORED, "D", 0, (55, 80)),
)

# --- CTC and EOR


def refused(code: int, times: int = 4) -> str:
    """A frame that is damaged so many times more."""
    return f"data(3/bad=3)@{code} {FIVE} -> PPR(3) ; " * times


AT_EVERY_SPEED = tuple(
    Scenario(
        f"called, ECM: CTC from {m.name} to {then.name}",
        f"{CTC} and §5, note 5 (long training after CTC)",
        f"{OFFER}TSI DCS@{m.code} TCF@{m.code} -> CFR ; data(0-4/bad=3) {FIVE} -> PPR(3) ; "
        + refused(page_modulation(m).code, 3)
        + f"CTC@{then.code} -> CTR ; data(3/bad=3)@{then.code} {FIVE} -> PPR(3) ; "
        + f"data(3)@{page_modulation(then).code} {FIVE} -> MCF ; DCN",
        sent(),
        CALLED,
        stored=("0-4",),
    )
    for place, m in enumerate(LADDER)
    for then in LADDER[place:]
)
FIRST = f"data(0-4/bad=3) {FIVE} -> PPR(3) ; "
CTC_GOES_WRONG = tuple(
    row(
        f"CTC {name}",
        clause,
        f"{FIRST}{refused(146, 3)}{script}data(3)@121 {FIVE} -> MCF ; DCN",
        sent(),
        ("0-4",),
        words,
    )
    for name, clause, script, words in (
        ("is repeated, CTR lost", REPEATED, "CTC@121 -> CTR ; CTC@121 -> CTR ; ", {}),
        ("is repeated twice", REPEATED, "CTC@121 -> CTR ; " * 3, {}),
        ("comes damaged", CRP, "~CTC@121 -> CRP ; CTC@121 -> CTR ; ", {}),
        ("is answered, and CRP comes", CRP, "CTC@121 -> CTR ; CRP -> CTR ; ", {}),
        (
            "is answered, and its echo comes",
            REPEATED,
            "CTC@121 -> CTR ; echo ; CTC@121 -> CTR ; ",
            {},
        ),
        ("names two rates one after the other", CTC, "CTC@97 -> CTR ; CTC@121 -> CTR ; ", {}),
        (
            "of one octet comes first",
            "T.30 §5.3.6.2",
            "WORD -> CRP ; CTC@121 -> CTR ; ",
            {"WORD": b"\xff\x13\x13\x00"},
        ),
        ("of four octets", CTC, "WORD -> CTR ; ", {"WORD": b"\xff\x13\x13\x00\x28\x00\x00"}),
    )
)
AFTER_CTC = (
    row(
        "after CTC the next page comes at the lower speed, with short training",
        CTC,
        "data(0-4/bad=3) PPS-MPS(0,0,5) -> PPR(3) ; CTC@121 -> CTR ; "
        "data(3)@121 PPS-MPS(0,0,5) -> MCF ; data(0-2)@122 PPS-EOP(1,0,3) -> MCF ; DCN",
        sent(2),
        ("0-4", "0-2"),
    ),
    row(
        "CTC names a rate that does not exist",
        f"{CTC}; our choice: DCN",
        f"{FIRST}WORD -> DCN",
        End(Cause.INCOMPATIBLE, "D"),
        None,
        {"WORD": b"\xff\x13\x13\x00\x3c"},
    ),
)
GAP = "data(0-4/bad=3) "
INCOMPLETE = End(Cause.PAGES_INCOMPLETE, "D")
GIVEN_UP = (
    row("EOR-EOP", EOR, f"{GAP}{FIVE} -> PPR(3) ; EOR-EOP -> ERR ; DCN", INCOMPLETE, ("0-2 4",)),
    row(
        "EOR-PRI-EOP",
        EOR,
        f"{GAP}{FIVE} -> PPR(3) ; EOR-PRI-EOP -> ERR ; DCN",
        INCOMPLETE,
        ("0-2 4",),
    ),
    row(
        "EOR-EOP is repeated, ERR lost",
        f"{EOR}; {REPEATED}",
        f"{GAP}{FIVE} -> PPR(3) ; EOR-EOP -> ERR ; EOR-EOP -> ERR ; DCN",
        INCOMPLETE,
        ("0-2 4",),
    ),
    row(
        "EOR-EOP comes damaged",
        f"{EOR}; {CRP}",
        f"{GAP}{FIVE} -> PPR(3) ; ~EOR-EOP -> CRP ; EOR-EOP -> ERR ; DCN",
        INCOMPLETE,
        ("0-2 4",),
    ),
    row(
        "ERR is asked for by CRP",
        f"{EOR}; {CRP}",
        f"{GAP}{FIVE} -> PPR(3) ; EOR-EOP -> ERR ; CRP -> ERR ; DCN",
        INCOMPLETE,
        ("0-2 4",),
    ),
    row(
        "EOR-EOP bridged by RNR",
        "T.30 Annex A.5 (flow control)",
        f"{GAP}{FIVE} -> PPR(3) ; EOR-EOP slow -> RNR ; RR slow -> RNR ; RR store -> ERR ; DCN",
        INCOMPLETE,
        ("0-2 4",),
    ),
    row(
        "EOR-NULL, and the page goes on",
        EOR,
        f"{GAP}PPS-NULL(0,0,5) -> PPR(3) ; EOR-NULL -> ERR ; "
        "data(0-2)@146 PPS-EOP(0,1,3) -> MCF ; DCN",
        End(Cause.PAGES_INCOMPLETE, "D", 1),
        ("0-2 4 0-2",),
    ),
    row(
        "EOR-NULL is repeated, ERR lost",
        f"{EOR}; {REPEATED}",
        f"{GAP}PPS-NULL(0,0,5) -> PPR(3) ; EOR-NULL -> ERR ; EOR-NULL -> ERR ; "
        "data(0-2)@146 PPS-EOP(0,1,3) -> MCF ; DCN",
        End(Cause.PAGES_INCOMPLETE, "D", 1),
        ("0-2 4 0-2",),
    ),
    row(
        "EOR-MPS, and the next page is whole",
        EOR,
        f"{GAP}PPS-MPS(0,0,5) -> PPR(3) ; EOR-MPS -> ERR ; {LAST}",
        End(Cause.PAGES_INCOMPLETE, "D", 1),
        ("0-2 4", "0-2"),
    ),
    row(
        "EOR-EOM, and the next document is whole",
        EOR,
        f"{GAP}PPS-EOM(0,0,5) -> PPR(3) ; EOR-EOM -> ERR CSI DIS ; {TRAINED}{LAST}",
        End(Cause.PAGES_INCOMPLETE, "D", 1),
        ("0-2 4", "0-2"),
    ),
    row(
        "EOR of a block of which nothing came",
        EOR,
        f"{FIVE} -> PPR(0-4) ; EOR-EOP -> ERR ; DCN",
        INCOMPLETE,
        (),
    ),
)
RETRAINED = (
    row(
        "DCS again in place of the first carrier, CFR lost",
        REPEATED,
        f"TSI DCS TCF@145 -> CFR ; data(0-4)@146 {FIVE} -> MCF ; DCN",
        sent(),
        ("0-4",),
    ),
    row(
        "DCS between two pages",
        "T.30 Figure 5-2b (our choice: accepted)",
        "data(0-4) PPS-MPS(0,0,5) -> MCF ; TSI DCS@96 TCF@96 -> CFR ; "
        "data(0-2)@96 PPS-EOP(1,0,3) -> MCF ; DCN",
        sent(2),
        ("0-4", "0-2"),
    ),
    row(
        "after EOM the rate is another",
        "T.30 §5.3.6.1.6 (EOM)",
        "data(0-4) PPS-EOM(0,0,5) -> MCF CSI DIS ; TSI DCS@72 TCF@72 -> CFR ; "
        "data(0-2)@72 PPS-EOP(1,0,3) -> MCF ; DCN",
        sent(2),
        ("0-4", "0-2"),
    ),
)

SCENARIOS = (
    *SIZES,
    *REPEATS,
    *OF_256,
    *MORE_PPR,
    *CARRIERS,
    *COUNTERS,
    *COMMANDS_GO_WRONG,
    *SILENCE,
    *OTHER,
    *FAR_PPS,
    *TNR,
    RNR_TOO_LONG,
    *AT_EVERY_SPEED,
    *CTC_GOES_WRONG,
    *AFTER_CTC,
    *GIVEN_UP,
    *RETRAINED,
)
