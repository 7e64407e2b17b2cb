"""Mail, to aiosmtpd."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from faxstatus_core.hooks import DeliveryError, SmtpSection
from faxstatus_core.hooks.actions.mail import MailAction
from faxstatus_core.hooks.task import DeliveryTask
from tests.faxstatus_core.hooks.fakes import Data, fax, job, port, task_of

PLAIN = ssl.create_default_context()
NAME = "{time}-{tsid}-{fax_id}"


@dataclass
class Mailbox:
    """Takes mail, but for recipients that begin with ``no``."""

    mails: list[Envelope] = field(default_factory=list)
    refuse_data: str = ""

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("no"):
            return "550 nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  # aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.refuse_data:
            return self.refuse_data
        self.mails.append(envelope)
        return "250 OK"

    def message(self, index: int = 0) -> EmailMessage:
        content = self.mails[index].content
        assert isinstance(content, bytes)
        return message_from_bytes(content, EmailMessage, policy=policy.default)


@asynccontextmanager
async def server(box: Mailbox, **options: Any) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: SMTP(box, **options), "127.0.0.1", 0)
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()
        await listening.wait_closed()


def payload(event: str = "fax.received", **record: Data) -> Data:
    return {"version": 1, "event": event, "event_id": 5, "time": "2026-01-31T12:00:00Z", **record}


def action(tcp_port: int, *to: str, **smtp: object) -> MailAction:
    fields = {"host": "127.0.0.1", "port": tcp_port, "tls": "none", "sender": "fax@example.org"}
    section = SmtpSection.model_validate({**fields, **smtp})
    password = "geheim" if section.user else ""
    return MailAction(section, to or ("a@example.org",), NAME, 5, PLAIN, password)


def task(tmp_path: Path, *, attached: bool = False) -> DeliveryTask:
    pdf = tmp_path / "fax-12.pdf"
    pdf.write_bytes(b"%PDF-1.6 \x00\xff\n.\nend")
    return task_of(payload(fax=fax()), tmp_path, pdf if attached else None)


async def test_a_mail_tells_of_the_fax_and_carries_it(tmp_path: Path) -> None:
    box = Mailbox()
    async with server(box) as tcp_port:
        await action(tcp_port, "a@example.org", "b@example.org").perform(
            task(tmp_path, attached=True)
        )
    assert box.mails[0].mail_from == "fax@example.org"
    assert box.mails[0].rcpt_tos == ["a@example.org", "b@example.org"]
    message = box.message()
    assert message["Subject"] == "Fax from +49 30 123456 (3 pages)"
    assert message["To"] == "a@example.org, b@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Faxstatus-Delivery"] == "99"
    assert message["Message-ID"] == "<faxstatus.99.1767268800@example.org>"
    body = message.get_body()
    assert body is not None
    assert "+49 30 123456" in body.get_content()
    (part,) = message.iter_attachments()
    assert part.get_content_type() == "application/pdf"
    assert part.get_filename() == "20260131T120000Z-+49_30_123456-12.pdf"
    assert part.get_content() == b"%PDF-1.6 \x00\xff\n.\nend"


@pytest.mark.parametrize(
    ("told", "subject"),
    [
        (payload("job.completed", job=job()), "Fax to 5550100 sent (2 pages)"),
        (payload("job.failed", job=job()), "Fax to 5550100 not sent"),
        (payload("job.cancelled", job=job()), "Fax to 5550100 cancelled"),
        (payload("port.failed", port=port()), "Fax port office failed"),
        (payload("port.recovered", port=port()), "Fax port office works again"),
        (payload(fax=fax(tsid=None, caller_id=None, page_count=1, complete=False)), None),
    ],
)
async def test_each_event_has_its_subject(told: Data, subject: str | None, tmp_path: Path) -> None:
    box = Mailbox()
    async with server(box) as tcp_port:
        await action(tcp_port).perform(task_of(told, tmp_path))
    assert box.message()["Subject"] == (subject or "Fax from unknown (1 page, incomplete)")


async def test_a_mail_is_refused_only_if_nobody_gets_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    box = Mailbox()
    async with server(box) as tcp_port:
        await action(tcp_port, "nobody@example.org", "a@example.org").perform(task(tmp_path))
        assert "nobody@example.org: 550 nobody here" in caplog.text
        with pytest.raises(DeliveryError, match=r"refused: nobody@example\.org: 550 nobody here"):
            await action(tcp_port, "nobody@example.org").perform(task(tmp_path))
    assert len(box.mails) == 1


async def test_a_server_that_refuses_or_is_not_there_is_a_failure(tmp_path: Path) -> None:
    async with server(Mailbox(refuse_data="552 too large")) as tcp_port:
        with pytest.raises(DeliveryError, match="answered 552 too large"):
            await action(tcp_port).perform(task(tmp_path))
        with pytest.raises(DeliveryError, match="no mail sent: STARTTLS"):
            await action(tcp_port, tls="starttls").perform(task(tmp_path))
    with pytest.raises(DeliveryError, match="no mail sent"):
        await action(tcp_port).perform(task(tmp_path))


async def test_mail_goes_through_starttls_with_a_log_in(
    tmp_path: Path, certificate: Callable[[], tuple[Path, Path]]
) -> None:
    chain, key = certificate()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)

    def allow(*credentials: object) -> AuthResult:
        login = credentials[-1]
        assert isinstance(login, LoginPassword)
        return AuthResult(success=login == LoginPassword(b"fax", b"geheim"), handled=False)

    box = Mailbox()
    options = {"tls_context": context, "require_starttls": True, "authenticator": allow}
    password = tmp_path / "password"
    async with server(box, **options) as tcp_port:
        smtp = {"user": "fax", "password_file": str(password), "tls": "starttls"}
        trusting = ssl.create_default_context(cafile=chain)
        with pytest.raises(DeliveryError, match=r"(?i)certificate"):
            await action(tcp_port, **smtp).perform(task(tmp_path))
        assert box.mails == []
    async with server(box, **options) as tcp_port:
        fields = {"host": "127.0.0.1", "port": tcp_port, "sender": "fax@example.org", **smtp}
        section = SmtpSection.model_validate(fields)
        mail = MailAction(section, ("a@example.org",), NAME, 5, trusting, "geheim")
        await mail.perform(task(tmp_path))
        wrong = MailAction(section, ("a@example.org",), NAME, 5, trusting, "falsch")
        with pytest.raises(DeliveryError, match="answered 535"):
            await wrong.perform(task(tmp_path))
    assert len(box.mails) == 1
    assert "geheim" not in repr(mail)
