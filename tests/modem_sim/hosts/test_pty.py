"""Modems on pseudo-terminals, in real time."""

import asyncio
import os
import stat
import termios
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest

from modem_sim.hosts.pty import LinkError, PtyHost
from modem_sim.pair import ModemPair
from tests.support.patience import PATIENCE, until

OK = b"\r\nOK\r\n"


class Client:
    """A program that has a terminal open."""

    def __init__(self, link: Path) -> None:
        self.fd = os.open(link, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def read_now(self) -> bytes:
        """What is there."""
        try:
            return os.read(self.fd, 65536)
        except BlockingIOError:
            return b""

    async def until(self, ending: bytes) -> bytes:
        """Everything up to ``ending``."""
        said = b""
        async with asyncio.timeout(PATIENCE):
            while not said.endswith(ending):
                said += self.read_now()
                await asyncio.sleep(0.001)
        return said

    async def ask(self, line: bytes) -> bytes:
        """The answer to a command line."""
        os.write(self.fd, line + b"\r")
        return await self.until(b"\r\n")

    def close(self) -> None:
        os.close(self.fd)


class Terminal:
    """A PtyHost without a modem: what the client sent, and whether it left."""

    def __init__(self, link: Path) -> None:
        self.received = bytearray()
        self.hang_ups = 0
        self.host = PtyHost(link, self._receive, self._hang_up)
        self.host.set_room(4096)

    def has_seen(self, *, octets: int, hang_ups: int) -> bool:
        return len(self.received) == octets and self.hang_ups == hang_ups

    def _receive(self, octets: bytes) -> None:
        self.received += octets

    def _hang_up(self) -> None:
        self.hang_ups += 1


@asynccontextmanager
async def _terminal(link: Path) -> AsyncIterator[Terminal]:
    terminal = Terminal(link)
    try:
        yield terminal
    finally:
        terminal.host.close()


async def test_two_links_that_are_raw_terminals_with_modems(tmp_path: Path) -> None:
    modems = ModemPair(tmp_path / "new" / "folder")
    clients = []
    for name in "ab":
        link = tmp_path / "new" / "folder" / name
        assert link.is_symlink()
        assert stat.S_ISCHR(link.stat().st_mode)
        client = Client(link)
        iflag, oflag, _cflag, lflag, *_ = termios.tcgetattr(client.fd)
        assert not iflag & (termios.ICRNL | termios.IXON | termios.ISTRIP)
        assert not oflag & termios.OPOST
        assert not lflag & (termios.ECHO | termios.ICANON | termios.ISIG)
        assert await client.ask(b"ATE0") == b"ATE0\r" + OK
        clients.append(client)
    for client in clients:
        client.close()
    modems.close()
    assert not list((tmp_path / "new" / "folder").iterdir())


async def test_a_client_may_leave_and_another_come(tmp_path: Path) -> None:
    async with _terminal(tmp_path / "a") as terminal:
        for count in (1, 2, 3):
            target = (tmp_path / "a").readlink()
            client = Client(tmp_path / "a")
            os.write(client.fd, b"x")
            await until(partial(terminal.has_seen, octets=count, hang_ups=count - 1))
            client.close()
            await until(partial(terminal.has_seen, octets=count, hang_ups=count))
            assert (tmp_path / "a").readlink() == target


@pytest.mark.parametrize(("dtr", "answer"), [(2, b"\r\nERROR\r\n"), (0, OK)])
async def test_a_client_that_leaves_hangs_up_unless_d0(
    tmp_path: Path, dtr: int, answer: bytes
) -> None:
    modems = ModemPair(tmp_path)
    client = Client(tmp_path / "a")
    assert (await client.ask(b"ATE0+FCLASS=1;&D%dH1" % dtr)).endswith(OK)
    assert await client.ask(b"AT+FTS=0") == OK  # off hook
    client.close()
    await asyncio.sleep(0.02)
    client = Client(tmp_path / "a")
    assert await client.ask(b"AT+FTS=0") == answer
    client.close()
    modems.close()


async def test_all_that_a_client_wrote_before_it_left_arrives(tmp_path: Path) -> None:
    async with _terminal(tmp_path / "a") as terminal:
        client = Client(tmp_path / "a")
        await asyncio.sleep(0.1)
        os.write(client.fd, b"x" * 3000)
        client.close()
        await until(lambda: terminal.hang_ups == 1)
        assert terminal.received == b"x" * 3000


async def test_a_client_that_only_writes_and_goes_is_heard(tmp_path: Path) -> None:
    async with _terminal(tmp_path / "a") as terminal:
        client = Client(tmp_path / "a")
        os.write(client.fd, b"ATZ\r")
        client.close()
        await until(lambda: terminal.hang_ups == 1)
        assert terminal.received == b"ATZ\r"


async def test_the_next_client_does_not_read_what_was_for_the_last(tmp_path: Path) -> None:
    async with _terminal(tmp_path / "a") as terminal:
        client = Client(tmp_path / "a")
        os.write(client.fd, b"x")
        await until(lambda: terminal.received == b"x")
        terminal.host.deliver(b"for the first")
        await asyncio.sleep(0.01)
        client.close()
        await until(lambda: terminal.hang_ups == 1)
        terminal.host.deliver(b"for nobody")
        client = Client(tmp_path / "a")
        os.write(client.fd, b"y")
        await until(lambda: terminal.received == b"xy")
        terminal.host.deliver(b"for the second")
        assert await client.until(b"second") == b"for the second"
        client.close()


async def test_a_writer_is_held_back_and_nothing_is_lost(tmp_path: Path) -> None:
    page = os.urandom(200_000)
    async with _terminal(tmp_path / "a") as terminal:
        terminal.host.set_room(0)
        client = os.open(tmp_path / "a", os.O_RDWR | os.O_NOCTTY)
        written = 0

        def write() -> None:
            nonlocal written
            while written < len(page):
                written += os.write(client, page[written : written + 5000])

        writer = threading.Thread(target=write)
        writer.start()
        await asyncio.sleep(0.15)
        assert written < 150_000  # what the kernel buffers
        assert terminal.received == b""
        terminal.host.set_room(700)
        await until(lambda: len(terminal.received) >= len(page))
        writer.join()
        assert terminal.received == page
        os.close(client)


async def test_a_client_that_never_reads_costs_at_most_the_backlog(tmp_path: Path) -> None:
    async with _terminal(tmp_path / "a") as terminal:
        client = Client(tmp_path / "a")
        os.write(client.fd, b"x")
        await until(lambda: terminal.received == b"x")
        for _ in range(400):
            terminal.host.deliver(bytes(10_000))
        got, nothing = 0, 0
        while nothing < 10:
            piece = len(client.read_now())
            got, nothing = got + piece, 0 if piece else nothing + 1
            await asyncio.sleep(0 if piece else 0.001)
        assert 1_000_000 < got < 1_300_000
        client.close()


async def test_an_old_link_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("/nonexistent")
    async with _terminal(tmp_path / "a"):
        assert (tmp_path / "a").is_char_device()
    assert not (tmp_path / "a").is_symlink()


@pytest.mark.parametrize("kind", ["file", "folder"])
async def test_a_file_is_not_replaced(tmp_path: Path, kind: str) -> None:
    link = tmp_path / "b"
    if kind == "file":
        link.write_text("precious")
    else:
        link.mkdir()
    with pytest.raises(LinkError, match="cannot make the link") as caught:
        ModemPair(tmp_path)
    assert caught.value.where == str(link)
    assert caught.value.remedy
    assert link.exists()
    assert kind == "folder" or link.read_text() == "precious"
    assert not (tmp_path / "a").is_symlink()


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LinkError):
        ModemPair(tmp_path / "file")


