"""The configuration of ``faxstatus serve``: a TOML file, every key checked."""

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from faxstatus_core.engine.identity import device_identity
from faxstatus_core.engine.port import PortConfig
from faxstatus_core.errors import FaxError
from faxstatus_core.t31.profile import profile_named


class ConfigError(FaxError):
    """A configuration that cannot be used. ``where`` is the file; ``what`` names the key."""


class ServerSection(BaseModel):
    """``[server]``: where the status API listens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        default=8470, description="TCP port; 0 takes any free one."
    )


class PortSection(BaseModel):
    """``[[port]]``: one modem."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    device: Annotated[str, Field(min_length=1)] = Field(description="Path of the serial device.")
    name: str = Field(default="", description="Name to show; else the device's own.")
    id: Annotated[str, Field(max_length=20)] = Field(
        default="", description="Station identification: up to 20 characters, digits by the rule."
    )
    output: Path = Field(default=Path(), description="Folder for received faxes.")
    rings: Annotated[int, Field(ge=1, le=20)] = Field(
        default=1, description="Rings before the call is answered."
    )
    rate: Annotated[int, Field(ge=300)] = Field(
        default=115200, description="bit/s between this machine and the modem."
    )
    profile: str = Field(
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
            )
            for section in self.port
        ]


def load_config(path: Path) -> Config:
    """Read and check ``path``. Raises :class:`ConfigError`."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(
            f"cannot read the file: {error.strerror}",
            where=str(path),
            remedy="give the path of a configuration file",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"not TOML: {error}", where=str(path), remedy="mend the line") from error
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise _fault(path, error) from error
    _check_devices(path, config)
    return config


def _fault(path: Path, error: ValidationError) -> ConfigError:
    fault = error.errors()[0]
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return ConfigError(
            f"there is no key {key}", where=str(path), remedy="see docs/configuration.md for those"
        )
    return ConfigError(f"{key}: {fault['msg']}", where=str(path), remedy="mend that key")


def _check_devices(path: Path, config: Config) -> None:
    seen: dict[int, int] = {}
    for number, section in enumerate(config.port, start=1):
        identity = device_identity(section.device).device_id
        if identity in seen:
            raise ConfigError(
                f"port.{number}.device: {section.device} is the device of port {seen[identity]}",
                where=str(path),
                remedy="name each device once",
            )
        seen[identity] = number
