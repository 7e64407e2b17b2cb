"""The configuration of ``faxstatus serve``: a TOML file, every key checked."""

import tomllib
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from faxstatus_core.engine.identity import device_identity, real_path
from faxstatus_core.engine.port import PortConfig
from faxstatus_core.errors import FaxError
from faxstatus_core.t4 import CopyQualityRule
from faxstatus_core.t30.frames import FrameError
from faxstatus_core.t30.frames.identification import Identification, IdentificationField
from faxstatus_core.t31.profile import ProfileError, profile_named

P = TypeVar("P", str, Path)

_HIGHEST_RATE = 4_000_000  # bit/s that Linux has a name for


class ConfigError(FaxError):
    """A configuration that cannot be used. ``where`` is the file; ``what`` names the key."""


def station_id(text: str) -> str:
    """``text``, if it can be a station's identification (T.30 §5.3.6.2.4).

    Raises ValueError for more than 20 characters, and for one that is not printable Latin-1.
    """
    try:
        IdentificationField.build(Identification(text))
    except FrameError as error:
        raise ValueError(error.what) from error
    if not text.isprintable():
        raise ValueError(f"{text!r} holds a character that cannot be printed")
    return text


def _host(name: str) -> str:
    name.encode("idna")  # what the resolver does; its ValueError says what is wrong
    return name


def _path(path: P) -> P:
    if "\0" in str(path):
        raise ValueError("a path holds no null character")
    return path


def _profile(name: str) -> str:
    try:
        if name:
            profile_named(name)
    except ProfileError as error:
        raise ValueError(str(error)) from error
    return name


class ServerSection(BaseModel):
    """``[server]``: where the status API listens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Annotated[str, Field(min_length=1), AfterValidator(_host)] = Field(
        default="127.0.0.1", description="Address to listen on."
    )
    port: Annotated[int, Field(strict=True, ge=0, le=65535)] = Field(
        default=8470, description="TCP port; 0 takes any free one."
    )


class PortSection(BaseModel):
    """``[[port]]``: one modem."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    device: Annotated[str, Field(min_length=1), AfterValidator(_path)] = Field(
        description="Path of the serial device."
    )
    name: str = Field(default="", description="Name to show; else the device's own.")
    id: Annotated[str, AfterValidator(station_id)] = Field(
        default="",
        description="Station identification: up to 20 characters of Latin-1, digits by the rule.",
    )
    output: Annotated[Path, AfterValidator(_path)] = Field(
        default=Path(), description="Folder for received faxes; made if missing."
    )
    rings: Annotated[int, Field(strict=True, ge=1, le=20)] = Field(
        default=1, description="Rings before the call is answered."
    )
    rate: Annotated[int, Field(strict=True, ge=300, le=_HIGHEST_RATE)] = Field(
        default=115200, description="bit/s between this machine and the modem."
    )
    pdf: Annotated[bool, Field(strict=True)] = Field(
        default=False, description="Whether a received fax also becomes a PDF."
    )
    error_correction: Annotated[bool, Field(strict=True)] = Field(
        default=True, description="Whether error correction is offered and used."
    )
    bad_share: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.05, description="A page with more bad lines than this share is refused (RTN)."
    )
    poor_share: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.02, description="With more than this share it is kept, and training follows."
    )
    longest_bad_run: Annotated[int, Field(strict=True, ge=0, le=10000)] = Field(
        default=5, description="Bad lines in a row, at 3.85 lines/mm, beyond which it is refused."
    )
    profile: Annotated[str, AfterValidator(_profile)] = Field(
        default="", description="Modem profile, by name or file; empty: found by asking the modem."
    )


class Config(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: ServerSection = ServerSection()
    port: Annotated[tuple[PortSection, ...], Field(min_length=1)]

    def port_configs(self) -> list[PortConfig]:
        """What the engine needs of each port. Raises ProfileError for an unknown profile."""
        return [
            PortConfig(
                device=section.device,
                name=section.name,
                local_id=section.id,
                rings=section.rings,
                rate=section.rate,
                profile=profile_named(section.profile) if section.profile else None,
                output=section.output,
                pdf=section.pdf,
                error_correction=section.error_correction,
                copy_quality=CopyQualityRule(
                    section.longest_bad_run, section.bad_share, section.poor_share
                ),
            )
            for section in self.port
        ]


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
    _check_devices(path, config)
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
        return ConfigError(
            f"there is no key {key}", where=str(path), remedy="see docs/configuration.md for those"
        )
    text = _FAULTS.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return ConfigError(f"{key}: {text}", where=str(path), remedy="mend that key")


def _check_devices(path: Path, config: Config) -> None:
    seen: dict[int | str, int] = {}
    for number, section in enumerate(config.port, start=1):
        # The identity knows a USB device by any of its paths, but a link not by its target.
        for name in (device_identity(section.device).device_id, real_path(section.device)):
            if seen.setdefault(name, number) != number:
                raise ConfigError(
                    f"port.{number}.device: {section.device} is the device of port {seen[name]}",
                    where=str(path),
                    remedy="name each device once",
                )
