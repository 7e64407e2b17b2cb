"""A scenario as a network: pure, like its parts. What needs files or devices is given to it."""

from collections import Counter
from collections.abc import Callable
from random import Random
from typing import Protocol

from faxstatus_core.t30.sending.page_source import PageSource
from faxstatus_core.t31.profile import ModemProfile
from modem_sim.exchange import Call, CallEnded, CallEvent
from modem_sim.faults import CallFaults, Trigger
from modem_sim.fax_machine import FaxMachine, Job, Store
from modem_sim.line.impairments import Impairments, quality
from modem_sim.line.path import LineQuality
from modem_sim.modem import Modem
from modem_sim.network import Network, NetworkWatcher
from modem_sim.personality import Personality
from modem_sim.scenario.model import LineSection, MachineSection, Scenario


class Outside(Protocol):
    """What a scenario needs of the world, and what it tells."""

    def fault(self, call: Call, what: str, now: float) -> None:
        """A trigger does ``what``, in words."""

    def profile(self, name: str) -> ModemProfile:
        """The modem profile of that name or in that file. May raise a FaxError."""

    def document(self, machine: MachineSection, path: str, *, fine: bool) -> PageSource:
        """The pages in the file ``path``. May raise a FaxError."""

    def store(self, machine: MachineSection) -> Store:
        """Where what ``machine`` receives goes."""

    def unplug(self, name: str, seconds: float | None) -> None:
        """Take modem ``name`` from its client, for so long or for ever."""

    def garble(self, name: str, octets: int) -> None:
        """Change the next ``octets`` from the client of modem ``name``."""


class World(NetworkWatcher):
    """The network of ``scenario``, from time ``start`` on. Raises what ``outside`` raises."""

    def __init__(self, scenario: Scenario, outside: Outside, start: float = 0.0) -> None:
        self._scenario = scenario
        self._outside = outside
        self._triggers = [section.trigger() for section in scenario.trigger]
        self._applied: Counter[int] = Counter()
        self._faults: dict[Call, CallFaults] = {}
        self.network = Network(scenario.timing.timing(), scenario.plan(), line=self._line)
        self.network.watch(self)
        for modem in scenario.modem:
            personality = Personality.of(outside.profile(modem.profile))
            self.network.add_modem(
                modem.name, modem.number, Modem(personality=personality), modem.subscription()
            )
        self.machines = {section.name: self._machine(section) for section in scenario.machine}
        for section in scenario.machine:
            for job in section.call:
                source = (
                    outside.document(section, str(job.document), fine=job.fine)
                    if job.document is not None
                    else None
                )
                self.network.timeline.at(
                    start + job.at, self._caller(section.name, Job(job.number, source))
                )

    def call(self, event: CallEvent, now: float) -> None:
        """The exchange tells of a call."""
        if isinstance(event, CallEnded) and event.call in self._faults:
            self._faults.pop(event.call).end()

    # --- the interferer of its triggers

    def fault(self, call: Call, what: str, now: float) -> None:
        """A trigger does something to ``call``."""
        self._outside.fault(call, what, now)

    def hang_up(self, call: Call, now: float) -> None:
        """A trigger ends ``call``."""
        self.network.exchange.end(call, now)

    def unplug(self, number: str, seconds: float | None, now: float) -> None:
        """A trigger unplugs the modem at ``number``; of a fax machine it is the line."""
        name = self.network.name_of(number)
        if name in self.network.modems:
            self._outside.unplug(name, seconds)
            return
        call = self.network.exchange.call_of(number)
        if call is not None:
            self.network.exchange.end(call, now)

    def garble(self, number: str, octets: int, now: float) -> None:
        """A trigger changes what a modem's client sends; fax machines have none."""
        name = self.network.name_of(number)
        if name in self.network.modems:
            self._outside.garble(name, octets)

    # --- parts

    def _machine(self, section: MachineSection) -> FaxMachine:
        to_poll = (
            self._outside.document(section, str(section.to_poll), fine=True)
            if section.to_poll is not None
            else None
        )
        machine = FaxMachine(section.terminal, store=self._outside.store(section), to_poll=to_poll)
        self.network.connect(section.name, section.number, machine, section.subscription())
        return machine

    def _caller(self, name: str, job: Job) -> Callable[[float], None]:
        def call(now: float) -> None:
            self.machines[name].send(job, now)
            self.network.settle(name, now)

        return call

    def _line(self, call: Call, now: float) -> tuple[LineQuality, LineQuality]:
        """The line of a call that is being answered: its impairments, and its triggers."""
        section = next((s for s in self._scenario.line if _applies(s, call)), LineSection())
        faults = CallFaults(call, self._triggers_for(call), self.network.timeline, self, now)
        self._faults[call] = faults
        both = (section.from_caller or section.both, section.from_called or section.both)
        for impairments in both:
            if impairments.hang_up_after is not None:
                self.network.timeline.at(
                    now + impairments.hang_up_after, lambda at: self.hang_up(call, at)
                )
        caller, called = (
            self._quality(call, side, impairments, faults) for side, impairments in enumerate(both)
        )
        return caller, called

    def _quality(
        self, call: Call, side: int, impairments: Impairments, faults: CallFaults
    ) -> LineQuality:
        chance = Random(f"{self._scenario.seed}/{call.number}/{side}")  # noqa: S311 - must repeat
        made = quality(impairments, chance)
        return LineQuality(
            made.delay,
            made.echo_delay,
            (faults.stages[side], *made.frame_stages),
            made.bit_stages,
        )

    def _triggers_for(self, call: Call) -> list[Trigger]:
        chosen = []
        for index, trigger in enumerate(self._triggers):
            if trigger.caller not in (None, call.caller) or trigger.called not in (
                None,
                call.called,
            ):
                continue
            self._applied[index] += 1
            if trigger.call in (0, self._applied[index]):
                chosen.append(trigger)
        return chosen


def _applies(section: LineSection, call: Call) -> bool:
    return section.caller in (None, call.caller) and section.called in (None, call.called)
