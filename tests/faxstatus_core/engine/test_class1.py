"""The Class 1 driver: each action of a session as AT commands, whatever the modem answers."""

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.at import AtChannel
from faxstatus_core.engine.class1 import Class1Modem
from faxstatus_core.engine.dialling import dial_string
from faxstatus_core.engine.errors import BadNumberError, DeviceLostError, NotAModemError
from faxstatus_core.t30.actions import (
    Action,
    AwaitSilence,
    DataReceived,
    Done,
    Failed,
    FramesReceived,
    LineDropped,
    NothingReceived,
    OtherCarrier,
    ReceiveData,
    ReceivedFrame,
    ReceiveFrames,
    Result,
    SendData,
    SendFrames,
    SendSilence,
)
from faxstatus_core.t31.dle import shield
from faxstatus_core.t31.hdlc import fcs
from faxstatus_core.t31.modulations import V17_14400, V29_9600
from faxstatus_core.t31.result_codes import ResultCode
from tests.support.scripted_modem import (
    CONNECT,
    ERROR,
    FCERROR,
    NO_CARRIER,
    OK,
    ScriptedModem,
)

T = TypeVar("T")
BUSY = b"\r\nBUSY\r\n"
Script = dict[str, bytes | list[bytes | None] | None]

END = b"\x10\x03"
DIS = b"\xff\x13\x80\x00\xee\xf8"
CSI = b"\xff\x03\x40" + b"\x04" * 20
ACTIONS: tuple[Action, ...] = (
    SendFrames((CSI, DIS)),
    ReceiveFrames(3.0),
    SendData(V29_9600, b"\x00" * 1800),
    ReceiveData(V29_9600, 4.5),
    SendSilence(0.075),
    AwaitSilence(0.075),
)


def _frame(octets: bytes, code: bytes = OK) -> bytes:
    return CONNECT + shield(octets + fcs(octets)) + END + code


def _drive(
    modem: Callable[[], ScriptedModem], use: Callable[[Class1Modem], Coroutine[Any, Any, T]]
) -> tuple[T, ScriptedModem, float]:
    """What ``use`` gives with a scripted modem, the modem, and the seconds that it took."""

    async def main() -> tuple[T, ScriptedModem, float]:
        device = modem()
        result = await use(Class1Modem(AtChannel(device, "modem")))
        return result, device, asyncio.get_running_loop().time()

    return run_virtual(main())


def _do(action: Action, script: Script, after_data: bytes | None = OK) -> tuple[Result, list[str]]:
    result, device, _ = _drive(
        lambda: ScriptedModem(script, after_data=after_data), lambda modem: modem.execute(action)
    )
    return result, device.lines


def test_frames_are_sent_in_one_carrier() -> None:
    result, device, _ = _drive(
        lambda: ScriptedModem({"+FTH=3": CONNECT}), lambda modem: modem.execute(ACTIONS[2])
    )
    assert isinstance(result, Failed)  # +FTM=96 was answered OK
    assert device.lines == ["+FTM=96"]

    async def send(modem: Class1Modem) -> Result:
        return await modem.execute(SendFrames((CSI, b"\xff\x13\x10\x10\x03")))

    sent: list[bytes] = []

    class TwoFrames(ScriptedModem):
        def write(self, octets: bytes) -> None:
            super().write(octets)
            if octets.endswith(END):
                sent.append(octets)
                self.say(CONNECT if len(sent) == 1 else OK)

    result, device, _ = _drive(lambda: TwoFrames({"+FTH=3": CONNECT}, after_data=None), send)
    assert result == Done()
    assert device.lines == ["+FTH=3"]
    assert sent == [CSI + END, b"\xff\x13\x10\x10\x10\x10\x03" + END]


def test_frames_are_received_until_the_final_one() -> None:
    script: Script = {"+FRH=3": [_frame(CSI), _frame(DIS), NO_CARRIER]}
    result, lines = _do(ReceiveFrames(3.0), script)
    assert result == FramesReceived((ReceivedFrame(CSI, True), ReceivedFrame(DIS, True)))
    assert lines == ["+FRH=3", "+FRH=3"]


def test_a_damaged_frame_is_reported_as_such_and_the_carrier_followed() -> None:
    script: Script = {"+FRH=3": [_frame(CSI, ERROR), NO_CARRIER]}
    result, _ = _do(ReceiveFrames(3.0), script)
    assert result == FramesReceived((ReceivedFrame(CSI, False),))


def test_an_ok_with_a_wrong_fcs_is_not_believed() -> None:
    script: Script = {"+FRH=3": [CONNECT + DIS + b"\x00\x00" + END + OK, NO_CARRIER]}
    result, _ = _do(ReceiveFrames(3.0), script)
    assert result == FramesReceived((ReceivedFrame(DIS, False),))


