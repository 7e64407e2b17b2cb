"""Received faxes on disk, in good and in bad times."""

import contextlib
import errno
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from faxstatus_core.image import ArchiveError, FaxMetadata, PageQuality, ReceivedFax, open_archive
from faxstatus_core.image.received.archive import recover
from faxstatus_core.t4 import Coding, DecodedPage, PageDecoder, PageWidth, Resolution, encode_page
from tests.support.pages import draw_page, read_pages, same

PAGES = [draw_page(number, 120) for number in (1, 2, 3)]
_RESOLUTIONS = (Resolution.STANDARD, Resolution.FINE, Resolution.STANDARD)
STARTED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
KILLED = """
import os, signal, sys
from pathlib import Path
from PIL import Image
from faxstatus_core.image import ReceivedFax
from faxstatus_core.t4 import Resolution
fax = ReceivedFax(Path(sys.argv[1]), "killed", pdf=len(sys.argv) > 2)
fax.add_page(Image.new("1", (1728, 40), 1), Resolution.FINE)
fax.add_page(Image.new("1", (1728, 50), 0), Resolution.STANDARD)
os.kill(os.getpid(), signal.SIGKILL)
"""


def store(directory: Path, stem: str, pages: list[Image.Image]) -> ReceivedFax:
    fax = ReceivedFax(directory, stem)
    for page in pages:
        fax.add_page(page, Resolution.FINE)
    return fax


def completed(fax: ReceivedFax) -> Path:
    path = fax.complete()
    assert path is not None
    return path


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def assert_pages(path: Path, expected: list[Image.Image]) -> None:
    read = read_pages(path)
    assert len(read) == len(expected)
    assert all(same(*pair) for pair in zip(expected, read, strict=True))


def first_tags(path: Path) -> dict[int, object]:
    with Image.open(path) as tiff:
        return dict(tiff.tag_v2)  # type: ignore[attr-defined]  # a TIFF has tags


def test_a_page_is_a_file_of_its_own_before_it_is_confirmed(tmp_path: Path) -> None:
    path = store(tmp_path, "fax", []).add_page(PAGES[0], Resolution.FINE)
    assert path == tmp_path / ".fax.part" / "page-0001.tif"
    assert_pages(path, PAGES[:1])
    assert names(tmp_path) == [".fax.part"]


def test_a_complete_fax_is_one_group_4_file_with_every_page(tmp_path: Path) -> None:
    fax = ReceivedFax(tmp_path, "fax")
    for page, resolution in zip(PAGES, _RESOLUTIONS, strict=True):
        fax.add_page(page, resolution)
    path = fax.complete(FaxMetadata(tsid="+49 30 1\u00e4", started=STARTED))
    assert path == tmp_path / "fax.tif"
    assert names(tmp_path) == ["fax.tif"]
    assert_pages(path, PAGES)
    with Image.open(path) as tiff:
        for index, lines in enumerate((98, 196, 98)):
            tiff.seek(index)
            tags = dict(tiff.tag_v2)  # type: ignore[attr-defined]  # a TIFF has tags
            assert (tags[254], tags[259], tags[262], tags[266]) == (2, 4, 0, 1)
            assert (tags[282], tags[283], tags[296]) == (204, lines, 2)
            assert (tags[297], tags[305]) == ((index, 3), "faxstatus")
            assert (tags[270], tags[306]) == ("+49 30 1?", "2026:01:02 03:04:05")


def test_a_page_that_was_received_is_stored_with_every_pel(tmp_path: Path) -> None:
    fax = ReceivedFax(tmp_path, "fax")
    for page in PAGES:
        decoder = PageDecoder(Coding.MH)
        decoder.feed(encode_page(page, Coding.MH))
        fax.add_decoded_page(decoder.finish(), Resolution.STANDARD)
    path = completed(fax)
    assert_pages(path, PAGES)
    with Image.open(path) as tiff:
        assert tiff.info["dpi"] == (204, 98)


def test_pages_of_one_fax_may_differ_in_width_and_resolution(tmp_path: Path) -> None:
    fax, pages = ReceivedFax(tmp_path, "fax"), []
    for resolution in Resolution:
        for width in PageWidth:
            pages.append(PAGES[0].resize((resolution.pels(width), 30)))
            fax.add_page(pages[-1], resolution)
    assert_pages(completed(fax), pages)


def test_how_a_page_arrived_is_stored_with_it_before_it_is_confirmed(tmp_path: Path) -> None:
    page = DecodedPage((bytes(216),) * 9, bad_lines=3, longest_bad_run=2, ended_by_rtc=True)
    fax = ReceivedFax(tmp_path, "fax")
    quality = PageQuality.of(page, coding=Coding.MR, data_rate=9600, ecm=False)
    paths = [fax.add_decoded_page(page, Resolution.FINE, quality)]
    paths.append(fax.add_decoded_page(page, Resolution.FINE))
    stored = [first_tags(path) for path in paths]
    stored.append(first_tags(completed(fax)))
    for tags in stored:
        assert (tags[326], tags[327], tags[328]) == (3, 1, 2)
    assert [34908 in tags for tags in stored] == [True, False, True]


def test_a_page_without_lines_is_refused(tmp_path: Path) -> None:
    fax = ReceivedFax(tmp_path, "fax")
    with pytest.raises(ArchiveError, match="no lines"):
        fax.add_decoded_page(DecodedPage((), 0, 0, ended_by_rtc=True), Resolution.FINE)
    assert fax.complete() is None
    assert names(tmp_path) == []


