"""Scenarios played in virtual time."""

import asyncio
from pathlib import Path

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.t30.outcome import Cause
from modem_sim.fax_machine import CallReport
from modem_sim.hosts.scenario_host import ScenarioHost
from modem_sim.scenario import parse_scenario
from tests.support.pages import draw_page, read_pages, same, write_document

PAGES = [draw_page(number, 200) for number in (1, 2)]

TWO_MACHINES = """
seed = 3

[[machine]]
name = "sender"
number = "1"
terminal = { id = "S" }
  [[machine.call]]
  number = "2"
  document = "two.tif"

[[machine]]
name = "receiver"
number = "2"
terminal = { id = "R" }
store = "in"
"""


def _play(folder: Path, more: str = "", seconds: float = 300) -> dict[str, list[CallReport]]:
    """The reports of each machine after that long."""
    write_document(folder / "two.tif", PAGES)

    async def main() -> dict[str, list[CallReport]]:
        host = ScenarioHost(
            parse_scenario(TWO_MACHINES + more, "test"), base=folder, links=folder / "links"
        )
        await asyncio.sleep(seconds)
        host.close()
        return {name: machine.reports for name, machine in host.world.machines.items()}

    return run_virtual(main())


def test_a_scenario_is_played(tmp_path: Path) -> None:
    reports = _play(tmp_path)
    assert [report.outcome.cause for each in reports.values() for report in each] == [
        Cause.COMPLETED,
        Cause.COMPLETED,
    ]
    [file] = (tmp_path / "in").iterdir()
    assert all(same(sent, got) for sent, got in zip(PAGES, read_pages(file), strict=True))


def test_the_same_scenario_runs_in_the_same_way(tmp_path: Path) -> None:
    bad = "[[line]]\nboth = { bit_error_rate = 2e-4, frame_loss = 0.1 }\n"
    first, second = (_play(tmp_path, bad) for _ in range(2))
    assert [r.outcome for r in first["sender"]] == [r.outcome for r in second["sender"]]
    offsets = [
        round(b.at - a.at, 9) for a, b in zip(first["sender"], second["sender"], strict=True)
    ]
    assert offsets == [0.0]


def test_a_slow_line_makes_the_machines_fall_back(tmp_path: Path) -> None:
    fast = _play(tmp_path)["sender"][0]
    slow = _play(tmp_path, "[[line]]\nboth = { top_speed = 4800 }\n")["sender"][0]
    assert slow.outcome.succeeded
    assert slow.at > fast.at + 20  # FTT seven times


def test_a_section_applies_to_its_calls_only(tmp_path: Path) -> None:
    elsewhere = '[[line]]\ncalled = "1"\nboth = { bit_error_rate = 0.5 }\n'
    assert _play(tmp_path, elsewhere)["sender"][0].outcome.succeeded


def test_a_trigger_applies_to_the_call_that_it_names(tmp_path: Path) -> None:
    again = '[[trigger]]\nframe = "DIS"\ndo = "hang_up"\ncall = {}\n'
    assert not _play(tmp_path, again.format(1))["sender"][0].outcome.succeeded
    assert _play(tmp_path, again.format(2))["sender"][0].outcome.succeeded
    other = '[[trigger]]\nframe = "DIS"\ndo = "hang_up"\ncaller = "2"\n'
    assert _play(tmp_path, other)["sender"][0].outcome.succeeded


def test_a_line_hangs_up_after_a_while(tmp_path: Path) -> None:
    reports = _play(tmp_path, "[[line]]\nboth = { hang_up_after = 12 }\n")
    assert not reports["sender"][0].outcome.succeeded


def test_what_was_received_before_the_call_broke_off_is_kept(tmp_path: Path) -> None:
    _play(tmp_path, '[[trigger]]\npage = 2\nline = 100\ndo = "hang_up"\n')
    [file] = (tmp_path / "in").iterdir()
    assert same(PAGES[0], read_pages(file)[0])


@pytest.mark.parametrize("to", ["busy", "reorder", "unobtainable"])
def test_special_numbers_refuse(tmp_path: Path, to: str) -> None:
    scenario = TWO_MACHINES.replace('number = "2"\n  document', 'number = "9"\n  document')
    assert scenario != TWO_MACHINES
    write_document(tmp_path / "two.tif", PAGES)

    async def main() -> list[CallReport]:
        text = f'{scenario}[[number]]\nnumber = "9"\nto = "{to}"\n'
        host = ScenarioHost(parse_scenario(text, "test"), base=tmp_path, links=tmp_path)
        await asyncio.sleep(60)
        host.close()
        return host.world.machines["sender"].reports

    [report] = run_virtual(main())
    assert (report.outcome.succeeded, report.outcome.phase) == (False, "A")


def test_a_document_can_be_polled(tmp_path: Path) -> None:
    write_document(tmp_path / "two.tif", PAGES)
    text = """
[[machine]]
name = "asks"
number = "1"
store = "in"
  [[machine.call]]
  number = "2"
[[machine]]
name = "has"
number = "2"
to_poll = "two.tif"
"""

    async def main() -> None:
        host = ScenarioHost(parse_scenario(text, "test"), base=tmp_path, links=tmp_path)
        await asyncio.sleep(120)
        host.close()

    run_virtual(main())
    [file] = (tmp_path / "in").iterdir()
    assert all(same(sent, got) for sent, got in zip(PAGES, read_pages(file), strict=True))
