"""What counts as one client."""

import ipaddress

_ONE_USER = 64
"""Bits of an IPv6 address that its user cannot choose (RFC 6177, RFC 4291 §2.5.1)."""


def client_key(address: str) -> str:
    """What an IP address is counted under: of an IPv6 one its /64, which has one user.

    IPv4 in IPv6 is IPv4: else all such clients of a server that listens on ``::`` were one. What is
    no address stands for itself.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.IPv6Network((parsed, _ONE_USER), strict=False))
