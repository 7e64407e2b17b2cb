"""How many descriptors there may be."""

import errno
import os
import pty
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from faxstatus_core.errors import FaxError
from modem_sim.hosts.limits import (
    DescriptorLimitError,
    raise_descriptor_limit,
    require_descriptors,
)
from modem_sim.hosts.pty import NoTerminalError, PtyHost


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, int], list[tuple[int, int]]]:
    """Pretend that the limits are these; returns them, the latest last."""

    def pretend(soft: int, hard: int) -> list[tuple[int, int]]:
        now = [(soft, hard)]
        monkeypatch.setattr(resource, "getrlimit", lambda _which: now[-1])
        monkeypatch.setattr(resource, "setrlimit", lambda _which, pair: now.append(pair))
        return now

    return pretend


def test_the_soft_limit_is_raised_only_where_it_is_too_low(
    limit: Callable[[int, int], list[tuple[int, int]]],
) -> None:
    now = limit(1024, 4096)
    require_descriptors(100)
    assert now == [(1024, 4096)]
    require_descriptors(2000)
    assert now[-1] == (4096, 4096)
    assert not raise_descriptor_limit()


def test_more_than_the_hard_limit_is_refused(
    limit: Callable[[int, int], list[tuple[int, int]]],
) -> None:
    limit(1024, 4096)
    with pytest.raises(DescriptorLimitError, match="4096 are allowed") as caught:
        require_descriptors(5000)
    assert caught.value.remedy


def test_a_limit_that_cannot_be_raised_is_left(
    limit: Callable[[int, int], list[tuple[int, int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_which: int, _pair: tuple[int, int]) -> None:
        raise ValueError

    limit(1024, -1)
    monkeypatch.setattr(resource, "setrlimit", refuse)
    assert not raise_descriptor_limit()


@pytest.mark.parametrize(
    ("number", "error"), [(errno.EMFILE, DescriptorLimitError), (errno.ENOSPC, NoTerminalError)]
)
async def test_a_terminal_too_many_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[FaxError]
) -> None:
    def fail() -> tuple[int, int]:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(pty, "openpty", fail)
    with pytest.raises(error) as caught:
        PtyHost(tmp_path / "a", lambda _octets: None, lambda: None)
    assert caught.value.remedy
    assert not (tmp_path / "a").is_symlink()


async def test_a_terminal_is_made_after_the_limit_was_raised(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    limit: Callable[[int, int], list[tuple[int, int]]],
) -> None:
    now, really = limit(10, 20), pty.openpty

    def open_pty() -> tuple[int, int]:
        if now[-1][0] < 20:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return really()

    monkeypatch.setattr(pty, "openpty", open_pty)
    host = PtyHost(tmp_path / "a", lambda _octets: None, lambda: None)
    assert (tmp_path / "a").is_symlink()
    host.close()
