"""Received faxes as PDF, read back by a renderer that somebody else wrote."""

import contextlib
import errno
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # it has no types
import pytest
from PIL import Image

from faxstatus_core.image import ArchiveError, FaxMetadata, ReceivedFax, open_archive, write_pdf
from faxstatus_core.t4 import DecodedPage, PageWidth, Resolution
from tests.faxstatus_core.image.received.test_archive import KILLED, PAGES, assert_pages, names
from tests.support.pages import draw_page

METADATA = FaxMetadata(
    tsid="+49 30 1234567",
    sender_name="M\u00fcller & S\u00f6hne\x00\x1b<\ud800",
    caller_id="0301234567",
    started=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    duration=63.4,
)


def store(
    directory: Path, pages: list[tuple[Image.Image, Resolution]], *, pdf: bool = True
) -> ReceivedFax:
    fax = ReceivedFax(directory, "fax", pdf=pdf)
    for page, resolution in pages:
        fax.add_page(page, resolution)
    return fax


def test_every_pel_of_every_format_is_in_it(tmp_path: Path) -> None:
    pages = [
        (PAGES[0].resize((resolution.pels(width), 61)), resolution)
        for resolution in Resolution
        for width in PageWidth
    ]
    store(tmp_path, pages).complete()
    with pypdfium2.PdfDocument(tmp_path / "fax.pdf") as pdf:
        assert len(pdf) == len(pages)
        for sheet, (page, resolution) in zip(pdf, pages, strict=True):
            (image,) = sheet.get_objects()
            decoded = image.get_bitmap(render=False).to_pil().convert("1")
            assert (decoded.size, decoded.tobytes()) == (page.size, page.tobytes())
            inches = [pels / dpi for pels, dpi in zip(page.size, resolution.dpi, strict=True)]
            assert sheet.get_size() == pytest.approx([72 * side for side in inches], abs=0.01)


@pytest.mark.parametrize("resolution", [Resolution.PELS_200, Resolution.PELS_400])
def test_a_page_fills_its_sheet_upright_and_black_on_white(
    tmp_path: Path, resolution: Resolution
) -> None:
    dpi = resolution.dpi[0]
    drawn = draw_page(1, 400).resize((resolution.pels(PageWidth.A4), 400))
    store(tmp_path, [(drawn, resolution)]).complete()
    with pypdfium2.PdfDocument(tmp_path / "fax.pdf") as pdf:
        scale = dpi / 72 * (1 - 1e-6)  # it rounds up
        rendered = pdf[0].render(scale=scale, no_smoothimage=True).to_pil().convert("1")
    assert rendered.size == drawn.size
    assert rendered.tobytes() == drawn.tobytes()


def test_the_coded_data_is_copied_as_it_is(tmp_path: Path) -> None:
    tiff = store(tmp_path, [(page, Resolution.FINE) for page in PAGES]).complete()
    assert tiff is not None
    octets = tiff.read_bytes()
    with pikepdf.open(tmp_path / "fax.pdf") as pdf:
        for page in pdf.pages:
            assert page.Resources.XObject.Page.read_raw_bytes() in octets


def test_it_says_who_sent_it_and_when(tmp_path: Path) -> None:
    store(tmp_path, [(PAGES[0], Resolution.FINE)]).complete(METADATA)
    sender = "M\u00fcller & S\u00f6hne\\x00\\x1b<\\ud800"
    with pypdfium2.PdfDocument(tmp_path / "fax.pdf") as pdf:
        known = pdf.get_metadata_dict()
    assert (known["Title"], known["Author"]) == (f"Fax from {sender}", sender)
    assert known["Subject"] == "1 page, from +49 30 1234567, caller 0301234567, 63 s"
    assert known["CreationDate"] == "D:20260102030405+00'00"
    with pikepdf.open(tmp_path / "fax.pdf") as opened, opened.open_metadata() as xmp:
        assert xmp["dc:creator"] == [sender]
        assert xmp["xmp:CreateDate"] == "2026-01-02T03:04:05+00:00"


def test_bad_lines_are_told(tmp_path: Path) -> None:
    fax = ReceivedFax(tmp_path, "fax", pdf=True)
    for _ in range(2):
        page = DecodedPage((bytes(216),) * 9, 3, 2, ended_by_rtc=True)
        fax.add_decoded_page(page, Resolution.STANDARD)
    fax.complete()
    with pypdfium2.PdfDocument(tmp_path / "fax.pdf") as pdf:
        assert pdf.get_metadata_value("Subject") == "2 pages, 6 bad lines"


@pytest.mark.parametrize("lines", [1, 20_000])
def test_a_sheet_is_never_smaller_or_larger_than_a_reader_takes(tmp_path: Path, lines: int) -> None:
    store(tmp_path, [(Image.new("1", (1728, lines), 0), Resolution.STANDARD)]).complete()
    with pikepdf.open(tmp_path / "fax.pdf") as pdf:
        page = pdf.pages[0]
        up, unit = float(page.MediaBox[3]), float(page.UserUnit)
    assert 3 <= up <= 14_400
    assert up * unit == pytest.approx(max(lines * 72 / 98, 3), abs=0.01)


