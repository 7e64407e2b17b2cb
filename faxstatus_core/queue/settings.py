"""``[queue]``: how jobs are sent."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from faxstatus_core.queue.windows import DailyWindow

Minutes = Annotated[
    tuple[Annotated[float, Field(ge=0, le=10080)], ...], Field(min_length=1, max_length=50)
]


class RetrySection(BaseModel):
    """``[queue.retry]``: minutes to wait after the first, second ... failure of one kind.

    The last holds for all that follow.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    busy: Minutes = Field(default=(1, 2, 3, 5, 10), description="After a busy signal.")
    no_answer: Minutes = Field(default=(10, 30, 60), description="When nobody answered.")
    not_fax: Minutes = Field(
        default=(30,), description="When something that is no fax machine answered."
    )
    delayed: Minutes = Field(default=(60,), description="When the modem bars the number for now.")
    failed: Minutes = Field(default=(2, 5, 15, 60), description="When the fax broke off.")
    port: Minutes = Field(default=(1,), description="When the modem or its line failed.")


class QueueSection(BaseModel):
    """``[queue]``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tries: Annotated[int, Field(strict=True, ge=1, le=100)] = Field(
        default=6, description="Calls for a job at most, where it does not say."
    )
    not_fax_tries: Annotated[int, Field(strict=True, ge=1, le=100)] = Field(
        default=2, description="Calls at most to a number where no fax machine answers."
    )
    batch_pages: Annotated[int, Field(strict=True, ge=0, le=10000)] = Field(
        default=100, description="Pages of jobs for one number in one call at most; 0: one job."
    )
    discount: str = Field(
        default="00:00-00:00", description="Cheap hours, for jobs that wait for them (local time)."
    )
    branding: Annotated[bool, Field(strict=True)] = Field(
        default=True, description="Whether pages bear sender, time and page number, if the job may."
    )
    drain: Annotated[int, Field(strict=True, ge=0, le=86400)] = Field(
        default=600, description="Seconds in which calls may end when the server stops."
    )
    retry: RetrySection = RetrySection()

    @field_validator("discount")
    @classmethod
    def _window(cls, text: str) -> str:
        DailyWindow.parse(text)
        return text

    @property
    def discount_window(self) -> DailyWindow:
        """The cheap hours."""
        return DailyWindow.parse(self.discount)
