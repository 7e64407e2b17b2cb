"""Server-sent events, from octets to messages (HTML standard §9.2.5 and §9.2.6). No I/O."""

from collections.abc import Iterator
from dataclasses import dataclass

from faxstatus_core.client.errors import ServerReplyError

MAX_MESSAGE = 2**20
"""Octets of one message; a record is far shorter."""
_MAX_ID = 200


@dataclass(frozen=True)
class Message:
    """One message. ``last_event_id`` also holds when the message itself had none."""

    event: str
    data: str
    last_event_id: str


class MessageParser:
    """Takes octets, gives messages; one for each connection.

    ``last_event_id``: of the last message of an earlier connection, then of the last that came,
    with or without data. ``retry``: seconds to wait
    before a further connection, where the server has said so.
    """

    def __init__(self, last_event_id: str = "") -> None:
        self.last_event_id = last_event_id
        self.retry: float | None = None
        self._rest = bytearray()
        self._after_cr = False
        self._begun = False
        self._size = 0
        self._clear()

    def feed(self, chunk: bytes) -> Iterator[Message]:
        """The messages that ``chunk`` completes.

        Raises ServerReplyError for one too long, or with an id that cannot be a header.
        """
        for line in self._lines(chunk):
            if line:
                self._field(line)
            elif self._data:
                yield self._message()
            else:
                self.last_event_id = self._id  # without data it only says where one is
                self._clear()
        if self._size + len(self._rest) > MAX_MESSAGE:
            raise ServerReplyError("an event is too long")

    def _lines(self, chunk: bytes) -> Iterator[str]:
        """Whole lines; they end in CR, LF or both, and a chunk may end between the two."""
        for octets in chunk.splitlines(keepends=True) if chunk else []:
            if self._after_cr and octets == b"\n":
                self._after_cr = False
                continue
            self._after_cr = octets.endswith(b"\r")
            self._rest += octets
            if octets.endswith((b"\r", b"\n")):
                text = self._rest.rstrip(b"\r\n").decode(errors="replace")
                self._rest.clear()
                if not self._begun:
                    text = text.removeprefix("\ufeff")
                    self._begun = True
                yield text

    def _field(self, line: str) -> None:
        self._size += len(line)
        if self._size > MAX_MESSAGE:
            raise ServerReplyError("an event is too long")
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        match name:
            case "event":
                self._event = value
            case "data":
                self._data.append(value)
            case "id" if "\0" not in value:
                self._id = _checked(value)
            case "retry" if value.isascii() and value.isdigit() and len(value) < 10:
                self.retry = int(value) / 1000

    def _message(self) -> Message:
        self.last_event_id = self._id
        message = Message(self._event or "message", "\n".join(self._data), self._id)
        self._clear()
        return message

    def _clear(self) -> None:
        self._event = ""
        self._data: list[str] = []
        self._id = self.last_event_id
        self._size = 0


def _checked(identifier: str) -> str:
    if len(identifier) > _MAX_ID or not (identifier.isascii() and identifier.isprintable()):
        raise ServerReplyError("an event's id is none")
    return identifier