async def test_at_the_end_only_its_own_link_is_removed(tmp_path: Path) -> None:
    async with _terminal(tmp_path / "a"):
        async with _terminal(tmp_path / "a"):
            pass
        (tmp_path / "a").write_text("precious")
    assert (tmp_path / "a").read_text() == "precious"
    async with _terminal(tmp_path / "b") as first:
        second = Terminal(tmp_path / "b")
        first.host.deliver(b"")
    assert (tmp_path / "b").is_char_device()
    second.host.close()
    assert not (tmp_path / "b").is_symlink()


async def test_a_client_that_has_not_written_yet_hears_what_is_sent(tmp_path: Path) -> None:
    async with _terminal(tmp_path / "a") as terminal:
        terminal.host.deliver(b"for nobody")
        client = Client(tmp_path / "a")
        terminal.host.deliver(b"RING")
        assert await client.until(b"RING") == b"RING"
        client.close()
        await until(lambda: terminal.hang_ups == 1)
        with_another = Client(tmp_path / "a")
        os.write(with_another.fd, b"x")
        await until(lambda: terminal.received == b"x")
        with_another.close()


async def test_clients_that_come_and_go_without_a_word_leave_no_trace(tmp_path: Path) -> None:
    async with _terminal(tmp_path / "a") as terminal:
        for _ in range(5):
            Client(tmp_path / "a").close()
            await asyncio.sleep(0.001)
        assert terminal.has_seen(octets=0, hang_ups=0)
        client = Client(tmp_path / "a")
        os.write(client.fd, b"x")
        await until(lambda: terminal.received == b"x")
        client.close()


async def test_a_client_that_writes_to_a_modem_without_room_is_kept_waiting(
    tmp_path: Path,
) -> None:
    async with _terminal(tmp_path / "a") as terminal:
        terminal.host.set_room(0)
        client = Client(tmp_path / "a")
        os.write(client.fd, b"x")
        await asyncio.sleep(0.01)
        assert terminal.received == b""
        terminal.host.set_room(5)
        await until(lambda: terminal.received == b"x")
        client.close()
