"""What is known of a call, in the tags of its fax, for the tools of others."""

import re
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis.strategies import builds, text

from faxstatus_core.image import FaxMetadata, PageQuality, ReceivedFax
from faxstatus_core.image.received.tiff_tags import IMAGE_DESCRIPTION, call_tags
from faxstatus_core.t4 import Coding, DecodedPage, Resolution

METADATA = FaxMetadata(
    tsid="+49 30 1234567",
    csid="+1 800 5550100",
    caller_id="0301234567",
    sender_name="M\u00fcller\x1b[31m",
    maker="Ricoh",
    sub_address="42",
    started=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    duration=63.4,
)


@pytest.fixture
def fax(tmp_path: Path) -> Path:
    """Two pages, and all that can be known of them."""
    fax = ReceivedFax(tmp_path, "fax")
    page = DecodedPage((b"\xf0" * 216,) * 2287, 7, 3, ended_by_rtc=True)
    quality = PageQuality.of(page, coding=Coding.MMR, data_rate=14400, ecm=True)
    for _ in range(2):
        fax.add_decoded_page(page, Resolution.FINE, quality)
    path = fax.complete(METADATA)
    assert path is not None
    return path


def test_tiffinfo_shows_it_without_complaint(fax: Path, peer: Callable[[str], str]) -> None:
    run = subprocess.run([peer("tiffinfo"), fax], capture_output=True, text=True, check=True)
    assert run.stderr == ""
    first, second = re.split(r"(?m)^=== .*\n", run.stdout)[1:]
    for line in (
        "Image Width: 1728 Image Length: 2287",
        "Compression Scheme: CCITT Group 4",
        "Photometric Interpretation: min-is-white",
        "Page Number: 0-2",
        "DocumentName: Fax from M?ller\\x1b[31m",
        "ImageDescription: +49 30 1234567\nM?ller\\x1b[31m\n0301234567",
        "Make: Ricoh",
        "DateTime: 2026:01:02 03:04:05",
        "HostComputer: +1 800 5550100",
        "FaxSubAddress: 42",
        "FaxRecvTime: 63",
        "Fax Data: receiver regenerated",
        "Bad Fax Lines: 7",
        "Consecutive Bad Fax Lines: 3",
    ):
        assert line in first
    assert "Page Number: 1-2" in second
    assert "FaxRecvTime" not in second  # readers add up the pages


def test_hylafax_reads_from_it_how_it_was_sent(fax: Path, peer: Callable[[str], str]) -> None:
    faxinfo = Path(peer("faxgetty")).with_name("faxinfo")
    run = subprocess.run([faxinfo, "-n", fax], capture_output=True, text=True, check=True)
    shown = dict(line.strip().split(": ", 1) for line in run.stdout.splitlines())
    assert shown == shown | {
        "Sender": "+49 30 1234567",
        "SubAddr": "42",
        "Pages": "2",
        "Quality": "Fine",
        "Received": "2026:01:02 03:04:05",
        "TimeToRecv": "0:01:03",
        "SignalRate": "14400 bit/s",
        "DataFormat": "2-D MMR",
        "ErrCorrect": "Yes",
    }


@given(builds(FaxMetadata, **dict.fromkeys(("tsid", "csid", "sender_name", "sub_address"), text())))
def test_no_text_from_the_line_gets_more_than_one_line_of_ascii(metadata: FaxMetadata) -> None:
    tags = call_tags(metadata)
    for tag, value in tags.items():
        assert isinstance(value, str)
        lines = value.split("\n")
        assert len(lines) <= (3 if tag == IMAGE_DESCRIPTION else 1)
        assert all(line.isascii() and (line.isprintable() or not line) for line in lines)


def test_a_sender_is_named_by_the_best_that_is_known() -> None:
    assert FaxMetadata(tsid="1", sender_name="Ann").title == "Fax from Ann"
    assert FaxMetadata(tsid=" ", caller_id="030").title == "Fax from 030"
    assert FaxMetadata(note="late").title == "Fax from an unknown sender (late)"
    assert IMAGE_DESCRIPTION not in call_tags(FaxMetadata())
