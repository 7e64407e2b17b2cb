"""Fixtures for every test: programs of others that some tests run against."""

import os
import shutil
import signal
from collections.abc import Callable
from itertools import chain, groupby
from random import Random

import pytest
from hypothesis import HealthCheck, settings

# Whether a machine is busy is nothing that a test should find, and what a run finds by chance is
# no news of the change: the same examples each time. `pytest --hypothesis-profile=hunt` looks for
# more.
_ON_ANY_MACHINE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("steady", _ON_ANY_MACHINE, derandomize=True)
settings.register_profile("hunt", _ON_ANY_MACHINE, max_examples=1000)
settings.load_profile("steady")

# A shell that runs this in the background has it ignore SIGINT, and so would every program that
# tests start, and then interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

_PACKAGES = {
    "systemd-analyze": "systemd",
    "chromium": "chromium",
    "socat": "socat",
    "efax": "efax",
    "gs": "ghostscript",
    "tiffcp": "libtiff-tools",
    "tiffinfo": "libtiff-tools",
    "tshark": "tshark",
    "faxgetty": "hylafax-server",
    "sendfax": "hylafax-client",
}
"""The programs that tests may ask for, and the Debian package of each."""

_FOR_ROOT = {"faxgetty"}
"""Those that refuse to run for anybody else."""


def require_program(name: str) -> str:
    """The path of program ``name``.

    Skips the test if it is not installed, or is not for this user, and fails it where the
    environment says REQUIRE_PEERS=1.
    Raises KeyError for a program without a known package.
    """
    package = _PACKAGES[name]
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if path is None:
        reason = f"apt-get install {package}"
    elif name in _FOR_ROOT and os.geteuid() != 0:
        reason = "it runs as root only"
    else:
        return path
    if os.environ.get("REQUIRE_PEERS") == "1":
        pytest.fail(f"{name} is missing: {reason}", pytrace=False)
    pytest.skip(f"{name}: {reason}")


@pytest.fixture
def peer() -> Callable[[str], str]:
    """``peer("socat")``: its path, or the test is skipped; see :func:`require_program`."""
    return require_program


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in the browser first, for one worker runs them all; calls in real time among the rest.

    Calls mostly wait, so that the machine always has something else to do meanwhile.
    """
    browsing = [item for item in items if "web" in item.path.parts]
    others = [item for item in items if "web" not in item.path.parts]
    calls = [item for item in others if item.get_closest_marker("realtime")]
    rest = [item for item in others if not item.get_closest_marker("realtime")]
    files = [list(tests) for _, tests in groupby(rest, lambda item: item.path)]
    Random(1).shuffle(files)  # the slow ones are neighbours
    apart = len(files) // (len(calls) or 1)
    for number, call in enumerate(calls):
        files.insert(number * (apart + 1), [call])
    items[:] = chain(browsing, *files)
