"""Commands, run for real."""

import asyncio
import json
import logging
import sys
import time
from pathlib import Path

import pytest

from faxstatus_core.hooks import DeliveryError
from faxstatus_core.hooks.actions.command import MOST_OUTPUT, CommandAction
from faxstatus_core.hooks.matching import occasion_of
from faxstatus_core.hooks.payload import payload_of
from faxstatus_core.hooks.task import DeliveryTask
from faxstatus_core.records import EventKind
from tests.faxstatus_core.hooks.fakes import NOON, Event, fax, task_of
from tests.support.patience import until

REPORT = """
import json, os, sys
from pathlib import Path
facts = {name: value for name, value in os.environ.items()}
Path(sys.argv[1]).write_text(json.dumps([sys.argv[2:], facts, json.load(sys.stdin), os.getcwd()]))
"""


def task(folder: Path, attachment: Path | None = None) -> DeliveryTask:
    occasion = occasion_of(Event(5, NOON, EventKind.FAX, 1, None, fax()), None)
    assert occasion is not None
    return task_of(payload_of(occasion), folder, attachment)


async def run(folder: Path, *command: str, timeout: float = 10) -> None:
    await CommandAction(command, timeout).perform(task(folder))


async def test_a_command_gets_arguments_variables_and_the_payload(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET", "x")
    folder, out = tmp_path / "own", tmp_path / "out"
    folder.mkdir()
    command = [sys.executable, "-c", REPORT, str(out), "a {tsid} b", "{tiff}", "{caller_name}"]
    given = task(folder, folder / "fax-12.tif")
    await CommandAction(command, 10).perform(given)
    arguments, environment, payload, where = json.loads(out.read_text())
    assert arguments == ["a +49 30 123456 b", str(folder / "fax-12.tif"), ""]
    assert environment["FAX_TSID"] == "+49 30 123456"
    assert environment["FAX_DOCUMENT"] == environment["FAX_TIFF"] == str(folder / "fax-12.tif")
    assert environment["FAX_DELIVERY_ID"] == "99"
    assert "SECRET" not in environment
    assert "FAX_PDF" not in environment
    assert payload == given.payload
    assert where == str(folder)


async def test_a_command_that_reads_nothing_is_fine(tmp_path: Path) -> None:
    await run(tmp_path, "true")


async def test_a_failure_is_told_with_what_the_program_said(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match=r"^sh: exit status 3: no\\x1b\[2J such$") as caught:
        await run(tmp_path, "sh", "-c", r"printf 'no\033[2J such\n' >&2; exit 3")
    assert not caught.value.final
    with pytest.raises(DeliveryError, match=r"^sh: signal 9$"):
        await run(tmp_path, "sh", "-c", "kill -9 $$")


async def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="cannot be started: No such file"):
        await run(tmp_path, "/nonexistent/program")


async def test_output_without_end_is_read_and_not_kept(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        await run(tmp_path, "sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x")
    assert MOST_OUTPUT <= len(caplog.messages[-1]) < MOST_OUTPUT + 200


def has_ended(pid: int) -> bool:
    """Whether that process has; one that nobody has waited for counts."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


async def test_the_time_that_is_up_ends_the_whole_group(tmp_path: Path) -> None:
    script = "sleep 3600 & echo $! > child; wait"
    with pytest.raises(DeliveryError, match="stopped after 2 s"):
        await run(tmp_path, "sh", "-c", script, timeout=2)
    child = int((tmp_path / "child").read_text())
    await until(lambda: has_ended(child))


async def test_a_program_that_will_not_end_is_killed(tmp_path: Path) -> None:
    script = "trap '' TERM; echo $$ > own; while :; do sleep 0.1; done"
    with pytest.raises(DeliveryError, match="stopped"):
        await CommandAction(["sh", "-c", script], 2, grace=0.2).perform(task(tmp_path))
    own = int((tmp_path / "own").read_text())
    await until(lambda: has_ended(own))


async def test_a_cancelled_try_leaves_no_process(tmp_path: Path) -> None:
    trying = asyncio.create_task(run(tmp_path, "sh", "-c", "echo $$ > own; exec sleep 60"))
    own = tmp_path / "own"
    while not trying.done() and not (own.exists() and own.read_text()):
        await asyncio.sleep(0.01)
    trying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await trying
    program = int(own.read_text())
    await until(lambda: has_ended(program))


async def test_something_left_in_the_background_does_not_hold_up_the_hook(tmp_path: Path) -> None:
    began = time.monotonic()
    await run(tmp_path, "sh", "-c", "sleep 60 & echo done")
    assert time.monotonic() - began < 50
