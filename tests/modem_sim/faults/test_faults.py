"""Calls between two fax machines in which something goes wrong at the right moment."""

from collections.abc import Callable

import pytest
from PIL import Image

from faxstatus_core.t30.frames import Fcf, parse
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.t30.outcome import Cause
from modem_sim.exchange import Call, CallAnswered, CallEvent
from modem_sim.faults import (
    AfterAnswer,
    AfterFrame,
    AtPage,
    CallFaults,
    Corrupt,
    Delay,
    Disturb,
    Drop,
    DropCarrier,
    Effect,
    Garble,
    HangUp,
    Mute,
    OnFrame,
    Repeat,
    Replace,
    Trigger,
    Unplug,
)
from modem_sim.faults.trigger import Side
from modem_sim.fax_machine import CallReport, FaxMachine, Job, Terminal
from modem_sim.line.path import LineQuality
from modem_sim.network import Network, NetworkWatcher
from modem_sim.signals import Frame, LineAction
from tests.modem_sim.fax_machine.test_machine import PAGES, Pages
from tests.support.pages import same

FTT = b"\xff\x13\x44"


class Trial(NetworkWatcher):
    """A call of two pages with ``triggers``; everything that was sent is written down."""

    def __init__(self, *triggers: Trigger) -> None:
        self.triggers = triggers
        self.stored: list[Image.Image] = []
        self.frames: list[tuple[str, Fcf]] = []
        self.answered_at = self.hung_up_at = 0.0
        self.told: list[str] = []
        self.beyond: list[tuple[float, object]] = []
        self.network = Network(line=self._line)
        self.network.watch(self)
        self.a = FaxMachine(Terminal(id="A", error_correction=False))
        self.b = FaxMachine(Terminal(id="B"), store=self)
        self.network.connect("a", "1", self.a)
        self.network.connect("b", "2", self.b)
        self.a.send(Job("2", Pages()), 0.0)
        self.network.settle("a", 0.0)
        while (deadline := self.network.deadline) is not None and deadline < 400:
            self.network.advance(deadline)

    def _line(self, call: Call, now: float) -> tuple[LineQuality, LineQuality]:
        faults = CallFaults(call, self.triggers, self.network.timeline, self, now)
        caller, called = faults.stages
        return LineQuality(frame_stages=[caller]), LineQuality(frame_stages=[called])

    def fault(self, call: Call, what: str, now: float) -> None:
        self.told.append(what)

    def page(self, image: Image.Image, selection: Selection, number: int) -> None:
        self.stored.append(image)

    def ended(self, report: CallReport) -> None:
        """The machine keeps its reports itself."""

    def sends(self, name: str, action: LineAction, now: float) -> None:
        if isinstance(action, Frame):
            self.frames.append((name, parse(action.octets, with_fcs=False).fcf))

    def call(self, event: CallEvent, now: float) -> None:
        if isinstance(event, CallAnswered):
            self.answered_at = now

    def hang_up(self, call: Call, now: float) -> None:
        self.hung_up_at = now
        self.network.exchange.end(call, now)

    def unplug(self, number: str, seconds: float | None, now: float) -> None:
        self.beyond.append((now, ("unplug", number, seconds)))

    def garble(self, number: str, octets: int, now: float) -> None:
        self.beyond.append((now, ("garble", number, octets)))

    @property
    def arrived(self) -> bool:
        return len(self.stored) == len(PAGES) and all(map(same, PAGES, self.stored))

    @property
    def duration(self) -> float:
        return self.a.reports[0].at

    def count(self, fcf: Fcf) -> int:
        return sum(sent is fcf for _, sent in self.frames)


@pytest.fixture(scope="module")
def undisturbed() -> Trial:
    return Trial()


def test_without_triggers_all_is_well(undisturbed: Trial) -> None:
    assert undisturbed.arrived
    assert undisturbed.count(Fcf.DCS) == 1


FRAMES = [Fcf.DIS, Fcf.DCS, Fcf.CFR, Fcf.MPS, Fcf.MCF, Fcf.EOP]


@pytest.mark.parametrize("effect", [Drop(), Corrupt(), Replace(FTT)], ids=repr)
@pytest.mark.parametrize("fcf", FRAMES)
def test_a_frame_that_is_lost_once_is_sent_again(fcf: Fcf, effect: Effect) -> None:
    trial = Trial(Trigger(OnFrame(fcf), effect))
    assert trial.arrived
    assert trial.a.reports[0].outcome.succeeded
    normal = 2 if fcf is Fcf.MCF else 1
    again = trial.count(fcf) > normal or trial.count(Fcf.CRP) or trial.count(Fcf.MPS) > 1
    assert again


@pytest.mark.parametrize("fcf", [*FRAMES, Fcf.TSI, Fcf.CSI])
@pytest.mark.parametrize("effect", [Repeat(1), Repeat(2), Delay(0.5), Delay(2.0)], ids=repr)
def test_a_frame_that_takes_longer_moves_what_follows(
    fcf: Fcf, effect: Effect, undisturbed: Trial
) -> None:
    trial = Trial(Trigger(OnFrame(fcf), effect))
    assert trial.arrived
    assert trial.frames == undisturbed.frames
    assert trial.duration > undisturbed.duration


