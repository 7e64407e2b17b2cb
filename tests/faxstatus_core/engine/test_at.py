"""AT command lines and their answers, over an octet stream."""

import asyncio
from collections import deque

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.at import AtChannel, Response
from faxstatus_core.engine.errors import DeviceError, DeviceLostError, NotAModemError
from faxstatus_core.t31.dle import CAN, DleDecoder
from faxstatus_core.t31.result_codes import ResultCode


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
        wire = Wire((0.1, b"x" * 100_000), (0.1, b"\r\nOK\r\n"))
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
