"""Whoever tries to get in without a token, or to change those of others."""

import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.security import (
    Role,
    SessionTable,
    TokenError,
    TokenFile,
    TokenRecord,
    new_token,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tokens.json"


def kept(path: Path, name: str = "office") -> tuple[str, TokenRecord]:
    secret, record = new_token(name, Role.ADMIN, NOW)
    TokenFile(path).add(record)
    return secret, record


def test_who_reads_the_file_has_no_token(path: Path) -> None:
    secret, record = kept(path)
    text = path.read_text()
    assert secret not in text
    assert secret.rpartition("_")[2] not in text
    tokens = TokenFile(path)
    for guess in (record.hash, record.id, f"fxs_{record.id}_{record.hash}", f"fxs_{record.id}_"):
        assert tokens.find(guess, NOW) is None


def test_neither_id_nor_secret_of_one_token_serves_with_those_of_another(path: Path) -> None:
    (first, _), (second, _) = kept(path), kept(path, "home")
    mixed = first[: len("fxs_") + 12] + second[len("fxs_") + 12 :]
    assert TokenFile(path).find(mixed, NOW) is None


@given(st.text() | st.from_regex(r"fxs_[0-9a-f]{12}_[\w-]{0,50}", fullmatch=True))
def test_no_other_text_gets_in_or_breaks_the_search(text: str) -> None:
    record = new_token("office", Role.READ, NOW)[1]
    tokens = TokenFile(Path("/nonexistent/tokens.json"))
    assert tokens.find(text, NOW) is None
    assert not record.has_secret(text)
    assert tokens.get(text, NOW) is None


def test_odd_text_gets_nowhere(path: Path) -> None:
    kept(path)
    odd = ["", "fxs_", "_", "\udcff", "\0", "0" * 12, f"fxs_{'0' * 12}_", "x" * 10**6]
    for text in odd:
        assert TokenFile(path).find(text, NOW) is None


def test_unknown_token_is_compared_like_a_known_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How long an answer takes does not tell which identifiers there are."""
    secret, record = kept(path)
    compared: list[str] = []

    def compare(known: str, given: str) -> bool:
        compared.append(known)
        return False

    monkeypatch.setattr("hmac.compare_digest", compare)
    tokens = TokenFile(path)
    for guess in (secret, f"fxs_{record.id}_guess", "fxs_ffffffffffff_guess", "guess"):
        assert tokens.find(guess, NOW) is None
    assert [len(known) for known in compared] == [64] * 4


@pytest.mark.parametrize("mode", [0o602, 0o620, 0o640, 0o604, 0o666])
def test_file_that_others_could_have_written_or_read_is_refused(path: Path, mode: int) -> None:
    secret, _ = kept(path)
    tokens = TokenFile(path)
    assert tokens.find(secret, NOW) is not None
    path.chmod(mode)
    for _ in range(2):
        with pytest.raises(TokenError, match="chmod 600"):
            tokens.find(secret, NOW)
    path.chmod(0o600)
    assert tokens.find(secret, NOW) is not None


def test_file_of_somebody_else_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, _ = kept(path)
    monkeypatch.setattr("os.geteuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(TokenError, match="somebody else"):
        TokenFile(path).find(secret, NOW)


def record(**changes: Any) -> dict[str, Any]:
    _, made = new_token("office", Role.ADMIN, NOW)
    return made.model_dump(mode="json") | changes


FILES = {
    "empty": b"",
    "no JSON": b"tokens",
    "cut off": b'{"tokens": [',
    "a list": b"[]",
    "null": b"null",
    "deep": b"[" * 100_000,
    "not UTF-8": b'{"tokens": "\xff"}',
    "other keys": b'{"tokens": [], "open": true}',
    "no such role": json.dumps({"tokens": [record(role="root")]}).encode(),
    "role of another case": json.dumps({"tokens": [record(role="ADMIN")]}).encode(),
    "empty hash": json.dumps({"tokens": [record(hash="")]}).encode(),
    "hash with a line": json.dumps({"tokens": [record(hash="0" * 64 + "\n")]}).encode(),
    "id that steers": json.dumps({"tokens": [record(id="\x1b[2J90000000")]}).encode(),
    "name that steers": json.dumps({"tokens": [record(name="\x1b[2J")]}).encode(),
    "name of lone surrogates": b'{"tokens": [{"name": "\\ud800"}]}',
    "no zone": json.dumps({"tokens": [record(expires="2027-01-01T00:00:00")]}).encode(),
    "year 10000": json.dumps({"tokens": [record(expires="10000-01-01T00:00:00Z")]}).encode(),
    "not a number": b'{"tokens": NaN}',
    "one twice": json.dumps({"tokens": [record(id="0" * 12), record(id="0" * 12)]}).encode(),
    "too many": json.dumps({"tokens": [record()] * 10_001}).encode(),
    "too long": b" " * 10_000_001,
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_file_that_is_no_file_of_tokens_lets_nobody_in(path: Path, content: bytes) -> None:
    path.touch(0o600)
    path.write_bytes(content)
    tokens = TokenFile(path)
    for _ in range(2):
        with pytest.raises(TokenError) as raised:
            tokens.find("fxs_0123456789ab_x", NOW)
        assert str(raised.value).isprintable()
    with pytest.raises(TokenError):
        tokens.add(new_token("other", Role.READ, NOW)[1])
    assert path.read_bytes() == content


def test_endless_file_is_not_read_to_its_end(path: Path) -> None:
    path.touch(0o600)
    os.truncate(path, 1 << 36)
    with pytest.raises(TokenError, match="too long"):
        TokenFile(path).records()


def test_file_that_breaks_lets_nobody_in_who_was_in_before(path: Path) -> None:
    secret, _ = kept(path)
    tokens = TokenFile(path)
    assert tokens.find(secret, NOW) is not None
    path.write_bytes(b"{")
    for _ in range(2):
        with pytest.raises(TokenError):
            tokens.find(secret, NOW)
    path.unlink()
    assert tokens.find(secret, NOW) is None


def test_error_does_not_repeat_what_the_file_holds(path: Path) -> None:
    path.touch(0o600)
    path.write_text(json.dumps({"tokens": [record(hash="fxs_0123456789ab_secret")]}))
    with pytest.raises(TokenError) as raised:
        TokenFile(path).records()
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_end_at_the_rim_of_time_is_compared(path: Path, end: str) -> None:
    path.touch(0o600)
    path.write_text(json.dumps({"tokens": [record(expires=end)]}))
    [kept_record] = TokenFile(path).records()
    assert kept_record.valid(NOW) is end.startswith("9")


def test_path_that_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo", 0o600)
    for path in (tmp_path, tmp_path / "fifo", Path("/dev/null"), Path("a\0b"), Path("x" * 300)):
        with pytest.raises(TokenError):
            TokenFile(path).records()


def test_programs_that_add_at_the_same_time_lose_nothing(path: Path) -> None:
    with ThreadPoolExecutor(4) as programs:  # each opens the file and locks the folder itself
        for _ in programs.map(lambda number: kept(path, f"office {number}"), range(20)):
            pass
    assert len(TokenFile(path).records()) == 20


def test_token_that_is_over_does_not_come_back_by_another_zone(path: Path) -> None:
    secret, made = new_token("office", Role.ADMIN, NOW, NOW + timedelta(hours=1))
    TokenFile(path).add(made)
    assert TokenFile(path).find(secret, NOW + timedelta(hours=1)) is None
    assert TokenFile(path).find(secret, (NOW + timedelta(hours=1)).astimezone()) is None


def test_session_that_is_ended_while_it_is_used_stays_ended(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests of one browser are checked in several threads."""
    _, made = kept(path)
    tokens = TokenFile(path)
    table = SessionTable(tokens, timedelta(hours=1))
    session_id = table.begin(made, NOW)
    logout = threading.Thread(target=table.end, args=(session_id,))

    def get(token_id: str, now: datetime) -> TokenRecord:
        logout.start()
        logout.join(0.1)
        return made

    with monkeypatch.context() as slow:
        slow.setattr(tokens, "get", get)
        table.find(session_id, NOW)
    logout.join()
    assert table.find(session_id, NOW) is None


def test_token_that_is_revoked_while_the_file_is_read_stays_revoked(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret, made = kept(path)
    tokens = TokenFile(path)
    read = TokenFile._read

    def slow_read(self: TokenFile) -> tuple[TokenRecord, ...]:
        found = read(self)
        monkeypatch.undo()
        TokenFile(path).revoke(made.id)
        assert tokens.records() == []
        return found

    monkeypatch.setattr(TokenFile, "_read", slow_read)
    tokens.records()
    assert tokens.find(secret, NOW) is None
