"""Running as a service: logs, and what systemd is told."""

from faxstatus_core.operation.context import about, bound
from faxstatus_core.operation.logs import set_up_logs
from faxstatus_core.operation.notify import Notifier
from faxstatus_core.operation.settings import Level, LogFormat, LogSection

__all__ = ["Level", "LogFormat", "LogSection", "Notifier", "about", "bound", "set_up_logs"]
