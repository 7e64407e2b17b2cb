"""What is known of an event, as short texts by name: for variables, arguments, names and mail.

A fact that is not our ``own`` holds text from outside: of the calling machine, the line, a modem,
or whoever handed in a job. Its value is one line that can be printed, and may say anything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

_LONGEST = 4000
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact; ``fax``, ``job`` and ``port``: its key in the record of that kind."""

    name: str
    own: bool
    description: str
    fax: str = ""
    job: str = ""
    port: str = ""

    @property
    def variable(self) -> str:
        """Name of the environment variable: ``FAX_TSID``; ``FAX_ID`` for ``fax_id``."""
        return "FAX_" + self.name.removeprefix("fax_").upper()


_TABLE = (
    Fact("event", True, "What happened: `fax.received`, `job.completed`, ..."),
    Fact("hook", True, "Name of the hook."),
    Fact("delivery_id", True, "Number of the delivery, the same in every try."),
    Fact("event_id", True, "Number of the event; later ones have higher numbers."),
    Fact("time", True, "When it happened, UTC: `20260131T235959Z`."),
    Fact("record", True, "What it is about: `fax-12`, `job-7`, `port-1`."),
    Fact("from", False, "Who sent the fax: TSID, else number, else `unknown`; name of the port."),
    Fact("document", True, "Path of the fax as TIFF or PDF (`attach`), until the try ends."),
    Fact("tiff", True, "The same, if it is a TIFF."),
    Fact("pdf", True, "The same, if it is a PDF."),
    Fact("device_id", True, "Number of the port.", "device_id", "device_id", "device_id"),
    Fact("device_name", False, "Name of the port.", "device_name", "", "name"),
    Fact("fax_id", True, "Number of the fax.", "fax_id"),
    Fact("job_id", True, "Number of the job.", "", "job_id"),
    Fact("call_id", True, "Number of the call.", "call_id", "call_id"),
    Fact("pages", True, "Pages.", "page_count", "page_count"),
    Fact("complete", True, "`true` if the caller ended the fax in good order.", "complete"),
    Fact("duration", True, "Seconds that the call took.", "duration"),
    Fact("bad_lines", True, "Lines that were received damaged.", "bad_lines"),
    Fact("size", True, "Octets of the TIFF, or of the documents.", "size", "document_size"),
    Fact("tsid", False, "Identification of the sending machine.", "tsid", "tsid"),
    Fact("csid", False, "Our own, as the caller saw it.", "csid", "", "csid"),
    Fact("caller_id", False, "Number of the caller, by the line.", "caller_id"),
    Fact("caller_name", False, "Name of the caller, by the line.", "caller_name"),
    Fact("subaddress", False, "Whom it is for (SUB).", "routing_string", "subaddress"),
    Fact("remote_maker", False, "Maker of the calling machine.", "remote_maker"),
    Fact("state", True, "State of the job, or of the port.", "", "state", "state"),
    Fact("number", False, "Number that was to be dialled.", "", "number"),
    Fact("user", False, "Whose token the job was handed in with.", "", "user_name"),
    Fact("document_name", False, "Name of the document.", "", "document_name"),
    Fact("recipient_name", False, "Who was to get it.", "", "recipient_name"),
    Fact("recipient_company", False, "Where they work.", "", "recipient_company"),
    Fact("sender_name", False, "Who sent it.", "", "sender_name"),
    Fact("billing_code", False, "Account.", "", "billing_code"),
    Fact("pages_confirmed", True, "Pages that were confirmed.", "", "pages_confirmed"),
    Fact("tries", True, "Calls for the job.", "", "tries"),
    Fact("error_cause", False, "Why the last call failed, in a word.", "", "error_cause"),
    Fact("error_text", False, "The same for a person.", "", "error_text"),
    Fact("description", False, "State of the port for a person.", "", "", "description"),
    Fact("failed", True, "`true` if the port failed, `false` if it recovered.", "", "", "failed"),
)

FACTS = {fact.name: fact for fact in _TABLE}
"""All of them by name, in the order of the documentation."""
FILE_FACTS = frozenset(FACTS) - {"document", "tiff", "pdf", "description", "error_text"}
"""Those that the name of a file may hold."""


def placeholders(text: str) -> list[str]:
    """The names in braces: ``fax_id`` of ``{fax_id}``."""
    return _PLACEHOLDER.findall(text)


def fill(text: str, values: Mapping[str, str]) -> str:
    """``text`` with each known placeholder replaced, once: a value is not looked into."""
    return _PLACEHOLDER.sub(
        lambda match: values.get(match[1], "") if match[1] in FACTS else match[0], text
    )


def one_line(value: object) -> str:
    """A value as text that can be printed; NUL, control characters and the like are removed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "".join(c for c in str(value)[:_LONGEST] if c.isprintable()).strip()


def facts_of(payload: Mapping[str, JsonValue]) -> dict[str, str]:
    """The facts that a payload with ``hook`` and ``delivery_id`` tells."""
    kind = str(payload["event"]).partition(".")[0]
    record = payload[kind]
    assert isinstance(record, dict)  # of payload.py
    values: dict[str, JsonValue] = {
        name: payload.get(name) for name in ("event", "hook", "delivery_id", "event_id")
    }
    values["time"] = str(payload["time"])[:19].replace("-", "").replace(":", "") + "Z"
    for fact in _TABLE:
        if key := getattr(fact, kind):
            values[fact.name] = record.get(key)
    number = values.get({"fax": "fax_id", "job": "job_id", "port": "device_id"}[kind])
    values["record"] = f"{kind}-{number}"
    known = ("tsid", "caller_id", "caller_name") if kind == "fax" else ("number", "device_name")
    values["from"] = next((text for name in known if (text := values.get(name))), "unknown")
    return {name: one_line(value) for name, value in values.items() if value is not None}
