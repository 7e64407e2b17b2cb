"""Names of hosts as browsers write them."""

import ipaddress
import re

_HOST = re.compile(
    r"(?: \[ (?P<six> [0-9a-f:.]{2,45} ) \] | (?P<name> [a-z0-9_-]+ (?: \. [a-z0-9_-]+ )* ) \.? )"
    r"(?: : \d{0,5} )?",
    re.VERBOSE | re.ASCII,
)
_LONGEST = 253


def host_name(text: str) -> str | None:
    """The name or address in a Host header (RFC 9110 §7.2), without its port; None for no name.

    In lower case, without the root's dot; an IPv6 address without brackets, in its short form
    (RFC 5952). In a configuration an IPv6 address needs no brackets.
    """
    text = text.strip(" \t").lower()
    if (address := host_address(text)) is not None:
        return address
    found = _HOST.fullmatch(text)
    if found is None:
        return None
    if found["six"] is not None:
        return host_address(found["six"])
    name = found["name"]
    return name if len(name) <= _LONGEST else None


def host_address(name: str) -> str | None:
    """``name`` in the one form that it has as an IP address; None if it is none."""
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return None
