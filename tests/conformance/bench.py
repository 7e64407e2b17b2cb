"""Runs a scenario: steps the station under test, with a clock of its own and no line."""

from dataclasses import dataclass

from faxstatus_core.t30.actions import (
    Action,
    DataReceived,
    Failed,
    FramesReceived,
    HangUp,
    LineDropped,
    NothingReceived,
    OtherCarrier,
    ReceiveData,
    ReceivedFrame,
    ReceiveFrames,
    Result,
    SendData,
    SendFrames,
    StillStoring,
    StorePage,
)
from faxstatus_core.t30.conversation import Conversation
from faxstatus_core.t30.events import SessionEvent
from tests.conformance.far_station import FarStation
from tests.conformance.notation import Word, matches, spoken, turns, word
from tests.conformance.scenario import Scenario
from tests.conformance.station import corrected, station
from tests.support.far_end import FRAME_SECONDS, MOST_ACTIONS, PREAMBLE, Page, silence

TOLERANCES = {"T1": (30.0, 40.0), "T2": (5.0, 7.0), "T4": (2.55, 3.45)}
"""Seconds from and to (T.30 §5.4.3.1)."""
_COMMAND_COMES = 1.0
_STORING = 0.01


@dataclass(frozen=True)
class Step:
    """An action, when it began, and what came of it when."""

    action: Action
    began: float
    result: Result | None
    ended: float
    events: tuple[SessionEvent, ...] = ()
    """Reported until the action was asked for."""


class Bench:
    """One call. ``steps`` is what happened; raises AssertionError where the script is left."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.far = FarStation(scenario)
        self.call: Conversation = station(scenario.setup)
        self.now = 0.0
        self.steps: list[Step] = []
        self._told = 0
        self._action = self.call.start(self.now)
        self._events = tuple(self.call.take_events())

    def run(self) -> None:
        """Follow the script to its end."""
        self._pass_own()
        for number, (heard, said) in enumerate(turns(self.scenario.script), 1):
            signals = _signals(heard, self.far)
            for place, signal in enumerate(signals):
                following = signals[place + 1] if place + 1 < len(signals) else []
                self._hear(signal)
                self._pass_own(storing=not _stores(following))
            words = self._said()
            text = f"turn {number}: {' '.join(heard)} -> {' '.join(said)}"
            assert matches(said, words), f"{text}; said {' '.join(map(str, words))}"
        assert self.over, f"still doing {self._action}"

    @property
    def over(self) -> bool:
        """Whether the station has hung up."""
        return isinstance(self._action, HangUp)

    def stored(self) -> list[bytes]:
        """The pages that are safe, in order."""
        return [
            step.action.page.data
            for step in self.steps
            if isinstance(step.action, StorePage)
            and isinstance(step.action.page, Page)
            and not isinstance(step.result, StillStoring | Failed)
        ]

    def _give(self, result: Result, seconds: float) -> None:
        assert not self.over, f"{result}: it has hung up"
        assert len(self.steps) < MOST_ACTIONS, "the session does not end"
        began, self.now = self.now, self.now + seconds
        self.steps.append(Step(self._action, began, result, self.now, self._events))
        self._action = self.call.resume(result, self.now)
        self._events = tuple(self.call.take_events())
        if self.over:
            self.steps.append(Step(self._action, self.now, None, self.now, self._events))

    def _pass_own(self, *, storing: bool = True) -> None:
        """Go on to where it listens, or stores if that is not to pass by itself."""
        while not isinstance(self._action, ReceiveFrames | ReceiveData | HangUp):
            if isinstance(self._action, StorePage) and not storing:
                return
            self._give(*silence(self._action))

    def _hear(self, signal: list[Word]) -> None:
        first = signal[0]
        if self.far.knows(first):
            self._hear_frames(self.far.carrier(signal))
        elif first.name in ("TCF", "page", "data"):
            self._hear_data(first)
        elif first.name.startswith("always:"):
            again = [word(text) for text in first.name.removeprefix("always:").split("&")]
            while not self.over:
                self._hear(again)
                self._pass_own()
        else:
            self._hear_event(first)

    def _hear_event(self, event: Word) -> None:
        match event.name:
            case "after":
                self.now += float(event.detail or 0)
            case "echo":
                sent = [s.action for s in self.steps if isinstance(s.action, SendFrames)]
                self._hear_frames(tuple(ReceivedFrame(octets, True) for octets in sent[-1].frames))
            case "drop":
                assert isinstance(self._action, ReceiveFrames | ReceiveData), self._action
                self._give(LineDropped(), 0.01)
            case "fail":
                self._give(Failed("ERROR"), 0.01)
            case "store" | "slow":
                assert isinstance(self._action, StorePage), self._action
                if event.name == "slow":
                    self._give(StillStoring(), self._action.patience)
                else:
                    self._give(*silence(self._action))
            case "abort":
                self.steps.append(
                    Step(self._action, self.now, NothingReceived(), self.now, self._events)
                )
                self._action = self.call.abort(self.now)
                self._events = tuple(self.call.take_events())
            case "silent":
                while not self.over:
                    self._give(*silence(self._action))
            case _:
                self._hear_nothing(event.name)

    def _hear_nothing(self, name: str) -> None:
        action = self._action
        assert isinstance(action, ReceiveFrames | ReceiveData), f"{name}: {action}"
        if name in TOLERANCES:
            least, most = TOLERANCES[name]
            assert least <= action.timeout <= most, f"{name} is {action.timeout:.2f} s"
        else:
            assert name == "lost", name
        self._give(NothingReceived(), action.timeout)

    def _hear_frames(self, frames: tuple[ReceivedFrame, ...]) -> None:
        if isinstance(self._action, ReceiveData):
            self._give(OtherCarrier(), _COMMAND_COMES)
            self._pass_own()
        assert isinstance(self._action, ReceiveFrames), self._action
        self._give(FramesReceived(frames), PREAMBLE + FRAME_SECONDS * len(frames))

    def _hear_data(self, each: Word) -> None:
        action = self._action
        assert isinstance(action, ReceiveData), f"{each}: {action}"
        modulation = action.modulation
        assert each.code in (None, modulation.code), f"{each}: awaited at {modulation.code}"
        assert (action.sink is None) is (each.name == "TCF"), f"{each}: {action}"
        data = self.far.data(each, modulation)
        if action.sink is not None:
            action.sink.feed(data)
        seconds = modulation.training + len(data) * modulation.octet_time
        self._give(DataReceived(b"" if action.sink else data), seconds)

    def _said(self) -> list[Word]:
        new, self._told = self.steps[self._told :], len(self.steps)
        ecm = corrected(self.steps)
        return [
            each
            for step in new
            if isinstance(step.action, SendFrames | SendData)
            for each in spoken(step.action, corrected=ecm)
        ]


def _signals(heard: list[str], far: FarStation) -> list[list[Word]]:
    """The words that come together; frames in one carrier."""
    signals: list[list[Word]] = []
    carrier_is_open = False
    for text in heard:
        if text == "+":
            carrier_is_open = False
            continue
        each = word(text)
        frame = far.knows(each)
        if frame and carrier_is_open:
            signals[-1].append(each)
        else:
            signals.append([each])
        carrier_is_open = frame
    return signals


def _stores(signal: list[Word]) -> bool:
    return bool(signal) and signal[0].name in ("store", "slow", "fail", "abort")
