"""Text from the line or from clients that is made to harm stays data wherever a hook puts it."""

import asyncio
import json
import re
import ssl
import sys
import tempfile
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import JsonValue, ValidationError

from faxstatus_core.hooks import HookSection
from faxstatus_core.hooks.actions.command import CommandAction
from faxstatus_core.hooks.actions.folder import FolderAction
from faxstatus_core.hooks.actions.webhook import WebhookAction
from faxstatus_core.hooks.command_environment import arguments, environment
from faxstatus_core.hooks.facts import FACTS
from faxstatus_core.hooks.mail_message import mail_message
from faxstatus_core.hooks.matching import occasion_of
from faxstatus_core.hooks.payload import body_of, payload_of
from faxstatus_core.hooks.task import DeliveryTask
from faxstatus_core.records import EventKind
from tests.faxstatus_core.hooks.fakes import NOON, Event, fax, job, task_of

TEXTS = (
    "$(rm -rf /)",
    "`touch pwned`",
    "; reboot",
    "| touch pwned",
    "&& touch pwned #",
    "'; touch pwned; '",
    '"; touch pwned; "',
    "a\nb\ntouch pwned",
    "a\r\nBcc: victim@example.org\r\n\r\nbody",
    "a\0b",
    "../../etc/cron.d/x",
    "/etc/passwd",
    "..",
    "-rf",
    "--help",
    "{tsid}{tiff}{secret}",
    "%s%n${PATH}",
    "\x1b]0;x\x07\x1b[2J",
    "\u202egnp.exe",
    "=?utf-8?q?Bcc=3A?=",
    "\ud800",
    "x" * 100_000,
)
HEADERS = (
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version"),
    *("Content-Type", "Faxstatus-Event", "Faxstatus-Delivery"),
)
REMOTE = ("tsid", "csid", "caller_id", "caller_name", "routing_string", "remote_maker")
HANDED_IN = ("number", "user_name", "document_name", "recipient_name", "billing_code", "error_text")

hostile = pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[1:21])


def task(text: str, folder: Path, kind: EventKind = EventKind.FAX) -> DeliveryTask:
    """About a fax or job that says ``text`` wherever it can. No validator has cleaned it."""
    if kind is EventKind.FAX:
        told: dict[str, JsonValue] = {**fax(), **dict.fromkeys(REMOTE, text)}
        payload = payload_of_unchecked(told)
    else:
        told = {**job(), **dict.fromkeys(HANDED_IN, text)}
        occasion = occasion_of(Event(5, NOON, kind, None, 7, told), None)
        assert occasion is not None
        payload = payload_of(occasion)
    attachment = folder / "fax-12.pdf"
    attachment.write_bytes(b"%PDF")
    return task_of(payload, folder, attachment)


