"""The web page, served from memory: no path of a request reaches the file system."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Request, Response

from faxstatus_core.api.conditional import digest_etag, not_modified

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


def page_router() -> APIRouter:
    """The route ``/``, and one for each file below ``/web/``."""
    router = APIRouter(include_in_schema=False)

    def serve(path: str, file: Traversable) -> None:
        content = file.read_bytes()
        media_type = _TYPES[file.name[file.name.rindex(".") :]]
        etag = digest_etag(content)

        @router.get(path)
        async def get_file(request: Request) -> Response:
            if (unchanged := not_modified(request, etag)) is not None:
                return unchanged
            headers = {"ETag": etag, "Cache-Control": "no-cache"}
            return Response(content, media_type=media_type, headers=headers)

    web = files("faxstatus_core.api") / "web"
    serve("/", web / "index.html")
    for path, file in _files(web):
        serve(f"/web/{path}", file)
    return router


def _files(folder: Traversable, before: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        path = f"{before}{entry.name}"
        if entry.is_dir():
            yield from _files(entry, f"{path}/")
        else:
            yield path, entry
