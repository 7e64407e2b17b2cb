"""Fixtures for every test: programs of others that some tests run against."""

import os
import shutil
import signal
from collections.abc import Callable

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
    """Calls in real time first, while the machine has little else to do.

    Most of all HylaFAX: it throws away what has come before it is ready for a page. Then the tests
    in the browser, which one worker runs.
    """

    def place(item: pytest.Item) -> int:
        if item.get_closest_marker("realtime"):
            return 0 if "hylafax" in item.name.lower() else 1
        return 2 if "web" in item.path.parts else 3

    items.sort(key=place)
