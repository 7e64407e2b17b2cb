"""The form that hands in a job."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.support.pages import draw_page, write_document
from tests.support.web_server import WebServer
from tests.web.conftest import Furnished, Visit

REFUSED = r"status of 422"
AWAY = r"ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def server(furnished: Furnished) -> WebServer:
    return furnished.server


async def _job(page: Page, server: WebServer) -> dict[str, Any]:
    """The job whose view is shown."""
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_text(re.compile(r"^Job \d+ to 0301234$"))
    job: dict[str, Any] = server.get("/" + page.url.partition("#/")[2])
    return job


async def _filled(page: Page, number: str = "0301234") -> None:
    await page.get_by_label("Number", exact=True).fill(number)
    await page.get_by_label("Recipient", exact=True).fill("Anna Berg")
    await page.get_by_label("Sender", exact=True).fill("Bernd <Klein>")


async def _still_filled(page: Page) -> None:
    await expect(page.get_by_label("Recipient", exact=True)).to_have_value("Anna Berg")
    await expect(page.get_by_label("Sender", exact=True)).to_have_value("Bernd <Klein>")


def _files(page: Page) -> Locator:
    return page.get_by_role("list", name="Documents").get_by_role("listitem")


async def _send(page: Page) -> None:
    await page.get_by_role("button", name="Send", exact=True).click()


async def test_what_the_server_refuses_is_said_at_its_field(
    server: WebServer, visit: Visit, tmp_path: Path
) -> None:
    window = await visit(server)
    window.expected.append(REFUSED)
    page = await window.show("send", "Send a fax")
    damaged = tmp_path / "damaged.tif"
    damaged.write_bytes(b"II*\0garbage")
    await window.drop(".drop", damaged)
    await _filled(page, "no digits!")
    await page.get_by_text("More", exact=True).click()
    await page.get_by_label("Sub-address (SUB)").fill("ключ")
    await page.get_by_text("More", exact=True).click()

    await _send(page)
    field = page.get_by_label("Sub-address (SUB)")
    await expect(field).to_be_focused()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#send-subaddress-fault")).not_to_be_empty()
    await field.fill("")

    await _send(page)
    number = page.get_by_label("Number", exact=True)
    await expect(number).to_be_focused()
    await expect(page.locator("#send-number-fault")).to_contain_text("cannot be dialled")
    await expect(number).to_have_accessible_description(
        await page.locator("#send-number-fault").inner_text() + " Digits; a comma is a pause"
    )
    await number.fill("0301234")

    await _send(page)
    await expect(page.locator("#send-document-fault")).to_contain_text("damaged.tif")
    await _still_filled(page)
    await page.get_by_role("button", name="Leave out damaged.tif").click()
    await window.drop("main form", write_document(tmp_path / "good.tif", [draw_page(1)]))
    await expect(page.locator("#send-document-fault")).to_be_empty()
    await _send(page)
    job = await _job(page, server)
    assert (job["sender_name"], job["recipient_name"]) == ("Bernd <Klein>", "Anna Berg")
    assert [document["name"] for document in job["documents"]] == ["good.tif"]


async def test_what_is_missing_is_said_before_anything_is_sent(
    server: WebServer, visit: Visit
) -> None:
    page = await (await visit(server)).show("send", "Send a fax")
    await _send(page)
    await expect(page.locator("#send-document-fault")).to_contain_text("A document is needed")
    await expect(page.locator("#send-number-fault")).to_have_text("A number is needed.")
    await expect(page.locator("#send-files")).to_be_focused()


async def test_cover_page_alone_is_a_fax(server: WebServer, visit: Visit) -> None:
    page = await (await visit(server)).show("send", "Send a fax")
    await _filled(page)
    await expect(page.get_by_label("Subject")).to_be_hidden()
    await page.get_by_label("A cover page goes first").check()
    await page.get_by_label("Subject").fill("<i>Offer</i>")
    await page.get_by_label("Note").fill("two\nlines")
    await _send(page)
    job = await _job(page, server)
    assert (job["cover"], job["subject"], job["page_count"]) == (True, "<i>Offer</i>", 1)
    assert job["note"].split() == ["two", "lines"]


async def test_what_was_typed_outlives_other_views_and_a_server_that_is_away(
    server: WebServer, visit: Visit, tmp_path: Path
) -> None:
    window = await visit(server)
    window.expected.append(AWAY)
    page = await window.show("send", "Send a fax")
    await _filled(page)
    await page.get_by_label("Choose files").set_input_files(
        write_document(tmp_path / "letter.tif", [draw_page(1)])
    )
    await window.show("inbox", "Inbox")
    await window.show("send", "Send a fax")
    await _still_filled(page)
    await window.context.set_offline(True)
    await _send(page)
    await expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()
    await _still_filled(page)
    await window.context.set_offline(False)
    await _send(page)
    job = await _job(page, server)
    assert [document["name"] for document in job["documents"]] == ["letter.tif"]
    await window.show("send", "Send a fax")
    await expect(page.get_by_label("Recipient", exact=True)).to_have_value("")


async def test_file_that_falls_beside_the_form_does_not_take_the_place_of_the_page(
    server: WebServer, visit: Visit, tmp_path: Path
) -> None:
    window = await visit(server)
    page = await window.show("send", "Send a fax")
    await _filled(page)
    note = tmp_path / "note.txt"
    note.write_text("hello\n")
    await window.drop("header.top", note)
    await window.drop("main form", note)
    await expect(_files(page)).to_have_count(1)
    await _still_filled(page)


async def test_more_files_than_one_job_takes(
    server: WebServer, visit: Visit, tmp_path: Path
) -> None:
    window = await visit(server)
    page = await window.show("send", "Send a fax")
    files = [tmp_path / f"{number}.txt" for number in range(21)]
    for file in files:
        file.write_text("x\n")
    await window.drop(".drop", *files)
    await expect(page.locator("#send-document-fault")).to_have_text(
        "At most 20 documents go in one job."
    )
    await expect(_files(page)).to_have_count(20)
