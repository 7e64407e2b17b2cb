"""Jobs over HTTP: hand in, list, follow, cancel, pause, resume, retry."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated

from fastapi import (
    APIRouter,
    Depends,
    Form,
    Header,
    Path,
    Query,
    Request,
    Response,
    UploadFile,
)
from fastapi.params import Depends as Dependency
from pydantic import Field

from faxstatus_core.api.conditional import respond
from faxstatus_core.api.description import PAGE_PNG, documented
from faxstatus_core.api.gate import Gate, Principal
from faxstatus_core.api.paging import Before, FromPort, Limit, SearchText, Since, Until
from faxstatus_core.api.ports import Width
from faxstatus_core.api.problem import ProblemError
from faxstatus_core.image import open_document, page_png
from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.records import Job, JobRequest, JobState, Listing
from faxstatus_core.records.base import MAX_ID
from faxstatus_core.security import Role
from faxstatus_core.service import MOST_DOCUMENTS, FaxService, Upload
from faxstatus_core.store import JobFilter
from faxstatus_core.t4 import PageFormat

JobId = Annotated[int, Path(ge=1, le=MAX_ID, description="Identifier of the job.")]
PageNumber = Annotated[int, Path(ge=1, le=100_000, description="Counted from 1.")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="The same key with the same request gives the same job, however often.",
    ),
]


class JobForm(JobRequest):
    """The fields of a job, and its documents."""

    document: list[UploadFile] = Field(
        default=[],
        max_length=MOST_DOCUMENTS,
        description="TIFF, PDF, PostScript, PNG, JPEG or text, in the order of sending.",
    )

    @property
    def request(self) -> JobRequest:
        """The fields without the documents."""
        return JobRequest.model_validate(self.model_dump(exclude={"document"}))


def jobs_router(service: FaxService, gate: Gate) -> APIRouter:
    """The routes under ``/jobs``."""
    router = APIRouter(prefix="/jobs", tags=["jobs"])
    store = service.store
    submitter: Dependency = Depends(gate.needs(Role.SUBMIT))

    @router.post(
        "",
        status_code=201,
        responses=documented(409, 413, 422)
        | {200: {"model": Job, "description": "The key was used before: the job of then."}},
    )
    async def submit_job(
        response: Response,
        form: Annotated[JobForm, Form(media_type="multipart/form-data")],
        principal: Annotated[Principal, submitter],
        idempotency_key: IdempotencyKey = None,
    ) -> Job:
        """Hand in a job. When this answers 201, the job survives a power failure."""
        uploads = [Upload(file.filename or "document", file.file) for file in form.document]
        job, new = await service.submit(
            form.request, uploads, user_name=principal.name, idempotency_key=idempotency_key
        )
        response.status_code = 201 if new else 200
        response.headers["Location"] = f"/api/v1/jobs/{job.job_id}"
        return job

    @router.get("", dependencies=gate.reading, responses=documented(422))
    async def list_jobs(
        state: Annotated[list[JobState], Query(description="Only in these states.")] = [],  # noqa: B006
        number: SearchText = None,
        sender: SearchText = None,
        user: SearchText = None,
        device_id: FromPort = None,
        text: SearchText = None,
        since: Since = None,
        until: Until = None,
        limit: Limit = 50,
        before: Before = None,
    ) -> Listing[Job]:
        """Jobs, newest first."""
        wanted = JobFilter(
            states=tuple(state),
            number=number,
            sender_name=sender,
            user_name=user,
            device_id=device_id,
            text=text,
            since=since,
            until=until,
        )
        return await service.access.read(
            partial(store.jobs.find, wanted, limit=limit, before=before)
        )

    @router.get(
        "/{job_id}", dependencies=gate.reading, responses=documented(404, 422), response_model=Job
    )
    async def get_job(job_id: JobId, request: Request) -> Response:
        """One job."""
        job = await service.job(job_id)
        return respond(request, job.model_dump_json().encode(), "application/json")

    def action(name: str, act: Callable[[int], Awaitable[Job]], summary: str) -> None:
        @router.post(
            f"/{{job_id}}/{name}",
            responses=documented(404, 409, 422),
            operation_id=f"{name}_job",
            summary=summary,
        )
        async def act_on_job(job_id: JobId, principal: Annotated[Principal, submitter]) -> Job:
            job = await service.job(job_id)
            if principal.role is not Role.ADMIN and job.user_name != principal.name:
                raise ProblemError(ProblemKind.FORBIDDEN, "the job is somebody else's")
            return await act(job_id)

    action("cancel", service.cancel, "Cancel a job; on the line, its call is ended with DCN.")
    action("pause", service.pause, "Keep a waiting job from being sent.")
    action("resume", service.resume, "Let a paused job go on.")
    action("retry", service.retry, "Try a failed or waiting job at once, with all its tries again.")

    @router.get(
        "/{job_id}/pages/{number}.png",
        dependencies=gate.reading,
        responses=documented(404, 422) | PAGE_PNG,
        response_class=Response,
    )
    async def get_job_page(
        job_id: JobId, number: PageNumber, request: Request, width: Width = None
    ) -> Response:
        """A page as it is sent, the cover page included, without its tag line."""
        job = await service.job(job_id)
        png = await asyncio.to_thread(_page_png, service, job, number, width)
        return respond(request, png, "image/png")

    return router


def _page_png(service: FaxService, job: Job, number: int, width: int | None) -> bytes:
    page_format = PageFormat(job.resolution.resolution)
    index = number - 1
    for stored in job.documents:
        if index < stored.page_count:
            path = service.store.documents.path(stored.digest)
            document = open_document(path, service.office.limits)
            page_format = PageFormat(job.resolution.resolution, document.paper(index))
            page = document.page(index, page_format)
            return page_png(page, page_format.resolution.dpi, width)
        index -= stored.page_count
    raise ProblemError(ProblemKind.NOTHING_HERE, f"the job has {job.page_count} pages")
