"""PortConfig: what is particular to one port."""

from dataclasses import dataclass, field
from pathlib import Path

from faxstatus_core.t4 import CopyQualityRule
from faxstatus_core.t31.profile import ModemProfile


@dataclass(frozen=True, slots=True)
class PortConfig:
    """One port. ``local_id``: up to 20 characters, sent as TSI and CSI."""

    device: str
    name: str = ""
    local_id: str = ""
    rings: int = 1
    rate: int = 115200
    """bit/s between this machine and the modem."""
    profile: ModemProfile | None = None
    """None: found by what the modem says of itself."""
    output: Path = Path()
    """Folder for received faxes."""
    pdf: bool = False
    """Received faxes also become PDF files."""
    error_correction: bool = True
    """Whether error correction is offered and used."""
    copy_quality: CopyQualityRule = field(default_factory=CopyQualityRule)
    """When a page that was received without error correction is good enough."""
    tsid: str | None = None
    """What is sent as TSI, if it is not ``local_id``."""
    send: bool = True
    receive: bool = True
    priority: int = 1
    pools: tuple[str, ...] = ()
    can_modify: bool = False
    """Whether clients may change the port's properties."""
