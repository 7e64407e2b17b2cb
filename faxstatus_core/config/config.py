"""The whole configuration file."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from faxstatus_core.config.sections import PortSection, ServerSection
from faxstatus_core.hooks import HookSection, SmtpSection, WatchSection
from faxstatus_core.operation import LogSection
from faxstatus_core.queue import QueueSection
from faxstatus_core.security import SecuritySection, TlsSection
from faxstatus_core.service import StoreSection


class Config(BaseModel):
    """The file, every key checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    server: ServerSection = ServerSection()
    security: SecuritySection = SecuritySection()
    tls: TlsSection | None = None
    store: StoreSection = StoreSection()
    queue: QueueSection = QueueSection()
    log: LogSection = LogSection()
    smtp: SmtpSection | None = None
    port: Annotated[tuple[PortSection, ...], Field(min_length=1)]
    hook: tuple[HookSection, ...] = ()
    watch: tuple[WatchSection, ...] = ()
