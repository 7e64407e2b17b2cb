"""Fax machines at the far end: with each other, and with modems that our engine drives."""

from collections.abc import Sequence
from typing import Literal

import pytest
from PIL import Image
from pydantic import ValidationError

from faxstatus_core.errors import FaxError
from faxstatus_core.t4 import PageFormat, encode_page
from faxstatus_core.t30.frames import Fcf, parse
from faxstatus_core.t30.negotiation.capabilities import FrameOctets
from faxstatus_core.t30.negotiation.ladder import LADDER
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from faxstatus_core.t31.modulations import V29_9600, Modulation
from modem_sim.exchange import ExchangeTiming
from modem_sim.fax_machine import CallReport, FaxMachine, Job, Terminal
from modem_sim.network import Network, NetworkWatcher
from modem_sim.signals import CarrierOn, Frame, LineAction, OnHook
from tests.support.pages import draw_page, same

PAGES = [draw_page(number, 200) for number in (1, 2)]


class Pages:
    """A document in memory."""

    count = len(PAGES)

    def __init__(self, pages: Sequence[Image.Image] = PAGES) -> None:
        self._pages = pages

    def wanted(self, index: int) -> PageFormat:
        return PageFormat()

    def begins_document(self, index: int) -> bool:
        return index == 0

    def encode(self, index: int, selection: Selection) -> bytes:
        page, bits = self._pages[index], selection.minimum_line_bits
        return encode_page(page, selection.coding, minimum_line_bits=bits)


class Ear(NetworkWatcher):
    """Which frames and carriers each machine sent."""

    def __init__(self) -> None:
        self.frames: list[tuple[str, Fcf]] = []
        self.carriers: list[tuple[str, Modulation]] = []
        self.hung_up: list[tuple[float, str]] = []

    def sends(self, name: str, action: LineAction, now: float) -> None:
        match action:
            case Frame(octets):
                self.frames.append((name, parse(octets, with_fcs=False).fcf))
            case CarrierOn(modulation):
                self.carriers.append((name, modulation))
            case OnHook():
                self.hung_up.append((now, name))


class Call:
    """Machine ``a`` at 1 calls machine ``b`` at 2."""

    def __init__(
        self,
        a: Terminal | None = None,
        b: Terminal | None = None,
        *,
        number: str = "2",
        to_poll: Pages | None = None,
        polls: bool = False,
        delay: float = 0.06,
        cannot_store: int | None = None,
    ) -> None:
        self.stored: list[Image.Image] = []
        self._cannot_store = cannot_store
        self.network = Network(ExchangeTiming(one_way_delay=delay))
        self.a = FaxMachine(a or Terminal(id="A"), store=self)
        self.b = FaxMachine(b or Terminal(id="B"), store=self, to_poll=to_poll)
        self.network.connect("a", "1", self.a)
        self.network.connect("b", "2", self.b)
        self.heard = Ear()
        self.network.watch(self.heard)
        self.a.send(Job(number, None if polls else Pages()), 0.0)
        self.network.settle("a", 0.0)
        self.run(400)

    def run(self, until: float) -> None:
        while (deadline := self.network.deadline) is not None and deadline < until:
            self.network.advance(deadline)

    def page(self, image: Image.Image, selection: Selection, number: int) -> None:
        if number == self._cannot_store:
            raise FaxError("no room")
        self.stored.append(image)

    def ended(self, report: CallReport) -> None:
        """The machine keeps its reports itself."""

    def reports(self) -> tuple[CallReport, CallReport]:
        [a], [b] = self.a.reports, self.b.reports
        return a, b

    @property
    def arrived(self) -> bool:
        return len(self.stored) == len(PAGES) and all(map(same, PAGES, self.stored))


def test_two_machines_exchange_a_document() -> None:
    call = Call()
    a, b = call.reports()
    assert call.arrived
    assert (a.sent, a.outcome.succeeded, a.remote_id) == (True, True, "B")
    assert (b.sent, b.outcome.succeeded, b.remote_id) == (False, True, "A")
    assert [fcf for name, fcf in call.heard.frames if name == "a"] == [
        Fcf.TSI,
        Fcf.DCS,
        Fcf.PPS,
        Fcf.PPS,
        Fcf.DCN,
    ]


def test_two_machines_without_error_correction_exchange_a_document() -> None:
    call = Call(Terminal(error_correction=False))
    assert call.arrived
    assert [fcf for name, fcf in call.heard.frames if name == "a"][2:4] == [Fcf.MPS, Fcf.EOP]


@pytest.mark.parametrize("frame_octets", [64, 256])
@pytest.mark.parametrize("coding", ["MH", "MR", "MMR"])
def test_every_coding_and_frame_size_under_error_correction(
    coding: Literal["MH", "MR", "MMR"], frame_octets: FrameOctets
) -> None:
    call = Call(Terminal(codings=(coding,)), Terminal(frame_octets=frame_octets))
    assert call.arrived


