"""What a hook tells of an event, as JSON."""

import json
from collections.abc import Mapping
from datetime import UTC

from pydantic import JsonValue

from faxstatus_core.hooks.matching import Occasion
from faxstatus_core.records import EventKind

VERSION = 1
"""Of the payload. Keys may be added under the same version, never removed or changed."""
_API = "/api/v1"
_PLACES = {EventKind.FAX: "faxes", EventKind.JOB: "jobs", EventKind.PORT: "ports"}
_MORE_LINKS = {
    EventKind.FAX: {"tiff": "/fax.tiff", "pdf": "/fax.pdf"},
    EventKind.PORT: {"status": "/status"},
}


def payload_of(occasion: Occasion) -> dict[str, JsonValue]:
    """The payload; links are relative to the address of the server."""
    own = f"{_API}/{_PLACES[occasion.kind]}/{occasion.record_id}"
    links: dict[str, JsonValue] = {"self": own}
    for name, path in _MORE_LINKS.get(occasion.kind, {}).items():
        links[name] = own + path
    if call := occasion.data.get("call_id"):
        links["call"] = f"{_API}/calls/{call}"
    time = occasion.time.astimezone(UTC).isoformat(timespec="milliseconds")
    return {
        "version": VERSION,
        "event": occasion.name.value,
        "event_id": occasion.sequence,
        "time": time.replace("+00:00", "Z"),
        "links": links,
        occasion.kind.value: dict(occasion.data),
    }


def addressed(
    payload: Mapping[str, JsonValue], hook: str, delivery_id: int
) -> dict[str, JsonValue]:
    """The payload as hook ``hook`` delivers it."""
    return {**payload, "hook": hook, "delivery_id": delivery_id}


def body_of(payload: Mapping[str, JsonValue]) -> bytes:
    """The payload on the wire: the same octets in every try."""
    return json.dumps(payload, separators=(",", ":"), sort_keys=True).encode()
