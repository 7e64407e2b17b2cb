"""Jobs over HTTP."""

import io
from pathlib import Path

import pytest
from PIL import Image

from faxstatus_core.clock import utcnow
from faxstatus_core.records import JobState
from faxstatus_core.security import Role
from tests.faxstatus_core.api.conftest import NOTE, Api
from tests.support.pages import draw_page, write_document

TEXT = ("document", ("note.txt", NOTE))


def png() -> bytes:
    file = io.BytesIO()
    draw_page(1).save(file, "PNG")
    return file.getvalue()


async def test_job_is_taken_with_all_its_fields(api: Api) -> None:
    fields = {
        "number": "030 1234,5",
        "recipient_name": "Bob",
        "recipient_company": "Acme",
        "sender_name": "Ada",
        "priority": "3",
        "resolution": "superfine",
        "not_before": "2030-01-01T10:00:00+01:00",
        "max_tries": "2",
        "subaddress": "77",
        "password": "secret",
        "tag_line": "false",
    }
    reply = await api.http.post("/jobs", data=fields, files=[TEXT])
    assert reply.status_code == 201
    job = reply.json()
    assert reply.headers["location"] == f"/api/v1/jobs/{job['job_id']}"
    assert (job["number"], job["priority"], job["resolution"]) == ("030 1234,5", 3, "superfine")
    assert job["not_before"] == "2030-01-01T09:00:00Z"
    assert (job["state"], job["page_count"], job["document_name"]) == ("pending", 1, "note.txt")
    assert "secret" not in reply.text
    assert api.store.jobs.password(job["job_id"]) == "secret"
    assert (await api.http.get(f"/jobs/{job['job_id']}")).json() == job


async def test_documents_of_every_kind_are_taken(api: Api, tmp_path: Path) -> None:
    tiff = write_document(tmp_path / "d.tif", [draw_page(1), draw_page(2)]).read_bytes()
    files: list[tuple[str, tuple[str, bytes] | tuple[str, bytes, str]]] = [
        ("document", ("a.tif", tiff, "application/octet-stream")),
        ("document", ("b.png", png())),
        ("document", ("c.txt", NOTE)),
    ]
    job = (await api.http.post("/jobs", data={"number": "1"}, files=files)).json()
    kinds = [(each["media_type"], each["page_count"]) for each in job["documents"]]
    assert kinds == [("image/tiff", 2), ("image/png", 1), ("text/plain", 1)]
    assert job["page_count"] == 4


async def test_cover_page_goes_first_or_alone(api: Api) -> None:
    cover = {"number": "1", "cover": "true", "subject": "Hello", "note": "one\ntwo"}
    alone = (await api.http.post("/jobs", data=cover)).json()
    assert [each["name"] for each in alone["documents"]] == ["cover"]
    both = (await api.http.post("/jobs", data=cover, files=[TEXT])).json()
    assert [each["name"] for each in both["documents"]] == ["cover", "note.txt"]
    assert (both["page_count"], both["document_name"]) == (2, "note.txt")


@pytest.mark.parametrize(
    ("data", "files", "kind"),
    [
        ({"number": "1"}, [], "invalid-request"),
        ({}, [TEXT], "invalid-request"),
        ({"number": ""}, [TEXT], "invalid-request"),
        ({"number": "hello"}, [TEXT], "invalid-request"),
        ({"number": "1", "priority": "-1"}, [TEXT], "invalid-request"),
        ({"number": "1", "priority": "9" * 400}, [TEXT], "invalid-request"),
        ({"number": "1", "not_before": "tomorrow"}, [TEXT], "invalid-request"),
        ({"number": "1", "not_before": "2030-01-01T10:00:00"}, [TEXT], "invalid-request"),
        ({"number": "1", "subaddress": "1" * 21}, [TEXT], "invalid-request"),
        ({"number": "1", "note": "x" * 5000}, [TEXT], "invalid-request"),
        ({"number": "1", "resolution": "best"}, [TEXT], "invalid-request"),
        ({"number": "1", "colour": "red"}, [TEXT], "invalid-request"),
        ({"number": "1"}, [TEXT] * 21, "invalid-request"),
        ({"number": "1"}, [("document", ("a.pdf", b""))], "bad-document"),
        ({"number": "1"}, [("document", ("a.pdf", b"%PDF-1.7 nothing"))], "bad-document"),
        ({"number": "1"}, [("document", ("a.bin", b"\0\1\2"))], "bad-document"),
    ],
)
async def test_what_cannot_be_sent_is_refused_and_not_kept(
    api: Api, data: dict[str, str], files: list[tuple[str, tuple[str, bytes]]], kind: str
) -> None:
    reply = await api.http.post("/jobs", data=data, files=files or [("other", ("x", b""))][:0])
    assert reply.status_code == 422, reply.text
    assert reply.json()["type"] == f"urn:faxstatus:problem:{kind}"
    assert (await api.http.get("/jobs")).json()["items"] == []


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "/etc/passwd", "..\\x", "a\0b", "x" * 900, "", "\u202egnp.exe"]
)
async def test_names_of_files_are_labels_and_no_paths(api: Api, name: str) -> None:
    reply = await api.http.post(
        "/jobs", data={"number": "1"}, files=[("document", (name or "n", NOTE))]
    )
    assert reply.status_code == 201
    [document] = reply.json()["documents"]
    assert "/" not in document["name"]
    assert "\0" not in document["name"]
    kept = {path.name for path in api.store.folder.rglob("*") if path.is_file()}
    assert "passwd" not in kept


