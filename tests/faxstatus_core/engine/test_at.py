"""AT command lines and their answers, over an octet stream."""

import asyncio
from collections import deque

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.at import AtChannel, Response
from faxstatus_core.engine.errors import DeviceError, DeviceLostError, NotAModemError
from faxstatus_core.t31.dle import CAN, END_OF_DATA, DleDecoder
from faxstatus_core.t31.result_codes import ResultCode
from tests.support.scripted_modem import (
    CONNECT,
    ERROR,
    NO_CARRIER,
    NUMBER,
    OK,
    ScriptedModem,
)


class Wire:
    """A transport: what is sent is kept, what ``say`` is given is read. ``late`` answers of OK."""

    def __init__(self, *answers: tuple[float, bytes]) -> None:
        self.sent = b""
        self.takes = True
        self._answers = deque(answers)
        self._reader = asyncio.StreamReader()

    def say(self, octets: bytes) -> None:
        self._reader.feed_data(octets)

    async def read(self) -> bytes:
        return await self._reader.read(4096)

    def write(self, octets: bytes) -> None:
        self.sent += octets
        if self._answers:
            delay, answer = self._answers.popleft()
            asyncio.get_running_loop().call_later(delay, self.say, answer)

    async def drain(self) -> None:
        if not self.takes:
            await asyncio.Event().wait()

    def close(self) -> None:
        self._reader.feed_eof()


def _ask(*answers: tuple[float, bytes], command: str = "I3") -> Response | None:
    async def main() -> Response | None:
        return await AtChannel(Wire(*answers), "modem").command(command, 5.0)

    return run_virtual(main())


@pytest.mark.parametrize(
    ("answer", "response"),
    [
        (b"\r\nOK\r\n", Response(ResultCode.OK)),
        (b"ATI3\r\r\nOK\r\n", Response(ResultCode.OK)),
        (b"ATI3\r\r\nAT&T DataPort\r\n\r\nOK\r\n", Response(ResultCode.OK, ("AT&T DataPort",))),
        (b"\r\nOne\r\nTwo\r\n\r\nERROR\r\n", Response(ResultCode.ERROR, ("One", "Two"))),
        (b"\r\nNO CARRIER\r\n", Response(ResultCode.NO_CARRIER)),
        (b"\r\n\xff\xfe\r\nOK\r\n", Response(ResultCode.OK, ("\xff\xfe",))),
        (b"\r\nOK", None),
        (b"", None),
    ],
)
def test_what_a_modem_answers(answer: bytes, response: Response | None) -> None:
    assert _ask((0.1, answer)) == response


def test_an_answer_in_pieces_is_one() -> None:
    async def main() -> Response | None:
        wire = Wire()
        asking = asyncio.create_task(AtChannel(wire, "modem").command("", 5.0))
        for octet in b"\r\nhello\r\n\r\nOK\r\n":
            await asyncio.sleep(0.1)
            wire.say(bytes([octet]))
        return await asking

    assert run_virtual(main()) == Response(ResultCode.OK, ("hello",))


def test_what_came_unasked_is_no_answer() -> None:
    async def main() -> Response | None:
        wire = Wire((0.1, b"\r\nERROR\r\n"))
        wire.say(b"\r\nOK\r\n")
        return await AtChannel(wire, "modem").command("&K9", 5.0)

    assert run_virtual(main()) == Response(ResultCode.ERROR)


def test_a_late_answer_to_an_earlier_try_is_not_the_next_ones() -> None:
    async def main() -> Response | None:
        ok = b"\r\nOK\r\n"
        channel = AtChannel(Wire((1.02, ok), (0.05, ok), (0.1, b"\r\nERROR\r\n")), "modem")
        await channel.synchronise()
        return await channel.command("+FCLASS=1", 5.0)

    assert run_virtual(main()) == Response(ResultCode.ERROR)


def test_lines_without_end_are_cut_and_forgotten() -> None:
    async def main() -> Response | None:
        ok = (0.1, b"\r\nOK\r\n")
        wire = Wire((0.1, b"x" * 100_000), ok, (0.1, NUMBER), ok)
        channel = AtChannel(wire, "modem")
        assert await channel.command("", 1.0) is None
        return await channel.command("", 1.0)

    assert run_virtual(main()) == Response(ResultCode.OK)


