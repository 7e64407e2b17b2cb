"""What stays readable in logs that are masked, and what a masked number looks like."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.security import MaskingFilter
from faxstatus_core.security.masking import without_numbers, without_secrets


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("+49 30 1234567", "+** ** ****567"),
        ("0301234567", "*******567"),
        ("(030) 123-45-67", "(***) ***-*5-67"),
        ("call 030123456, then 040654321.", "call ******456, then ******321."),
    ],
)
def test_number_keeps_its_last_three_digits_and_its_shape(text: str, masked: str) -> None:
    assert without_numbers(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01 12:00:01,123 page 3 of 12",
        "2026-03-01T12:00:01.123456+00:00",
        "at 12:00:01",
        "client 192.168.100.200 left",
        "/dev/ttyACM0: 14400 bit/s, V.17",
        "document 3b0f1d0c9e8a7b6c5d4e3f2a1b0c9d8e",
        "extension 12345",
    ],
)
def test_what_is_no_number_stays(text: str) -> None:
    assert without_numbers(text) == text


@pytest.mark.parametrize(
    "text",
    ["a token is needed", "the password is wrong", "https://fax.example.org:8470/api?x=y@z"],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert without_secrets(text) == text


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    once = without_numbers(without_secrets(text))
    assert without_numbers(without_secrets(once)) == once


def test_filter_without_numbers_blanks_secrets_only() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 0, "%s %s", ("030123456", "fxs_a_b"), None)
    assert MaskingFilter(numbers=False).filter(record)
    assert record.getMessage() == "030123456 ***"
