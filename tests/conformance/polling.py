"""Polling, both ways: the caller who asks, and the called station that is asked (T.30 §5.2)."""

from collections.abc import Mapping
from dataclasses import replace

from faxstatus_core.t30.frames import Dis, Fcf, Frame
from faxstatus_core.t30.negotiation.addressing import Addressing, PollAccess
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t31.modulations import page_modulation
from tests.conformance.caller_ecm import octets
from tests.conformance.scenario import ECM, End, Role, Scenario, Setup, sent
from tests.support.far_end import PLAIN

DTC = "T.30 §5.3.6.1.2 (DTC)"
TRIES = "T.30 §5.4.2 (three attempts)"
POLLER = Setup(Role.POLLER)
ECM_POLLER = Setup(Role.POLLER, local=ECM, remote=ECM)
WITH = replace(POLLER, addressing=Addressing(selective="123", password="456"))
ASKED = "CSI DIS -> CIG DTC ; "
RECEIVED = "TSI DCS TCF@145 -> CFR ; page@146 EOP -> MCF ; DCN"

OFFER_OF = PLAIN.dis(to_poll=True)
SELECTIVE = replace(OFFER_OF, selective_polling=True)
SECRET = replace(OFFER_OF, password=True)
BOTH = replace(OFFER_OF, selective_polling=True, password=True)


def poller(
    name: str,
    clause: str,
    script: str,
    end: End,
    setup: Setup = POLLER,
    words: Mapping[str, Frame | bytes] | None = None,
) -> Scenario:
    """A row of the caller who polls."""
    return Scenario(f"poller: {name}", clause, script, end, setup, words or {})