def test_libtiffs_own_tools_read_it_without_complaint(
    tmp_path: Path, peer: Callable[[str], str]
) -> None:
    path, copy = completed(store(tmp_path, "fax", PAGES)), tmp_path / "copy.tif"
    run = subprocess.run(
        [peer("tiffcp"), "-c", "g3", path, copy], capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
    assert_pages(copy, PAGES)


def test_a_fax_without_pages_leaves_nothing(tmp_path: Path) -> None:
    assert ReceivedFax(tmp_path, "fax").complete() is None
    assert names(tmp_path) == []


def test_a_fax_is_completed_once(tmp_path: Path) -> None:
    fax = store(tmp_path, "fax", PAGES)
    assert_pages(completed(fax), PAGES)
    assert fax.complete() is None
    assert names(tmp_path) == ["fax.tif"]


def test_no_file_is_ever_replaced(tmp_path: Path) -> None:
    for name in ("fax.tif", "fax-2.tif"):
        (tmp_path / name).write_bytes(b"mine")
    assert completed(store(tmp_path, "fax", PAGES)).name == "fax-3.tif"
    assert (tmp_path / "fax.tif").read_bytes() == b"mine"
    assert (tmp_path / "fax-2.tif").read_bytes() == b"mine"


def test_calls_that_began_in_the_same_second_do_not_mix(tmp_path: Path) -> None:
    first, second = store(tmp_path, "fax", PAGES[:1]), store(tmp_path, "fax", PAGES[1:])
    first.add_page(PAGES[2], Resolution.FINE)
    assert_pages(completed(second), PAGES[1:])
    assert_pages(completed(first), [PAGES[0], PAGES[2]])
    assert names(tmp_path) == ["fax-2.tif", "fax.tif"]


def test_the_pages_of_a_killed_process_become_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "faxes"
    assert open_archive(folder) == []
    run = subprocess.run([sys.executable, "-c", KILLED, folder], check=False)
    assert run.returncode == -9
    assert names(folder) == [".killed.part"]
    assert open_archive(folder) == [folder / "killed.tif"]
    assert_pages(
        folder / "killed.tif", [Image.new("1", (1728, 40), 1), Image.new("1", (1728, 50), 0)]
    )
    assert names(folder) == ["killed.tif"]
    assert open_archive(folder) == []


def test_a_call_that_is_going_on_is_not_recovered(tmp_path: Path) -> None:
    fax = store(tmp_path, "fax", PAGES[:1])
    assert recover(tmp_path) == []
    fax.add_page(PAGES[1], Resolution.FINE)
    assert_pages(completed(fax), PAGES[:2])


def test_a_fax_that_was_published_but_not_cleaned_up_is_not_published_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", lambda *_, **__: None)
        completed(store(tmp_path, "fax", PAGES))
    assert names(tmp_path) == [".fax.part", "fax.tif"]
    assert recover(tmp_path) == []
    assert names(tmp_path) == ["fax.tif"]


def test_a_damaged_page_keeps_its_folder_and_does_not_stop_the_others(tmp_path: Path) -> None:
    for stem in ("bad", "good"):
        page = tmp_path / f".{stem}.part" / "page-0001.tif"
        page.parent.mkdir()
        completed(store(tmp_path, "page", PAGES[:1])).rename(page)
    (tmp_path / ".bad.part" / "page-0001.tif").write_bytes(b"II*\x00 no page")
    (tmp_path / ".empty.part").mkdir()
    (tmp_path / ".file.part").touch()
    assert recover(tmp_path) == [tmp_path / "good.tif"]
    assert names(tmp_path) == [".bad.part", ".file.part", "good.tif"]


@pytest.mark.parametrize("failing", range(8))
@pytest.mark.parametrize("call", ["fsync", "open"])
def test_when_the_disk_fails_every_confirmed_page_is_kept_and_no_file_is_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, failing: int
) -> None:
    calls = iter(range(1000))
    real = getattr(os, call)

    def fail_once(*arguments: object) -> object:
        if next(calls) == failing:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(*arguments)

    fax, confirmed = ReceivedFax(tmp_path, "fax"), []
    with monkeypatch.context() as patched:
        patched.setattr(os, call, fail_once)
        for page in PAGES[:2]:
            with contextlib.suppress(ArchiveError):
                fax.add_page(page, Resolution.FINE)
                confirmed.append(page)
        with contextlib.suppress(ArchiveError):
            fax.complete()
    open_archive(tmp_path)
    found = sorted(tmp_path.glob("*.tif"))
    assert found
    for path in found:
        assert_pages(path, confirmed)
    assert not list(tmp_path.glob(".*.part"))


def test_a_full_disk_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    fax = ReceivedFax(tmp_path, "fax")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(ArchiveError, match=r"No space left.*see that the disk has room"):
        fax.add_page(PAGES[0], Resolution.FINE)
    assert fax.page_count == 0


def test_a_file_system_without_hard_links_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no hard links")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert completed(store(tmp_path, "fax", PAGES[:1])).name == "fax.tif"
    assert completed(store(tmp_path, "fax", PAGES[1:])).name == "fax-2.tif"
    assert_pages(tmp_path / "fax.tif", PAGES[:1])
    assert_pages(tmp_path / "fax-2.tif", PAGES[1:])


def test_a_folder_that_is_missing_or_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for directory in (tmp_path / "missing", tmp_path / "file"):
        with pytest.raises(ArchiveError) as refused:
            ReceivedFax(directory, "fax")
        assert refused.value.remedy
    with pytest.raises(ArchiveError):
        open_archive(tmp_path / "file")


def test_a_folder_that_vanishes_during_the_call_is_an_error(tmp_path: Path) -> None:
    directory = tmp_path / "faxes"
    directory.mkdir()
    fax = ReceivedFax(directory, "fax")
    directory.rmdir()
    with pytest.raises(ArchiveError):
        fax.add_page(PAGES[0], Resolution.FINE)
