"""docs/clients.md says what is."""

import ast
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from faxstatus_core import client
from faxstatus_core.client.model import blocking, document_fields
from faxstatus_core.errors import FaxError
from tests.support.live_server import LiveServer

PAGE = (Path(__file__).parents[3] / "docs/clients.md").read_text()
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.M | re.S)
ERRORS = {
    name
    for name in client.__all__
    if inspect.isclass(kind := getattr(client, name)) and issubclass(kind, FaxError)
}
_ROWS = {
    "`FaxServer.Connect": blocking.FaxServer,
    "`Retries`": blocking.FaxServer,
    "`ArchiveDirectory`": blocking.FaxServer,
    "`FaxPorts": blocking.FaxPorts,
    "`FaxPort.": blocking.FaxPort,
    "`GetStatus`": blocking.FaxPort,
    "`FaxStatus": blocking.FaxStatus,
    "`FaxJobs": blocking.FaxJobs,
    "`FaxJob.": blocking.FaxJob,
    "`QueueStatus`": blocking.FaxJob,
    "`SetStatus`": blocking.FaxJob,
    "`FaxDoc.": document_fields.DocumentFields("x"),
}


def test_every_error_is_on_the_page() -> None:
    table = PAGE[PAGE.index("## Errors") :]
    rows = re.findall(r"^\| (`\w+Error`.*?) \|", table, re.M)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(ERRORS - {"RefusedError"})
    refused = named[named.index("PortGoneError") :]
    assert {
        name for name in named if issubclass(getattr(client, name), client.RefusedError)
    } == set(refused)


@pytest.mark.parametrize("row", _ROWS)
def test_the_names_in_the_table_exist(row: str) -> None:
    [line] = [line for line in PAGE.splitlines() if line.startswith(f"| {row}")]
    names = re.findall(r"`(\w+)(?:\([^)]*\))?`", line.split(" | ")[1])
    assert names
    assert [name for name in names if name not in dir(_ROWS[row]) and name != "send"] == []


# Any: what a block leaves behind.
async def _run(block: str, live: LiveServer) -> dict[str, Any]:
    program = block.replace("http://127.0.0.1:8470", live.url).replace(', token="fxs_..."', "")
    names: dict[str, Any] = {}
    code = compile(program, "clients.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    running = eval(code, names)
    if inspect.iscoroutine(running):
        await running
    return names


async def test_the_documented_path_runs(
    live: LiveServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (await _run(BLOCKS[0], live))["status"].device_name == "Line 2"
    assert capsys.readouterr().out == "Line 1 Offline None\nLine 2 Offline None\n"
    assert (await _run(BLOCKS[1], live))["status"].device_name == "Line 1"


def test_every_program_on_the_page_is_python() -> None:
    assert len(BLOCKS) == 5
    for block in BLOCKS:
        compile(block, "clients.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
