"""What is particular to a make of modem, as data: a TOML file per model.

Profiles come from packages that other distributions name in the entry point group
``faxstatus.profiles``: each a package with ``*.toml`` files.
"""

import functools
import tomllib
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from faxstatus_core.errors import FaxError
from faxstatus_core.t31.emulation import Emulation

_GROUP = "faxstatus.profiles"


class ProfileError(FaxError):
    """A profile that cannot be read, or that nobody ships."""


class Match(BaseModel):
    """How a profile is recognised: any of these is enough."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    usb_ids: tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{4}:[0-9a-f]{4}$")], ...] = ()
    """USB vendor and product, such as ``0572:1329``."""
    identification: tuple[str, ...] = ()
    """Texts that are part of what the modem says of itself (ATI3, +FMI?, +FMM?), in any case."""


class Quirks(BaseModel):
    """Where the model strays from T.31, and how a DTE lives with it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    silence_commands: bool = True
    """It has +FTS and +FRS; else the DTE waits by its own clock."""
    frames_with_fcs: bool = True
    """Received frames come with their two FCS octets."""
    transmit_pause: float = Field(default=0.0, ge=0, le=5)
    """Seconds to wait after CONNECT to +FTM: the model says it too early."""
    repeat_after_fcerror: bool = True
    """+FRM may be tried once more after +FCERROR."""


class ModemProfile(BaseModel):
    """One model of modem. ``setup`` are commands without ``AT`` sent after the reset."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    maker: str
    model: str
    match: Match = Match()
    setup: tuple[str, ...] = ()
    rtscts: bool = False
    """Flow control by RTS and CTS; only a profile given in the configuration can ask for it."""
    quirks: Quirks = Quirks()
    emulation: Emulation = Emulation()
    """How an emulated modem of this model behaves; the engine does not look at it."""


def parse_profile(text: str, where: str) -> ModemProfile:
    """The profile in ``text``, TOML. Raises :class:`ProfileError`, which names ``where``."""
    try:
        return ModemProfile.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ProfileError(f"not TOML: {error}", where=where) from error
    except ValidationError as error:
        fault = error.errors()[0]
        key = ".".join(str(part) for part in fault["loc"] if part != "[key]")
        raise ProfileError(f"{key}: {fault['msg']}", where=where) from error


@functools.cache
def installed_profiles() -> dict[str, ModemProfile]:
    """Every profile that the installed packages ship, by name."""
    profiles: dict[str, ModemProfile] = {}
    for entry_point in entry_points(group=_GROUP):
        for file in files(entry_point.load()).iterdir():
            if file.name.endswith(".toml"):
                profile = parse_profile(file.read_text(encoding="utf-8"), file.name)
                profiles[profile.name] = profile
    return dict(sorted(profiles.items()))


def profile_named(name: str) -> ModemProfile:
    """The installed profile ``name``, or the one in the file of that path.

    Raises :class:`ProfileError`.
    """
    profiles = installed_profiles()
    if name in profiles:
        return profiles[name]
    path = Path(name)
    if path.suffix == ".toml":
        try:
            return parse_profile(path.read_text(encoding="utf-8"), name)
        except (OSError, ValueError) as error:
            raise ProfileError(f"cannot read the profile: {error}", where=name) from error
    raise ProfileError(
        f"there is no modem profile {name!r}",
        remedy=f"use one of {', '.join(sorted(profiles))}, or a .toml file",
    )


def match_profile(identification: str, usb_id: str | None = None) -> ModemProfile:
    """The profile of a modem that says ``identification`` and has ``usb_id``; else ``standard``.

    What the modem says of itself counts before its USB id, which is the chipset's; of several
    texts in it, the longest.
    """
    profiles = installed_profiles()
    said = identification.lower()
    found = [
        (len(text), profile)
        for profile in profiles.values()
        for text in profile.match.identification
        if text.lower() in said
    ]
    if found:
        return max(found, key=lambda each: each[0])[1]
    for profile in profiles.values():
        if usb_id is not None and usb_id in profile.match.usb_ids:
            return profile
    return profiles["standard"]
