"""The configuration of ``faxstatus serve``: a TOML file, every key checked."""

from faxstatus_core.config.check import check_config
from faxstatus_core.config.config import Config
from faxstatus_core.config.load import ConfigError, load_config
from faxstatus_core.config.reload import Reload, differences
from faxstatus_core.config.sections import PortSection, ServerSection, station_id

__all__ = [
    "Config",
    "ConfigError",
    "PortSection",
    "Reload",
    "ServerSection",
    "check_config",
    "differences",
    "load_config",
    "station_id",
]
