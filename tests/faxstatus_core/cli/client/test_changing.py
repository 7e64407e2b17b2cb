"""Jobs that wait: handed in, paused, resumed, cancelled, tried again, watched. No fax is sent."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faxstatus_core.cli.conftest import Faxstatus
from tests.hostile.server_process import FAXSTATUS, server, text_of
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.xdist_group("changing")  # they share a server


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server whose only port is not there."""
    folder = tmp_path_factory.mktemp("waiting")
    with server(folder, text_of(folder, "/no/device")) as running:
        yield running.url


@pytest.fixture(autouse=True)
def _environment(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAXSTATUS_SERVER", url)


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("hello\n")
    return path


def handed_in(faxstatus: Faxstatus, note: Path, *more: object) -> int:
    outcome = faxstatus("submit", note, "--to", "030", "--json", *more)
    assert outcome.status == 0, outcome.err
    number: int = outcome.json["job_id"]
    return number


def test_every_field_of_a_job_can_be_given(faxstatus: Faxstatus, note: Path) -> None:
    [port] = faxstatus("ports", "--json").json["items"]
    given = {
        "--recipient": ("recipient_name", "Ann"),
        "--recipient-company": ("recipient_company", "A & Co"),
        "--sender": ("sender_name", "Bob"),
        "--sender-company": ("sender_company", "B Ltd"),
        "--sender-department": ("sender_department", "Sales"),
        "--billing-code": ("billing_code", "77"),
        "--document-name": ("document_name", "The offer"),
        "--subject": ("subject", "Offer"),
        "--note": ("note", "two\nlines"),
        "--resolution": ("resolution", "superfine"),
        "--priority": ("priority", 3),
        "--not-before": ("not_before", "2030-01-31T12:00:00Z"),
        "--not-after": ("not_after", "2030-02-01T12:00:00Z"),
        "--tries": ("max_tries", 7),
        "--port": ("device_id", port["device_id"]),
        "--pool": ("pool", "sales"),
        "--subaddress": ("subaddress", "42"),
        "--id": ("tsid", "+49 30 7"),
    }
    line = [str(word) for option, (_, value) in given.items() for word in (option, value)]
    flags = ("--cover", "--discount", "--no-tag-line", "--password", "secret")
    job = faxstatus("submit", note, "--to", "030123", "--json", *line, *flags).json
    assert {name: job[name] for name, _ in given.values()} == dict(given.values())
    assert (job["number"], job["cover"], job["discount"], job["tag_line"]) == (
        "030123",
        True,
        True,
        False,
    )
    assert "secret" not in json.dumps(job)
    assert job["page_count"] == 2


def test_same_key_is_the_same_job(faxstatus: Faxstatus, note: Path) -> None:
    one = handed_in(faxstatus, note, "--idempotency-key", "k")
    assert handed_in(faxstatus, note, "--idempotency-key", "k") == one
    outcome = faxstatus("submit", note, "--to", "031", "--idempotency-key", "k")
    assert outcome.status == 2


def test_standard_input_is_a_document(url: str) -> None:
    done = subprocess.run(
        [FAXSTATUS, "submit", "-", "--to", "1", "--json", "--server", url],
        check=True,
        capture_output=True,
        input=b"hello\n",
        timeout=PATIENCE,
    )
    [document] = json.loads(done.stdout)["documents"]
    assert (document["name"], document["media_type"]) == ("standard input", "text/plain")


def test_paused_resumed_cancelled_and_tried_again(faxstatus: Faxstatus, note: Path) -> None:
    one, two = handed_in(faxstatus, note), handed_in(faxstatus, note)
    for command, state in (
        ("pause", "paused"),
        ("resume", "pending"),
        ("cancel", "cancelled"),
        ("retry", "pending"),
    ):
        outcome = faxstatus(command, one, two, "--json")
        assert outcome.status == 0
        assert outcome.err == f"Job {one}: {state}\nJob {two}: {state}\n"
        assert outcome.json["succeeded"]
        assert [job["state"] for job in outcome.json["items"]] == [state, state]


def test_one_that_is_refused_does_not_keep_the_others(faxstatus: Faxstatus, note: Path) -> None:
    one, two = handed_in(faxstatus, note), handed_in(faxstatus, note)
    assert faxstatus("cancel", one).status == 0
    outcome = faxstatus("cancel", one, 999_999, two, "--json")
    assert outcome.status == 2
    assert [job["job_id"] for job in outcome.json["items"]] == [two]
    assert [each["id"] for each in outcome.json["refused"]] == [one, 999_999]
    ended, unknown, done = outcome.err.splitlines()
    assert ended.startswith(f"faxstatus: job {one}: ")
    assert unknown.startswith("faxstatus: there is no job 999999")
    assert done == f"Job {two}: cancelled"


def test_queue_is_paused_and_goes_on(faxstatus: Faxstatus) -> None:
    assert faxstatus("pause", "--queue", "--json").json["pause_server_queue"] is True
    assert faxstatus("resume", "--queue").err == "The queue goes on.\n"
    for words in ((), ("1", "--queue")):
        outcome = faxstatus("pause", *words)
        assert outcome.status == 2
        assert "--queue" in outcome.error


def test_job_that_is_given_up_ends_the_wait_with_1(
    faxstatus: Faxstatus, note: Path, url: str
) -> None:
    job = handed_in(faxstatus, note, "--idempotency-key", "waited")
    words = ("submit", note, "--to", "030", "--idempotency-key", "waited", "--wait", "--json")
    with subprocess.Popen(
        [FAXSTATUS, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"FAXSTATUS_SERVER": url},
    ) as process:
        assert process.stderr is not None
        while "pending" not in process.stderr.readline():
            pass
        assert faxstatus("cancel", job).status == 0
        out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert json.loads(out)["state"] == "cancelled"
    assert err.splitlines()[-1] == f"Job {job} to 030: cancelled"


@pytest.mark.parametrize("as_json", [True, False])
def test_watched_until_interrupted(
    faxstatus: Faxstatus, note: Path, url: str, as_json: bool
) -> None:
    words = [str(FAXSTATUS), "watch", "--server", url, *(["--json"] if as_json else [])]
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()  # the status of the port: it listens
        job = handed_in(faxstatus, note)
        second = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        try:
            out, err = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert (process.returncode, err) == (130, "faxstatus: interrupted\n")
    if as_json:
        assert json.loads(first)["kind"] == "status"
        event = json.loads(second)
        assert (event["kind"], event["data"]["job_id"]) == ("job", job)
        assert json.loads(out.splitlines()[-1]) == {"succeeded": False, "error": "interrupted"}
    else:
        assert first.endswith("port device: offline\n")
        assert second.endswith(f"job {job} to 030: pending\n")


def test_reader_that_has_enough_ends_it(faxstatus: Faxstatus, note: Path, url: str) -> None:
    with subprocess.Popen(
        [FAXSTATUS, "watch", "--server", url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        handed_in(faxstatus, note)
        assert process.wait(PATIENCE) == 130
        assert process.stderr.read() == ""