@pytest.mark.parametrize("modulation", LADDER, ids=lambda modulation: modulation.name)
def test_a_machine_of_one_speed_sends_at_that_speed(modulation: Modulation) -> None:
    call = Call(Terminal(modulations=(modulation.name,)))
    assert call.arrived
    used = {m.bit_rate for name, m in call.heard.carriers if name == "a" and m.code != 3}
    assert used == {modulation.bit_rate}


@pytest.mark.parametrize("delay", [0.0, 0.06, 0.3, 0.6])
def test_machines_understand_each_other_over_any_delay(delay: float) -> None:
    assert Call(delay=delay).arrived


def test_an_old_receiver_is_sent_what_it_offers() -> None:
    old = Terminal(modulations=("V.29 9600",), scan_line_time=20, fine=True)
    call = Call(b=old)
    assert call.arrived
    pages = [m for name, m in call.heard.carriers if name == "a" and m.code != 3]
    assert pages == [V29_9600] * 3


def test_a_receiver_without_fine_resolution_gets_half_the_lines() -> None:
    call = Call(b=Terminal(fine=False))
    assert call.reports()[0].outcome.succeeded


def test_a_machine_that_does_not_say_goodbye_is_understood() -> None:
    call = Call(Terminal(says_dcn=False))
    assert call.arrived
    assert ("a", Fcf.DCN) not in call.heard.frames
    assert call.reports()[1].outcome.succeeded


@pytest.mark.parametrize("deaf", [1, 2])
def test_a_machine_that_ignores_the_first_dis_reacts_to_a_later_one(deaf: int) -> None:
    call = Call(Terminal(deaf_to_dis=deaf))
    assert call.arrived
    assert call.heard.frames.count(("b", Fcf.DIS)) == deaf + 1


def test_a_machine_without_answer_tone_is_heard_by_its_flags() -> None:
    assert Call(b=Terminal(ced=False)).arrived


def test_a_machine_answers_after_its_rings() -> None:
    assert Call(b=Terminal(rings=3)).arrived


def test_a_document_is_polled() -> None:
    call = Call(to_poll=Pages(), polls=True)
    a, b = call.reports()
    assert call.arrived
    assert (a.sent, a.outcome.succeeded) == (False, True)
    assert (b.sent, b.outcome.succeeded) == (True, True)
    assert [fcf for name, fcf in call.heard.frames if name == "a"][:2] == [Fcf.CIG, Fcf.DTC]


def test_polling_a_machine_without_a_document_ends_with_dcn() -> None:
    call = Call(polls=True)
    a, b = call.reports()
    assert a.outcome.cause is Cause.NOTHING_TO_POLL
    assert not b.outcome.succeeded
    assert call.heard.frames[-1] == ("a", Fcf.DCN)


def test_a_sender_ignores_that_there_is_something_to_poll() -> None:
    assert Call(to_poll=Pages()).arrived


def test_nobody_at_the_number() -> None:
    call = Call(number="9")
    [report] = call.a.reports
    assert (report.outcome.succeeded, report.outcome.phase) == (False, "A")
    assert call.b.reports == []


def test_a_page_that_cannot_be_stored_is_not_confirmed() -> None:
    call = Call(cannot_store=2)
    a, b = call.reports()
    assert (a.outcome.succeeded, a.outcome.pages) == (False, 1)
    assert b.outcome.cause is Cause.NOT_STORED


def test_jobs_are_done_one_after_the_other() -> None:
    call = Call()
    now = max(report.at for report in call.reports())
    for _ in range(2):
        call.a.send(Job("2", Pages()), now)
    call.network.settle("a", now)
    call.run(now + 400)
    assert [report.outcome.succeeded for report in call.a.reports] == [True] * 3
    assert len(call.stored) == 3 * len(PAGES)


def test_both_call_each_other_at_once_and_neither_hangs() -> None:
    network = Network()
    machines = {name: FaxMachine(Terminal(id=name)) for name in "ab"}
    for number, (name, machine) in enumerate(machines.items(), 1):
        network.connect(name, str(number), machine)
    for name, dialled in (("a", "2"), ("b", "1")):
        machines[name].send(Job(dialled, Pages()), 0.0)
        network.settle(name, 0.0)
    while (deadline := network.deadline) is not None and deadline < 400:
        network.advance(deadline)
    assert all(machine.reports for machine in machines.values())
    assert machines["a"].reports[0].outcome.phase == "A"  # busy


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("modulations", ("V.34 33600",)),
        ("id", "x" * 21),
        ("scan_line_time", 7),
        ("rings", 0),
        ("deaf_to_dis", -1),
        ("colour", True),
        ("modulations", ()),
    ],
)
def test_a_machine_that_cannot_be_is_refused(key: str, value: object) -> None:
    with pytest.raises(ValidationError, match=key):
        Terminal.model_validate({key: value})
