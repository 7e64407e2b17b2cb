"""Schemathesis asks the API everything that its description allows, and much that it does not."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from faxstatus_core.api import serving
from faxstatus_core.security import Role, SecuritySection, guarded
from tests.faxstatus_core.api.conftest import Api

EXAMPLES = int(os.environ.get("FAXSTATUS_EXAMPLES", "12"))
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
# A stream has no end, so its operation is asked with the other tests of events.
ENDLESS = "/api/v1/events"
# What a schema cannot say: that a document can be read, a number dialled, and that there is one.
SETTINGS = """
[[operations]]
include-name = "POST /api/v1/jobs"
checks.positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "409", "422"]
"""


@pytest.fixture
def token(api: Api) -> str:
    return api.token(Role.ADMIN)["Authorization"]


@pytest.fixture
async def url(api: Api, tmp_path: Path) -> AsyncIterator[str]:
    """A server with something behind each kind of identifier."""
    for _ in range(3):
        api.add_job()
        api.add_call()
    api.add_fax(tmp_path)
    section = SecuritySection(requests_per_minute=1_000_000, burst=1_000_000)
    app = guarded(api.app, section, "127.0.0.1", tls=False)
    async with serving(app, api.service.hub, "127.0.0.1", 0) as url:
        yield url


async def test_nothing_is_found(url: str, token: str, tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(SETTINGS)
    command: list[str | Path] = [
        SCHEMATHESIS,
        "run",
        f"{url}/openapi.json",
        "--checks=all",
        "--header",
        f"Authorization: {token}",
        "--exclude-path",
        ENDLESS,
        f"--max-examples={EXAMPLES}",
        "--generation-deterministic",
        "--no-color",
    ]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()[-8000:]
