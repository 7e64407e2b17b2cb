"""docs/configuration.md, made from the sections' own definitions."""

import json
import types
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from faxstatus_core.config.config import Config

_HEAD = """# Configuration of `faxstatus serve`

`faxstatus serve --config FILE` reads one TOML file, in UTF-8. Only a table `[[port]]`, for each
modem, is required. Every key is checked before a device is touched: a key that is not on this page,
a value of another type or out of its range, and a device that is named twice end the program with
exit status 2 and one line that names the file and the key. `faxstatus config check FILE` tells the
same, and what this machine lacks.

Relative paths begin at the folder of the file. `SIGHUP` reads the file again: ports come and go,
the queue, hooks, watched folders and logs, `mask_numbers` among them, change at once; the rest of
`[security]`, `[server]`, `[tls]` and `store.folder` hold from the next start.
[example.toml](example.toml) has all sections.

These tables are made from the definitions (`python -m faxstatus_core.config` writes them again).
"""

_NOTES = {
    "server": """An address that cannot be had (taken, not this machine's, a port below 1024 without
the right to it) ends the program with exit status 3. Without a token the server listens on this
machine only; see [security.md](security.md).""",
    "store": """One server at a time has a folder. What to back up is told in
[operation.md](operation.md).""",
    "queue": """A job that fails is tried again after a delay that goes by the cause and the number
of tries; what another try would meet again (a number that is none, a document that cannot be read)
is not.""",
    "port": """A path under `/dev/serial/by-id` stays the same when devices are plugged in in
another order. A device that is missing, in use, or not a modem does not end the program: its port
is shown as off line or unavailable, and it is tried again every 5 seconds. T.30 has digits, `+` and
space for identifications; a machine may not show other characters. Received faxes are kept in the
store; a hook with `folder = "..."` copies them.""",
    "hook": """One of `command`, `webhook`, `mail` and `folder` says what is done:
[hooks.md](hooks.md).""",
    "watch": """Each file that is put into the folder becomes a job: [hooks.md](hooks.md).""",
}

_TABLE = "| key | type | default | meaning |\n|---|---|---|---|"
_TYPES: dict[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    Path: "path",
}


def configuration_page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for name, field in Config.model_fields.items():
        section, many = _section(field.annotation)
        parts += _told(f"[[{name}]]" if many else f"[{name}]", section, _NOTES.get(name, ""))
    return "\n".join(parts)


def _told(heading: str, section: type[BaseModel], note: str) -> Iterator[str]:
    summary = (section.__doc__ or "").strip().partition("\n")[0].rstrip(".")
    title = summary.partition(": ")[2] or summary
    title = "" if title.startswith("``") else f": {title}"
    yield f"## `{heading}`{title}\n"
    yield _TABLE
    inner: list[tuple[str, type[BaseModel]]] = []
    for key, field in section.model_fields.items():
        nested, _ = _section(field.annotation)
        if issubclass(nested, BaseModel):
            inner.append((f"{heading.strip('[]')}.{key}", nested))
            continue
        default = (
            "required"
            if field.is_required()
            else _toml(field.get_default(call_default_factory=True))
        )
        yield f"| `{key}` | {_type(field)} | {default} | {field.description} |"
    yield ""
    if note:
        yield note + "\n"
    for name, nested in inner:
        yield from _told(f"[{name}]", nested, "")


def _section(annotation: Any) -> tuple[type, bool]:
    """The section that a field holds, and whether several may be."""
    for kind in _without_none(annotation):
        if get_origin(kind) is tuple:
            return _section(get_args(kind)[0])[0], True
        if get_origin(kind) is not None and get_args(kind):
            return _section(get_args(kind)[0])
        if isinstance(kind, type):
            return kind, False
    return object, False


def _without_none(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(kind for kind in get_args(annotation) if kind is not type(None))
    return (annotation,)


def _type(field: FieldInfo) -> str:
    limits = {
        type(limit).__name__: getattr(limit, slot)
        for limit in field.metadata
        for slot in ("ge", "gt", "le", "lt", "min_length", "max_length")
        if hasattr(limit, slot)
    }
    text = _kind(field.annotation)
    low, high = limits.get("Ge", limits.get("Gt")), limits.get("Le", limits.get("Lt"))
    if low is not None and high is not None and text in ("integer", "number"):
        return f"{text}, {low:,} to {high:,}"
    return text


def _kind(annotation: Any) -> str:
    kinds = [_one_kind(kind) for kind in _without_none(annotation)]
    return " or ".join(dict.fromkeys(kinds))


def _one_kind(kind: Any) -> str:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is tuple:
        return f"list of {_kind(arguments[0])}s"
    if origin is dict:
        return f"table of {_kind(arguments[1])}"
    if origin is not None:
        return _kind(arguments[0])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ", ".join(f'`"{member.value}"`' for member in kind)
    return next((text for known, text in _TYPES.items() if issubclass(kind, known)), "string")


def _toml(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, Path):
        value = str(value)
    if isinstance(value, tuple):
        value = list(value)
    return f"`{json.dumps(value)}`"
