"""Secrets and numbers in logs, however they come there."""

import io
import logging
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.operation.logs import JsonFormatter, TextFormatter
from faxstatus_core.security import MaskingFilter
from faxstatus_core.security.masking import without_numbers, without_secrets

SECRET = "fxs_0d8787470382_AGf0gEM8Woo8-XsASeUMvztvB5pyrYbAqttQ5zKXgH8"


def logged(
    formatter: logging.Formatter, text: str, *args: object, error: Exception | None = None
) -> str:
    """What comes out of the handler that the server has."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(MaskingFilter(numbers=True))
    handler.setFormatter(formatter)
    info = (type(error), error, error.__traceback__) if error is not None else None
    record = logging.LogRecord("faxstatus_core.api", logging.ERROR, "", 0, text, args, info)
    handler.handle(record)
    return out.getvalue()


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
@pytest.mark.parametrize(
    ("text", "args"),
    [
        (f"token {SECRET}", ()),
        ("token %s", (SECRET,)),
        ("%r", ({"Authorization": f"Bearer {SECRET}"},)),
        ("%(a)s", ({"a": SECRET},)),
        ("%d", (SECRET,)),
        (f"%d {SECRET}", ("x",)),
        ("GET /events?token=%s HTTP/1.1", (SECRET,)),
        ("%s", (SECRET.encode(),)),
        ("%s", (SECRET.upper().replace("FXS_", "fXs_"),)),
    ],
)
def test_token_is_never_logged(
    formatter: logging.Formatter, text: str, args: tuple[object, ...]
) -> None:
    random_part = SECRET[len("fxs_") + 13 :]
    line = logged(formatter, text, *args)
    assert random_part.lower() not in line.lower()
    assert line.count("\n") == 1


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
def test_secrets_and_numbers_in_a_traceback_are_masked_too(formatter: logging.Formatter) -> None:
    error = RuntimeError("no answer from +49 30 1234567")
    error.__cause__ = ValueError(f"Authorization: Basic dXNlcjpwdw== {SECRET}")
    line = logged(formatter, "failed", error=error)
    assert "RuntimeError" in line
    assert "ValueError" in line
    assert "dXNlcjpwdw" not in line
    assert SECRET[-20:] not in line
    assert "1234567" not in line
    assert line.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        "password=hunter2",
        "password: hunter2",
        "smtp_password = 'hunter2'",
        'PASSWORD="hunter2"',
        'password="a\\"hunter2"',
        'password="hunter2',
        "{'password': 'hunter2'}",
        '{"secret":"hunter2"}',
        "?password=hunter2&x=1",
        "api_key=hunter2",
        "API-KEY: hunter2",
        "authorization: hunter2",
        "Authorization: Basic hunter2",
        "Authorization: Bearer hunter2",
        "Authorization: Digest username=a, response=hunter2",
        "proxy-authorization=Basic hunter2",
        "(b'authorization', b'Basic hunter2')",
        "('cookie', 'a=1; faxstatus_session=hunter2')",
        "Cookie: a=1; faxstatus_session=hunter2",
        "Set-Cookie: faxstatus_session=hunter2; HttpOnly",
        "faxstatus_session=hunter2",
        "https://user:hunter2@example.org/hook",
        "https://user:p@hunter2@example.org/hook",
        "smtp://:hunter2@example.org",
    ],
)
def test_what_is_called_a_secret_is_blanked(text: str) -> None:
    masked = without_secrets(text)
    assert "hunter2" not in masked
    assert "***" in masked


@pytest.mark.parametrize(
    "text",
    [
        "ATDT0301234567",
        "ATDT0,0301234567;",
        "ATD*31#0301234567",
        "tel:+49301234567",
        "sip:49301234567@example.org",
        "number=+49301234567.",
        "49301234567: busy",
        "+49.30.1234567",
        "+49-30-123-4567",
        "030/1234567",
        "(030) 1234567",
        "+49\u00a030\u00a01234567",
        "+49\u201330\u20131234567",
        "%2B49301234567",
        "49301234567.tif",
        "fax-49301234567-1.pdf",
        "call1234567",
        "{'number': '49301234567'}",
        "030.123.456.567",
        "call 49301234567 at 12:00:00",
        "atd49301234567",
        "d0301234567890",
        "\u0664\u0669\u0663\u0660\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
        "4" * 40 + "567",
    ],
)
def test_number_is_masked_whatever_stands_around_it(text: str) -> None:
    masked = without_numbers(text)
    assert "*" in masked
    assert re.search(r"\d\D?\d\D?\d\D?\d", masked.partition(" at ")[0]) is None


@given(st.text(), st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True), st.text())
def test_number_in_any_text_is_masked(before: str, number: str, after: str) -> None:
    text = f"{before} {number} {after}"
    if number not in before + after:
        assert number not in without_numbers(text)


@pytest.mark.parametrize(
    "unit",
    ["1", "1 ", "(1-", "1(", "1.", "a", "0a", "2026-03-01", "2026-03-01 ", "12:", "12:00:00", "+",
     "password=", 'password="', "cookie: ", "authorization", "fxs_", "://", "://a:", "://a:b",
     "\\", "'", "f" * 63 + " "],
)  # fmt: skip
def test_long_text_takes_no_long_time(unit: str) -> None:
    text = unit * (100_000 // len(unit)) + "x"
    begin = time.process_time()
    without_numbers(without_secrets(text))
    assert time.process_time() - begin < 1


def test_argument_that_cannot_be_printed_ends_nothing() -> None:
    class Bad:
        def __str__(self) -> str:
            raise RuntimeError

    line = logged(TextFormatter(), "got %s", Bad())
    assert "got %s" in line
