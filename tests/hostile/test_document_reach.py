"""Documents that are programs, or name other files: they reach nothing outside themselves."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import pytest

from faxstatus_core.image import DocumentError, open_document
from faxstatus_core.t4 import PageFormat
from tests.support.documents import black_share, pdf_stream, write_pdf_objects

SECRET = "the content of a file beside the document"
PROGRAMS = [
    "({f}/out) (w) file dup (x) writestring closefile",
    "({f}/out) (a) file closefile",
    "(%pipe%touch {f}/out) (r) file closefile",
    "(%pipe%touch {f}/out) (w) file closefile",
    "({f}/secret) deletefile",
    "({f}/secret) ({f}/out) renamefile",
    "({f}/secret) run",
    "<</OutputFile ({f}/out)>> setpagedevice",
    "<</OutputFile (%pipe%touch {f}/out)>> setpagedevice",
    "<</OutputDevice /pdfwrite /OutputFile ({f}/out)>> setpagedevice",
    "mark /OutputFile ({f}/out) (pdfwrite) finddevice putdeviceprops setdevice",
    "systemdict /.setsafe known {{false .setsafe}} if ({f}/out) (w) file closefile",
    "<</PermitFileReading [(*)] /PermitFileWriting [(*)]>> setuserparams "
    "({f}/out) (w) file closefile",
    "(/etc/) {{== }} 1000 string filenameforall",
    "({f}/secret) (r) file 100 string readstring pop "
    "/Courier findfont 12 scalefont setfont 72 72 moveto show",
    "({f}/) (.x) (w) .tempfile closefile",
]


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program[:24])
def test_postscript_reads_and_writes_no_file(
    tmp_path: Path, program: str, peer: Callable[[str], str]
) -> None:
    peer("gs")
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    path = tmp_path / "attack.ps"
    path.write_text("%!PS\n" + program.format(f=tmp_path) + "\nshowpage\n")
    said, black = "", 0.0
    try:
        black = black_share(open_document(path).page(0, PageFormat()))
    except DocumentError as error:
        said = str(error)
    assert SECRET not in said
    assert black == 0, "it has drawn what it read"
    assert sorted(tmp_path.iterdir()) == [path, secret]
    assert secret.read_text() == SECRET


def test_postscript_that_does_nothing_wrong_is_drawn(
    tmp_path: Path, peer: Callable[[str], str]
) -> None:
    peer("gs")
    path = tmp_path / "page.ps"
    path.write_text("%!PS\n72 72 100 100 rectfill\nshowpage\n")
    assert black_share(open_document(path).page(0, PageFormat())) > 0


PDFS = {
    "external stream": b"/F(%s)/Length 0",
    "external stream by URL": b"/F<</FS/URL/F(http://127.0.0.1:9/%s)>>",
}
ACTIONS = [
    b"/OpenAction<</S/Launch/F(/bin/touch)/Win<</F(touch)/P(%s)>>>>",
    b"/OpenAction<</S/URI/URI(file://%s)>>",
    b"/OpenAction<</S/GoToR/F(%s)/D[0/Fit]>>",
    b"/OpenAction<</S/ImportData/F(%s)>>",
    b"/OpenAction<</S/JavaScript/JS(app.launchURL\\('file://%s'\\))>>",
    b"/AA<</WC<</S/SubmitForm/F(http://127.0.0.1:9/%s)>>>>",
]


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action[:24].decode())
def test_pdf_with_an_action_is_drawn_without_it(tmp_path: Path, action: bytes) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    path = tmp_path / "attack.pdf"
    catalogue = b"<</Type/Catalog/Pages 2 0 R" + action % str(secret).encode() + b">>"
    pages = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
    write_pdf_objects(path, [catalogue, pages, page, pdf_stream(b"0 g 99 99 99 99 re f")])
    assert black_share(open_document(path).page(0, PageFormat())) > 0
    assert sorted(tmp_path.iterdir()) == [path, secret]


@pytest.mark.parametrize("kind", PDFS)
def test_pdf_gets_no_content_from_elsewhere(tmp_path: Path, kind: str) -> None:
    outside = tmp_path / "content"
    outside.write_bytes(b"0 g 99 99 99 99 re f")
    path = tmp_path / "attack.pdf"
    header = PDFS[kind] % str(outside).encode()
    write_pdf_objects(
        path,
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
            b"<<" + header + b">>stream\n\nendstream",
        ],
    )
    with contextlib.suppress(DocumentError):
        assert black_share(open_document(path).page(0, PageFormat())) == 0