def payload_of_unchecked(told: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """The record's own validators would cut and clean the text; here nothing does."""
    occasion = occasion_of(Event(5, NOON, EventKind.FAX, 1, None, fax()), None)
    assert occasion is not None
    return {**payload_of(occasion), "fax": told}


REPORT = """
import json, os, sys
print(json.dumps([sys.argv[1:], dict(os.environ), json.load(sys.stdin)]), file=open("report", "w"))
"""


@hostile
async def test_a_command_gets_text_as_it_is_and_runs_none_of_it(text: str, tmp_path: Path) -> None:
    given_ = task(text, tmp_path)
    templates = ["{tsid}", "x{tsid}y", "--from={caller_name}", "{subaddress} {caller_id}"]
    await CommandAction([sys.executable, "-c", REPORT, *templates], 20).perform(given_)
    told, variables, payload = json.loads((tmp_path / "report").read_text())
    harmless = given_.facts["tsid"]
    assert harmless.isprintable()
    begins = harmless.lstrip("-")
    assert told == [begins, f"x{harmless}y", f"--from={harmless}", f"{begins} {harmless}"]
    assert variables["FAX_TSID"] == harmless
    assert payload["fax"]["tsid"] == text
    assert not (tmp_path / "pwned").exists()


@hostile
async def test_a_script_that_reads_the_variables_is_safe(text: str, tmp_path: Path) -> None:
    script = 'printf %s "$FAX_TSID" > told; printf %s "$FAX_CALLER_NAME" >> told'
    given_ = task(text, tmp_path)
    await CommandAction(["sh", "-c", script], 20).perform(given_)
    assert (tmp_path / "told").read_text() == given_.facts["tsid"] * 2
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize("name", [fact.name for fact in FACTS.values() if not fact.own])
@pytest.mark.parametrize(
    "command",
    [["sh", "-c"], ["/bin/bash", "script"], ["env", "sh", "-c"], ["nice", "dash"], ["ssh", "host"]],
)
def test_no_text_from_outside_can_be_put_where_a_shell_reads_it(
    name: str, command: list[str]
) -> None:
    fields = {"name": "a", "on": ["fax"], "command": [*command, f"echo {{{name}}}"]}
    with pytest.raises(ValidationError, match="comes from outside"):
        HookSection.model_validate(fields)


@given(st.dictionaries(st.sampled_from(sorted(FACTS)), st.sampled_from(TEXTS) | st.text()))
def test_no_variable_can_be_made_or_replaced(values: dict[str, str]) -> None:
    told = environment(values, {"PATH": "/bin"})
    assert set(told) == {"PATH"} | {FACTS[name].variable for name in values}
    assert told["PATH"] == "/bin"


@given(st.sampled_from(TEXTS) | st.text(), st.sampled_from(["fax", "job"]))
@example("a\r\nBcc: victim@example.org\r\n\r\nbody", "job")
def test_a_mail_has_no_headers_but_ours(text: str, kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        given_ = task(text, Path(folder), EventKind(kind))
        name = "{time}-{tsid}-{number}-{document_name}"
        message = mail_message(given_, "fax@example.org", ["a@example.org"], name, NOON)
    octets = message.as_bytes()
    read = message_from_bytes(octets, EmailMessage, policy=policy.default)
    assert sorted(read.keys()) == sorted(HEADERS)
    assert read["To"] == "a@example.org"
    assert b"\nBcc:" not in octets
    assert max(map(len, octets.splitlines())) <= 998
    (part,) = read.iter_attachments()
    filename = part.get_filename()
    assert filename is not None
    assert Path(filename).name == filename
    assert filename.isascii()


@hostile
@pytest.mark.parametrize("kind", [EventKind.FAX, EventKind.JOB])
async def test_a_folder_gets_its_files_and_nothing_else_does(
    text: str, kind: EventKind, tmp_path: Path
) -> None:
    folder, own = tmp_path / "a" / "b" / "in", tmp_path / "own"
    own.mkdir()
    name = "{tsid}{number}{caller_name}{document_name}"
    await FolderAction(folder, name).perform(task(text, own, kind))
    written = [path for path in tmp_path.rglob("*") if path.is_file() and own not in path.parents]
    assert {path.suffix for path in written} == {".pdf", ".json"}
    assert {path.parent for path in written} == {folder}
    assert not any(path.name.startswith(".") for path in written)
    assert all(path.name.isascii() and path.name.isprintable() for path in written)


@hostile
def test_a_payload_is_one_json_document_on_one_line(text: str, tmp_path: Path) -> None:
    body = body_of(task(text, tmp_path).payload)
    assert b"\n" not in body
    assert b"\0" not in body
    assert body.isascii()
    assert json.loads(body)["fax"]["tsid"] == text


@pytest.fixture
async def heads() -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server's port, and the heads of the requests that it got."""
    got: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 204 x\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1], got
    finally:
        server.close()
        await server.wait_closed()


async def test_a_webhook_goes_where_the_configuration_says_whatever_was_received(
    heads: tuple[int, list[bytes]], tmp_path: Path
) -> None:
    tcp_port, got = heads
    url = f"http://127.0.0.1:{tcp_port}/in/{{tsid}}"
    action = WebhookAction(url, "0123456789abcdef", 5, ssl.create_default_context())
    for text in TEXTS:
        await action.perform(task(text, tmp_path))
    assert len(got) == len(TEXTS)
    names = [
        sorted(line.split(b":")[0].lower() for line in head.split(b"\r\n")[1:-2]) for head in got
    ]
    assert all(each == names[0] for each in names)
    assert {head.split(b"\r\n")[0] for head in got} == {b"POST /in/%7Btsid%7D HTTP/1.1"}


def test_nothing_in_the_hooks_starts_a_shell() -> None:
    sources = Path(__file__).parents[2] / "faxstatus_core" / "hooks"
    shell = re.compile(r"shell=|create_subprocess_shell|os\.system|popen", re.IGNORECASE)
    files = list(sources.rglob("*.py"))
    assert len(files) > 20
    assert [file for file in files if shell.search(file.read_text())] == []


@hostile
def test_an_argument_is_never_an_option_by_what_was_received(text: str, tmp_path: Path) -> None:
    told = arguments(["program", "{tsid}", "{caller_name}.pdf"], task(text, tmp_path).facts)
    assert len(told) == 3
    assert not any(argument.startswith("-") for argument in told)
