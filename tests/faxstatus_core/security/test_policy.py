"""Whether a token is needed."""

import pytest

from faxstatus_core.security import OpenServerError, is_loopback, open_to_all

HERE = ["127.0.0.1", "127.8.8.8", "::1", "localhost"]
THERE = ["0.0.0.0", "::", "192.0.2.1", "::ffff:1.2.3.4", "fax.example.org", "localhost.org", ""]


@pytest.mark.parametrize("host", HERE)
def test_server_of_this_machine_without_tokens_is_open(host: str) -> None:
    assert is_loopback(host)
    assert open_to_all(host, has_tokens=False, wanted=False)


@pytest.mark.parametrize("host", HERE + THERE)
def test_where_there_is_a_token_one_is_needed(host: str) -> None:
    assert not open_to_all(host, has_tokens=True, wanted=False)


@pytest.mark.parametrize("host", THERE)
def test_server_for_others_without_tokens_does_not_start(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(OpenServerError, match="faxstatus token create"):
        open_to_all(host, has_tokens=False, wanted=False)


@pytest.mark.parametrize("host", HERE + THERE)
@pytest.mark.parametrize("has_tokens", [True, False])
def test_server_is_open_where_that_is_wanted(host: str, has_tokens: bool) -> None:
    assert open_to_all(host, has_tokens=has_tokens, wanted=True)
