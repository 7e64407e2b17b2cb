"""Tokens, cookies and passwords: nowhere but where they belong, whatever is logged or answered."""

import asyncio
import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from faxstatus_core.clock import run_virtual
from faxstatus_core.engine.supervisor import keep_receiving
from faxstatus_core.records import JobRequest
from faxstatus_core.service import Upload
from tests.hostile.mortal_server import Line, MortalServer
from tests.hostile.server_process import make_token, server, text_of
from tests.support.patience import wait

WEBHOOK_KEY = "webhook-key-Xq7Lr2Vb9"
MAIL_PASSWORD = "mail-password-Zt4Hk8"
HOOKS = """
[log]
level = "debug"
format = "json"
[smtp]
host = "127.0.0.1"
port = 9
tls = "none"
user = "fax"
password_file = "{folder}/password"
sender = "fax@example.org"
[[hook]]
name = "tell"
on = ["job"]
webhook = "http://127.0.0.1:9/hook"
secret = "{key}"
[[hook]]
name = "mail"
on = ["job"]
mail = ["a@example.org"]
attach = "none"
"""
READS = (
    *("server", "ports", "jobs", "faxes", "calls", "session", "statistics?days=7", "jobs/1"),
    *("jobs?text=fxs_", "nothing", "events?kind=nothing", "jobs/x", "deliveries"),
)


def random_part(token: str) -> str:
    return token.split("_", 2)[2]


def test_nothing_that_is_secret_is_logged_answered_or_kept(tmp_path: Path) -> None:
    (tmp_path / "password").write_text(MAIL_PASSWORD)
    (tmp_path / "password").chmod(0o600)
    token = make_token(tmp_path)
    wrong = f"{token[:-10]}ABCDEFGHIJ"
    text = text_of(tmp_path, more=HOOKS.format(folder=tmp_path, key=WEBHOOK_KEY))
    answers: list[str] = []
    with (
        server(tmp_path, text) as running,
        httpx.Client(base_url=running.url) as http,
    ):
        session = http.post("/api/v1/session", json={"token": token})
        assert session.status_code == 204
        cookie = session.cookies["faxstatus_session"]
        http.cookies.clear()
        bearer = {"Authorization": f"Bearer {token}"}
        ways: tuple[dict[str, str], ...] = (
            bearer,
            {"Cookie": f"faxstatus_session={cookie}"},
            {"Authorization": f"Bearer {wrong}"},
            {"Authorization": f"Basic {wrong}"},
            {"Cookie": f"faxstatus_session={wrong}"},
            {},
        )
        submitted = running.submit(headers=bearer)
        assert submitted.status_code == 201
        http.post("/api/v1/jobs/1/cancel", headers=bearer).raise_for_status()
        for headers in ways:
            for path in READS:
                answer = http.get(f"/api/v1/{path}", headers=headers)
                answers.append(f"{answer.headers} {answer.text}")
            for body in ({"token": wrong}, {"token": [wrong]}, {"token": wrong, "x": wrong}):
                answer = http.post("/api/v1/session", headers=headers, json=body)
                answers.append(f"{answer.headers} {answer.text}")
            answers.append(http.get("/metrics", headers=headers).text)
        with http.stream("GET", "/api/v1/events?last_event_id=0-0-0", headers=bearer) as stream:
            for line in stream.iter_lines():
                answers.append(line)
                if '"cancelled"' in line:
                    break
        wait(lambda: running.log.read_text().count("127.0.0.1:9") >= 1)
        running.reload(text)
        running.stop()
        log = running.log.read_text()
    for line in log.splitlines():
        assert "Fax server" in line or json.loads(line)["level"]
    secrets = {
        "token": random_part(token),
        "wrong token": random_part(wrong),
        "cookie": cookie,
        "webhook's key": WEBHOOK_KEY,
        "mail password": MAIL_PASSWORD,
    }
    for name, secret in secrets.items():
        assert secret not in log, f"{name} in the log"
        assert not [answer for answer in answers if secret in answer], f"{name} in an answer"
        assert not _files_with(tmp_path / "store", secret), f"{name} in the store"


def _files_with(folder: Path, text: str) -> list[Path]:
    return [
        path for path in folder.rglob("*") if path.is_file() and text.encode() in path.read_bytes()
    ]


PASSWORD = "1357908642"
_HEX = re.compile(" ?".join(f"{ord(digit):02x}" for digit in reversed(PASSWORD)), re.IGNORECASE)


def _told(text: str) -> Iterator[str]:
    """In which forms the password stands in ``text``."""
    if PASSWORD in text or PASSWORD[::-1] in text:
        yield "as digits"
    if _HEX.search(text):
        yield "as octets"


def test_password_of_a_job_goes_to_the_far_end_and_nowhere_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "faxstatus_core")
    sent = bytearray()
    told: list[str] = []

    async def main() -> None:
        line = Line(tmp_path)
        await line.far.open()
        receiving = asyncio.create_task(keep_receiving(line.far))
        server = MortalServer(line, tmp_path / "server", sent.extend)
        await server.service.ready()
        request = JobRequest(number="2", subaddress="77", password=PASSWORD)
        upload = Upload("a.txt", io.BytesIO(b"hello\n"))
        job, _ = await server.service.submit(request, [upload], user_name="")
        told.append(job.model_dump_json())
        while not server.jobs()[job.job_id].state.final:
            await asyncio.sleep(1)
        told.append(server.jobs()[job.job_id].model_dump_json())
        call_id = server.jobs()[job.job_id].call_id
        assert call_id is not None
        told.append(server.store.calls.get(call_id).model_dump_json())
        trace = server.store.calls.trace(call_id)
        assert trace is not None
        told.append(trace.decode())
        told.extend(json.dumps(row.data) for row in server.store.events.after(0, 1000))
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
        await server.end()
        line.runner.close()

    run_virtual(main())
    assert PASSWORD[::-1].encode() in sent, "it was not sent at all"
    told.append(caplog.text)
    assert [list(_told(text)) for text in told] == [[]] * len(told)
    assert not _files_with(tmp_path / "server", PASSWORD)
