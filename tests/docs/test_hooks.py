"""docs/hooks.md: its examples are right, and it tells every key, variable and header."""

import asyncio
import json
import re
import socket
import ssl
import sys
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import BaseModel

from faxstatus_core.hooks import (
    DeliveryError,
    HookSection,
    SmtpSection,
    WatchSection,
    check_together,
)
from faxstatus_core.hooks.actions.webhook import WebhookAction
from faxstatus_core.hooks.backoff import DELAYS
from faxstatus_core.hooks.command_environment import INHERITED
from faxstatus_core.hooks.facts import FACTS, facts_of
from faxstatus_core.hooks.job_request import job_request
from faxstatus_core.hooks.matching import EventName, Occasion
from faxstatus_core.hooks.payload import VERSION, addressed, payload_of
from faxstatus_core.hooks.settings import FilterSection
from faxstatus_core.hooks.signing import DELIVERY_HEADER, EVENT_HEADER, SIGNATURE_HEADER
from faxstatus_core.hooks.task import DeliveryTask
from faxstatus_core.records import EventKind, Fax
from tests.faxstatus_core.hooks.fakes import NOON
from tests.support.patience import until

PAGE = (Path(__file__).parents[2] / "docs" / "hooks.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)


def payload() -> dict[str, object]:
    told: dict[str, object] = json.loads(blocks("json")[0])
    return told


def test_the_examples_are_a_configuration() -> None:
    data = tomllib.loads(blocks("toml")[0])
    hooks = [HookSection.model_validate(each) for each in data.pop("hook")]
    watches = [WatchSection.model_validate(each) for each in data.pop("watch")]
    check_together(hooks, SmtpSection.model_validate(data.pop("smtp")), watches)
    assert data == {}
    assert len(hooks) == 5


def test_the_side_car_is_one() -> None:
    watch = WatchSection(folder=Path("x"))
    request = job_request(watch, "letter.pdf", blocks("toml")[1].encode())
    assert request.number == "030 654321"
    assert request.not_before is not None


@pytest.mark.parametrize("section", [HookSection, FilterSection, SmtpSection, WatchSection])
def test_every_key_of_a_section_is_told(section: type[BaseModel]) -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.M))
    assert set(section.model_fields) <= told


def test_every_fact_is_told_with_whether_it_comes_from_outside() -> None:
    rows = re.findall(
        r"^\| `(FAX_\w+)` \| `\{(\w+)\}` \| ([^|]*) \| ?(\w*) ?\| (.*) \|$", PAGE, re.M
    )
    assert [(variable, name, outside, text) for variable, name, _, outside, text in rows] == [
        (fact.variable, fact.name, "" if fact.own else "yes", fact.description)
        for fact in FACTS.values()
    ]


def test_every_event_header_and_variable_is_told() -> None:
    for name in (*EventName, DELIVERY_HEADER, EVENT_HEADER, SIGNATURE_HEADER, *INHERITED):
        assert f"`{name}`" in PAGE
    assert DELAYS == (10, 60, 300, 1800, 7200, 21600)
    assert "10 seconds, 1, 5 and 30 minutes, 2 hours, and then every\n  6 hours" in PAGE


def test_the_payload_is_what_a_hook_tells() -> None:
    told = payload()
    fax = told["fax"]
    assert isinstance(fax, dict)
    assert Fax.model_validate(fax).model_dump(mode="json") == fax
    occasion = Occasion(EventName.FAX_RECEIVED, EventKind.FAX, 4711, NOON, True, fax)
    made = addressed(payload_of(occasion), "crm", 99)
    assert {**made, "time": told["time"]} == told
    assert told["version"] == VERSION
    assert facts_of(made)["record"] == "fax-12"


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@asynccontextmanager
async def receiver() -> AsyncIterator[tuple[int, asyncio.StreamReader]]:
    """The receiver of the page on a free port, and what it prints."""
    (program,) = blocks("python")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program.replace("8090", str(port)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        await until(lambda: _listens(port))
        yield port, process.stdout
    finally:
        process.kill()
        await process.wait()


async def test_the_receiver_takes_what_we_sign_once_and_nothing_else(tmp_path: Path) -> None:
    told = payload()
    key = re.findall(r'SECRET = b"(\w+)"', PAGE)[0]
    task = DeliveryTask(99, NOON, {**told}, tmp_path)  # type: ignore[dict-item]  # it is JSON
    async with receiver() as (port, printed):
        for secret in (key, "another" + key, key):
            action = WebhookAction(
                f"http://127.0.0.1:{port}/", secret, 10, ssl.create_default_context()
            )
            if secret == key:
                await action.perform(task)
            else:
                with pytest.raises(DeliveryError, match="answered 403"):
                    await action.perform(task)
        line = await printed.readline()
        assert line == b"fax.received /api/v1/faxes/12\n"
    assert await printed.read() == b""
