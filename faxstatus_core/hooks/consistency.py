"""What the hooks of a configuration must have in common with each other."""

from collections.abc import Sequence

from faxstatus_core.hooks.settings import HookSection, SmtpSection
from faxstatus_core.hooks.watch_settings import WatchSection


def check_together(
    hooks: Sequence[HookSection], smtp: SmtpSection | None, watches: Sequence[WatchSection]
) -> None:
    """Raises ValueError for a name or folder that is there twice, and for mail without server."""
    names: set[str] = set()
    for hook in hooks:
        if hook.name in names:
            raise ValueError(f"two hooks are called {hook.name}; name each otherwise")
        names.add(hook.name)
        if hook.mail and smtp is None:
            raise ValueError(f"hook {hook.name} sends mail: write an [smtp] table")
    watched = [watch.folder.resolve() for watch in watches]
    for folder in watched:
        if watched.count(folder) > 1:
            raise ValueError(f"{folder} is watched twice")
    for watch in watches:
        for place in (watch.done_folder, watch.failed_folder):
            if place.resolve() in watched:
                raise ValueError(f"{place} is watched: what is done would be sent again")
    for hook in hooks:
        if hook.folder is not None and hook.folder.resolve() in watched:
            raise ValueError(f"hook {hook.name} writes to {hook.folder}, which is watched: a loop")
