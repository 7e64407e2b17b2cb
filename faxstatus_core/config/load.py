"""Reading the file, and telling what is wrong with it in one line."""

import difflib
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from faxstatus_core.config.config import Config
from faxstatus_core.engine.identity import device_identity, real_path
from faxstatus_core.errors import FaxError
from faxstatus_core.hooks import check_together


class ConfigError(FaxError):
    """A configuration that cannot be used. ``where`` is the file; ``what`` names the key."""


def load_config(path: Path) -> Config:
    """Read and check ``path``. Raises :class:`ConfigError`."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))  # some editors write a mark
    except OSError as error:
        raise ConfigError(
            f"cannot read the file: {error.strerror}",
            where=str(path),
            remedy="give the path of a configuration file",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"not UTF-8: {error.reason} in octet {error.start + 1}",
            where=str(path),
            remedy="save it as UTF-8",
        ) from error
    except (ValueError, RecursionError) as error:  # also a number of 5000 digits, 500 brackets
        raise ConfigError(f"not TOML: {error}", where=str(path), remedy="mend the line") from error
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise _fault(path, error) from error
    config = _anchored(config, path.absolute().parent)
    _check_devices(path, config)
    _check_together(path, config)
    return config


_FAULTS = {
    "missing": "it is missing",
    "model_type": "it should be a table",
    "path_type": "Input should be a valid string",
}
"""Kinds of fault that pydantic describes in the words of Python."""


def _fault(path: Path, error: ValidationError) -> ConfigError:
    fault = error.errors()[0]
    if fault["loc"] == ("port",):
        return ConfigError(
            "there is no [[port]] table", where=str(path), remedy="write one for each modem"
        )
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(fault["loc"][-1]), _known_keys(Config), 1)
        remedy = f"is it {near[0]}?" if near else "see docs/configuration.md for those"
        return ConfigError(f"there is no key {key}", where=str(path), remedy=remedy)
    text = _FAULTS.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return ConfigError(f"{key}: {text}", where=str(path), remedy="mend that key")


S = TypeVar("S", bound=BaseModel)


def _anchored(section: S, folder: Path) -> S:
    """``section`` with every relative path in it as one from ``folder``."""
    return section.model_copy(
        update={name: _anchored_value(getattr(section, name), folder) for name in _fields(section)}
    )


def _anchored_value(value: Any, folder: Path) -> Any:
    if isinstance(value, BaseModel):
        return _anchored(value, folder)
    if isinstance(value, tuple):
        return tuple(_anchored_value(each, folder) for each in value)
    return folder / value if isinstance(value, Path) else value


def _fields(section: BaseModel) -> Iterable[str]:
    return type(section).model_fields


def _check_together(path: Path, config: Config) -> None:
    try:
        check_together(config.hook, config.smtp, config.watch)
    except ValueError as error:
        raise ConfigError(str(error), where=str(path), remedy="mend the file") from error
    pools = {pool for port in config.port for pool in port.pools}
    for number, watch in enumerate(config.watch, start=1):
        if watch.pool and watch.pool not in pools:
            raise ConfigError(
                f"watch.{number}.pool: no port belongs to {watch.pool}",
                where=str(path),
                remedy="name it in the pools of a port",
            )


def _known_keys(section: type[BaseModel]) -> set[str]:
    """The names of all keys and tables."""
    schema = section.model_json_schema()
    tables = [schema, *schema.get("$defs", {}).values()]
    return {key for table in tables for key in table.get("properties", {})}


def _check_devices(path: Path, config: Config) -> None:
    seen: dict[int | str, int] = {}
    names: dict[str, int] = {}
    for number, section in enumerate(config.port, start=1):
        if section.name and names.setdefault(section.name, number) != number:
            raise ConfigError(
                f"port.{number}.name: port {names[section.name]} has this name",
                where=str(path),
                remedy="name each port otherwise",
            )
        # The identity knows a USB device by any of its paths, but a link not by its target.
        for name in (device_identity(section.device).device_id, real_path(section.device)):
            if seen.setdefault(name, number) != number:
                raise ConfigError(
                    f"port.{number}.device: {section.device} is the device of port {seen[name]}",
                    where=str(path),
                    remedy="name each device once",
                )
