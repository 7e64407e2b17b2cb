"""What a watched file asks for: by its folder's section, its name, and its side-car. Pure."""

import re
import tomllib
from collections.abc import Mapping

from pydantic import ValidationError

from faxstatus_core.hooks.errors import HookError
from faxstatus_core.hooks.watch_settings import WatchSection
from faxstatus_core.records import JobRequest
from faxstatus_core.text import printable

_NUMBER = re.compile(r"(\+?[0-9]{2,40})_.+", re.ASCII)


def number_in(name: str) -> str | None:
    """``4930123456`` of ``4930123456_letter.pdf``; None for other names."""
    match = _NUMBER.fullmatch(name)
    return match[1] if match else None


def job_request(watch: WatchSection, name: str, side_car: bytes | None) -> JobRequest:
    """The request for file ``name``; its side-car has the last word. Raises HookError."""
    fields = dict(watch.defaults)
    fields["document_name"] = printable(name)
    if watch.number_from_name and (number := number_in(name)):
        fields["number"] = number
    if side_car is not None:
        fields |= _read(side_car)
    if "number" not in fields:
        remedy = "begin its name with the number and _, or write a side-car"
        raise HookError("there is no number to send it to", where=printable(name), remedy=remedy)
    try:
        return JobRequest.model_validate(fields)
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(map(str, fault["loc"]))
        what = "there is no such key" if fault["type"] == "extra_forbidden" else fault["msg"]
        raise HookError(
            printable(f"{key}: {what}"), where=printable(name), remedy="mend the side-car"
        ) from error


def _read(side_car: bytes) -> Mapping[str, object]:
    try:
        return tomllib.loads(side_car.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # both of UTF-8 and of TOML
        raise HookError(
            printable(f"the side-car is not TOML: {error}"), remedy="mend the line"
        ) from error
