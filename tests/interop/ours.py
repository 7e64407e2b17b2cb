"""Our own programs, as a person starts them."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image

from tests.interop.lab import SCRIPTS, Lab, running
from tests.interop.program import CALL, Fax, Peer, Received
from tests.support.pages import read_pages, write_document


class Ours:
    """``faxstatus send``, ``faxstatus receive`` and ``faxstatus poll``."""

    header, ecm, loses = 0, True, 0
    options: tuple[str, ...] = ()

    def __init__(self, peer: Peer, folder: Path) -> None:
        self._folder = folder

    @contextlib.contextmanager
    def receiving(self, lab: Lab) -> Iterator[Received]:
        """Receive one fax."""
        with self._answering(lab) as ended:
            yield lambda: read_pages(Path(ended()["path"]))

    def send(self, lab: Lab, fax: Fax) -> None:
        """Send one fax, in the coding in which it is smallest."""
        document = write_document(self._folder / "ours.tif", fax.pages, fax.resolution.dpi)
        resolution = fax.resolution.title.partition("x")[0]
        looks = ("--no-tag-line", "--resolution", resolution, "--subaddress", fax.subaddress)
        result = self._calling("send", lab, document, *looks)
        assert result["pages"] == len(fax.pages)

    @contextlib.contextmanager
    def offering(self, lab: Lab, fax: Fax, *access: str) -> Iterator[Callable[[], int]]:
        """Have ``fax`` for one caller. The context waits for the end: how many pages went out?"""
        document = write_document(self._folder / "offered.tif", fax.pages, fax.resolution.dpi)
        with self._answering(lab, "--to-poll", document, *access) as ended:
            yield lambda: int(ended()["pages"])

    def poll(self, lab: Lab, *access: str) -> list[Image.Image]:
        """Fetch what waits at modem b."""
        result = self._calling("poll", lab, "--output", self._folder / "polled", *access)
        return read_pages(Path(result["path"]))

    @contextlib.contextmanager
    def _answering(self, lab: Lab, *arguments: object) -> Iterator[Callable[[], Any]]:
        command = [SCRIPTS / "faxstatus", "receive", "--device", lab.b, "--once", "--json"]
        ours = ("--output", self._folder / "in", "--id", "+49 30 2", *self.options)
        with running(*command, *ours, *arguments) as receiver:

            def ended() -> Any:
                output, _ = receiver.communicate(timeout=CALL)
                result = json.loads(output.splitlines()[-1])
                assert receiver.returncode == 0, result
                return result

            yield ended

    def _calling(self, what: str, lab: Lab, *arguments: object) -> Any:
        command = [SCRIPTS / "faxstatus", what, "--device", lab.a, "--to", "2", "--json"]
        with running(*command, "--id", "+49 30 1", *self.options, *arguments) as caller:
            output, _ = caller.communicate(timeout=CALL)
        result = json.loads(output.splitlines()[-1])
        assert caller.returncode == 0, result
        return result

    def log(self) -> str:
        """None."""
        return ""

    def rate(self) -> int | None:
        """Unknown."""
        return None


class OursWithoutEcm(Ours):
    """The same, told not to correct errors."""

    ecm, options = False, ("--no-error-correction",)
