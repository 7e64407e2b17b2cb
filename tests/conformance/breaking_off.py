"""DCN, a dropped line, a modem that fails and a cancelled call, at every point of a call."""

from collections.abc import Iterator
from dataclasses import dataclass

from faxstatus_core.t30.negotiation.addressing import PollAccess
from faxstatus_core.t30.outcome import Cause
from tests.conformance.caller_ecm import setup
from tests.conformance.notation import turns
from tests.conformance.scenario import ECM, End, Role, Scenario, Setup


@dataclass(frozen=True)
class Call:
    """A whole call; a phase, and the pages confirmed, for each turn that hears something."""

    name: str
    script: str
    points: str
    setup: Setup


PLAIN_TWO = Setup(pages=(b"1", b"22"))
CALLS = (
    Call(
        "caller",
        "CSI DIS -> TSI DCS TCF ; FTT -> TSI DCS TCF ; CFR -> page(1) MPS ; "
        "RTP -> TSI DCS TCF ; CFR -> page(2) EOP ; MCF -> DCN",
        "B0 B0 B0 D0 B1 D1",
        PLAIN_TWO,
    ),
    Call(
        "caller, ECM",
        "CSI DIS -> TSI DCS TCF ; CFR -> data PPS-MPS ; PPR(0) -> data PPS-MPS ; RNR -> RR ; "
        "MCF -> data PPS-EOP ; MCF -> DCN",
        "B0 B0 D0 D0 D0 D1",
        setup(2, 1),
    ),
    Call(
        "called",
        "-> CSI DIS ; TSI DCS + TSI DCS TCF -> CFR ; page ~MPS -> CRP ; MPS -> MCF ; "
        "page(us?ble) MPS -> RTP ; DCS TCF -> CFR ; page(??) EOP -> RTN ; DCS TCF -> CFR",
        "B0 C0 C0 C1 D2 C2 D2 C2",
        Setup(Role.CALLED),
    ),
    Call(
        "called, ECM",
        "-> CSI DIS ; DCS TCF -> CFR ; data(0-4/bad=1) PPS-MPS(0,0,5) -> PPR(1) ; "
        "data(1) PPS-MPS(0,0,5) -> MCF ; data(0) PPS-NULL(1,0,1) -> MCF ; CTC@96 -> CTR",
        "B0 C0 C0 C1 C1 C1",
        Setup(Role.CALLED, local=ECM, remote=ECM),
    ),
    Call(
        "poller",
        "CSI DIS -> CIG DTC ; DCS TCF -> CFR ; page MPS -> MCF",
        "B0 B0 C0 C1",
        Setup(Role.POLLER),
    ),
    Call(
        "polled",
        "-> CSI DIS ; CIG DTC -> TSI DCS TCF ; CFR -> page(1) MPS ; MCF -> page(2) EOP",
        "B0 B0 D0 D1",
        Setup(Role.CALLED, access=PollAccess(), pages=(b"1", b"22")),
    ),
)


def beginnings(call: Call) -> Iterator[tuple[int, str, str, int]]:
    """Each point's number, the turns before it, the phase then, and the pages."""
    whole = [" ".join([*heard, "->", *said]) for heard, said in turns(call.script)]
    first = int(call.setup.role is Role.CALLED)  # who speaks before anything is heard
    for number, point in enumerate(call.points.split(), first):
        yield number + 1, "".join(f"{t} ; " for t in whole[:number]), point[0], int(point[1:])


ENDINGS = {
    "DCN": ("DCN", Cause.DISCONNECTED, "T.30 §5.3.6.1.8 (DCN)"),
    "the modem fails": ("fail -> DCN", Cause.MODEM_FAILED, "T.30 §5.3.6.1.8 (our choice: DCN)"),
    "the line drops for good": (
        "always:drop -> anything",
        Cause.DISCONNECTED,
        "T.30 §5.4.2 (our choice: believed the third time)",
    ),
    "it is cancelled": ("abort -> DCN", Cause.ABORTED, "T.30 §5.3.6.1.8 (our choice: DCN)"),
}
BROKEN_OFF = tuple(
    Scenario(
        f"{call.name}: {name} at turn {number}",
        clause,
        before + event,
        End(cause, phase, pages),
        call.setup,
    )
    for call in CALLS
    for number, before, phase, pages in beginnings(call)
    for name, (event, cause, clause) in ENDINGS.items()
)
SCENARIOS = BROKEN_OFF
