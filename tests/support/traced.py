"""A call between two fax machines in which something of everything happens, traced."""

import asyncio
from pathlib import Path

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.trace import CallTrace, Heading, Record, calls_in
from modem_sim.hosts.scenario_host import ScenarioHost
from modem_sim.scenario import parse_scenario
from modem_sim.trace import CallFiles, Sink, TraceWriter, read_trace
from tests.support.pages import draw_page, write_document

SCENARIO = """
[[machine]]
name = "sender"
number = "1"
caller_name = "Ann"
terminal = { id = "+49 30 1", error_correction = false, codings = ["MH"] }
  [[machine.call]]
  number = "2"
  document = "two.tif"

[[machine]]
name = "receiver"
number = "2"
terminal = { id = "+49 30 2", rings = 2 }

[[trigger]]
frame = "MPS"
do = "corrupt"

[[trigger]]
frame = "CFR"
do = "drop"

[[trigger]]
page = 1
line = 50
do = "mute"
side = "called"
seconds = 0.3
"""


def play(folder: Path, scenario: str, seconds: float = 120.0) -> None:
    """Play ``scenario``; its trace is ``folder/log.jsonl``, its calls are in ``folder/calls``."""
    write_document(folder / "two.tif", [draw_page(number, 100) for number in (1, 2)])

    async def main() -> None:
        with (folder / "log.jsonl").open("w", encoding="utf-8") as stream:

            def sinks(heading: Heading) -> Sink:
                whole, each = TraceWriter(stream, heading), CallFiles(folder / "calls", heading)

                def both(record: Record) -> None:
                    whole(record)
                    each(record)

                return both

            host = ScenarioHost(
                parse_scenario(scenario, "test"), base=folder, links=folder, trace=sinks
            )
            await asyncio.sleep(seconds)
            host.close()

    run_virtual(main())


@pytest.fixture(scope="session")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the trace of :data:`SCENARIO`."""
    folder = tmp_path_factory.mktemp("traced")
    play(folder, SCENARIO)
    return folder


@pytest.fixture(scope="session")
def call(traced: Path) -> CallTrace:
    """The one call of it."""
    [found] = calls_in(*read_trace(traced / "log.jsonl")).values()
    return found
