"""Result codes in words and digits (V.250 §5.7.1, T.31 §8.3)."""

import pytest

from faxstatus_core.t31.result_codes import ResultCode, parse_result_code


def test_the_digits() -> None:
    assert {code.value: code.digits for code in ResultCode} == {
        "OK": "0",
        "CONNECT": "1",
        "RING": "2",
        "NO CARRIER": "3",
        "ERROR": "4",
        "NO DIALTONE": "6",
        "BUSY": "7",
        "NO ANSWER": "8",
        "+FCERROR": "+F4",
        "VOICE": "9",
        "DELAYED": "24",
        "BLACKLISTED": "32",
    }


@pytest.mark.parametrize("code", ResultCode)
def test_the_words_are_understood(code: ResultCode) -> None:
    assert parse_result_code(code.value) is code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("CONNECT 14400", ResultCode.CONNECT),
        ("RING A", ResultCode.RING),
        ("NO DIAL TONE", ResultCode.NO_DIALTONE),
        ("FCERROR", ResultCode.FCERROR),
    ],
)
def test_what_real_modems_say(text: str, code: ResultCode) -> None:
    assert parse_result_code(text) is code


@pytest.mark.parametrize(
    "text",
    ["", " ", "ok", "OK ", " OK", "OKAY", "OK 1", "CONNECTED", "RINGING", "NO", "0,1", "BUSY 1"],
)
def test_other_lines_are_no_result(text: str) -> None:
    assert parse_result_code(text) is None
