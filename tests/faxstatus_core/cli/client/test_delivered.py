"""A fax that was submitted, sent and received: where it is seen afterwards."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image

from tests.faxstatus_core.cli.client.conftest import Office
from tests.faxstatus_core.cli.conftest import Faxstatus

pytestmark = [
    pytest.mark.usefixtures("at_office"),
    pytest.mark.xdist_group("delivered"),  # they share a server
]


def test_submit_tells_of_it_until_it_is_delivered(office: Office) -> None:
    assert office.job["state"] == "completed"
    assert (office.job["page_count"], office.job["pages_confirmed"]) == (2, 2)
    first, *between, last = office.told.splitlines()
    assert first == "Job 1 to 2: handed in, 2 pages"
    assert "Job 1 to 2: in progress, try 1, 0 of 2 pages" in between
    assert last == "Job 1 to 2: delivered, 2 pages"


def test_in_the_list_of_jobs(faxstatus: Faxstatus, office: Office) -> None:
    outcome = faxstatus("jobs", "--state", "completed")
    assert outcome.status == 0
    head, line = outcome.out.splitlines()
    assert head.split()[:4] == ["job", "state", "to", "recipient"]
    assert line.split()[:3] == ["1", "completed", "2"]
    assert "note.txt  2 of 2" in line
    assert faxstatus("jobs", "--json", "--number", "2").json == {
        "items": [office.job],
        "next": None,
    }


def test_in_the_history(faxstatus: Faxstatus) -> None:
    outcome = faxstatus("history", "--direction", "send")
    head, line = outcome.out.splitlines()
    assert head.split()[:3] == ["call", "began", "direction"]
    assert " send " in line
    assert " +49 30 2 " in line
    [call] = faxstatus("history", "--job", 1, "--json").json["items"]
    assert (call["succeeded"], call["pages"], call["job_ids"]) == (True, 2, [1])
    [received] = faxstatus("history", "--port", "hall", "--json").json["items"]
    assert received["direction"] == "receive"
    assert faxstatus("history", "--failed", "--json").json["items"] == []


def test_in_the_numbers_of_the_day(faxstatus: Faxstatus) -> None:
    head, *_, line = faxstatus("history", "--days", 2).out.splitlines()
    one_way = "sent  failed     good  pages sent"
    assert head.split("  ", 1)[1].strip().startswith(one_way)
    assert " ".join(line.split()) == "all 1 0 100.0 % 2 1 0 100.0 % 2"
    assert len(faxstatus("history", "--days", 2, "--json").json["days"]) == 2


def test_call_with_its_ladder(faxstatus: Faxstatus) -> None:
    [call] = faxstatus("history", "--direction", "send", "--json").json["items"]
    outcome = faxstatus("show", "call", call["call_id"])
    assert outcome.status == 0
    details, _, ladder = outcome.out.partition("\n\n")
    assert "modulation           V.17" in details
    assert "remote_id            +49 30 2" in details
    assert 'TSI "+49 30 1"' in ladder
    assert "▶│" in ladder
    assert faxstatus("show", "call", call["call_id"], "--json").json == call


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("c.pcapng", b"\n\r\r\n"),
        ("c.JSONL", b"{"),
        ("c.svg", b"<?xml"),
        ("c.html", b"<!DOCTYPE html>"),
        ("c.txt", b"call "),
    ],
)
def test_trace_in_the_form_of_its_suffix(
    faxstatus: Faxstatus, tmp_path: Path, name: str, begins: bytes
) -> None:
    outcome = faxstatus("show", "call", 1, "--trace", tmp_path / name, "--json")
    assert (outcome.status, outcome.err) == (0, f"Trace of call 1: {tmp_path / name}\n")
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_fax_in_the_inbox(faxstatus: Faxstatus) -> None:
    outcome = faxstatus("inbox")
    head, line = outcome.out.splitlines()
    assert head.split() == ["fax", "began", "from", "port", "pages", "new", "remark"]
    assert "+49 30 1  hall" in line
    [fax] = faxstatus("inbox", "list", "--port", "hall", "--json").json["items"]
    assert (fax["page_count"], fax["complete"]) == (2, True)
    assert faxstatus("show", "fax", 1, "--json").json == fax
    assert "pages.2.width       1728" in faxstatus("show", "fax", 1).out


@pytest.mark.parametrize("name", ["fax.pdf", "fax.tif", "FAX.TIFF", "."])
def test_fax_is_fetched_in_the_form_of_its_suffix(
    faxstatus: Faxstatus, tmp_path: Path, name: str
) -> None:
    outcome = faxstatus("inbox", "get", 1, "-o", tmp_path / name, "--json")
    assert outcome.status == 0
    path = tmp_path / name if name != "." else tmp_path / "fax-1.tif"
    assert outcome.json == {
        "succeeded": True,
        "fax_id": 1,
        "path": str(path),
        "form": "pdf" if path.suffix == ".pdf" else "tiff",
    }
    if path.suffix == ".pdf":
        assert path.read_bytes().startswith(b"%PDF-")
    else:
        with Image.open(path) as fax:
            assert getattr(fax, "n_frames", 1) == 2
    assert list(tmp_path.iterdir()) == [path]


def test_fax_is_marked(faxstatus: Faxstatus) -> None:
    assert faxstatus("inbox", "read", 1).err == "Fax 1: read\n"
    assert faxstatus("inbox", "--unread", "--json").json["items"] == []
    assert faxstatus("inbox", "unread", 1, "--json").json["items"][0]["read"] is False
    assert len(faxstatus("inbox", "--unread", "--json").json["items"]) == 1


def test_name_that_is_markup_and_steers_terminals_is_text(
    faxstatus: Faxstatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    for forced in ("", "1"):
        monkeypatch.setenv("FORCE_COLOR", forced)
        for line in (["jobs"], ["show", "job", 1]):
            out = faxstatus(*line).out
            assert "Ann [red]" in out
            assert "\x1b[31m" not in out


def test_list_is_cut_and_goes_on(faxstatus: Faxstatus) -> None:
    later = datetime.now().astimezone() + timedelta(days=2)
    ids = []
    for _ in range(3):
        line = ("submit", "--cover", "--to", "0301", "--not-before", later.isoformat(), "--json")
        ids.append(faxstatus(*line).json["job_id"])
    first = faxstatus("jobs", "--state", "pending", "--limit", 2, "--json").json
    assert [job["job_id"] for job in first["items"]] == [ids[2], ids[1]]
    rest = faxstatus("jobs", "--number", "0301", "--before", first["next"], "--json").json
    assert [job["job_id"] for job in rest["items"]] == [ids[0]]
    assert rest["next"] is None
    assert f"not before {later:%Y-%m-%d %H:%M:%S}" in faxstatus("jobs").out
    assert faxstatus("cancel", *ids).status == 0
    assert faxstatus("jobs", "--since", "2020-01-01", "--until", "2020-01-02", "--json").json == {
        "items": [],
        "next": None,
    }


def test_ports_and_what_they_do(faxstatus: Faxstatus) -> None:
    head, *lines = faxstatus("ports").out.splitlines()
    assert head.split() == ["port", "state", "far", "end", "page", "speed", "time", "may", "id"]
    assert [line.split()[0] for line in lines] == ["office", "hall"]
    assert [line.split()[-2] for line in lines] == ["send", "receive"]
    office, hall = faxstatus("ports", "--json").json["items"]
    assert (office["pools"], office["status"]["tsid"]) == (["sales"], "+49 30 1")
    for name in ("hall", hall["device_id"]):
        status = faxstatus("show", "port", name, "--json").json
        assert (status["device_name"], status["csid"]) == ("hall", "+49 30 2")
    assert "extended.device_status_name" in faxstatus("show", "port", "hall").out


def test_fax_is_removed(faxstatus: Faxstatus) -> None:
    assert faxstatus("inbox", "rm", 1, "--json").json == {
        "succeeded": True,
        "items": [{"fax_id": 1}],
        "refused": [],
    }
    outcome = faxstatus("inbox", "get", 1)
    assert outcome.status == 2
    assert "there is no fax 1" in outcome.error
