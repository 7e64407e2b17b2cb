"""The file of tokens: kept safely, reread when it changes."""

import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from faxstatus_core.security import Role, TokenError, TokenFile, TokenRecord, new_token

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def added(
    tokens: TokenFile, role: Role = Role.READ, name: str = "office"
) -> tuple[str, TokenRecord]:
    secret, record = new_token(name, role, NOW)
    tokens.add(record)
    return secret, record


def test_missing_file_has_no_tokens(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path / "none" / "tokens.json")
    assert tokens.records() == []
    assert tokens.find("fxs_0123456789ab_x", NOW) is None
    assert list(tmp_path.iterdir()) == []


def test_added_token_is_found_by_its_secret_also_by_another_program(tmp_path: Path) -> None:
    path = tmp_path / "new" / "tokens.json"
    secret, record = added(TokenFile(path), Role.ADMIN)
    assert TokenFile(path).find(secret, NOW) == record


def test_expired_token_is_not_found(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path / "tokens.json")
    secret, record = new_token("office", Role.READ, NOW, NOW + timedelta(days=1))
    tokens.add(record)
    assert tokens.find(secret, NOW) == record
    assert tokens.find(secret, NOW + timedelta(days=1)) is None
    assert tokens.get(record.id, NOW + timedelta(days=1)) is None


def test_change_by_another_program_is_seen_at_once(tmp_path: Path) -> None:
    server, program = (TokenFile(tmp_path / "tokens.json") for _ in range(2))
    assert server.records() == []
    secret, record = added(program)
    assert server.find(secret, NOW) == record
    program.revoke(record.id)
    assert server.find(secret, NOW) is None


def test_unchanged_file_is_not_read_again(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path / "tokens.json")
    secret, record = added(tokens)
    tokens.records()
    with patch("os.open", side_effect=AssertionError):
        assert tokens.find(secret, NOW) == record


def test_revoking_one_leaves_the_others(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path / "tokens.json")
    (_, first), (secret, second) = added(tokens), added(tokens, name="home")
    assert tokens.revoke(first.id) == first
    assert tokens.records() == [second]
    assert tokens.find(secret, NOW) == second


def test_unknown_token_cannot_be_revoked(tmp_path: Path) -> None:
    with pytest.raises(TokenError, match="no such token"):
        TokenFile(tmp_path / "tokens.json").revoke("0" * 12)


def test_token_cannot_be_added_twice(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path / "tokens.json")
    _, record = added(tokens)
    with pytest.raises(TokenError, match="there is such a token"):
        tokens.add(record)


def test_name_is_of_one_token(tmp_path: Path) -> None:
    """By its name a job knows its owner, and so does an idempotency key."""
    tokens = TokenFile(tmp_path / "tokens.json")
    _, record = added(tokens)
    with pytest.raises(TokenError, match=r"office: .* name; revoke it first, or choose another"):
        added(tokens, Role.ADMIN)
    assert tokens.records() == [record]
    tokens.revoke(record.id)
    _, second = added(tokens)
    assert tokens.records() == [second]


def test_file_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        added(TokenFile(tmp_path / "new" / "tokens.json"))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new" / "tokens.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_writes_belongs_to_the_owner_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir()
    os.chown(folder, 1234, 1235)
    added(TokenFile(folder / "tokens.json"))
    status = (folder / "tokens.json").stat()
    assert (status.st_uid, status.st_gid) == (1234, 1235)


def test_write_that_fails_leaves_the_tokens_of_before_and_no_rest(tmp_path: Path) -> None:
    tokens = TokenFile(tmp_path / "tokens.json")
    secret, record = added(tokens)
    full = OSError(28, "No space left on device")
    with patch("os.fsync", side_effect=full), pytest.raises(TokenError, match="No space left"):
        added(tokens, name="home")
    assert TokenFile(tokens.path).find(secret, NOW) == record
    assert list(tmp_path.iterdir()) == [tokens.path]


def test_file_and_its_name_are_on_disk_before_add_returns(tmp_path: Path) -> None:
    synced = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        synced.append(stat.S_IFMT(os.fstat(descriptor).st_mode))
        real(descriptor)

    with patch("os.fsync", fsync):
        added(TokenFile(tmp_path / "tokens.json"))
    assert synced == [stat.S_IFREG, stat.S_IFDIR]
