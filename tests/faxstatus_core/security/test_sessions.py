"""Sessions of browsers: from a token, for a while."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faxstatus_core.security import Role, SessionTable, TokenFile, TokenRecord, new_token
from faxstatus_core.security.sessions import MOST_OF_ONE

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    return TokenFile(tmp_path / "tokens.json")


def added(tokens: TokenFile, expires: datetime | None = None, name: str = "office") -> TokenRecord:
    _, record = new_token(name, Role.SUBMIT, NOW, expires)
    tokens.add(record)
    return record


def test_session_has_the_name_and_role_of_its_token(tokens: TokenFile) -> None:
    table = SessionTable(tokens, 12 * HOUR)
    session_id = table.begin(added(tokens), NOW)
    session = table.find(session_id, NOW)
    assert session is not None
    assert (session.name, session.role) == ("office", Role.SUBMIT)
    assert len(session_id) == 43


def test_session_ends_when_it_is_not_used(tokens: TokenFile) -> None:
    table = SessionTable(tokens, 12 * HOUR, idle=HOUR)
    session_id = table.begin(added(tokens), NOW)
    assert table.find(session_id, NOW + HOUR * 0.9) is not None
    assert table.find(session_id, NOW + HOUR * 1.8) is not None
    assert table.find(session_id, NOW + HOUR * 2.8) is None
    assert table.find(session_id, NOW + HOUR * 1.8) is None


def test_session_ends_after_its_lifetime_however_much_it_is_used(tokens: TokenFile) -> None:
    table = SessionTable(tokens, 3 * HOUR, idle=HOUR)
    session_id = table.begin(added(tokens), NOW)
    times = [NOW + HOUR * step / 2 for step in range(8)]
    assert [table.find(session_id, at) is not None for at in times] == [True] * 6 + [False] * 2


def test_ended_session_is_not_found(tokens: TokenFile) -> None:
    table = SessionTable(tokens, 12 * HOUR)
    session_id = table.begin(added(tokens), NOW)
    table.end(session_id)
    table.end("never begun")
    assert table.find(session_id, NOW) is None


def test_session_ends_with_its_token(tokens: TokenFile) -> None:
    table = SessionTable(tokens, 12 * HOUR)
    revoked, expiring = added(tokens), added(tokens, NOW + HOUR, "home")
    ids = [table.begin(record, NOW) for record in (revoked, expiring)]
    tokens.revoke(revoked.id)
    assert table.find(ids[0], NOW) is None
    assert table.find(ids[1], NOW) is not None
    assert table.find(ids[1], NOW + HOUR) is None
    assert len(table) == 0


def test_without_tokens_no_session_goes_on(tokens: TokenFile) -> None:
    table = SessionTable(None, 12 * HOUR)
    assert table.find(table.begin(added(tokens), NOW), NOW) is None


def test_session_follows_a_change_of_its_tokens_role(tokens: TokenFile) -> None:
    table = SessionTable(tokens, 12 * HOUR)
    record = added(tokens)
    session_id = table.begin(record, NOW)
    tokens.revoke(record.id)
    tokens.add(record.model_copy(update={"role": Role.READ}))
    session = table.find(session_id, NOW)
    assert session is not None
    assert session.role is Role.READ


def test_one_token_has_so_many_sessions_and_loses_the_one_used_longest_ago(
    tokens: TokenFile,
) -> None:
    table = SessionTable(tokens, 12 * HOUR)
    mine, others = added(tokens), added(tokens, name="home")
    other = table.begin(others, NOW)
    ids = [table.begin(mine, NOW + timedelta(seconds=n)) for n in range(MOST_OF_ONE + 1)]
    later = NOW + timedelta(minutes=5)
    assert table.find(ids[0], later) is None
    assert table.find(ids[1], later) is not None
    assert table.find(other, later) is not None


def test_all_sessions_together_are_bounded(
    tokens: TokenFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("faxstatus_core.security.sessions.MOST_SESSIONS", 3)
    table = SessionTable(tokens, 12 * HOUR)
    for number in range(5):
        table.begin(added(tokens, name=f"{number}"), NOW + timedelta(seconds=number))
    assert len(table) == 3
