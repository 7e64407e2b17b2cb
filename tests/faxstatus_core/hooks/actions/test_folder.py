"""Folders that get faxes, and the copies that go along."""

import json
from pathlib import Path

import pytest

from faxstatus_core.errors import FaxError
from faxstatus_core.hooks import DeliveryError, HookError, HookSection, SmtpSection, make_hooks
from faxstatus_core.hooks.actions.folder import FolderAction
from faxstatus_core.hooks.actions.webhook import WebhookAction
from faxstatus_core.hooks.attachments import attach
from faxstatus_core.hooks.settings import Attach
from faxstatus_core.image import sample_pages
from faxstatus_core.image.received.fax_tiff import FaxTiffWriter
from faxstatus_core.t4 import Resolution
from tests.faxstatus_core.hooks.fakes import DIGEST, Data, fax, task_of

PAYLOAD: Data = {
    "version": 1,
    "event": "fax.received",
    "event_id": 5,
    "time": "2026-01-31T12:00:00.000Z",
    "fax": fax(),
}
STEM = "20260131T120000Z-+49_30_123456-fax-12"
NAME = "{time}-{tsid}-{record}"


async def write(
    folder: Path, tmp_path: Path, content: bytes = b"II*", delivery_id: int = 99
) -> None:
    tiff = tmp_path / "fax-12.tif"
    tiff.write_bytes(content)
    task = task_of(PAYLOAD, tmp_path, tiff, delivery_id)
    await FolderAction(folder, NAME).perform(task)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_folder_gets_the_fax_and_what_is_known_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "in"
    await write(folder, tmp_path)
    assert names(folder) == [f"{STEM}.json", f"{STEM}.tif"]
    assert (folder / f"{STEM}.tif").read_bytes() == b"II*"
    assert json.loads((folder / f"{STEM}.json").read_text())["delivery_id"] == 99


async def test_a_repeated_delivery_leaves_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    await write(folder, tmp_path)
    (folder / f"{STEM}.json").unlink()  # the server stopped between the two
    await write(folder, tmp_path)
    await write(folder, tmp_path)
    assert names(folder) == [f"{STEM}.json", f"{STEM}.tif"]


async def test_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / f"{STEM}.json").write_text("mine")
    (folder / f"{STEM}-2.tif").symlink_to("/etc/passwd")
    await write(folder, tmp_path)
    assert names(folder) == [f"{STEM}-2.tif", f"{STEM}-3.json", f"{STEM}-3.tif", f"{STEM}.json"]
    assert (folder / f"{STEM}.json").read_text() == "mine"


async def test_two_faxes_of_one_name_are_both_kept(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    await write(folder, tmp_path, b"one", 1)
    await write(folder, tmp_path, b"two", 2)
    assert {(folder / f"{STEM}{end}").read_bytes() for end in (".tif", "-2.tif")} == {
        b"one",
        b"two",
    }


async def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DeliveryError, match="cannot write: "):
        await write(tmp_path / "file" / "in", tmp_path)


@pytest.fixture
def stored(tmp_path: Path) -> Path:
    path = tmp_path / DIGEST
    with path.open("wb") as file:
        FaxTiffWriter(file).add_page(sample_pages(1)[0], Resolution.FINE, {})
    return path


def test_a_fax_goes_along_as_a_copy(stored: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    tiff = attach(PAYLOAD, Attach.TIFF, folder, lambda digest: tmp_path / digest)
    assert tiff == folder / "fax-12.tif"
    assert tiff.read_bytes() == stored.read_bytes()
    assert not tiff.samefile(stored)
    pdf = attach(PAYLOAD, Attach.PDF, folder, lambda digest: tmp_path / digest)
    assert pdf == folder / "fax-12.pdf"
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert b"+49 30 123456" in pdf.read_bytes()


def test_only_faxes_go_along(tmp_path: Path) -> None:
    job: Data = {"event": "job.completed", "job": {}}
    assert attach(job, Attach.TIFF, tmp_path, lambda digest: tmp_path) is None
    assert attach(PAYLOAD, Attach.NONE, tmp_path, lambda digest: tmp_path) is None


def gone(digest: str) -> Path:
    raise FaxError(f"there is no document {digest}")


@pytest.mark.parametrize(("payload", "final"), [({"fax": {}}, True), (PAYLOAD, False)])
def test_a_fax_that_is_damaged_cannot_go_along(
    payload: Data, tmp_path: Path, *, final: bool
) -> None:
    (tmp_path / "document").write_bytes(b"damaged")
    with pytest.raises(DeliveryError) as caught:
        attach(payload, Attach.PDF, tmp_path, lambda digest: tmp_path / "document")
    assert caught.value.final is final


def test_a_fax_that_is_no_longer_kept_cannot_go_along(tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="no longer kept") as caught:
        attach(PAYLOAD, Attach.TIFF, tmp_path, gone)
    assert caught.value.final


def hook(**fields: object) -> HookSection:
    return HookSection.model_validate({"name": "a", "on": ["fax"], **fields})


def test_secrets_are_read_from_their_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    section = hook(webhook="https://example.org", secret_file=str(secret))
    secret.write_text("0123456789abcdef\nmore\n")
    (made,) = make_hooks([section], None)
    assert isinstance(made.action, WebhookAction)
    assert made.action.secret == "0123456789abcdef"
    for content, said in (("", "is empty"), ("short", "is shorter than 16"), (None, "cannot read")):
        if content is None:
            secret.unlink()
        else:
            secret.write_text(content)
        with pytest.raises(HookError, match=said):
            make_hooks([section], None)


def test_each_section_becomes_its_action() -> None:
    smtp = SmtpSection(host="mail", sender="a@example.org")
    sections = [hook(command=["a"]), hook(mail=["a@example.org"]), hook(folder="a")]
    kinds = [type(made.action).__name__ for made in make_hooks(sections, smtp)]
    assert kinds == ["CommandAction", "MailAction", "FolderAction"]
    with pytest.raises(HookError, match=r"there is no \[smtp\] table"):
        make_hooks(sections, None)
