"""The properties of IFaxPort."""

from faxstatus_core.client.errors import ReadOnlyError
from faxstatus_core.client.model.read_only import ReadOnly
from faxstatus_core.status import PortInfo


class PortView(ReadOnly):
    """A port, as it was when the ports were got, or when it was last changed through this object.

    ``send`` and ``receive`` are permissions, not activity.
    """

    why = "await modify() to change rings, csid, tsid, send, receive or priority"

    def __init__(self, info: PortInfo) -> None:
        self._info = info

    def _check_modifiable(self) -> None:
        """Raises ReadOnlyError where the server lets nobody change the port."""
        if not self.can_modify:
            raise ReadOnlyError(
                "its properties cannot be changed",
                where=f"FaxPort {self.name}",
                remedy="the server's configuration or the token's role forbids it",
            )

    @property
    def info(self) -> PortInfo:
        """All properties, as the server sent them."""
        return self._info

    @property
    def device_id(self) -> int:
        """Permanent line identifier."""
        return self._info.device_id

    @property
    def name(self) -> str:
        """Display name."""
        return self._info.name

    @property
    def rings(self) -> int:
        """Rings before the port answers."""
        return self._info.rings

    @property
    def csid(self) -> str | None:
        """Identifier sent when called."""
        return self._info.csid

    @property
    def tsid(self) -> str | None:
        """Identifier sent when calling."""
        return self._info.tsid

    @property
    def send(self) -> bool:
        """Whether the port may send."""
        return self._info.send

    @property
    def receive(self) -> bool:
        """Whether the port may receive."""
        return self._info.receive

    @property
    def priority(self) -> int:
        """Rank among sending ports; the lower number goes first."""
        return self._info.priority

    @property
    def can_modify(self) -> bool:
        """Whether a client may change these properties."""
        return self._info.can_modify
