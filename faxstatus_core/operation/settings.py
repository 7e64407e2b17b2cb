"""``[log]``: how much is logged, and how."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class LogFormat(StrEnum):
    """How a record looks."""

    TEXT = "text"
    JSON = "json"
    JOURNAL = "journal"


class Level(StrEnum):
    """From which weight on records are logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class LogSection(BaseModel):
    """``[log]``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: LogFormat = Field(
        default=LogFormat.TEXT,
        description="text, json (an object a line), or journal (systemd's, with fields).",
    )
    level: Level = Field(default=Level.INFO, description="From which weight on records are logged.")
    levels: dict[str, Level] = Field(
        default_factory=dict,
        description="The same for single parts, such as engine or api.",
    )