@pytest.mark.parametrize(
    ("answer", "result"),
    [
        (None, NothingReceived()),
        (NO_CARRIER, LineDropped()),
        (ERROR, Failed("ERROR after AT+FRH=3")),
        (OK, Failed("OK after AT+FRH=3")),
        (FCERROR, NothingReceived()),
        (CONNECT + NO_CARRIER, NothingReceived()),
    ],
)
def test_what_comes_in_place_of_a_frame(answer: bytes | None, result: Result) -> None:
    assert _do(ReceiveFrames(3.0), {"+FRH=3": answer})[0] == result


def test_frames_without_end_are_not_followed_for_ever() -> None:
    result, lines = _do(ReceiveFrames(3.0), {"+FRH=3": _frame(CSI)})
    assert isinstance(result, FramesReceived)
    assert len(lines) == len(result.frames) == 20


def test_page_data_is_shielded_and_reported_as_it_goes() -> None:
    data = bytes(range(256)) * 20
    progress: list[int] = []

    async def send(modem: Class1Modem) -> Result:
        return await modem.execute(SendData(V17_14400, data, page=1), progress.append)

    result, device, _ = _drive(lambda: ScriptedModem({"+FTM=145": CONNECT}), send)
    assert result == Done()
    assert device.data == shield(data)
    assert progress == sorted(progress)
    assert progress[-1] == len(data)


def test_data_is_received_until_the_carrier_ends() -> None:
    script: Script = {"+FRM=96": CONNECT + b"\x00\x10\x10\x01" + END + NO_CARRIER}
    assert _do(ReceiveData(V29_9600, 4.5), script)[0] == DataReceived(b"\x00\x10\x01")


@pytest.mark.parametrize(
    ("answers", "result", "tries"),
    [
        ([None], NothingReceived(), 1),
        ([NO_CARRIER], LineDropped(), 1),
        ([FCERROR], OtherCarrier(), 2),
        ([FCERROR, CONNECT + b"\x01" + END + NO_CARRIER], DataReceived(b"\x01"), 2),
        ([ERROR], OtherCarrier(), 1),
        ([OK], NothingReceived(), 1),
        ([BUSY], Failed("BUSY after AT+FRM=96"), 1),
        ([CONNECT + NO_CARRIER], DataReceived(b""), 1),
        ([CONNECT + b"\x01"], DataReceived(b"\x01"), 1),
    ],
)
def test_what_comes_in_place_of_data(
    answers: list[bytes | None], result: Result, tries: int
) -> None:
    got, lines = _do(ReceiveData(V29_9600, 4.5), {"+FRM=96": answers})
    assert got == result
    assert lines.count("+FRM=96") == tries


@pytest.mark.parametrize("code", [ERROR, OK])
def test_a_modem_may_refuse_to_listen_twice(code: bytes) -> None:
    script: Script = {"+FRH=3": [code, code, _frame(DIS), NO_CARRIER]}
    assert _do(ReceiveFrames(3.0), script)[0] == FramesReceived((ReceivedFrame(DIS, True),))


@pytest.mark.parametrize("code", [ERROR, NO_CARRIER, FCERROR])
@pytest.mark.parametrize("action", [SendSilence(0.075), AwaitSilence(0.075)])
def test_silence_that_the_modem_refuses_is_waited_for(action: Action, code: bytes) -> None:
    result, _, seconds = _drive(
        lambda: ScriptedModem({"+FTS=7": code, "+FRS=7": code}),
        lambda modem: modem.execute(action),
    )
    assert result == Done()
    assert seconds == pytest.approx(0.075, abs=0.01)


def test_v21_that_adaptive_reception_found_is_not_lost() -> None:
    adaptive = b"\r\n+FRH:3\r\n" + _frame(DIS)

    async def listen(modem: Class1Modem) -> tuple[Result, Result]:
        return (
            await modem.execute(ReceiveData(V29_9600, 4.5)),
            await modem.execute(ReceiveFrames(3.0)),
        )

    results, device, _ = _drive(lambda: ScriptedModem({"+FRM=96": adaptive}), listen)
    assert results == (OtherCarrier(), FramesReceived((ReceivedFrame(DIS, True),)))
    assert device.lines == ["+FRM=96"]