async def test_same_key_gives_the_same_job(api: Api) -> None:
    key = {"Idempotency-Key": "abc-1"}
    first = await api.http.post("/jobs", data={"number": "1"}, files=[TEXT], headers=key)
    again = await api.http.post("/jobs", data={"number": "1"}, files=[TEXT], headers=key)
    other = await api.http.post("/jobs", data={"number": "2"}, files=[TEXT], headers=key)
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert again.json() == first.json()
    assert other.json()["type"] == "urn:faxstatus:problem:idempotency-conflict"
    assert len((await api.http.get("/jobs")).json()["items"]) == 1


async def test_key_with_a_cover_page_that_bears_the_time(api: Api) -> None:
    cover = {"number": "1", "cover": "true"}
    key = {"Idempotency-Key": "abc-2"}
    replies = [await api.http.post("/jobs", data=cover, headers=key) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [201, 200]


async def test_keys_of_two_users_are_different(api: Api) -> None:
    key = {"Idempotency-Key": "same"}
    for name in ("ada", "bob"):
        headers = api.token(Role.SUBMIT, name) | key
        reply = await api.http.post("/jobs", data={"number": "1"}, files=[TEXT], headers=headers)
        assert (reply.status_code, reply.json()["user_name"]) == (201, name)


async def test_long_list_comes_in_parts_without_gap_or_repeat(api: Api) -> None:
    jobs = [api.add_job(str(number)).job_id for number in range(25)]
    seen: list[int] = []
    before: int | None = None
    while True:
        parameters = {"limit": 7} | ({"before": before} if before else {})
        part = (await api.http.get("/jobs", params=parameters)).json()
        seen += [job["job_id"] for job in part["items"]]
        api.add_job("while reading")
        before = part["next"]
        if before is None:
            break
    assert seen == jobs[::-1]


async def test_filters_narrow_the_list(api: Api) -> None:
    api.add_job("030111", sender_name="Ada", document_name="100% invoice")
    second = api.add_job("030222", recipient_name="Bob_X")
    api.store.jobs.update(second.job_id, now=utcnow(), state=JobState.PAUSED)

    async def numbers(**parameters: str) -> list[str]:
        reply = await api.http.get("/jobs", params=parameters)
        return [job["number"] for job in reply.json()["items"]]

    assert await numbers(state="paused") == ["030222"]
    assert await numbers(number="111") == ["030111"]
    assert await numbers(sender="ada") == ["030111"]
    assert await numbers(text="100%") == ["030111"]
    assert await numbers(text="b_x") == ["030222"]
    assert await numbers(text="bax") == []
    assert await numbers(since="2026-03-01T12:00:01Z") == []
    assert await numbers(until="2026-03-01T12:00:01Z") == ["030222", "030111"]
    assert await numbers(device_id="5") == []


async def test_job_is_paused_resumed_cancelled_and_tried_again(api: Api) -> None:
    job = api.add_job()

    async def act(name: str) -> tuple[int, str]:
        reply = await api.http.post(f"/jobs/{job.job_id}/{name}")
        return reply.status_code, reply.json().get("state", reply.json().get("type", ""))

    assert await act("pause") == (200, "paused")
    assert await act("pause") == (409, "urn:faxstatus:problem:wrong-state")
    assert await act("resume") == (200, "pending")
    assert await act("cancel") == (200, "cancelled")
    assert await act("cancel") == (409, "urn:faxstatus:problem:wrong-state")
    assert await act("retry") == (200, "pending")


async def test_nobody_meddles_with_the_jobs_of_others(api: Api) -> None:
    ada, bob = api.token(Role.SUBMIT, "ada"), api.token(Role.SUBMIT, "bob")
    admin = api.token(Role.ADMIN)
    job = (await api.http.post("/jobs", data={"number": "1"}, files=[TEXT], headers=ada)).json()
    path = f"/jobs/{job['job_id']}/cancel"
    assert (await api.http.post(path, headers=bob)).status_code == 403
    assert (await api.http.post(path, headers=admin)).status_code == 200


async def test_pages_are_shown_as_they_are_sent(api: Api) -> None:
    job = api.add_job()
    reply = await api.http.get(f"/jobs/{job.job_id}/pages/1.png", params={"width": 300})
    assert reply.headers["content-type"] == "image/png"
    assert Image.open(io.BytesIO(reply.content)).width == 300
    assert (await api.http.get(f"/jobs/{job.job_id}/pages/2.png")).status_code == 404
    assert (await api.http.get(f"/jobs/{job.job_id}/pages/0.png")).status_code == 422
