"""Every command of the Class 1 driver, and every answer that a modem may have for it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.at import AtChannel, Response
from faxstatus_core.engine.class1 import Class1Modem
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
from faxstatus_core.t31.modulations import V29_9600
from faxstatus_core.t31.result_codes import ResultCode, result_at_end
from tests.support.scripted_modem import (
    CONNECT,
    ERROR,
    FCERROR,
    NO_CARRIER,
    OK,
    Answer,
    Late,
    ScriptedModem,
)

END = b"\x10\x03"
DIS = b"\xff\x13\x80\x00\xee\xf8"
CSI = b"\xff\x03\x40" + b"\x04" * 20
RING, BUSY = b"\r\nRING\r\n", b"\r\nBUSY\r\n"
V21_CAME = b"\r\n+FRH:3\r\n"
ANSWERS: dict[str, bytes | None] = {
    "NO CARRIER": NO_CARRIER,
    "ERROR": ERROR,
    "+FCERROR": FCERROR,
    "OK": OK,
    "CONNECT": CONNECT,
    "RING": RING,
    "BUSY": BUSY,
    "NO ANSWER": b"\r\nNO ANSWER\r\n",
    "VOICE": b"\r\nVOICE\r\n",
    "RINGING": b"\r\nRINGING\r\n",
    "noise": b"\xff\x00\x11\x10\x18\r",
    "nothing": None,
}


def _frame(octets: bytes, code: bytes = OK) -> bytes:
    return CONNECT + shield(octets + fcs(octets)) + END + code


Use = Callable[[Class1Modem], Awaitable[object]]
Script = dict[str, Answer | Sequence[Answer]]
QUESTIONS = ("+FMI?", "+FMM?")


def _use(use: Use, device: Callable[[], ScriptedModem]) -> tuple[object, list[str], float]:
    """What ``use`` gives, the command lines that it took, and its seconds.

    Afterwards the modem must be in step: two questions get their own answers.
    """

    async def main() -> tuple[object, list[str], float]:
        modem = device()
        channel = AtChannel(modem, "modem")
        driver = Class1Modem(channel)
        result = await use(driver)
        took, lines = asyncio.get_running_loop().time(), list(modem.lines)
        for question in QUESTIONS:
            said = Response(ResultCode.OK, (question,))
            assert await channel.command(question, 5.0) == said
        return result, lines, took

    return run_virtual(main())


def _scripted(
    script: Script, after_data: bytes | None = OK, kind: type[ScriptedModem] = ScriptedModem
) -> Callable[[], ScriptedModem]:
    own = {question: f"\r\n{question}\r\n".encode() + OK for question in QUESTIONS}
    return lambda: kind(script | own, after_data=after_data)


NOTHING_SAID = ("RING", "RINGING", "noise", "nothing")


def _rest(outcome: Callable[[str], object], **other: object) -> dict[str, object]:
    """A row of the table: what ``outcome`` says of each code, and what ``other`` says better."""
    named = {name.replace("_", " ").replace("FCERROR", "+FCERROR"): o for name, o in other.items()}
    silent = named.pop("silence")
    row = {name: silent if name in NOTHING_SAID else outcome(name) for name in ANSWERS}
    return row | named


def _fails(command: str) -> Callable[[str], Result]:
    return lambda said: Failed(f"{said} after AT{command}")


def _unanswered(command: str) -> Result:
    return Failed(f"no answer from the modem to AT{command}")


ACTIONS: dict[str, tuple[Action, dict[str, object]]] = {
    "+FTH=3": (
        SendFrames((DIS,)),
        _rest(_fails("+FTH=3"), CONNECT=Done(), silence=_unanswered("+FTH=3")),
    ),
    "+FTM=96": (
        SendData(V29_9600, b"\x00" * 1800),
        _rest(_fails("+FTM=96"), CONNECT=Done(), silence=_unanswered("+FTM=96")),
    ),
    "+FRH=3": (
        ReceiveFrames(3.0),
        _rest(
            _fails("+FRH=3"),
            NO_CARRIER=LineDropped(),
            FCERROR=NothingReceived(),
            CONNECT=NothingReceived(),  # flags for ever
            silence=NothingReceived(),
        ),
    ),
    "+FRM=96": (
        ReceiveData(V29_9600, 4.5),
        _rest(
            _fails("+FRM=96"),
            NO_CARRIER=LineDropped(),
            ERROR=OtherCarrier(),
            FCERROR=OtherCarrier(),
            OK=NothingReceived(),
            CONNECT=DataReceived(),
            silence=NothingReceived(),
        ),
    ),
    "+FTS=7": (
        SendSilence(0.075),
        _rest(lambda _: Done(), silence=_unanswered("+FTS=7")),
    ),
    "+FRS=7": (AwaitSilence(0.075), _rest(lambda _: Done(), silence=Done())),
}


@pytest.mark.parametrize(
    ("command", "answer"), [(command, answer) for command in ACTIONS for answer in ANSWERS]
)
def test_an_action_makes_its_best_of_every_answer(command: str, answer: str) -> None:
    action, results = ACTIONS[command]
    result, _, seconds = _use(
        lambda modem: modem.execute(action), _scripted({command: ANSWERS[answer]})
    )
    assert result == results[answer]
    assert seconds < 10


CALLS: dict[str, tuple[Use, dict[str, object], float]] = {
    "DT123": (lambda modem: modem.dial("123"), _rest(ResultCode, silence=None), 95),
    "A": (lambda modem: modem.answer(), _rest(ResultCode, silence=None), 25),
    "H0": (lambda modem: modem.hang_up(), _rest(lambda _: None, silence=None), 10),
}


@pytest.mark.parametrize(
    ("command", "answer"), [(command, answer) for command in CALLS for answer in ANSWERS]
)
def test_a_call_is_made_and_released_whatever_the_modem_answers(command: str, answer: str) -> None:
    use, results, limit = CALLS[command]
    result, lines, seconds = _use(use, _scripted({command: ANSWERS[answer]}))
    assert result == results[answer]
    assert lines.count(command) <= 2
    assert seconds < limit


GIVEN_UP_AFTER = {
    "+FTH=3": 5.0,
    "+FTM=96": 5.0,
    "+FRH=3": 3.0,
    "+FRM=96": 4.5,
    "+FTS=7": 5.0,
    "+FRS=7": 4.0,
}


@pytest.mark.parametrize("late_by", [0.02, 0.4, 0.7])
@pytest.mark.parametrize("answer", [NO_CARRIER, ERROR, FCERROR, OK, CONNECT, _frame(DIS)])
@pytest.mark.parametrize("command", list(ACTIONS))
def test_an_answer_that_comes_too_late_is_not_taken_for_the_next_ones(
    command: str, answer: bytes, late_by: float
) -> None:
    late = Late(GIVEN_UP_AFTER[command] + late_by, answer)
    result, _, _ = _use(
        lambda modem: modem.execute(ACTIONS[command][0]), _scripted({command: late})
    )
    assert result == ACTIONS[command][1]["nothing"]


AFTER_DATA: list[tuple[str, bytes | None, bool]] = [
    ("OK", OK, True),
    ("CONNECT", CONNECT, False),
    ("NO CARRIER", NO_CARRIER, False),
    ("ERROR", ERROR, False),
    ("no answer from the modem", None, False),
]


@pytest.mark.parametrize("command", ["+FTH=3", "+FTM=96"])
@pytest.mark.parametrize(("said", "answer", "sent"), AFTER_DATA)
def test_what_was_sent_is_known_by_the_ok_after_it(
    command: str, said: str, answer: bytes | None, sent: bool
) -> None:
    result, _, seconds = _use(
        lambda modem: modem.execute(ACTIONS[command][0]),
        _scripted({command: CONNECT}, after_data=answer),
    )
    if sent:
        assert result == Done()
    else:
        assert isinstance(result, Failed)
        assert result.text.startswith(said)
    assert seconds < 30


@pytest.mark.parametrize("said", ["NO CARRIER", "ERROR", "OK"])
def test_data_are_not_poured_into_a_modem_that_has_stopped_taking_them(said: str) -> None:
    class StopsEarly(ScriptedModem):
        def write(self, octets: bytes) -> None:
            before = len(self.data)
            super().write(octets)
            if before < 10_000 <= len(self.data):
                self.say(ANSWERS[said])

    taken: list[int] = []  # what the progress tells
    action = SendData(V29_9600, bytes(60_000), page=1)
    device = _scripted({"+FTM=96": CONNECT}, after_data=None, kind=StopsEarly)
    result, _, _ = _use(lambda modem: modem.execute(action, taken.append), device)
    assert max(taken) < 13_000
    assert result == Failed(f"{said} after AT+FTM=96")


GOOD = FramesReceived((ReceivedFrame(DIS, True),))
BAD_CSI = ReceivedFrame(CSI, False)


@pytest.mark.parametrize(
    ("answers", "result"),
    [
        ([CONNECT + END + OK, _frame(DIS)], GOOD),  # an empty frame
        ([CONNECT + b"\xff" + END + ERROR, _frame(DIS)], GOOD),
        ([CONNECT + NO_CARRIER, _frame(DIS)], GOOD),
        ([FCERROR, ERROR, FCERROR, _frame(DIS)], GOOD),
        ([_frame(CSI, ERROR), _frame(DIS)], FramesReceived((BAD_CSI, ReceivedFrame(DIS, True)))),
        ([_frame(CSI, NO_CARRIER)], FramesReceived((BAD_CSI,))),
        ([_frame(CSI, b"")], FramesReceived((BAD_CSI,))),  # no result code
        ([_frame(CSI, ERROR), OK], FramesReceived((BAD_CSI,))),
        ([_frame(CSI, ERROR), None], FramesReceived((BAD_CSI,))),
        ([_frame(CSI, ERROR), CONNECT], FramesReceived((BAD_CSI,))),  # then flags for ever
        ([_frame(CSI, ERROR), CONNECT + END + OK], FramesReceived((BAD_CSI,))),  # empty for ever
        ([CONNECT + b"\x55" * 5000, _frame(DIS)], GOOD),  # noise without end
    ],
)
def test_frames_are_taken_out_of_what_surrounds_them(answers: list[Answer], result: Result) -> None:
    got, lines, seconds = _use(
        lambda modem: modem.execute(ReceiveFrames(9.0)), _scripted({"+FRH=3": answers})
    )
    assert got == result
    assert seconds < 20
    assert len(lines) < 30


def test_a_modem_that_has_listened_may_call_other_carriers_errors_for_long() -> None:
    errors: list[Answer] = [ERROR] * 30
    script: Script = {"+FRH=3": [_frame(DIS), *errors, _frame(DIS)]}

    async def listen(modem: Class1Modem) -> list[Result]:
        return [await modem.execute(ReceiveFrames(3.0)) for _ in range(2)]

    assert _use(listen, _scripted(script))[0] == [GOOD, GOOD]


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        (ReceiveFrames(3.0), _frame(CSI, b"")),
        (ReceiveData(V29_9600, 4.5), CONNECT + b"\x01" + END),
    ],
)
def test_a_result_code_that_does_not_come_costs_little(action: Action, answer: bytes) -> None:
    async def receive_and_answer(modem: Class1Modem) -> Result:
        await modem.execute(action)
        return await modem.execute(SendFrames((DIS,)))

    class DoesNotKnowCan(ScriptedModem):
        def write(self, octets: bytes) -> None:
            super().write(octets.replace(b"\x18", b""))

    script: Script = {"+FRH=3": answer, "+FRM=96": answer, "+FTH=3": CONNECT}
    result, _, seconds = _use(receive_and_answer, _scripted(script, kind=DoesNotKnowCan))
    assert result == Done()
    assert seconds < 1.5


def test_noise_without_end_is_soon_left() -> None:
    script: Script = {"+FRH=3": [CONNECT + b"\x55" * 5000, _frame(DIS)]}
    result, _, seconds = _use(lambda modem: modem.execute(ReceiveFrames(3.0)), _scripted(script))
    assert result == GOOD
    assert seconds < 1


def test_listening_again_does_not_wait_longer_than_the_modem_took() -> None:
    script: Script = {"+FRH=3": [Late(0.5, FCERROR), Late(0.5, FCERROR), _frame(DIS)]}
    result, _, seconds = _use(lambda modem: modem.execute(ReceiveFrames(3.0)), _scripted(script))
    assert result == GOOD
    assert seconds == pytest.approx(1.0, abs=0.001)


@pytest.mark.parametrize("said", [V21_CAME, b"\r\n+FRH: 3\r\n"])
@pytest.mark.parametrize("answer", [OK, NO_CARRIER, FCERROR])
def test_v21_that_came_and_went_is_another_carrier(said: bytes, answer: bytes) -> None:
    result, lines, _ = _use(
        lambda modem: modem.execute(ReceiveData(V29_9600, 4.5)),
        _scripted({"+FRM=96": said + answer}),
    )
    assert result == OtherCarrier()
    assert lines == ["+FRM=96"]


@pytest.mark.parametrize("action", [AwaitSilence(0.075), SendSilence(0.075), SendFrames((DIS,))])
def test_v21_that_nobody_wants_is_left_before_anything_else(action: Action) -> None:
    async def change_of_mind(modem: Class1Modem) -> Result:
        await modem.execute(ReceiveData(V29_9600, 4.5))
        return await modem.execute(action)

    script: Script = {
        "+FRM=96": V21_CAME + CONNECT,
        "+FTH=3": CONNECT,
    }
    result, lines, _ = _use(change_of_mind, _scripted(script))
    assert result == Done()
    assert lines[:2] == ["+FRM=96", "S7?"]


@pytest.mark.parametrize("pieces", [[b"\r\nNO CARR", b"IER\r\n"], [NO_CARRIER]])
@pytest.mark.parametrize("data", [b"", bytes(50)])
def test_data_may_end_without_their_mark(data: bytes, pieces: list[bytes]) -> None:
    class Unmarked(ScriptedModem):
        def write(self, octets: bytes) -> None:
            super().write(octets)
            if octets.startswith(b"AT+FRM"):
                self.say(CONNECT)
                self.say_later(0.01, ([data] if data else []) + pieces)

    result, _, seconds = _use(
        lambda modem: modem.execute(ReceiveData(V29_9600, 4.5)),
        _scripted({"+FRM=96": None}, kind=Unmarked),
    )
    assert result == DataReceived(data)
    assert seconds < 0.5


def test_silence_of_the_clock_counts_what_has_passed() -> None:
    async def send(modem: Class1Modem) -> float:
        await modem.execute(SendFrames((DIS,)))
        await asyncio.sleep(pause)
        began = asyncio.get_running_loop().time()
        await modem.execute(SendSilence(0.075))
        return pause + asyncio.get_running_loop().time() - began

    for pause, asked in ((0.0, 7), (0.012, 6), (0.033, 4), (0.069, 1), (0.07, 0), (1.0, 0)):
        script: Script = {
            "+FTH=3": CONNECT,
            f"+FTS={asked}": Late(asked / 100, OK),
        }
        silence, lines, _ = _use(send, _scripted(script))
        assert lines == ["+FTH=3", *([f"+FTS={asked}"] if asked else [])]
        assert silence == pytest.approx(max(pause, 0.075), abs=0.0051)


def test_a_modem_that_listens_is_brought_back_before_it_hangs_up() -> None:
    """ATH would only end the listening, and the OK to that would be taken for the hook's."""

    async def call(modem: Class1Modem) -> None:
        assert await modem.dial("123") is ResultCode.CONNECT
        await modem.hang_up()

    _, lines, _ = _use(call, _scripted({"DT123": CONNECT}))
    assert lines == ["DT123", "S7?", "H0"]


def test_commas_and_pulses_have_their_time() -> None:
    number = "P0,,,,,,,,,,00000000"
    answer = Late(105.0, b"\r\nBUSY\r\n")
    result, _, _ = _use(lambda modem: modem.dial(number), _scripted({f"D{number}": answer}))
    assert result is ResultCode.BUSY


@pytest.mark.parametrize(
    ("octets", "length"),
    [
        (NO_CARRIER, 14),
        (b"data" + NO_CARRIER, 14),
        (b"\r\n" + OK, 8),
        (b"NO CARRIER\r\n", 0),
        (b"\r\nNO CARRIER", 0),
        (b"\r\nNONE\r\n", 0),
        (b"\r\n" * 5000, 0),
        (b"", 0),
    ],
)
def test_a_result_code_is_seen_at_the_end_of_data(octets: bytes, length: int) -> None:
    assert result_at_end(octets) == length
