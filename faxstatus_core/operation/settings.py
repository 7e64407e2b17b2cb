"""``[log]``: how much is logged, and how."""

from enum import StrEnum
from importlib.util import find_spec
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

ROOT = "faxstatus_core"
"""Parts are the packages in this one."""


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


def _part(name: str) -> str:
    if not name.isidentifier() or find_spec(f"{ROOT}.{name}") is None:
        raise ValueError(
            f"there is no part {name!r}; parts are such as engine, service, api, hooks"
        )
    return name


class LogSection(BaseModel):
    """``[log]``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: LogFormat = Field(
        default=LogFormat.TEXT,
        description="text, json (an object a line), or journal (systemd's, with fields).",
    )
    level: Level = Field(default=Level.INFO, description="From which weight on records are logged.")
    levels: dict[Annotated[str, AfterValidator(_part)], Level] = Field(
        default_factory=dict,
        description="The same for single parts, such as engine or api.",
    )
