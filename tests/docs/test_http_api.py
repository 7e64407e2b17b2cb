"""docs/http-api.md names what the server has."""

import re
from pathlib import Path

import pytest

from faxstatus_core.problem_kinds import ProblemKind
from faxstatus_core.records import EventKind
from tests.faxstatus_core.api.conftest import Api, api

__all__ = ["api"]

PAGE = (Path(__file__).parents[2] / "docs" / "http-api.md").read_text(encoding="utf-8")


async def test_every_operation_is_named_once(api: Api) -> None:
    told = re.findall(r"^\| `(\w+)` \| `(\w+) (\S+)` \|", PAGE, re.MULTILINE)
    described = [
        (operation["operationId"], method.upper(), path)
        for path, operations in api.app.openapi()["paths"].items()
        for method, operation in operations.items()
    ]
    assert told == described


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_is_told(kind: EventKind) -> None:
    section = PAGE.partition("## Events")[2].partition("## Errors")[0]
    assert re.search(rf"^\| .*`{kind}`", section, re.MULTILINE)


def test_every_type_of_problem_is_told_with_its_status() -> None:
    section = PAGE.partition("## Errors")[2]
    told = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", section, re.MULTILINE)
    assert told == [(str(kind.status), kind.value) for kind in ProblemKind]
