"""What is done when something happened: commands, webhooks, mail, folders; and watched folders."""

from faxstatus_core.hooks.access import Access, HookStore
from faxstatus_core.hooks.actions import make_hooks
from faxstatus_core.hooks.consistency import check_together
from faxstatus_core.hooks.dispatcher import HookDispatcher
from faxstatus_core.hooks.errors import DeliveryError, HookError, TryLaterError
from faxstatus_core.hooks.matching import faxes_of_port
from faxstatus_core.hooks.settings import HookSection, SmtpSection
from faxstatus_core.hooks.signing import sign, verify
from faxstatus_core.hooks.task import Hook
from faxstatus_core.hooks.watch_settings import WatchSection
from faxstatus_core.hooks.watcher import FolderWatcher, Submit

__all__ = [
    "Access",
    "DeliveryError",
    "FolderWatcher",
    "Hook",
    "HookDispatcher",
    "HookError",
    "HookSection",
    "HookStore",
    "SmtpSection",
    "Submit",
    "TryLaterError",
    "WatchSection",
    "check_together",
    "faxes_of_port",
    "make_hooks",
    "sign",
    "verify",
]
