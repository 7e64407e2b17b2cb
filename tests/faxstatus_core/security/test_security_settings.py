"""``[security]`` and ``[tls]``."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from faxstatus_core.security import SecuritySection, TlsSection


@pytest.mark.parametrize("section", [SecuritySection, TlsSection])
def test_every_key_is_described(section: type[BaseModel]) -> None:
    assert all(field.description for field in section.model_fields.values())


@pytest.mark.parametrize(
    "values",
    [
        {"open": "yes"},
        {"max_body": 0},
        {"burst": 1.5},
        {"session_hours": 0},
        {"requests_per_minute": -1},
        {"max_connections": True},
        {"token_file": "a\0b"},
        {"allowed_hosts": ["https://fax.example.org"]},
        {"allowed_hosts": ["*"]},
        {"allowed_hosts": [""]},
        {"opne": True},
    ],
)
def test_value_that_makes_no_sense_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SecuritySection.model_validate(values)


def test_allowed_hosts_lose_what_is_not_their_name() -> None:
    section = SecuritySection.model_validate({"allowed_hosts": ["Fax.Example.org:443", "FE80::1"]})
    assert section.allowed_hosts == ("fax.example.org", "fe80::1")


def test_nobody_is_let_in_by_default() -> None:
    assert not SecuritySection().open


def test_certificate_needs_its_key() -> None:
    with pytest.raises(ValidationError):
        TlsSection.model_validate({"certificate": "a.pem"})
    with pytest.raises(ValidationError):
        TlsSection.model_validate({"certificate": "a\0.pem", "key": "b.pem"})
