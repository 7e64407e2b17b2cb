"""``[[watch]]``: a folder whose files are sent."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from faxstatus_core.engine.dialling import dial_string
from faxstatus_core.engine.errors import BadNumberError
from faxstatus_core.hooks.settings import HookPath
from faxstatus_core.records import JobFields
from faxstatus_core.records.jobs import DEFAULT_PRIORITY
from faxstatus_core.records.resolutions import ResolutionName


class WatchSection(BaseModel):
    """``[[watch]]``: one folder. Every file that is put there becomes a job."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    folder: HookPath = Field(description="Folder that is watched; made if missing.")
    number: Annotated[str, Field(max_length=100)] = Field(
        default="", description="Number that all files go to; empty: each file tells its own."
    )
    number_from_name: Annotated[bool, Field(strict=True)] = Field(
        default=False, description="Whether names begin with the number: 4930123456_letter.pdf."
    )
    sender: str = Field(default="", description="Name of the sender of these jobs.")
    resolution: ResolutionName = Field(
        default=ResolutionName.FINE, description="The finest to use: standard, fine, superfine ..."
    )
    priority: Annotated[int, Field(strict=True, ge=0, le=255)] = Field(
        default=DEFAULT_PRIORITY, description="The lower number goes first."
    )
    pool: str = Field(default="", description="Only from ports of this pool; empty: any.")
    done: HookPath | None = Field(
        default=None, description="Folder for files that became jobs; else done in the folder."
    )
    failed: HookPath | None = Field(
        default=None, description="Folder for files that did not; else failed in the folder."
    )
    settle: Annotated[float, Field(ge=0.5, le=3600)] = Field(
        default=3, description="Seconds for which a file must not have changed."
    )

    @property
    def done_folder(self) -> Path:
        """Where files go that became jobs."""
        return self.done or self.folder / "done"

    @property
    def failed_folder(self) -> Path:
        """Where files go that did not."""
        return self.failed or self.folder / "failed"

    @property
    def side_car_only(self) -> bool:
        """Whether nothing but a side-car can tell the number."""
        return not self.number and not self.number_from_name

    @property
    def defaults(self) -> dict[str, object]:
        """The fields of JobRequest that it gives."""
        fields: dict[str, object] = {
            "sender_name": self.sender,
            "resolution": self.resolution,
            "priority": self.priority,
            "pool": self.pool,
        }
        return fields | ({"number": self.number} if self.number else {})

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.number and self.number_from_name:
            raise ValueError("give number, or number_from_name = true, not both")
        if self.number:
            try:
                dial_string(self.number)
            except BadNumberError as error:
                raise ValueError(str(error)) from error
        places = [
            self.folder.absolute(),
            *map(Path.absolute, (self.done_folder, self.failed_folder)),
        ]
        if len(set(places)) != len(places):
            raise ValueError("folder, done and failed are three different folders")
        JobFields.model_validate({"number": "0", **self.defaults})
        return self