def test_a_silent_device_is_no_modem() -> None:
    async def main() -> float:
        with pytest.raises(NotAModemError, match="/dev/x: no answer to AT"):
            await AtChannel(Wire(), "/dev/x").synchronise()
        return asyncio.get_running_loop().time()

    assert run_virtual(main()) < 5


def test_a_device_that_went_away_is_lost() -> None:
    async def main() -> None:
        wire = Wire()
        wire.close()
        with pytest.raises(DeviceLostError):
            await AtChannel(wire, "/dev/x").command("", 1.0)

    run_virtual(main())


def test_a_device_that_takes_nothing_is_given_up() -> None:
    async def main() -> None:
        wire = Wire()
        wire.takes = False
        with pytest.raises(DeviceError, match="takes no more octets"):
            await AtChannel(wire, "/dev/x").command("", 1.0)

    run_virtual(main())


def test_data_ends_where_its_mark_is_and_the_rest_is_kept() -> None:
    async def main() -> None:
        wire = Wire()
        channel = AtChannel(wire, "modem")
        wire.say(b"ab\x10\x10c\x10\x03\r\nOK\r\n")
        assert await channel.data(DleDecoder()) == (b"ab\x10c", True)
        assert await channel.response(1.0) == Response(ResultCode.OK)

    run_virtual(main())


def test_a_reception_is_aborted_with_can() -> None:
    async def main() -> bytes:
        wire = Wire((0.1, b"\r\nOK\r\n"), (0.1, b"\r\nOK\r\n"))
        await AtChannel(wire, "modem").abort_reception()
        return wire.sent

    assert run_virtual(main()).startswith(CAN)


@pytest.mark.parametrize(
    ("answers", "seconds"),
    [
        ([(0.01, NUMBER)], 0.01),
        ([(0.01, OK + NUMBER)], 0.01),
        ([(0.01, NO_CARRIER), (0.05, NUMBER)], 0.05),
        ([(0.01, OK)], 0.31),
        ([(0.01, ERROR)], 0.31),
        ([(1.1, NUMBER), (1.15, NUMBER)], 1.25),
    ],
)
def test_a_modem_is_in_step_when_it_has_said_a_number(
    answers: list[tuple[float, bytes]], seconds: float
) -> None:
    """What comes before the number, or soon after a late one, is no later command's answer."""

    async def main() -> tuple[float, Response | None]:
        wire = Wire()
        loop = asyncio.get_running_loop()
        for delay, answer in answers:
            loop.call_later(delay, wire.say, answer)
        channel = AtChannel(wire, "modem")
        await channel.resynchronise()
        took = loop.time()
        loop.call_later(0.02, wire.say, b"\r\nmine\r\n\r\nOK\r\n")
        return took, await channel.command("I3", 5.0)

    took, response = run_virtual(main())
    assert took == pytest.approx(seconds, abs=0.001)
    assert response == Response(ResultCode.OK, ("mine",))


@pytest.mark.parametrize("answer", [None, CONNECT])
def test_a_command_that_has_not_ended_is_left_before_the_next(answer: bytes | None) -> None:
    async def main() -> tuple[list[str], Response | None]:
        modem = ScriptedModem({"+FTM=96": answer})
        channel = AtChannel(modem, "modem")
        await channel.command("+FTM=96", 5.0)
        assert not channel.in_command_state
        response = await channel.command("+FCLASS=1", 5.0)
        assert channel.in_command_state
        return modem.lines, response

    assert run_virtual(main()) == (["+FTM=96", "S7?", "+FCLASS=1"], Response(ResultCode.OK))


def test_a_modem_that_connects_late_is_brought_out_of_data_state() -> None:
    async def main() -> tuple[bytes, bool]:
        wire = Wire((0.1, OK), (0.1, CONNECT), (0.1, OK), (0.1, NUMBER))
        channel = AtChannel(wire, "modem")
        await channel.abort_reception()
        return wire.sent, channel.in_command_state

    sent, in_command_state = run_virtual(main())
    assert sent == CAN + b"ATS7?\r" + END_OF_DATA + CAN
    assert in_command_state


def test_a_modem_that_is_never_quiet_is_given_up() -> None:
    async def main() -> float:
        wire = Wire()
        loop = asyncio.get_running_loop()
        for tenth in range(200):
            loop.call_later(tenth / 10, wire.say, OK)
        with pytest.raises(NotAModemError):
            await AtChannel(wire, "modem").abort_reception()
        return loop.time()

    assert run_virtual(main()) < 5
