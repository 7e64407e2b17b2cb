"""Names of hosts: one form for each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.security.hosts import host_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("localhost", "localhost"),
        ("Fax.Example.ORG:8470", "fax.example.org"),
        ("fax.example.org.", "fax.example.org"),
        ("fax.example.org.:80", "fax.example.org"),
        ("fax_1", "fax_1"),
        ("192.0.2.1:80", "192.0.2.1"),
        ("[::1]", "::1"),
        ("[0:0:0:0:0:0:0:1]:8470", "::1"),
        ("0:0::1", "::1"),
        ("localhost:", "localhost"),
    ],
)
def test_name_is_found_in_a_host_header(text: str, name: str) -> None:
    assert host_name(text) == name


@pytest.mark.parametrize(
    "text",
    ["", ":", ":80", "a b", "a@localhost", "localhost:x", "localhost:123456", "[::1", "[::1]x",
     "[::1]:80:80", "localhost/", "a..b", ".a", "localhost\n", "löcalhost", "[localhost]",
     "a" * 300, "localhost,localhost", "localhost#", "localhost\0"],
)  # fmt: skip
def test_what_no_browser_sends_is_no_name(text: str) -> None:
    assert host_name(text) is None


@given(st.text())
def test_a_name_stays_what_it_is(text: str) -> None:
    name = host_name(text)
    assert name is None or host_name(name) == name
