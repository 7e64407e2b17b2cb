"""What a configuration that can be read will run into on this machine."""

import os
from collections.abc import Iterator
from pathlib import Path

from faxstatus_core.config.config import Config
from faxstatus_core.config.load import load_config
from faxstatus_core.errors import FaxError
from faxstatus_core.hooks import make_hooks
from faxstatus_core.security import tls_context


def check_config(path: Path) -> tuple[Config, list[str]]:
    """The configuration, and what is likely to go wrong with it. Raises ConfigError."""
    config = load_config(path)
    return config, list(_warnings(config))


def _warnings(config: Config) -> Iterator[str]:
    for number, port in enumerate(config.port, start=1):
        if "://" in port.device:
            continue
        if not Path(port.device).exists():
            yield f"port.{number}.device: {port.device} is not there"
        elif not os.access(port.device, os.R_OK | os.W_OK):
            yield f"port.{number}.device: {port.device} may not be read and written by this user"
    if not any(port.send for port in config.port):
        yield "no port may send: jobs will wait for ever"
    folders = {"store.folder": config.store.folder}
    folders |= {f"hook {hook.name}: folder": hook.folder for hook in config.hook if hook.folder}
    folders |= {f"watch.{n}.folder": watch.folder for n, watch in enumerate(config.watch, 1)}
    for key, folder in folders.items():
        if not _can_be_written(folder):
            yield f"{key}: {folder} cannot be written by this user"
    try:
        make_hooks(config.hook, config.smtp)
    except FaxError as error:
        yield str(error)
    if config.tls is not None:
        try:
            tls_context(config.tls)
        except FaxError as error:
            yield str(error)


def _can_be_written(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that is there, may be written."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), Path("/"))
    return there.is_dir() and os.access(there, os.W_OK)
