"""Send mail by the server of ``[smtp]``.

By smtplib in a thread: it is in the standard library and does all that is asked here, so that
aiosmtplib would be one more dependency for one connection at a time.
"""

import asyncio
import logging
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage

from faxstatus_core.clock import utcnow
from faxstatus_core.hooks.errors import DeliveryError
from faxstatus_core.hooks.mail_message import mail_message
from faxstatus_core.hooks.settings import SmtpSection, Tls
from faxstatus_core.hooks.task import DeliveryTask
from faxstatus_core.text import printable

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class MailAction:
    """A mail to each of ``to``. ``timeout``: seconds for each step of the conversation."""

    smtp: SmtpSection
    to: Sequence[str]
    file_name: str
    timeout: float
    tls: ssl.SSLContext
    password: str = field(default="", repr=False)

    async def perform(self, task: DeliveryTask) -> None:
        """Send it. Raises :class:`DeliveryError`."""
        message = await asyncio.to_thread(
            mail_message, task, self.smtp.sender, self.to, self.file_name, utcnow()
        )
        await asyncio.to_thread(self._send, message)

    def _send(self, message: EmailMessage) -> None:
        where = f"{self.smtp.host}:{self.smtp.tcp_port}"
        try:
            with self._connection() as server:
                if self.smtp.tls is Tls.STARTTLS:
                    server.starttls(context=self.tls)
                if self.smtp.user:
                    server.login(self.smtp.user, self.password)
                refused = server.send_message(message, self.smtp.sender, list(self.to))
        except smtplib.SMTPRecipientsRefused as error:
            raise DeliveryError(f"refused: {_reasons(error.recipients)}", where=where) from error
        except smtplib.SMTPResponseException as error:
            said = error.smtp_error
            text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
            raise DeliveryError(f"answered {error.smtp_code} {text}", where=where) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise DeliveryError(f"no mail sent: {error}", where=where) from error
        if refused:
            logger.warning("%s took the mail, but not for all: %s", where, _reasons(refused))

    def _connection(self) -> smtplib.SMTP:
        host, port = self.smtp.host, self.smtp.tcp_port
        if self.smtp.tls is Tls.TLS:
            return smtplib.SMTP_SSL(host, port, timeout=self.timeout, context=self.tls)
        return smtplib.SMTP(host, port, timeout=self.timeout)


def _reasons(recipients: dict[str, tuple[int, bytes]]) -> str:
    return printable(
        "; ".join(
            f"{name}: {code} {text.decode('utf-8', 'replace')}"
            for name, (code, text) in recipients.items()
        )
    )
