"""Jobs and ports as the plan gets them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from faxstatus_core.queue import PortView
from faxstatus_core.records import Job, JobState, StoredDocument

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def minutes(count: float) -> datetime:
    """So many after noon."""
    return NOON + timedelta(minutes=count)


def make_job(job_id: int = 1, number: Any = "030 1", **fields: Any) -> Job:
    """A job that waits; its number of submission is its ``job_id``."""
    document = StoredDocument(
        digest="0" * 64, name="a", media_type="text/plain", size=1, page_count=1
    )
    values: dict[str, object] = {
        "job_id": job_id,
        "number": number,
        "user_name": "anna",
        "state": JobState.PENDING,
        "documents": (document,),
        "page_count": 1,
        "document_size": 1,
        "submitted_time": NOON - timedelta(days=1) + timedelta(seconds=job_id),
    }
    return Job.model_validate(values | fields)


def make_port(device_id: int = 1, **fields: object) -> PortView:
    """A free port."""
    values: dict[str, object] = {"device_id": device_id, "priority": 1, "free": True}
    return PortView(**(values | fields))  # type: ignore[arg-type]
