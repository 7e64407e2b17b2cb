"""Types of problems have one name on both sides."""

import pytest

from faxstatus_core.client import RefusedError
from faxstatus_core.client.problems import refusal
from faxstatus_core.problem_kinds import ProblemKind


@pytest.mark.parametrize("kind", ProblemKind)
def test_client_has_an_error_for_each_kind(kind: ProblemKind) -> None:
    body = f'{{"type": "{kind.uri}", "detail": "no; do this"}}'.encode()
    error = refusal(kind.status, body, where="http://server/x", retry_after=None)
    assert isinstance(error, RefusedError)
    assert (error.status, error.problem_type) == (kind.status, kind.uri)
    assert str(error) == "http://server/x: no; do this"  # and no second remedy


def test_kind_is_known_by_its_uri() -> None:
    assert [ProblemKind.of_uri(kind.uri) for kind in ProblemKind] == list(ProblemKind)
    for uri in ("about:blank", "", "unknown-job", "urn:faxstatus:problem:", "urn:x:unknown-job"):
        assert ProblemKind.of_uri(uri) is None
