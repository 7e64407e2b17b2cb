"""Fixtures for tests of fax software; pytest finds them by the entry point ``pytest11``.

What they need is imported when they are used: a project that has no such test pays nothing.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from modem_sim.testing import AnyScenario, FaxModemPair, FaxNetwork

_NETWORKS = pytest.StashKey[list["FaxNetwork"]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--fax-speed`` and ``fax_speed``."""
    about = "how many times as fast as real time emulated modems run"
    parser.addini("fax_speed", about, default="1")
    parser.getgroup("fax").addoption("--fax-speed", type=float, help=about)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails shows what happened on the line."""
    report = yield
    if report.failed:
        for network in item.stash.get(_NETWORKS, []):
            report.sections.append(("fax calls", network.ladders() or "no calls"))
    if report.when == "teardown" and _NETWORKS in item.stash:
        del item.stash[_NETWORKS]  # pytest keeps its items to the end, these need not stay
    return report


@pytest.fixture
def fax_speed(request: pytest.FixtureRequest) -> float:
    """How many times as fast as real time the modems run: ``--fax-speed``, or the ini file's."""
    given: float | None = request.config.getoption("--fax-speed")
    text: str = request.config.getini("fax_speed")
    with contextlib.suppress(ValueError):
        speed = float(text) if given is None else given
        if 0 < speed < math.inf:
            return speed
    raise pytest.UsageError(f"fax_speed: {text if given is None else given} is no number above 0")


@pytest.fixture
def fax_network(
    request: pytest.FixtureRequest, tmp_path: Path, fax_speed: float
) -> Iterator[Callable[[AnyScenario], FaxNetwork]]:
    """``fax_network(scenario)``: plays a scenario until the test ends.

    A scenario is its TOML text, the path of its file, its parts as a dict, or a Scenario. Paths in
    it start from its file, or from ``tmp_path``.
    """
    from modem_sim.testing import fax_network as playing  # noqa: PLC0415 - see above

    networks = request.node.stash.setdefault(_NETWORKS, [])
    with contextlib.ExitStack() as stack:

        def play(scenario: AnyScenario) -> FaxNetwork:
            links = tmp_path / f"fax-{len(networks)}"
            base = None if isinstance(scenario, Path) else tmp_path
            network = stack.enter_context(
                playing(scenario, base=base, links=links, speed=fax_speed)
            )
            networks.append(network)
            return network

        yield play


@pytest.fixture
def fax_modem_pair(
    request: pytest.FixtureRequest, tmp_path: Path, fax_speed: float
) -> Iterator[FaxModemPair]:
    """Two modems on terminals ``.a`` (number 1) and ``.b`` (number 2), each calls the other."""
    from modem_sim.testing import fax_modem_pair as playing  # noqa: PLC0415 - see above

    with playing(links=tmp_path / "fax-pair", speed=fax_speed) as pair:
        request.node.stash.setdefault(_NETWORKS, []).append(pair.network)
        yield pair
