"""``[store]``: what is kept, where, and how long."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Days = Annotated[int, Field(strict=True, ge=0, le=36500)]


class StoreSection(BaseModel):
    """``[store]``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: Path = Field(
        default=Path("faxstatus-data"), description="Database and documents; made if missing."
    )
    jobs_days: _Days = Field(
        default=30, description="Days for which finished jobs and calls are kept; 0: for ever."
    )
    faxes_days: _Days = Field(
        default=0, description="Days for which received faxes are kept; 0: for ever."
    )
    events_days: _Days = Field(
        default=7, description="Days for which a client that was away can take up the events."
    )
