"""Whole faxes between real processes, in real time: ours, and efax."""

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.interop.conftest import SCRIPTS, Pair, running
from tests.support.pages import draw_page, read_pages, same, write_document

pytestmark = pytest.mark.realtime

CALL = 150
"""Seconds within which any of these calls is over."""
EFAX_HEADER = 40
"""Lines that efax may put above each page that it sends."""
EFAX_OVERPRINT = 4
"""Lines of the page itself, white in ours, into which its header reaches."""

PAGES = [draw_page(1), draw_page(2)]


def finish(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Exit status and standard output of a program that ends by itself."""
    output, _ = process.communicate(timeout=CALL)
    return process.returncode, output


def our_receiver(pair: Pair, output: Path) -> list[object]:
    return [
        *(SCRIPTS / "faxstatus", "receive", "--device", pair.b, "--output", output),
        *("--once", "--json", "--id", "+49 30 2"),
    ]


def send_ours(pair: Pair, document: Path) -> dict[str, Any]:
    """Send with our program; what its last line of output says."""
    command: list[object] = [
        *(SCRIPTS / "faxstatus", "send", "--device", pair.a, "--to", "2"),
        *("--id", "+49 30 1", "--json", document),
    ]
    with running(*command) as sender:
        status, output = finish(sender)
    result: dict[str, Any] = json.loads(output.splitlines()[-1])
    assert status == 0, result
    return result


def efax_receiver(efax: str, pair: Pair, output: Path) -> list[object]:
    return [efax, "-d", pair.b, "-o1", "-l", "222", "-w", "-iS0=1", "-r", output]


def test_our_sender_to_our_receiver(pair: Pair, tmp_path: Path) -> None:
    document = write_document(tmp_path / "document.tif", PAGES)
    with running(*our_receiver(pair, tmp_path / "received")) as receiver:
        time.sleep(2)
        sent = send_ours(pair, document)
        status, output = finish(receiver)
    received = json.loads(output.splitlines()[-1])
    assert status == 0, received
    assert (sent["pages"], sent["remote_id"]) == (2, "+49 30 2")
    assert (received["pages"], received["remote_id"]) == (2, "+49 30 1")
    pages = read_pages(Path(received["path"]))
    assert [same(*pair) for pair in zip(PAGES, pages, strict=True)] == [True, True]


def test_our_sender_to_efax(pair: Pair, tmp_path: Path, peer: Callable[[str], str]) -> None:
    document = write_document(tmp_path / "document.tif", PAGES)
    with running(*efax_receiver(peer("efax"), pair, tmp_path / "rx")) as receiver:
        time.sleep(2)
        sent = send_ours(pair, document)
        status, _ = finish(receiver)
    assert status == 0
    assert (sent["pages"], sent["remote_id"]) == (2, "222")
    (first,), (second,) = (read_pages(tmp_path / f"rx.{number:03}") for number in (1, 2))
    assert (same(PAGES[0], first), same(PAGES[1], second)) == (True, True)


def test_efax_to_our_receiver(pair: Pair, tmp_path: Path, peer: Callable[[str], str]) -> None:
    efax, tiffcp = peer("efax"), peer("tiffcp")
    sheets = []
    for number, page in enumerate(PAGES):
        single = write_document(tmp_path / f"single-{number}.tif", [page])
        sheets.append(tmp_path / f"sheet-{number}.tif")
        subprocess.run([tiffcp, "-c", "g3:1d", "-r", "99999", single, sheets[-1]], check=True)
    with running(*our_receiver(pair, tmp_path / "received")) as receiver:
        time.sleep(2)
        with running(efax, "-d", pair.a, "-o1", "-l", "111", "-t", "T2", *sheets) as sender:
            assert finish(sender)[0] == 0
        status, output = finish(receiver)
    received = json.loads(output.splitlines()[-1])
    assert status == 0, received
    assert (received["pages"], received["remote_id"]) == (2, "111")
    pages = read_pages(Path(received["path"]))
    assert [holds(*pair) for pair in zip(pages, PAGES, strict=True)] == [True, True]


def holds(received: Image.Image, sent: Image.Image) -> bool:
    """Whether ``received`` has all of ``sent`` below the header that efax prints."""
    whole = sent.crop((0, EFAX_OVERPRINT, sent.width, sent.height))
    return any(
        same(whole, received.crop((0, top, whole.width, top + whole.height)))
        for top in range(EFAX_HEADER)
    )