def test_a_fax_is_a_pdf_only_if_that_is_wanted(tmp_path: Path) -> None:
    store(tmp_path, [(PAGES[0], Resolution.FINE)], pdf=False).complete()
    assert names(tmp_path) == ["fax.tif"]


@pytest.mark.parametrize("taken", ["fax.tif", "fax.pdf"])
def test_both_files_have_the_same_name_and_replace_none(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).write_bytes(b"mine")
    store(tmp_path, [(PAGES[0], Resolution.FINE)]).complete()
    assert names(tmp_path) == sorted(["fax-2.pdf", "fax-2.tif", taken])
    assert (tmp_path / taken).read_bytes() == b"mine"


def test_without_hard_links_both_files_are_there_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no hard links")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    for _ in range(2):
        store(tmp_path, [(PAGES[0], Resolution.FINE)]).complete()
    assert names(tmp_path) == ["fax-2.pdf", "fax-2.tif", "fax.pdf", "fax.tif"]


def test_the_pdf_of_a_killed_process_is_made_when_it_is_recovered(tmp_path: Path) -> None:
    run = subprocess.run([sys.executable, "-c", KILLED, tmp_path, "pdf"], check=False)
    assert run.returncode == -9
    assert open_archive(tmp_path) == [tmp_path / "killed.tif"]
    assert names(tmp_path) == ["killed.pdf", "killed.tif"]
    with pypdfium2.PdfDocument(tmp_path / "killed.pdf") as pdf:
        assert len(pdf) == 2
        assert "recovered" in pdf.get_metadata_value("Title")


def test_a_pdf_whose_fax_has_its_name_already_gets_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fax.tif").write_bytes(b"mine")
    with monkeypatch.context() as killed:
        killed.setattr(shutil, "rmtree", lambda *_, **__: None)
        store(tmp_path, [(PAGES[0], Resolution.FINE)]).complete()
    (tmp_path / "fax-2.pdf").unlink()  # as if it had been killed between the two names
    assert open_archive(tmp_path) == []
    assert names(tmp_path) == ["fax-2.pdf", "fax-2.tif", "fax.tif"]


@pytest.mark.parametrize("failing", range(14))
@pytest.mark.parametrize("call", ["fsync", "open"])
def test_whatever_the_disk_does_the_fax_is_kept_and_no_pdf_is_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, failing: int
) -> None:
    calls, real = iter(range(1000)), getattr(os, call)

    def fail_once(*arguments: object) -> object:
        if next(calls) == failing:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments)

    fax, confirmed = ReceivedFax(tmp_path, "fax", pdf=True), []
    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail_once)
        for page in PAGES[:2]:
            try:
                fax.add_page(page, Resolution.FINE)
            except ArchiveError:
                continue
            confirmed.append(page)
        with contextlib.suppress(ArchiveError):
            fax.complete()
    open_archive(tmp_path)
    found = sorted(tmp_path.glob("*.tif"))
    assert found
    for path in found:
        assert_pages(path, confirmed)
    for path in tmp_path.glob("*.pdf"):
        with pypdfium2.PdfDocument(path) as pdf:
            assert len(pdf) == len(confirmed)
    assert not [name for name in names(tmp_path) if name.startswith(".")]


def test_a_full_disk_costs_the_pdf_but_not_the_fax(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    fax = store(tmp_path, [(PAGES[0], Resolution.FINE)])
    monkeypatch.setattr(pikepdf.Pdf, "save", full)
    assert fax.complete() == tmp_path / "fax.tif"
    assert names(tmp_path) == ["fax.tif"]
    assert "No space left" in caplog.text


def test_a_pdf_of_a_stored_fax_can_be_made_later_and_replaces_nothing(tmp_path: Path) -> None:
    tiff, pdf = store(tmp_path, [(PAGES[0], Resolution.FINE)], pdf=False).complete(), tmp_path / "x"
    assert tiff is not None
    write_pdf(tiff, pdf)
    octets = pdf.read_bytes()
    with pytest.raises(ArchiveError, match="there is a file of this name"):
        write_pdf(tiff, pdf, METADATA)
    assert pdf.read_bytes() == octets
    assert names(tmp_path) == ["fax.tif", "x"]


def test_what_is_no_received_fax_is_refused(tmp_path: Path) -> None:
    tiff = store(tmp_path, [(page, Resolution.FINE) for page in PAGES], pdf=False).complete()
    assert tiff is not None
    octets = tiff.read_bytes()
    pdf, hurt = tmp_path / "fax.pdf", tmp_path / "hurt.tif"
    for size in (0, 3, 8, 100, len(octets) // 2, len(octets) - 9):
        hurt.write_bytes(octets[:size])
        with pytest.raises(ArchiveError):
            write_pdf(hurt, pdf)
    PAGES[0].save(hurt, "TIFF", compression="group4", dpi=(204, 196))
    for path in (hurt, tmp_path / "missing.tif", tmp_path):
        with pytest.raises(ArchiveError):
            write_pdf(path, pdf)
    assert names(tmp_path) == ["fax.tif", "hurt.tif"]
