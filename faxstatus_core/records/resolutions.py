"""Names of resolutions, as people and programs write them."""

from enum import StrEnum

from faxstatus_core.t4 import Resolution


class ResolutionName(StrEnum):
    """The finest resolution to use, by name."""

    STANDARD = "standard"
    FINE = "fine"
    SUPERFINE = "superfine"
    PELS_300 = "300"
    PELS_400 = "400"

    @property
    def resolution(self) -> Resolution:
        """The resolution itself."""
        return Resolution[self.name]
