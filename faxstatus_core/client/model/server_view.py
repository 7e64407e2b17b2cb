"""The properties of IFaxServer."""

from faxstatus_core.client.errors import NotConnectedError
from faxstatus_core.client.model.read_only import ReadOnly
from faxstatus_core.records import ServerInfo


class ServerView(ReadOnly):
    """The properties as they were at ``connect`` or ``refresh``: NotConnectedError before.

    IFaxServer lets a client set them. Here they are the server's configuration file, which only
    its operator changes; ``pause_server_queue`` alone can be set by a client.
    """

    why = "it is set in the server's configuration file"

    def __init__(self) -> None:
        self._info: ServerInfo | None = None

    @property
    def info(self) -> ServerInfo:
        """All properties, as the server sent them."""
        return self._checked()

    @property
    def retries(self) -> int:
        """Further tries of a job after the first."""
        return self.info.retries

    @property
    def retry_delay(self) -> int:
        """Minutes before the first of them."""
        return self.info.retry_delay

    @property
    def dirty_days(self) -> int:
        """Days that a failed job is kept."""
        return self.info.dirty_days

    @property
    def branding(self) -> bool:
        """Whether pages bear a tag line."""
        return self.info.branding

    @property
    def use_device_tsid(self) -> bool:
        """Whether the port's TSID is sent."""
        return self.info.use_device_tsid

    @property
    def server_coverpage(self) -> bool:
        """Whether only the server's cover page is used."""
        return self.info.server_coverpage

    @property
    def pause_server_queue(self) -> bool:
        """Whether no job is begun at present."""
        return self.info.pause_server_queue

    @property
    def archive_outbound_faxes(self) -> bool:
        """Whether sent documents are kept."""
        return self.info.archive_outbound_faxes

    @property
    def archive_directory(self) -> str:
        """Folder of sent documents. Empty: they are in the server's store, for nobody to open."""
        return self._none()

    @property
    def server_mapi_profile(self) -> str:
        """Profile by which the server sends mail. Empty: it has none, and needs none."""
        return self._none()

    @property
    def discount_rate_start_hour(self) -> int:
        """The cheap hours begin: hour."""
        return self.info.discount_rate_start_hour

    @property
    def discount_rate_start_minute(self) -> int:
        """The cheap hours begin: minute."""
        return self.info.discount_rate_start_minute

    @property
    def discount_rate_end_hour(self) -> int:
        """The cheap hours end: hour."""
        return self.info.discount_rate_end_hour

    @property
    def discount_rate_end_minute(self) -> int:
        """The cheap hours end: minute."""
        return self.info.discount_rate_end_minute

    def _none(self) -> str:
        """The value of a property that this kind of server never has. NotConnectedError."""
        self._checked()
        return ""

    def _checked(self) -> ServerInfo:
        if self._info is None:
            raise NotConnectedError("not connected", where="FaxServer", remedy="connect first")
        return self._info
