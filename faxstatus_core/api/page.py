"""The web page that shows the ports live, served from memory."""

from importlib.resources import files

from fastapi import APIRouter, Response

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def page_router() -> APIRouter:
    """The routes ``/``, ``/web/app.js`` and ``/web/style.css``."""
    router = APIRouter(include_in_schema=False)
    web = files("faxstatus_core.api") / "web"

    def serve(path: str, name: str, media_type: str) -> None:
        content = (web / name).read_bytes()

        @router.get(path)
        async def file() -> Response:
            return Response(content, media_type=media_type, headers=_HEADERS)

    serve("/", "index.html", "text/html")
    serve("/web/app.js", "app.js", "text/javascript")
    serve("/web/style.css", "style.css", "text/css")
    return router
