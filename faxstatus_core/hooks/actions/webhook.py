"""Post the payload to an address of the configuration.

The address is never made of anything that came over the line, and redirections are not followed:
nobody outside can make the server talk to a machine of the inner network (SSRF).
"""

import asyncio
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import httpx

from faxstatus_core.clock import utcnow
from faxstatus_core.hooks.errors import DeliveryError
from faxstatus_core.hooks.signing import DELIVERY_HEADER, EVENT_HEADER, SIGNATURE_HEADER, sign
from faxstatus_core.hooks.task import DeliveryTask

_MOST_REPLY = 500
"""Octets of a refusal that are read, for the log."""
_GONE = 410


@dataclass(frozen=True)
class WebhookAction:
    """POST to ``url``, signed with ``secret``; one try takes ``timeout`` seconds at most.

    2xx is success, 410 the end; anything else is tried again, not before ``Retry-After``.
    """

    url: str
    secret: str
    timeout: float
    tls: ssl.SSLContext

    async def perform(self, task: DeliveryTask) -> None:
        """Post it. Raises :class:`DeliveryError`."""
        try:
            async with asyncio.timeout(self.timeout):
                await self._post(task)
        except TimeoutError as error:
            raise DeliveryError(f"no answer within {self.timeout:g} s", where=self.url) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            what = str(error) or type(error).__name__
            raise DeliveryError(f"no answer: {what}", where=self.url) from error

    async def _post(self, task: DeliveryTask) -> None:
        now = utcnow()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"faxstatus/{version('faxstatus')}",
            "Accept-Encoding": "identity",
            EVENT_HEADER: str(task.payload["event"]),
            DELIVERY_HEADER: str(task.delivery_id),
            SIGNATURE_HEADER: sign(task.body, self.secret, int(now.timestamp())),
        }
        # trust_env would send passwords of ~/.netrc, and go through proxies of the environment.
        async with (
            httpx.AsyncClient(
                verify=self.tls, follow_redirects=False, trust_env=False, timeout=self.timeout
            ) as client,
            client.stream("POST", self.url, content=task.body, headers=headers) as reply,
        ):
            if reply.is_success:
                return
            text = await _beginning(reply)
            raise DeliveryError(
                f"answered {reply.status_code}{f': {text}' if text else ''}",
                where=self.url,
                final=reply.status_code == _GONE,
                wait=retry_after(reply.headers.get("Retry-After", ""), now),
            )


async def _beginning(reply: httpx.Response) -> str:
    read = b""
    async for part in reply.aiter_raw():
        read += part
        if len(read) >= _MOST_REPLY:
            break
    return read[:_MOST_REPLY].decode("utf-8", "replace").strip()


def retry_after(text: str, now: datetime) -> timedelta | None:
    """How long ``Retry-After`` asks to wait (RFC 9110 §10.2.3); None if it does not, or wrongly."""
    text = text.strip()
    try:
        if text.isascii() and text.isdecimal():
            return timedelta(seconds=int(text[:9]))
        until = parsedate_to_datetime(text)
        return max((until if until.tzinfo else until.replace(tzinfo=UTC)) - now, timedelta())
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
