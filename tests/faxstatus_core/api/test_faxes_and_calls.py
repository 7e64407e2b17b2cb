"""Received faxes and calls over HTTP."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.faxstatus_core.api.conftest import Api
from tests.support.pages import draw_page


async def test_fax_is_given_as_tiff_pdf_and_pages(api: Api, tmp_path: Path) -> None:
    fax = api.add_fax(tmp_path)
    path = f"/faxes/{fax.fax_id}"
    tiff = await api.http.get(f"{path}/fax.tiff")
    assert (tiff.headers["content-type"], len(tiff.content)) == ("image/tiff", fax.size)
    with Image.open(io.BytesIO(tiff.content)) as image:
        assert image.tobytes() == draw_page(1).tobytes()
    pdf = await api.http.get(f"{path}/fax.pdf")
    assert pdf.content.startswith(b"%PDF-")
    page = await api.http.get(f"{path}/pages/2.png")
    assert Image.open(io.BytesIO(page.content)).size == (1728, round(400 * 204 / 196))
    small = await api.http.get(f"{path}/pages/2.png", params={"width": 100})
    assert Image.open(io.BytesIO(small.content)).width == 100
    assert (await api.http.get(f"{path}/pages/3.png")).status_code == 404
    for reply in (tiff, pdf, page):
        tag = {"If-None-Match": reply.headers["etag"]}
        assert (await api.http.get(reply.url, headers=tag)).status_code == 304


async def test_fax_is_marked_and_removed_for_good(api: Api, tmp_path: Path) -> None:
    fax = api.add_fax(tmp_path)
    path = f"/faxes/{fax.fax_id}"
    marked = await api.http.patch(path, json={"read": True})
    assert marked.json()["read"] is True
    assert (await api.http.get("/faxes", params={"read": "false"})).json()["items"] == []
    assert (await api.http.patch(path, json={"digest": "x"})).status_code == 422
    kept = api.store.documents.path(fax.digest)
    assert (await api.http.delete(path)).status_code == 204
    assert not kept.exists()
    for method in ("GET", "DELETE"):
        reply = await api.http.request(method, path)
        assert (reply.status_code, reply.json()["type"]) == (
            404,
            "urn:faxstatus:problem:unknown-fax",
        )


async def test_faxes_are_found_by_their_sender(api: Api, tmp_path: Path) -> None:
    fax = api.add_fax(tmp_path)
    for text, found in (("+49 30", [fax.fax_id]), ("LINE", [fax.fax_id]), ("%", []), ("_", [])):
        items = (await api.http.get("/faxes", params={"text": text})).json()["items"]
        assert [item["fax_id"] for item in items] == found, text


@pytest.mark.parametrize(
    ("name", "media_type", "begins"),
    [
        ("ladder.txt", "text/plain; charset=utf-8", b"call 1: "),
        ("ladder.svg", "image/svg+xml", b"<"),
        ("ladder.html", "text/html; charset=utf-8", b"<!DOCTYPE html>"),
        ("capture.pcapng", "application/x-pcapng", b"\x0a\x0d\x0d\x0a"),
        ("trace.jsonl", "application/jsonl", b"{"),
    ],
)
async def test_call_has_its_drawings(api: Api, name: str, media_type: str, begins: bytes) -> None:
    call = api.add_call()
    reply = await api.http.get(f"/calls/{call.call_id}/{name}")
    assert reply.status_code == 200, reply.text
    assert (reply.status_code, reply.headers["content-type"]) == (200, media_type)
    assert reply.content.startswith(begins)
    assert "sandbox" in reply.headers["content-security-policy"]


async def test_call_without_a_trace_has_none(api: Api) -> None:
    call = api.add_call(trace=False)
    assert (await api.http.get(f"/calls/{call.call_id}")).json()["has_trace"] is False
    assert (await api.http.get(f"/calls/{call.call_id}/ladder.txt")).status_code == 404


async def test_calls_are_filtered_and_counted(api: Api) -> None:
    api.add_call()
    bad = api.add_call(succeeded=False, error_cause="no_command", result_text="silence")

    async def ids(**parameters: str) -> list[int]:
        reply = await api.http.get("/calls", params=parameters)
        return [call["call_id"] for call in reply.json()["items"]]

    assert await ids(succeeded="false") == [bad.call_id]
    assert await ids(direction="send") == []
    assert await ids(text="silence") == [bad.call_id]
    assert len(await ids(device_id=str(api.port))) == 2
    statistics = (await api.http.get("/statistics", params={"days": 366})).json()
    day = next(day for day in statistics["days"] if day["day"] == "2026-03-01")
    assert (day["received"], day["receive_failed"], day["pages_received"]) == (1, 1, 4)
    assert statistics["causes"] == {"no_command": 1}
