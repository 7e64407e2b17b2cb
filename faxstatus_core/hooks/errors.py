"""What can be wrong with a hook, and with one try of it."""

from datetime import timedelta

from faxstatus_core.errors import FaxError


class HookError(FaxError):
    """A hook, or a watched folder, that cannot be set up. ``where`` names it."""


class DeliveryError(HookError):
    """A try that failed.

    ``final``: another try would fail as well. ``wait``: not tried again before, as the receiver
    asked.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        remedy: str = "",
        final: bool = False,
        wait: timedelta | None = None,
    ) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.final = final
        self.wait = wait


class TryLaterError(HookError):
    """What a watched folder's ``submit`` raises for a fault that passes: the file stays."""
