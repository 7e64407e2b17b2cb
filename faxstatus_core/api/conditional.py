"""Conditional requests (RFC 9110 §13): an answer that the client has already is not sent again."""

import hashlib

from fastapi import Request, Response


def weak_etag(version: str) -> str:
    """The entity tag of a record that is the same, but for a clock that runs, in this version."""
    return f'W/"{version}"'


def digest_etag(content: bytes) -> str:
    """The entity tag of exactly this content."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def not_modified(request: Request, etag: str) -> Response | None:
    """The 304 for a client that has what ``etag`` names (RFC 9110 §13.1.2); else None."""
    wanted = request.headers.get("if-none-match")
    if wanted is None:
        return None
    tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
    if "*" not in tags and etag.removeprefix("W/") not in tags:
        return None
    return Response(status_code=304, headers={"ETag": etag, "Cache-Control": "no-cache"})


def respond(
    request: Request, content: bytes, media_type: str, *, etag: str | None = None, name: str = ""
) -> Response:
    """``content``, or 304. ``name``: for a client that stores it; letters that need no quoting."""
    tag = etag or digest_etag(content)
    if (unchanged := not_modified(request, tag)) is not None:
        return unchanged
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if name:
        headers["Content-Disposition"] = f'inline; filename="{name}"'
    return Response(content, media_type=media_type, headers=headers)
