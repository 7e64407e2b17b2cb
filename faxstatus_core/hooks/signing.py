"""The signature of a webhook: who sent it, when, and that nothing was changed on the way.

``Faxstatus-Signature: t=1767225600,v1=5257a8...`` where ``v1`` is the HMAC-SHA256 (RFC 2104), in
hexadecimal, of the time, a full stop and the body, with the secret as its key.
"""

import hashlib
import hmac

SIGNATURE_HEADER = "Faxstatus-Signature"
DELIVERY_HEADER = "Faxstatus-Delivery"
"""Number of the delivery: the same in every try."""
EVENT_HEADER = "Faxstatus-Event"
TOLERANCE = 300
"""Seconds that the clocks of both ends may differ, the way included."""
_MOST_TEXT = 1000


def sign(body: bytes, secret: str, time: int) -> str:
    """The header's value for ``body`` sent at ``time`` (seconds since 1970)."""
    return f"t={time},v1={_digest(body, secret, str(time))}"


def verify(
    header: str, body: bytes, secret: str, now: float, *, tolerance: float = TOLERANCE
) -> bool:
    """For receivers: whether ``body``, as it came, was signed with ``secret`` just now.

    ``now``: seconds since 1970. Any text may be given as ``header``. Several ``v1`` are allowed;
    one that is right suffices. Takes the same time wherever a signature differs.
    """
    parts = [part.strip().partition("=") for part in header[:_MOST_TEXT].split(",")]
    times = [value for name, _, value in parts if name == "t"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdecimal() and len(times[0]) < 16):
        return False
    if abs(now - int(times[0])) > tolerance:
        return False
    wanted = _digest(body, secret, times[0]).encode()
    found = False
    for name, _, value in parts:
        if name == "v1":
            found |= hmac.compare_digest(wanted, value.encode("utf-8", "surrogatepass"))
    return found


def _digest(body: bytes, secret: str, time: str) -> str:
    return hmac.new(secret.encode(), time.encode() + b"." + body, hashlib.sha256).hexdigest()
