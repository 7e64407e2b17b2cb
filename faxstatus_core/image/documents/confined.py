"""Programs that read hostile files: in a process of their own, with limits of memory and time.

A library that runs out of memory ends its process, and a loop cannot be left from outside.
"""

import contextlib
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import IO, BinaryIO

from faxstatus_core.image.documents.limits import DocumentLimits
from faxstatus_core.image.errors import DocumentError
from faxstatus_core.text import printable

_LAUNCH = """\
import os, resource, sys
seconds, memory, octets = map(int, sys.argv[1:4])
for kind, limit in (
    (resource.RLIMIT_CPU, seconds),
    (resource.RLIMIT_DATA, memory),
    (resource.RLIMIT_FSIZE, octets),
    (resource.RLIMIT_CORE, 0),
):
    hard = resource.getrlimit(kind)[1]
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (limit, limit))
os.execv(sys.argv[4], sys.argv[4:])
"""
"""Limits are set after fork by a program of their own: Python may not run between fork and exec
of a process that has threads."""
_TEMPORARY_OCTETS = 200_000_000
"""Of a file that the program may write."""
_PIECE = 1_000_000
_MOST_TOLD = 300
_REMEDY = "save the document again, or convert it to TIFF"


class Output:
    """What a program writes, read as it comes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def line(self) -> bytes:
        """The next line, without its end; empty at the end of all. At most 100 octets."""
        return self._stream.readline(100).removesuffix(b"\n")

    def exactly(self, octets: int) -> bytearray:
        """Raises EOFError if the program has ended before."""
        data = bytearray()
        while len(data) < octets:
            piece = self._stream.read(min(_PIECE, octets - len(data)))
            if not piece:
                raise EOFError
            data += piece
        return data


@contextlib.contextmanager
def confined(
    arguments: list[str], file: BinaryIO, limits: DocumentLimits, where: str
) -> Iterator[Output]:
    """Run a program, given by its whole path, that reads ``file`` as its standard input.

    It is ended when the body is left; its temporary files go into a folder of its own. Raises
    :class:`DocumentError` if it fails, takes more than ``limits.seconds`` or ``limits.memory``, or
    has told less than the body wants.
    """
    file.seek(0)
    # Ghostscript lets a document read and write what is in the folder of temporary files.
    with tempfile.TemporaryFile() as told, _folder() as scratch:
        process = subprocess.Popen(  # noqa: S603 - the programs are ours, without a shell
            [*_launcher(limits), *arguments],
            stdin=file.fileno(),
            stdout=subprocess.PIPE,
            stderr=told,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TMPDIR": scratch},
        )
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limits.seconds, end)
        timer.daemon = True
        timer.start()
        try:
            assert process.stdout is not None  # it is a pipe
            with process.stdout as stream:
                short = False
                try:
                    yield Output(stream)
                except EOFError:
                    short = True
                else:
                    stream.read(1)  # the program ends by itself, unless it writes still more
            if process.wait() != 0 or short or late.is_set():
                raise _failure(process.returncode, told, late.is_set(), limits, where)
        finally:
            timer.cancel()
            process.kill()
            process.wait()


@contextlib.contextmanager
def _folder() -> Iterator[str]:
    # No TemporaryDirectory: it complains where a reader of pages is forgotten, not closed.
    folder = tempfile.mkdtemp(prefix="faxstatus-")
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _launcher(limits: DocumentLimits) -> list[str]:
    numbers = (int(limits.seconds) + 1, limits.memory, _TEMPORARY_OCTETS)
    return [sys.executable, "-I", "-S", "-c", _LAUNCH, *map(str, numbers)]


def _failure(
    code: int, told: IO[bytes], late: bool, limits: DocumentLimits, where: str
) -> DocumentError:
    if late:
        return DocumentError(
            f"reading or drawing it took more than {limits.seconds:g} seconds",
            where=where,
            remedy="make the document simpler, or convert it to TIFF",
        )
    told.seek(0)
    words = told.read(10_000).decode("utf-8", "replace").split()
    reason = printable(" ".join(words))[:_MOST_TOLD]
    if code < 0:
        reason = f"the program was ended by signal {-code}"
    return DocumentError(
        f"the file is damaged, or needs too much memory: {reason or 'it has ended too early'}",
        where=where,
        remedy=_REMEDY,
    )
