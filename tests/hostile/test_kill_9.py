"""``kill -9`` of a real server while clients hand in jobs: what it answered 201 to is there."""

import contextlib
import hashlib
import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.hostile.server_process import Running, server, text_of
from tests.support.patience import wait

LIVES = 20
CLIENTS = 4
LONGEST_LIFE = 0.15
"""Seconds, after the first answer."""
SEED = 7
_FORKS = """
import json, os, signal, sys
import faxstatus_core.daemon
from faxstatus_core.cli import main
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in iter(sys.stdin.readline, ""):
    config, log = json.loads(line)
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(log, os.O_WRONLY | os.O_APPEND), 2)
        sys.argv = ["faxstatus", "serve", "--config", config]
        sys.exit(main())
    print(pid, flush=True)
"""


@dataclass
class Client:
    """Hands in one job after the other, each until it was accepted, each with a key."""

    name: int
    accepted: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The answers, by key."""
    unanswered: int = 0
    url: str = ""

    def run(self) -> None:
        """Until the server has died."""
        with httpx.Client(base_url=self.url, timeout=30) as http:
            while True:
                key = f"{self.name}-{len(self.accepted)}"
                try:
                    answer = http.post(
                        "/api/v1/jobs",
                        data={"number": "2"},
                        files=[("document", (f"{key}.txt", self.content(key)))],
                        headers={"Idempotency-Key": key},
                    )
                except httpx.TransportError:
                    self.unanswered += 1
                    return
                assert answer.status_code in (200, 201), answer.text
                self.accepted[key] = answer.json()

    @staticmethod
    def content(key: str) -> bytes:
        return f"document {key}\n".encode()


@dataclass
class Life:
    """One server, until it is killed."""

    pid: int
    url: str

    def kill(self) -> None:
        """End it as it cannot hinder, and wait until it has ended."""
        descriptor = os.pidfd_open(self.pid)
        signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        select.select([descriptor], [], [])
        os.close(descriptor)


@contextlib.contextmanager
def forking(folder: Path) -> Iterator[Callable[[], Life]]:
    """Gives what starts a server: a process that has read the program already forks."""
    config, log = folder / "faxstatus.toml", folder / "log"
    with subprocess.Popen(
        [sys.executable, "-c", _FORKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        requests, answers = process.stdin, process.stdout

        def start() -> Life:
            log.write_text("")
            print(json.dumps([str(config), str(log)]), file=requests, flush=True)
            pid = int(answers.readline())
            wait(lambda: log.read_text().endswith("/\n"))
            return Life(pid, log.read_text().split()[-1].rstrip("/"))

        try:
            yield start
        finally:
            requests.close()


def _one_life(life: Life, clients: list[Client], seconds: float) -> None:
    """Clients at work, until the server is killed."""
    threads = []
    before = sum(len(client.accepted) for client in clients)
    for client in clients:
        client.url = life.url
        threads.append(threading.Thread(target=client.run))
        threads[-1].start()
    while sum(len(client.accepted) for client in clients) == before:
        time.sleep(0.002)
    time.sleep(seconds)
    life.kill()
    for thread in threads:
        thread.join()


def _jobs(running: Running) -> dict[int, dict[str, Any]]:
    jobs: dict[int, dict[str, Any]] = {}
    before = ""
    while True:
        listing = running.get(f"/jobs?limit=200{before}").json()
        jobs |= {job["job_id"]: job for job in listing["items"]}
        if listing["next"] is None:
            return jobs
        before = f"&before={listing['next']}"


def test_every_job_that_was_accepted_is_there_once_after_kill_9(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    clients = [Client(name) for name in range(CLIENTS)]
    more = "[security]\nburst = 1000000\nrequests_per_minute = 1000000\n"
    text = text_of(tmp_path, more=more)
    (tmp_path / "faxstatus.toml").write_text(text)
    with forking(tmp_path) as start:
        for _ in range(LIVES):
            _one_life(start(), clients, chance.uniform(0.0, LONGEST_LIFE))
    with server(tmp_path, text) as running:
        jobs = _jobs(running)
        accepted = {key: job for client in clients for key, job in client.accepted.items()}
        assert len(accepted) > LIVES
        assert sum(client.unanswered for client in clients) >= LIVES
        for key, job in accepted.items():
            assert jobs[job["job_id"]] == job
            assert job["documents"][0]["digest"] == _digest(Client.content(key))
        names = [job["documents"][0]["name"] for job in jobs.values()]
        assert len(set(names)) == len(names), "a job was taken twice"
        assert len(jobs) <= len(accepted) + CLIENTS  # those whose answer died with the server
        assert running.stop() == 0
    stored = tmp_path / "store" / "documents"
    for job in jobs.values():
        digest = job["documents"][0]["digest"]
        assert _digest((stored / digest[:2] / digest[2:]).read_bytes()) == digest
    shutil.rmtree(tmp_path / "store")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
