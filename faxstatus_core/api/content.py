"""For OpenAPI: what an operation answers with that is not JSON."""

from typing import Any


def content(media_type: str, description: str) -> dict[int | str, dict[str, Any]]:
    """For ``responses`` of an operation that answers 200 with such a body."""
    return {200: {"content": {media_type: {}}, "description": description}}


PAGE_PNG = content("image/png", "The page.")