def test_a_frame_that_is_always_lost_ends_the_call() -> None:
    trial = Trial(Trigger(OnFrame(Fcf.MCF, nth=0), Drop()))
    [report] = trial.a.reports
    assert report.outcome.cause is Cause.NO_RESPONSE_TO_PAGE
    assert trial.count(Fcf.MPS) == 3


def test_the_second_of_a_kind_can_be_meant() -> None:
    trial = Trial(Trigger(OnFrame(Fcf.DCS, nth=2), Drop()))
    assert trial.count(Fcf.DCS) == 1
    both = Trial(Trigger(OnFrame(Fcf.CFR), Drop()), Trigger(OnFrame(Fcf.DCS, nth=2), Drop()))
    assert both.count(Fcf.DCS) == 3
    assert both.arrived


def test_replacing_the_confirmation_by_ftt_makes_the_sender_slower() -> None:
    trial = Trial(Trigger(OnFrame(Fcf.CFR), Replace(FTT)))
    assert trial.count(Fcf.DCS) == 2


@pytest.mark.parametrize(
    ("trigger", "begins"),
    [
        (Trigger(AfterAnswer(4.0), HangUp()), lambda trial: trial.answered_at + 4),
        (Trigger(AfterFrame(Fcf.CFR, seconds=0.5), HangUp()), None),
        (Trigger(AtPage(2, lines=100), HangUp()), None),
        (Trigger(AtPage(1, octets=500), HangUp()), None),
        (Trigger(OnFrame(Fcf.EOP), HangUp()), None),
    ],
)
def test_the_call_ends_at_the_moment_that_was_given(
    trigger: Trigger, begins: Callable[[Trial], float] | None, undisturbed: Trial
) -> None:
    trial = Trial(trigger)
    assert 0 < trial.hung_up_at < undisturbed.duration
    if begins is not None:
        assert trial.hung_up_at == pytest.approx(begins(trial))
    assert not trial.a.reports[0].outcome.succeeded


def test_hanging_up_in_page_2_leaves_page_1() -> None:
    trial = Trial(Trigger(AtPage(2, lines=100), HangUp()))
    assert same(PAGES[0], trial.stored[0])
    assert trial.a.reports[0].outcome.pages == 1
    assert all(page.height <= 200 for page in trial.stored)


@pytest.mark.parametrize("side", Side)
def test_what_is_muted_is_not_heard_and_repeated(side: Side) -> None:
    fcf = Fcf.MPS if side is Side.CALLER else Fcf.MCF
    trial = Trial(Trigger(OnFrame(fcf), Mute(side, 2.0)))
    assert trial.arrived
    assert trial.count(Fcf.MPS) == 2


def test_a_page_whose_carrier_drops_is_refused_or_short() -> None:
    trial = Trial(Trigger(AtPage(2, lines=100), DropCarrier(Side.CALLER)))
    refused = trial.count(Fcf.RTN) > 0
    assert refused or any(page.height < 200 for page in trial.stored)


def test_what_is_beyond_the_line_is_asked_of_others() -> None:
    trial = Trial(
        Trigger(OnFrame(Fcf.DCS), Unplug(Side.CALLED, 3.0)),
        Trigger(OnFrame(Fcf.DCS), Garble(Side.CALLER, 5)),
    )
    assert [what for _, what in trial.beyond] == [("unplug", "2", 3.0), ("garble", "1", 5)]


def test_nothing_happens_after_the_call() -> None:
    trial = Trial(Trigger(AfterAnswer(300.0), Mute(Side.CALLER, 1.0)))
    assert trial.arrived


@pytest.mark.parametrize(
    "effect", [Drop(), Corrupt(), Repeat(), Delay(1.0), Replace(FTT)], ids=repr
)
def test_an_effect_to_a_frame_needs_a_frame(effect: Effect) -> None:
    with pytest.raises(ValueError, match="needs a frame"):
        Trigger(AfterAnswer(1.0), effect)


@pytest.mark.parametrize(("nth", "times"), [(1, 1), (2, 1), (0, 3)])
def test_a_page_that_is_sent_again_is_hurt_again_only_if_asked(nth: int, times: int) -> None:
    hurt = Trigger(AtPage(1, octets=100, nth=nth), Mute(Side.CALLER, 0.4))
    refused = [Trigger(OnFrame(Fcf.MCF, n), Replace(bytes((0xFF, 0x13, Fcf.RTN)))) for n in (1, 2)]
    trial = Trial(hurt, *refused)
    assert sum("mutes" in told for told in trial.told) == times


def test_noise_hurts_a_page_which_is_sent_again() -> None:
    trial = Trial(Trigger(AtPage(1, octets=400), Disturb(Side.CALLER, 0.5)))
    assert trial.count(Fcf.RTN) == 1
    assert trial.arrived
    assert trial.told == ["disturbs the caller for 0.5 s"]


def test_noise_damages_frames() -> None:
    trial = Trial(Trigger(OnFrame(Fcf.CFR), Disturb(Side.CALLED, 0.1)))
    assert trial.count(Fcf.DCS) == 1  # the noise came after the frame had begun
    later = Trial(Trigger(AfterFrame(Fcf.DCS, seconds=3.0), Disturb(Side.CALLED, 3.0)))
    assert later.count(Fcf.CFR) == 2
    assert later.arrived
