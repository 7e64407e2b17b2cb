"""Logs in each of their forms."""

import json
import logging
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from faxstatus_core.operation import Level, LogFormat, LogSection, bound, set_up_logs
from faxstatus_core.operation.journal import JournalHandler
from faxstatus_core.security import MaskingFilter

logger = logging.getLogger("faxstatus_core.service.worker")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    level = root.level
    yield
    set_up_logs(LogSection())
    for handler in list(root.handlers):
        if type(handler) is logging.StreamHandler:  # not those of pytest
            root.removeHandler(handler)
    root.setLevel(level)
    logging.getLogger("faxstatus_core").setLevel(logging.NOTSET)


@pytest.fixture
def out(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """What was written to standard error, where there is no journal."""
    monkeypatch.setattr("faxstatus_core.operation.logs.JOURNAL", Path("/nonexistent"))
    return lambda: capsys.readouterr().err


def section(**values: Any) -> LogSection:
    return LogSection.model_validate(values)


def test_text_tells_when_how_grave_who_about_what_and_what(out: Callable[[], str]) -> None:
    set_up_logs(section())
    with bound(port="office", job_id=3):
        logger.warning("call %d failed", 7)
    time, _, rest = out().partition(" ")
    assert len(time) == len("2026-03-01T12:00:00.000+00:00")
    assert rest == "warning service port=office job_id=3: call 7 failed\n"


def test_json_line_has_a_field_for_each(out: Callable[[], str]) -> None:
    set_up_logs(section(format="json"))
    with bound(port="office", call_id=7):
        try:
            int("x")
        except ValueError:
            logger.exception("failed")
    fields = json.loads(out())
    assert fields.pop("ts").endswith("+00:00")
    assert fields.pop("exception").startswith("Traceback")
    assert fields == {
        "level": "error", "part": "service", "port": "office", "call_id": 7, "message": "failed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("level", "prefix"),
    [("critical", "<2>"), ("error", "<3>"), ("warning", "<4>"), ("info", "<6>"), ("debug", "<7>")],
)
def test_without_a_journal_priorities_stand_before_the_text(
    out: Callable[[], str], level: str, prefix: str
) -> None:
    set_up_logs(section(format="journal", level="debug"))
    getattr(logger, level)("here")
    assert out().startswith(prefix)


def test_journal_gets_fields(
    out: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "socket"
    monkeypatch.setattr("faxstatus_core.operation.logs.JOURNAL", path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(path))
        set_up_logs(section(format="journal"), MaskingFilter(numbers=True))
        with bound(port="office", call_id=7, job_id=3):
            logger.info("to %s", "0301234567")
        datagram = journal.recv(10_000)
    assert isinstance(logging.getLogger().handlers[0], JournalHandler)
    for name, value in {
        "MESSAGE": "to *******567", "PRIORITY": "6", "FAXSTATUS_PART": "service",
        "SYSLOG_IDENTIFIER": "faxstatus", "PORT": "office", "CALL_ID": "7", "JOB_ID": "3",
    }.items():  # fmt: skip
        assert f"{name}\n".encode() + len(value).to_bytes(8, "little") + value.encode() in datagram
    assert out() == ""


def test_journal_that_goes_away_costs_its_records_only(
    out: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "socket"
    path.touch()
    monkeypatch.setattr("faxstatus_core.operation.logs.JOURNAL", path)
    set_up_logs(section(format="journal"))
    path.unlink()
    logger.error("nobody hears")
    assert out() == ""


def test_parts_have_levels_of_their_own(out: Callable[[], str]) -> None:
    set_up_logs(section(level="warning", levels={"engine": "debug", "service": "error"}))
    logging.getLogger("faxstatus_core.engine.at").debug("engine")
    logger.warning("service")
    logging.getLogger("faxstatus_core.hooks.watcher").warning("hooks")
    logging.getLogger("faxstatus_core.hooks.watcher").info("hooks in detail")
    logging.getLogger("uvicorn.error").info("uvicorn")
    assert [line.rpartition(" ")[2] for line in out().splitlines()] == ["engine", "hooks"]


def test_logs_are_set_up_anew_while_the_server_runs(out: Callable[[], str]) -> None:
    set_up_logs(section(format="json", levels={"service": "debug"}))
    logger.debug("one")
    set_up_logs(section(level="info"))
    logger.debug("two")
    logger.info("three")
    first, second = out().splitlines()
    assert json.loads(first)["message"] == "one"
    assert second.endswith("service: three")
    assert len(logging.getLogger().handlers) == 1


@pytest.mark.parametrize(
    "values",
    [
        {"format": "xml"},
        {"level": "loud"},
        {"levels": {"engine": "loud"}},
        {"levels": {"nonsense": "debug"}},
        {"levels": {"engine.at": "debug"}},
        {"levels": {"": "debug"}},
        {"mask_numbers": True},
    ],
)
def test_section_that_makes_no_sense_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        LogSection.model_validate(values)


def test_every_key_of_the_section_is_described_and_has_a_default() -> None:
    assert all(field.description for field in LogSection.model_fields.values())
    assert (LogSection().format, LogSection().level) == (LogFormat.TEXT, Level.INFO)
