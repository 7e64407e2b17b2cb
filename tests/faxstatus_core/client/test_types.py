"""What a user's ``mypy --strict`` knows of the clients."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """\
from pathlib import Path
from faxstatus_core.client import AsyncFaxClient, AsyncFaxServer, FaxClient, FaxServer

def blocking(server: FaxServer, client: FaxClient) -> None:
    reveal_type(server.get_ports().item(1).get_status().current_page)  # int | None
    reveal_type(server.get_ports().item(1).rings)  # int
    reveal_type(server.get_jobs().item(1).queue_status)  # JsCode | None
    reveal_type(server.create_document("a.tif").send())  # int
    reveal_type(server.pause_server_queue)  # bool
    reveal_type(client.status(1).extended.data_rate)  # int | None
    reveal_type(next(client.jobs(number="1")))  # Job
    reveal_type([event for event in client.events()])  # list[ServerEvent]
    reveal_type(client.download_fax(1, Path("fax.pdf"), "pdf"))  # Path
    server.get_ports().item(1).rings = 3
    server.get_ports().item(1).rings = "3"  # error
    server.get_ports().item(1).device_id = 3  # error
    server.get_ports().item(1).get_status().csid = "x"  # error
    server.retries = 3  # error
    client.change_port(1, colour="red")  # error
    client.download_fax(1, Path("fax"), "png")  # error

async def awaiting(server: AsyncFaxServer, client: AsyncFaxClient) -> None:
    port = (await server.get_ports()).item(1)
    reveal_type((await port.get_status()).current_page)  # int | None
    reveal_type(port.rings)  # int
    reveal_type((await server.get_jobs()).item(1).queue_status)  # JsCode | None
    reveal_type(await server.create_document("a.tif").send())  # int
    reveal_type((await client.status(1)).extended.data_rate)  # int | None
    reveal_type([job async for job in client.jobs(number="1")])  # list[Job]
    reveal_type([event async for event in client.events()])  # list[ServerEvent]
    await port.modify(rings=3)
    await port.modify(rings="3")  # error
    port.rings = 3  # error
    port.get_status().current_page  # error
"""


@pytest.fixture
def said(tmp_path: Path, pytestconfig: pytest.Config) -> dict[int, list[str]]:
    """What mypy says of each line."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    assert pytestconfig.cache is not None
    cache = pytestconfig.cache.mkdir("mypy-of-a-user")
    options = ["--strict", "--config-file=", f"--cache-dir={cache}", "--no-error-summary"]
    result = subprocess.run(
        [sys.executable, "-m", "mypy", *options, program.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1, result.stderr
    lines: dict[int, list[str]] = {}
    for line in result.stdout.splitlines():
        name, number, text = line.split(":", 2)
        assert name == program.name, line
        lines.setdefault(int(number), []).append(text.strip())
    return lines


def test_types_are_known_and_mistakes_are_found(said: dict[int, list[str]]) -> None:
    for number, line in enumerate(PROGRAM.splitlines(), start=1):
        code, _, expected = line.partition("  # ")
        found = said.pop(number, [])
        if expected == "error":
            assert any(text.startswith("error") for text in found), line
        elif code.strip().startswith("reveal_type"):
            [text] = found
            revealed = text.removeprefix('note: Revealed type is "').removesuffix('"')
            assert _short(revealed) == expected, line
        else:
            assert found == [], line
    assert said == {}


def _short(name: str) -> str:
    """A type without its modules."""
    for sign in ("[", " | "):
        if sign in name:
            return sign.join(map(_short, name.split(sign)))
    return name.rpartition(".")[2]
