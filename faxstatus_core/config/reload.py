"""What a configuration that is read again changes. Pure."""

from dataclasses import dataclass

from faxstatus_core.config.config import Config

_AT_START = ("server", "security", "tls")
"""Sections that hold from the start of the server."""


@dataclass(frozen=True, slots=True)
class Reload:
    """``changed``: the sections that differ; ``restart``: keys that hold from the next start."""

    changed: tuple[str, ...]
    restart: tuple[str, ...]


def differences(old: Config, new: Config) -> Reload:
    """What is different in ``new``."""
    changed = tuple(
        name for name in Config.model_fields if getattr(old, name) != getattr(new, name)
    )
    restart = [name for name in _AT_START if name in changed]
    if old.store.folder != new.store.folder:
        restart.append("store.folder")
    return Reload(changed, tuple(restart))