def test_data_without_end_is_cut_off() -> None:
    class Chatterbox(ScriptedModem):
        def write(self, octets: bytes) -> None:
            if octets.startswith(b"AT+FRM"):
                self.say(CONNECT)
                self.say_later(0.5, [b"\x55" * 600] * 8000)
            super().write(octets)

    result, _, seconds = _drive(
        lambda: Chatterbox({"+FRM=96": None}),
        lambda modem: modem.execute(ReceiveData(V29_9600, 4.5)),
    )
    assert isinstance(result, DataReceived)
    assert seconds < 60


def test_silence_is_asked_of_the_modem() -> None:
    assert _do(SendSilence(0.075), {}) == (Done(), ["+FTS=7"])
    assert _do(AwaitSilence(0.2), {}) == (Done(), ["+FRS=20"])


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
@given(
    answers=st.lists(
        st.sampled_from(
            [OK, CONNECT, NO_CARRIER, ERROR, FCERROR, None, b"\r\n+FRH:3\r\n", b"\x00" * 9]
        )
        | st.binary(max_size=30),
        min_size=1,
        max_size=6,
    ),
    after_data=st.sampled_from([OK, CONNECT, NO_CARRIER, ERROR, None]),
)
@settings(max_examples=40)
def test_whatever_the_modem_answers_an_action_ends(
    action: Action, answers: list[bytes | None], after_data: bytes | None
) -> None:
    async def use(modem: Class1Modem) -> Result | None:
        try:
            return await modem.execute(action)
        except NotAModemError:
            return None

    script: Script = {
        line: list(answers)
        for line in ("+FTH=3", "+FRH=3", "+FTM=96", "+FRM=96", "+FTS=7", "+FRS=7")
    }
    result, device, seconds = _drive(lambda: ScriptedModem(script, after_data=after_data), use)
    assert result is None or isinstance(result, Result)
    assert seconds < 120
    assert len(device.lines) < 500


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: type(action).__name__)
def test_a_device_that_vanishes_is_lost(action: Action) -> None:
    async def use(modem: Class1Modem) -> None:
        with pytest.raises(DeviceLostError):
            await modem.execute(action)

    def unplugged() -> ScriptedModem:
        modem = ScriptedModem({"+FRH=3": CONNECT}, otherwise=None)
        modem.unplug()
        return modem

    _drive(unplugged, use)


def test_hanging_up_works_in_the_middle_of_data() -> None:
    async def use(modem: Class1Modem) -> None:
        sending = asyncio.create_task(modem.execute(SendData(V29_9600, b"\x01" * 5000)))
        await asyncio.sleep(1)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)
        await modem.escape()
        await modem.hang_up()

    _, device, seconds = _drive(lambda: ScriptedModem({"+FTM=96": CONNECT}, after_data=None), use)
    assert device.lines[-1] == "H0"
    assert seconds < 10


def test_a_call_that_was_just_dialled_is_given_up_soon() -> None:
    class Deaf(ScriptedModem):
        """Takes no notice of what comes soon after ATD (V.250 §5.6.1)."""

        def write(self, octets: bytes) -> None:
            if octets == b"ATH0\r" and not self.lines.count("H0"):
                self.lines.append("H0")
            else:
                super().write(octets)

    _, device, seconds = _drive(Deaf, lambda modem: modem.hang_up())
    assert device.lines[-1] == "H0"
    assert device.lines.count("H0") == 2
    assert seconds < 3


def test_the_carrier_that_atd_and_ata_leave_behind_is_used() -> None:
    async def call(modem: Class1Modem) -> tuple[ResultCode | None, Result]:
        return await modem.dial("123"), await modem.execute(ReceiveFrames(3.0))

    code_and_result, device, _ = _drive(lambda: ScriptedModem({"DT123": _frame(DIS)}), call)
    assert code_and_result == (ResultCode.CONNECT, FramesReceived((ReceivedFrame(DIS, True),)))
    assert device.lines == ["DT123"]


DIALLABLE = st.text(alphabet="0123456789*#,wW()-. ", min_size=1, max_size=40)


@given(DIALLABLE.filter(lambda text: any(c.isdigit() for c in text)))
def test_a_dial_string_has_what_was_given_but_for_its_looks(number: str) -> None:
    assert dial_string(number)[1:] == re.sub(r"[()\-. ]", "", number).upper()


@given(st.text(max_size=40))
def test_a_number_either_dials_and_nothing_else_or_is_refused(number: str) -> None:
    try:
        text = dial_string(number)
    except BadNumberError:
        return
    assert re.fullmatch(r"[TP][0-9*#,WTP]+", text)


@pytest.mark.parametrize("number", ["", "+49 30", "12;34", "1\r2", "ABC", "1" * 101, "\u0661"])
def test_numbers_that_no_modem_should_see(number: str) -> None:
    with pytest.raises(BadNumberError):
        dial_string(number)