NO_ANSWER = End(Cause.NO_RESPONSE_TO_POLL, "B")
ASKING = (
    poller("one page", DTC, f"{ASKED}{RECEIVED}", sent()),
    poller("NSF CSI DIS", DTC, f"NSF {ASKED}{RECEIVED}", sent()),
    poller("DIS alone", DTC, f"DIS -> CIG DTC ; {RECEIVED}", sent()),
    poller("a damaged DIS first", DTC, f"CSI ~DIS ; {ASKED}{RECEIVED}", sent()),
    poller(
        "silence", "T.30 §5.4.3.1 (T1)", "T1 -> DCN", End(Cause.NO_FAX_MACHINE, "B", 0, (30, 40))
    ),
    poller(
        "a DIS without a document",
        DTC,
        "CSI WORD -> DCN",
        End(Cause.NOTHING_TO_POLL, "B"),
        words={"WORD": Frame(Fcf.DIS, fif=PLAIN.dis())},
    ),
    poller("DTC is lost", TRIES, f"{ASKED}T4 -> CIG DTC ; {RECEIVED}", sent()),
    poller(
        "DTC is lost twice", TRIES, f"{ASKED}T4 -> CIG DTC ; T4 -> CIG DTC ; {RECEIVED}", sent()
    ),
    poller(
        "DTC is lost three times",
        TRIES,
        f"{ASKED}T4 -> CIG DTC ; T4 -> CIG DTC ; T4 -> DCN",
        NO_ANSWER,
    ),
    poller("DIS again", TRIES, f"{ASKED}CSI DIS -> CIG DTC ; {RECEIVED}", sent()),
    poller("DIS again and again", TRIES, f"{ASKED}always:CSI&DIS -> CIG&DTC*2 DCN", NO_ANSWER),
    poller("a damaged DCS", TRIES, f"{ASKED}TSI ~DCS -> CIG DTC ; {RECEIVED}", sent()),
    poller("CRP for DTC", "T.30 §5.3.6.1.8 (CRP)", f"{ASKED}CRP -> CIG DTC ; {RECEIVED}", sent()),
    poller("the echo of DTC", TRIES, f"{ASKED}echo ; {RECEIVED}", sent()),
    poller("DCN for DTC", "T.30 §5.3.6.1.8 (DCN)", f"{ASKED}DCN", End(Cause.DISCONNECTED, "B")),
    poller(
        "an unknown frame for DTC",
        TRIES,
        f"{ASKED}WORD -> CIG DTC ; {RECEIVED}",
        sent(),
        words={"WORD": b"\xff\x13\x70"},
    ),
)
ADDRESSED = tuple(
    poller(
        f"SEP and PWD for a machine that takes {name}",
        "T.30 §5.3.6.1.2 (SEP, PWD; bits 47, 50)",
        f"CSI WORD -> {said} ; {RECEIVED}",
        sent(),
        WITH,
        {"WORD": Frame(Fcf.DIS, fif=dis)},
    )
    for name, dis, said in (
        ("both", BOTH, "CIG SEP(123) PWD(456) DTC"),
        ("SEP", SELECTIVE, "CIG SEP(123) DTC"),
        ("PWD", SECRET, "CIG PWD(456) DTC"),
        ("neither", OFFER_OF, "CIG DTC"),
    )
)
RECEIVING = (
    *(
        poller(
            f"a document at {m.name}",
            "T.30 §5.2 (polling)",
            f"{ASKED}TSI DCS@{m.code} TCF@{m.code} -> CFR ; "
            f"page@{page_modulation(m).code} EOP -> MCF ; DCN",
            sent(),
        )
        for m in LADDER
    ),
    poller("FTT, then CFR", DTC, f"{ASKED}DCS TCF(bad) -> FTT ; {RECEIVED}", sent()),
    poller(
        "two pages",
        DTC,
        f"{ASKED}DCS TCF -> CFR ; page MPS -> MCF ; page@146 EOP -> MCF ; DCN",
        sent(2),
    ),
    poller(
        "a page that is refused",
        DTC,
        f"{ASKED}DCS TCF -> CFR ; page(??) EOP -> RTN ; DCS TCF -> CFR ; page EOP -> MCF ; DCN",
        sent(),
    ),
    poller("a poor page", DTC, f"{ASKED}DCS TCF -> CFR ; page(us?ble) EOP -> RTP ; DCN", sent()),
    poller(
        "a lost MCF", DTC, f"{ASKED}DCS TCF -> CFR ; page EOP -> MCF ; EOP -> MCF ; DCN", sent()
    ),
    poller("a lost CFR", DTC, f"{ASKED}DCS TCF -> CFR ; {RECEIVED}", sent()),
    poller(
        "a damaged EOP", DTC, f"{ASKED}DCS TCF -> CFR ; page ~EOP -> CRP ; EOP -> MCF ; DCN", sent()
    ),
    poller("no page", DTC, f"{ASKED}DCS TCF -> CFR ; silent -> DCN", End(Cause.NO_PAGE, "C")),
    poller(
        "two documents, EOM and DIS between them",
        "T.30 §5.3.6.1.6 (EOM)",
        f"{ASKED}DCS TCF -> CFR ; page EOM -> MCF ; {ASKED}{RECEIVED}",
        sent(2),
    ),
    poller(
        "with error correction",
        DTC,
        f"{ASKED}DCS TCF -> CFR ; data(0-4/bad=1) PPS-EOP(0,0,5) -> PPR(1) ; "
        "data(1)@146 PPS-EOP(0,0,5) -> MCF ; DCN",
        sent(),
        ECM_POLLER,
    ),
    poller(
        "with error correction and CTC",
        DTC,
        f"{ASKED}DCS TCF -> CFR ; data(0-4/bad=1) PPS-EOP(0,0,5) -> PPR(1) ; "
        "CTC@96 -> CTR ; data(1)@96 PPS-EOP(0,0,5) -> MCF ; DCN",
        sent(),
        ECM_POLLER,
    ),
)

# --- the called station

POLLED = Setup(Role.CALLED, access=PollAccess())
GUARDED = replace(POLLED, access=PollAccess(password="456"))
ADDRESS = replace(POLLED, access=PollAccess(selective="123"))
GUARDED_ADDRESS = replace(POLLED, access=PollAccess("123", "456"))
OFFER = "-> CSI DIS(ready_to_transmit_document) ; "
AND_A_PAGE = "-> TSI DCS@145 TCF@145 ; CFR -> page(1)@146 EOP ; MCF -> DCN"


