"""``[server]`` and ``[[port]]``. The sections of other parts are where those parts are."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.queue import DailyWindow
from faxstatus_core.service import PortSetup
from faxstatus_core.t4 import CopyQualityRule
from faxstatus_core.t30.frames import FrameError
from faxstatus_core.t30.frames.identification import Identification, IdentificationField
from faxstatus_core.t31.profile import ProfileError, profile_named

Flag = Annotated[bool, Field(strict=True)]

_HIGHEST_RATE = 4_000_000  # bit/s that Linux has a name for


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


def _path(path: str) -> str:
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


def _window(text: str) -> str:
    DailyWindow.parse(text)
    return text


class ServerSection(BaseModel):
    """``[server]``: where the API and the page are served."""

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
    tsid: Annotated[str, AfterValidator(station_id)] | None = Field(
        default=None, description="What is sent as TSI, if it is not `id`."
    )
    rings: Annotated[int, Field(strict=True, ge=1, le=20)] = Field(
        default=1, description="Rings before the call is answered."
    )
    rate: Annotated[int, Field(strict=True, ge=300, le=_HIGHEST_RATE)] = Field(
        default=115200, description="bit/s between this machine and the modem."
    )
    send: Flag = Field(default=True, description="Whether the port may send.")
    receive: Flag = Field(default=True, description="Whether the port answers calls.")
    priority: Annotated[int, Field(strict=True, ge=0, le=255)] = Field(
        default=1, description="Of the ports that may send a job, the lower number goes first."
    )
    pools: tuple[Annotated[str, Field(min_length=1, max_length=64)], ...] = Field(
        default=(), description="Pools that the port belongs to; a job may ask for one."
    )
    hours: Annotated[str, AfterValidator(_window)] = Field(
        default="00:00-00:00", description="Hours in which it may send (local time)."
    )
    error_correction: Flag = Field(
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

    @property
    def setup(self) -> PortSetup:
        """What the service needs of the port. Raises ProfileError for an unknown profile."""
        config = PortConfig(
            device=self.device,
            name=self.name,
            local_id=self.id,
            tsid=self.tsid,
            rings=self.rings,
            rate=self.rate,
            profile=profile_named(self.profile) if self.profile else None,
            send=self.send,
            receive=self.receive,
            priority=self.priority,
            pools=self.pools,
            error_correction=self.error_correction,
            copy_quality=CopyQualityRule(self.longest_bad_run, self.bad_share, self.poor_share),
        )
        return PortSetup(config, DailyWindow.parse(self.hours))
