"""The caller with error correction: blocks, PPR, and flow control (T.30 Annex A, T.4 Annex A)."""

from dataclasses import replace

from faxstatus_core.t30.frames import Fcf, Frame
from faxstatus_core.t30.negotiation.capabilities import FrameOctets
from faxstatus_core.t30.outcome import Cause
from tests.conformance.scenario import ECM, End, Scenario, Setup, sent

TRAINED = "CSI DIS -> TSI DCS@145(error_correction_mode) TCF@145 ; CFR "
TRIES = "T.30 §5.4.2 (three attempts)"
PPR = "T.30 Annex A.4.4 (PPR)"
NO_ANSWER = End(Cause.NO_RESPONSE_TO_PAGE, "D")


def octets(frames: int, size: int = 256) -> bytes:
    """A page of so many frames; no two of them are alike."""
    pieces = (bytes([n % 251, n // 251 + 1]) for n in range(frames))
    return b"".join(piece * (size // 2) for piece in pieces)


def setup(*frames: int, size: FrameOctets = 256, documents: tuple[int, ...] = (0,)) -> Setup:
    """Both ends correct errors; pages of so many frames."""
    pages = tuple(octets(each, size) for each in frames)
    remote = replace(ECM, frame_octets=size)
    return Setup(local=ECM, remote=remote, pages=pages, documents=documents)


def page(frames: int, command: str, number: int = 0, code: int = 146) -> str:
    """All blocks of a page, each confirmed but the last."""
    counts = [min(256, frames - start) for start in range(0, frames, 256)]
    parts = []
    for block, count in enumerate(counts):
        second = command if block == len(counts) - 1 else "NULL"
        every = "0" if count == 1 else f"0-{count - 1}"
        parts.append(f"-> data({every})@{code} PPS-{second}({number % 256},{block},{count})")
    return " ; MCF ".join(parts)


FRAME_BITS: tuple[tuple[FrameOctets, str], ...] = (
    (64, "frame_size_64_octets"),
    (256, "!frame_size_64_octets"),
)
SIZES = tuple(
    Scenario(
        f"caller, ECM: {frames} frames of {size} octets",
        "T.4 Annex A.3 and T.30 Annex A.4.3 (PPS)",
        f"{TRAINED.replace('mode', 'mode/' + bit)}{page(frames, 'EOP')} ; MCF -> DCN",
        sent(),
        setup(frames, size=size),
    )
    for size, bit in FRAME_BITS
    for frames in (1, 2, 255, 256, 257, 600)
)
LAST_FRAME = tuple(
    Scenario(
        f"caller, ECM: a page of {count} octets",
        "T.4 Annex A.3.6 (the last frame is filled up; our choice: with zeros)",
        f"{TRAINED}-> data({frames}) PPS-EOP ; MCF -> DCN",
        sent(),
        Setup(local=ECM, remote=ECM, pages=(b"\x5a" * count,)),
    )
    for count, frames in (
        (1, "0"),
        (255, "0"),
        (256, "0"),
        (257, "0-1"),
        (511, "0-1"),
        (513, "0-2"),
    )
)
MANY_PAGES = tuple(
    Scenario(
        f"caller, ECM: {count} pages",
        "T.30 Annex A.4.3 (page counter, modulo 256)",
        TRAINED
        + " ; MCF ".join(page(1, "MPS" if n < count - 1 else "EOP", number=n) for n in range(count))
        + " ; MCF -> DCN",
        sent(count),
        setup(*[1] * count),
    )
    for count in (2, 3, 258)
)

# --- what is asked for again

FIVE = f"{TRAINED}{page(5, 'EOP')} ; "
AGAIN = "PPS-EOP(0,0,5)"
ASKED_FOR = {
    "the first frame": ("0", "0"),
    "the last frame": ("4", "4"),
    "some frames": ("1,3", "1,3"),
    "all frames": ("0-4", "0-4"),
    "all that a block can have (our choice: those that exist)": ("0-255", "0-4"),
    "one that exists and one that does not (our choice: the former)": ("2,77", "2"),
    "none (our choice: all)": ("", "0-4"),
    "only frames that do not exist (our choice: all)": ("5-9", "0-4"),
}
REPEATS = tuple(
    Scenario(
        f"caller, ECM: PPR for {name}",
        PPR,
        f"{FIVE}PPR({wanted}) -> data({given})@146 {AGAIN} ; MCF -> DCN",
        sent(),
        setup(5),
    )
    for name, (wanted, given) in ASKED_FOR.items()
)
REPEATED = tuple(
    Scenario(
        f"caller, ECM: {count} times PPR",
        PPR,
        FIVE + f"PPR(0,2) -> data(0,2)@146 {AGAIN} ; " * count + "MCF -> DCN",
        sent(),
        setup(5),
    )
    for count in (1, 2, 3)
)
FEWER = Scenario(
    "caller, ECM: PPR for fewer frames each time",
    PPR,
    f"{FIVE}PPR(0-3) -> data(0-3) {AGAIN} ; PPR(1-2) -> data(1-2) {AGAIN} ; "
    f"PPR(2) -> data(2) {AGAIN} ; MCF -> DCN",
    sent(),
    setup(5),
)
SECOND_BLOCK = Scenario(
    "caller, ECM: PPR in the second block, after three in the first",
    PPR,
    f"{TRAINED}-> data(0-255) PPS-NULL(0,0,256) ; "
    + "PPR(7) -> data(7)@146 PPS-NULL(0,0,256) ; " * 3
    + "MCF -> data(0-1)@146 PPS-EOP(0,1,2) ; "
    + "PPR(1) -> data(1)@146 PPS-EOP(0,1,2) ; " * 3
    + "MCF -> DCN",
    sent(),
    setup(258, size=64),
)
FAR_PPR = tuple(
    Scenario(
        f"caller, ECM: a PPR of {length} octets",
        PPR,
        f"{FIVE}WORD -> {said}MCF -> DCN",
        sent(),
        setup(5),
        {"WORD": b"\xff\x13\xbc" + bytes([1]) + bytes(length - 1)},
    )
    for length, said in (
        (1, "CRP ; "),
        (31, "CRP ; "),
        (32, f"data(0)@146 {AGAIN} ; "),
        (33, f"data(0)@146 {AGAIN} ; "),
    )
)

# --- responses that go wrong, and others than MCF

PPS = {
    "PPS-EOP(0,0,1)": (setup(1), page(1, "EOP"), "MCF -> DCN", 1),
    "PPS-MPS(0,0,1)": (setup(1, 1), page(1, "MPS"), f"MCF {page(1, 'EOP', 1)} ; MCF -> DCN", 2),
    "PPS-EOM(0,0,1)": (
        setup(1, 1, documents=(0, 1)),
        page(1, "EOM"),
        f"MCF ; DIS -> TSI DCS TCF@145 ; CFR {page(1, 'EOP', 1)} ; MCF -> DCN",
        2,
    ),
    "PPS-NULL(0,0,256)": (
        setup(257, size=64),
        "-> data(0-255)@146 PPS-NULL(0,0,256)",
        "MCF -> data(0)@146 PPS-EOP(0,1,1) ; MCF -> DCN",
        1,
    ),
}
FAULTS = {
    "lost once": "T4 -> {} ; ",
    "lost twice": "T4 -> {} ; T4 -> {} ; ",
    "asked for by CRP": "CRP -> {} ; ",
    "damaged": "~MCF -> CRP ; ",
    "damaged, then lost": "~MCF -> CRP ; T4 -> {} ; ",
    "an echo": "echo ; ",
    "RNR": "RNR -> RR ; ",
    "lost, then RNR": "T4 -> {} ; RNR -> RR ; ",
    "RNR three times": "RNR -> RR ; RNR -> RR ; RNR -> RR ; ",
    "RNR, then lost": "RNR -> RR ; T4 -> RR ; ",
    "RNR, then lost twice": "RNR -> RR ; T4 -> RR ; T4 -> RR ; ",
    "RNR, then CRP": "RNR -> RR ; CRP -> RR ; ",
    "RNR, then damaged": "RNR -> RR ; ~MCF -> CRP ; ",
    "RNR, then an echo": "RNR -> RR ; echo ; ",
    "damaged RNR": "~RNR -> CRP ; RNR -> RR ; ",
}
RESPONSES_GO_WRONG = tuple(
    Scenario(
        f"caller, ECM: the answer to {command.partition('(')[0]} is {name}",
        f"{TRIES} and Annex A.5 (flow control)" if "RNR" in name else TRIES,
        f"{TRAINED}{first} ; {fault.replace('{}', command)}{then}",
        sent(pages),
        given,
    )
    for command, (given, first, then, pages) in PPS.items()
    for name, fault in FAULTS.items()
)
NO_RESPONSE = tuple(
    Scenario(
        f"caller, ECM: the answer to {command.partition('(')[0]} is {name} without end",
        TRIES,
        f"{TRAINED}{first} ; {fault.replace('{}', command)}",
        NO_ANSWER,
        given,
    )
    for command, (given, first, _, _) in PPS.items()
    for name, fault in (
        ("lost", "T4 -> {} ; T4 -> {} ; T4 -> DCN"),
        ("CRP", "CRP -> {} ; CRP -> {} ; CRP -> DCN"),
        ("RNR, then lost", "RNR -> RR ; T4 -> RR ; T4 -> RR ; T4 -> DCN"),
        ("RNR, then CRP", "RNR -> RR ; CRP -> RR ; CRP -> RR ; CRP -> DCN"),
    )
)
NOT_READY = tuple(
    Scenario(
        f"caller, ECM: RNR to {command.partition('(')[0]} for longer than T5",
        "T.30 Annex A.5 (T5, 60 +- 5 s)",
        f"{TRAINED}{first} ; always:RNR -> RR... DCN",
        End(Cause.NOT_READY, "D", 0),
        given,
    )
    for command, (given, first, _, _) in PPS.items()
)
READY_IN_TIME = tuple(
    Scenario(
        f"caller, ECM: ready after {count} times RNR",
        "T.30 Annex A.5 (T5, 60 +- 5 s)",
        f"{TRAINED}{page(1, 'EOP')} ; " + "RNR -> RR ; " * count + "MCF -> DCN",
        sent(),
        setup(1),
    )
    for count in (1, 5, 20)
)
OTHER_RESPONSES = (
    *(
        Scenario(
            f"caller, ECM: {response} to PPS-EOP",
            "T.30 §5.3.6.1.7 (our choice: the page is sent again, more slowly)",
            f"{TRAINED}{page(1, 'EOP')} ; {response} -> TSI DCS@121 TCF ; "
            f"CFR {page(1, 'EOP', code=122)} ; MCF -> DCN",
            sent(),
            setup(1),
        )
        for response in ("RTN", "PIN", "RNR -> RR ; RTN", "RNR -> RR ; PIN")
    ),
    Scenario(
        "caller, ECM: PIP to PPS-EOP",
        "T.30 §5.3.6.1.7 (PIP)",
        f"{TRAINED}{page(1, 'EOP')} ; PIP -> DCN",
        sent(),
        setup(1),
    ),
)
NO_RESPONSES = tuple(
    Scenario(
        f"caller, ECM: {fcf.standard_name} is no answer to PPS",
        "T.30 Annex A, Figure A.2 (Response received)",
        f"{TRAINED}{page(1, 'EOP')} ; WORD ; MCF -> DCN",
        sent(),
        setup(1),
        {"WORD": Frame(fcf)},
    )
    for fcf in (
        *(Fcf.CFR, Fcf.FTT, Fcf.ERR, Fcf.CTR, Fcf.FDM, Fcf.PID, Fcf.FNV, Fcf.TR),
        *(Fcf.MPS, Fcf.EOP, Fcf.EOM, Fcf.RR, Fcf.TNR, Fcf.EOS),
    )
)

SCENARIOS = (
    *SIZES,
    *LAST_FRAME,
    *MANY_PAGES,
    *REPEATS,
    *REPEATED,
    FEWER,
    SECOND_BLOCK,
    *FAR_PPR,
    *RESPONSES_GO_WRONG,
    *NO_RESPONSE,
    *NOT_READY,
    *READY_IN_TIME,
    *OTHER_RESPONSES,
    *NO_RESPONSES,
)
