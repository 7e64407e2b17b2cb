"""Folders that survive a power failure."""

from pathlib import Path

from faxstatus_core.image.received.durable import sync


def make_folder(path: Path) -> None:
    """Make a folder for this user only, and what it is in; on the disk when this returns.

    Raises OSError.
    """
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in (*reversed(missing), path):  # mkdir gives its mode to the last only
        folder.mkdir(mode=0o700, exist_ok=True)
    for folder in missing:
        sync(folder.parent)
