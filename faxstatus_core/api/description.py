"""The description of the API (OpenAPI 3.1): what operations answer with, and who may ask."""

from typing import Any

from fastapi import FastAPI
from starlette.routing import compile_path

from faxstatus_core.api.problem import MEDIA_TYPE, Problem

_DESCRIPTIONS = {
    404: "There is no such thing.",
    409: "Its state does not allow that, or the key was used for something else.",
    413: "The body is too long.",
    422: "A value is not as it must be.",
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For OpenAPI: problems that an operation may answer with."""
    return {status: _documented(_DESCRIPTIONS[status]) for status in statuses}


def _documented(description: str) -> dict[str, Any]:
    # Not by FastAPI's "model", which would promise application/json.
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


PUBLIC: dict[str, Any] = {"security": []}
"""For OpenAPI: an operation that needs no token."""

ANY_PROBLEM: dict[int | str, dict[str, Any]] = {
    "default": _documented("Any other error, such as 401, 403, 405, 429 or 500.")
}
"""For OpenAPI: what every operation may answer."""


def content(media_type: str, description: str) -> dict[int | str, dict[str, Any]]:
    """For ``responses`` of an operation that answers 200 with a body that is not JSON."""
    return {200: {"content": {media_type: {}}, "description": description}}


PAGE_PNG = content("image/png", "The page.")


class DescribedApp(FastAPI):
    """An application whose description says that it answers with problems, and who may ask."""

    def openapi(self) -> dict[str, Any]:
        """The description of the API."""
        if self.openapi_schema is None:
            described = super().openapi()
            schemas = described["components"]["schemas"]
            schemas["Problem"] = Problem.model_json_schema()
            _forms_have_no_null(described["paths"], schemas)
            described["components"]["securitySchemes"] = _SECURITY
            described["security"] = [{name: []} for name in _SECURITY]
        assert self.openapi_schema is not None
        return self.openapi_schema

    def methods_of(self, path: str) -> list[str]:
        """What may be done with ``path``."""
        return [
            method.upper()
            for template, operations in self.openapi()["paths"].items()
            if compile_path(template)[0].fullmatch(path)
            for method in operations
        ]


_SECURITY = {
    "bearer": {"type": "http", "scheme": "bearer", "description": "A token, as fxs_..."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "faxstatus_session",
        "description": "What POST /session sets, for the page.",
    },
}


def _forms_have_no_null(paths: dict[str, Any], schemas: dict[str, Any]) -> None:
    """In a form a field is absent, or a text: what the record has null for, cannot be sent."""
    for operations in paths.values():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            reference = content.get("multipart/form-data", {}).get("schema", {}).get("$ref", "")
            for field in (
                schemas.get(reference.rpartition("/")[2], {}).get("properties", {}).values()
            ):
                kinds = [kind for kind in field.get("anyOf", ()) if kind != {"type": "null"}]
                if len(kinds) == 1:
                    del field["anyOf"]
                    field.update(kinds[0])
