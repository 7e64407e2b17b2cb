"""A token: what its owner gets, and what is kept of it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.security import Role, TokenError, new_token

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_secret_names_its_token_and_holds_256_random_bits() -> None:
    secret, record = new_token("office", Role.SUBMIT, NOW)
    found = re.fullmatch(r"fxs_([0-9a-f]{12})_([\w-]{43})", secret)
    assert found is not None
    assert found[1] == record.id
    assert new_token("office", Role.SUBMIT, NOW)[0] != secret


def test_record_holds_nothing_of_the_random_part() -> None:
    secret, record = new_token("office", Role.SUBMIT, NOW)
    random_part = secret.partition(record.id)[2]
    assert random_part not in record.model_dump_json()
    assert record.hash not in repr(record)
    assert record.has_secret(secret)


@given(st.text())
def test_no_other_text_is_the_secret(text: str) -> None:
    secret, record = new_token("office", Role.READ, NOW)
    assert not record.has_secret(text)
    assert not record.has_secret(secret + text + "x")


def test_token_without_an_end_stays_valid() -> None:
    _, record = new_token("office", Role.READ, NOW)
    assert record.valid(NOW + timedelta(days=36500))


def test_token_ends_at_the_moment_named() -> None:
    _, record = new_token("office", Role.READ, NOW, NOW + timedelta(hours=1))
    assert record.valid(NOW + timedelta(minutes=59, seconds=59))
    assert not record.valid(NOW + timedelta(hours=1))


@pytest.mark.parametrize("name", ["", "x" * 101, "a\nb", "\x1b[2J", "a\u202eb", "\ud800"])
def test_name_that_would_not_print_is_refused(name: str) -> None:
    with pytest.raises(TokenError, match="name"):
        new_token(name, Role.READ, NOW)


@pytest.mark.parametrize(
    "expires",
    [NOW, NOW - timedelta(days=1), datetime(2027, 1, 1)],  # noqa: DTZ001 - the point
)
def test_end_that_is_over_or_has_no_zone_is_refused(expires: datetime) -> None:
    with pytest.raises(TokenError):
        new_token("office", Role.READ, NOW, expires)
