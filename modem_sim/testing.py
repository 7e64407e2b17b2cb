"""Emulated modems for other people's tests: a network in a thread, while a test does as it likes.

    with fax_modem_pair() as pair:
        subprocess.run(["efax", "-d", pair.a, ...])

The pytest plugin gives the same as fixtures.
"""

import asyncio
import contextlib
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from faxstatus_core.errors import FaxError
from faxstatus_core.trace import CallTrace, Heading, Record, calls_in
from faxstatus_core.trace.ladder import ladder, title
from modem_sim.fax_machine import CallReport
from modem_sim.hosts.memory import MemoryHost
from modem_sim.hosts.runner import NetworkRunner
from modem_sim.hosts.scenario_host import ScenarioHost
from modem_sim.pair import pair_scenario
from modem_sim.scenario import Scenario, as_scenario, load_scenario, parse_scenario
from modem_sim.trace import Sink

T = TypeVar("T")

_LOOK = 0.01
"""Seconds between looks at the reports that are waited for."""

AnyScenario = Scenario | Mapping[str, Any] | str | Path
"""A scenario, its parts as in TOML, its TOML text, or the path of its file."""


class FaxNetwork:
    """A network that plays its scenario in a thread of its own."""

    def __init__(self, scenario: Scenario, base: Path, links: Path, speed: float) -> None:
        self.links: dict[str, Path] = {
            modem.name: links / modem.name
            for modem in scenario.modem
            if not (modem.attach or modem.tcp or modem.rfc2217)
        }
        """The terminal of each modem, by name."""
        self._scenario = scenario
        self._base, self._links, self._speed = base, links, speed
        self._heading: Heading | None = None
        self._records: list[Record] = []
        self._errors: list[BaseException] = []
        self._ready: Future[ScenarioHost] = Future()
        self._stop = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run, name="fax network", daemon=True)

    def calls(self) -> dict[int, CallTrace]:
        """The trace of each call so far, by number."""
        assert self._heading is not None
        return calls_in(self._heading, self._ask(lambda: list(self._records)))

    def ladders(self) -> str:
        """Every call so far as text, as ``modem-sim trace`` prints it."""
        lines = []
        for call in self.calls().values():
            lines += [title(call), *(line.text for line in ladder(call))]
        return "\n".join(lines)

    def reports(self, machine: str) -> list[CallReport]:
        """How each call of a built-in fax machine ended. Raises KeyError for an unknown name."""
        return self._ask(lambda: list(self._ready.result().world.machines[machine].reports))

    def wait_for_reports(
        self, machine: str, count: int = 1, *, timeout: float = 60.0
    ) -> list[CallReport]:
        """The reports as soon as there are ``count``: a program often ends before its far end.

        ``timeout`` is in seconds of real time. Raises FaxError when they are over, KeyError for an
        unknown name, or what the network's thread met.
        """
        gives_up = time.monotonic() + timeout
        while len(reports := self.reports(machine)) < count:
            if self._errors:
                raise self._errors[0]
            if time.monotonic() >= gives_up:
                raise FaxError(
                    f"{len(reports)} of {count} calls have ended within {timeout:g} s",
                    where=machine,
                    remedy="see ladders() for how far they came",
                )
            time.sleep(_LOOK)
        return reports

    # --- its life

    def start(self) -> None:
        """Return when every modem can be opened. Raises what :class:`ScenarioHost` raises."""
        self._thread.start()
        self._ready.result()

    def stop(self) -> None:
        """End it. Raises the first error that its thread met, if any."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        if self._errors:
            raise self._errors[0]

    def _run(self) -> None:
        try:
            asyncio.run(self._play())
        except BaseException as error:
            if self._ready.done():
                self._errors.append(error)
            else:
                self._ready.set_exception(error)
        finally:
            if self._loop is not None:
                # The loop may be kept for long, and would keep all of this.
                self._loop.set_exception_handler(None)

    async def _play(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._note_error)
        host = ScenarioHost(
            self._scenario,
            base=self._base,
            links=self._links,
            speed=self._speed,
            trace=self._begin_trace,
            lost=self._note_loss,
        )
        try:
            self._ready.set_result(host)
            await self._stop.wait()
        finally:
            host.close()

    def _begin_trace(self, heading: Heading) -> Sink:
        self._heading = heading
        return self._records.append

    def _note_error(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._errors.append(context.get("exception") or RuntimeError(context["message"]))

    def _note_loss(self, device: str) -> None:
        remedy = "keep the device until the network has ended"
        self._errors.append(FaxError("the device went away", where=device, remedy=remedy))

    def _ask(self, question: Callable[[], T]) -> T:
        """``question()``, asked between two things that the network does."""
        answer: Future[T] = Future()

        def ask() -> None:
            try:
                answer.set_result(question())
            except Exception as error:  # it is for the one who asked
                answer.set_exception(error)

        with contextlib.suppress(RuntimeError):  # the network has ended
            assert self._loop is not None
            self._loop.call_soon_threadsafe(ask)
            while not answer.done() and self._thread.is_alive():
                wait([answer], timeout=_LOOK)  # it may end before it answers
        return answer.result() if answer.done() else question()


@dataclass(frozen=True)
class FaxModemPair:
    """Two modems: number 1 at terminal ``a``, number 2 at ``b``; each can only call the other."""

    a: Path
    b: Path
    network: FaxNetwork


@contextlib.contextmanager
def fax_network(
    scenario: AnyScenario,
    *,
    base: Path | None = None,
    links: Path | None = None,
    speed: float = 1.0,
) -> Iterator[FaxNetwork]:
    """Play ``scenario`` while the context lasts.

    Paths in the scenario start from ``base``: by default the folder of its file, or the current
    one. ``links``: the folder for the links to the terminals, a temporary one by default;
    ``speed``: how many times as fast as real time.
    Raises ScenarioError, and what :class:`~modem_sim.hosts.scenario_host.ScenarioHost` raises; at
    the end, the first error that happened meanwhile.
    """
    if base is None:
        base = scenario.parent if isinstance(scenario, Path) else Path()
    with contextlib.ExitStack() as stack:
        if links is None:
            links = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fax-")))
        network = FaxNetwork(_scenario(scenario), base, links, speed)
        network.start()
        stack.callback(network.stop)
        yield network


@contextlib.contextmanager
def fax_modem_pair(*, links: Path | None = None, speed: float = 1.0) -> Iterator[FaxModemPair]:
    """Two modems ``a`` and ``b`` while the context lasts; see :func:`fax_network`."""
    with fax_network(pair_scenario(), links=links, speed=speed) as network:
        yield FaxModemPair(network.links["a"], network.links["b"], network)


def memory_modem(runner: NetworkRunner, name: str) -> MemoryHost:
    """The DTE side of modem ``name`` inside this process, on the clock of the running loop."""
    host = MemoryHost(lambda octets: runner.receive(name, octets), lambda: runner.drop_dtr(name))
    runner.attach(name, host)
    return host


def _scenario(given: AnyScenario) -> Scenario:
    match given:
        case Path():
            return load_scenario(given)
        case str():
            return parse_scenario(given, "scenario")
        case _:
            return as_scenario(given)