def polled(
    name: str,
    clause: str,
    script: str,
    end: End,
    setup: Setup = POLLED,
    words: Mapping[str, Frame | bytes] | None = None,
) -> Scenario:
    """A row of the called station that has a document."""
    return Scenario(f"polled: {name}", clause, OFFER + script, end, setup, words or {})


ASKED_FOR = tuple(
    polled(f"a request of {request}", DTC, f"{request} {AND_A_PAGE}", sent())
    for request in ("DTC", "CIG DTC", "NSC CIG DTC", "PSA CIG DTC", "~CIG DTC", "DTC DTC")
)
ACCESS = (
    polled("the right password", DTC, f"CIG PWD(456) DTC {AND_A_PAGE}", sent(), GUARDED),
    polled(
        "a wrong password", DTC, "CIG PWD(457) DTC -> DCN", End(Cause.WRONG_PASSWORD, "B"), GUARDED
    ),
    polled("no password", DTC, "CIG DTC -> DCN", End(Cause.WRONG_PASSWORD, "B"), GUARDED),
    polled("a password that nobody asked for", DTC, f"CIG PWD(9) DTC {AND_A_PAGE}", sent()),
    polled("the right address", DTC, f"CIG SEP(123) DTC {AND_A_PAGE}", sent(), ADDRESS),
    polled(
        "a wrong address", DTC, "CIG SEP(124) DTC -> DCN", End(Cause.NOTHING_TO_POLL, "B"), ADDRESS
    ),
    polled("no address (our choice: given)", DTC, f"CIG DTC {AND_A_PAGE}", sent(), ADDRESS),
    polled(
        "an address where none is", DTC, "CIG SEP(123) DTC -> DCN", End(Cause.NOTHING_TO_POLL, "B")
    ),
    polled(
        "address and password",
        DTC,
        f"CIG SEP(123) PWD(456) DTC {AND_A_PAGE}",
        sent(),
        GUARDED_ADDRESS,
    ),
    polled(
        "password and address",
        DTC,
        f"CIG PWD(456) SEP(123) DTC {AND_A_PAGE}",
        sent(),
        GUARDED_ADDRESS,
    ),
    polled(
        "address without password",
        DTC,
        "CIG SEP(123) DTC -> DCN",
        End(Cause.WRONG_PASSWORD, "B"),
        GUARDED_ADDRESS,
    ),
    polled(
        "a damaged password (our choice: none)",
        DTC,
        "CIG ~PWD(456) DTC -> DCN",
        End(Cause.WRONG_PASSWORD, "B"),
        GUARDED,
    ),
)
OFFERS = tuple(
    Scenario(
        f"polled: what the DIS says with {name}",
        "T.30 Table 2 (bits 9, 47, 50)",
        f"-> CSI DIS({bits}) ; DCN",
        End(Cause.DISCONNECTED, "B"),
        Setup(Role.CALLED, local=replace(PLAIN, addressing=True), access=access),
    )
    for name, access, bits in (
        ("nothing to poll", None, "!ready_to_transmit_document/!selective_polling/password"),
        ("a document", PollAccess(), "ready_to_transmit_document/!selective_polling/password"),
        ("an address", PollAccess("1"), "ready_to_transmit_document/selective_polling/password"),
        (
            "a password",
            PollAccess("", "1"),
            "ready_to_transmit_document/!selective_polling/password",
        ),
    )
)
SENDING = (
    polled(
        "the caller sends all the same", DTC, "TSI DCS TCF -> CFR ; page EOP -> MCF ; DCN", sent()
    ),
    polled("a damaged DTC", DTC, f"CIG ~DTC -> CSI DIS ; CIG DTC {AND_A_PAGE}", sent()),
    polled("CIG without DTC", DTC, f"CIG -> CSI DIS ; CIG DTC {AND_A_PAGE}", sent()),
    polled(
        "nobody asks",
        "T.30 §5.4.3.1 (T1)",
        "silent -> CSI&DIS... DCN",
        End(Cause.NO_SENDER, "B", 0, (30, 40)),
    ),
    polled(
        "FTT",
        DTC,
        "DTC -> TSI DCS TCF ; FTT -> TSI DCS@121 TCF ; CFR -> page(1)@122 EOP ; MCF -> DCN",
        sent(),
    ),
    polled(
        "no answer to DCS",
        TRIES,
        "DTC -> TSI DCS TCF ; silent -> TSI&DCS&TCF*2 DCN",
        End(Cause.NO_RESPONSE_TO_TRAINING, "B"),
    ),
    polled(
        "DTC again, DCS lost",
        TRIES,
        "DTC -> TSI DCS TCF ; CIG DTC ; lost -> TSI DCS TCF ; CFR -> page(1) EOP ; MCF -> DCN",
        sent(),
    ),
    polled(
        "CRP for DCS",
        TRIES,
        "DTC -> TSI DCS TCF ; CRP -> TSI DCS TCF ; CFR -> page(1) EOP ; MCF -> DCN",
        sent(),
    ),
    polled(
        "MCF lost",
        TRIES,
        "DTC -> TSI DCS TCF ; CFR -> page(1) EOP ; T4 -> EOP ; MCF -> DCN",
        sent(),
    ),
    polled(
        "RTN",
        DTC,
        "DTC -> TSI DCS TCF ; CFR -> page(1) EOP ; RTN -> TSI DCS@121 TCF ; "
        "CFR -> page(1)@122 EOP ; MCF -> DCN",
        sent(),
    ),
    polled(
        "two pages",
        DTC,
        "DTC -> TSI DCS TCF ; CFR -> page(1) MPS ; MCF -> page(2) EOP ; MCF -> DCN",
        sent(2),
        replace(POLLED, pages=(b"1", b"22")),
    ),
    polled(
        "a DTC with nothing in common",
        DTC,
        "WORD -> DCN",
        End(Cause.INCOMPATIBLE, "B"),
        replace(POLLED, local=replace(PLAIN, modulations=LADDER[:6])),
        {"WORD": Frame(Fcf.DTC, fif=Dis(receiver_fax_operation=True, modulation=0b0100))},
    ),
    Scenario(
        "polled: with error correction",
        DTC,
        f"{OFFER}CIG DTC -> TSI DCS(error_correction_mode) TCF ; "
        "CFR -> data(0-4)@146 PPS-EOP(0,0,5) ; PPR(2) -> data(2)@146 PPS-EOP(0,0,5) ; MCF -> DCN",
        sent(),
        Setup(Role.CALLED, local=ECM, remote=ECM, access=PollAccess(), pages=(octets(5),)),
    ),
)
TURN = Setup(Role.CALLER, then_poll=True)
SENT = "CSI DIS -> TSI DCS TCF ; CFR -> page(1) EOM ; "
TURNED_ROUND = tuple(
    Scenario(f"caller, then poller: {name}", "T.30 §5.2 (EOM, then DTC)", script, end, setup)
    for name, script, end, setup in (
        ("a document each way", f"{SENT}MCF ; CSI DIS -> CIG DTC ; {RECEIVED}", sent(), TURN),
        ("DTC is lost", f"{SENT}MCF ; DIS -> CIG DTC ; T4 -> CIG DTC ; {RECEIVED}", sent(), TURN),
        (
            "MCF for EOM is lost",
            f"{SENT}T4 -> EOM ; MCF ; DIS -> CIG DTC ; {RECEIVED}",
            sent(),
            TURN,
        ),
        (
            "nothing comes for DTC",
            f"{SENT}MCF ; DIS -> CIG DTC ; silent -> CIG&DTC*2 DCN",
            NO_ANSWER,
            TURN,
        ),
        (
            "two pages, and one back",
            "DIS -> TSI DCS TCF ; CFR -> page(1) MPS ; MCF -> page(2) EOM ; MCF ; "
            f"DIS -> CIG DTC ; {RECEIVED}",
            sent(),
            replace(TURN, pages=(b"1", b"22")),
        ),
    )
)

SCENARIOS = (
    *ASKING,
    *ADDRESSED,
    *RECEIVING,
    *ASKED_FOR,
    *ACCESS,
    *OFFERS,
    *SENDING,
    *TURNED_ROUND,
)
