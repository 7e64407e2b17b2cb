"""The mail of a hook. Text from outside becomes a word of the subject or a line of the text."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from faxstatus_core.hooks.facts import FACTS
from faxstatus_core.hooks.file_names import file_stem
from faxstatus_core.hooks.task import DeliveryTask

_LONGEST_WORD = 100
_FILES = ("document", "tiff", "pdf")
_TYPES = {".tif": ("image", "tiff"), ".pdf": ("application", "pdf")}


def mail_message(
    task: DeliveryTask, sender: str, to: Sequence[str], file_name: str, now: datetime
) -> EmailMessage:
    """The mail about ``task``, with its attachment named after ``file_name``. Reads the file.

    ``Message-ID`` is the same in every try, so that mail programs may know a repeat.
    """
    facts = task.facts
    message = EmailMessage(SMTP)
    message["From"] = sender
    message["To"] = ", ".join(to)
    message["Subject"] = subject(facts)
    message["Date"] = format_datetime(now)
    host = sender.rpartition("@")[2]
    made = int(task.created.timestamp())
    message["Message-ID"] = f"<faxstatus.{task.delivery_id}.{made}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Faxstatus-Event"] = facts["event"]
    message["Faxstatus-Delivery"] = facts["delivery_id"]
    message.set_content(text(facts), cte="quoted-printable")
    if task.attachment is not None:
        kind, subtype = _TYPES[task.attachment.suffix]
        message.add_attachment(
            task.attachment.read_bytes(),
            maintype=kind,
            subtype=subtype,
            filename=file_stem(file_name, facts) + task.attachment.suffix,
        )
    return message


def subject(facts: Mapping[str, str]) -> str:
    """One line that says what happened."""
    pages = facts.get("pages", "0")
    pages = f"{pages} page{'' if pages == '1' else 's'}"
    number = facts.get("number", "")[:_LONGEST_WORD]
    name = (facts.get("device_name") or facts.get("device_id", ""))[:_LONGEST_WORD]
    match facts["event"]:
        case "fax.received":
            broken = "" if facts.get("complete") == "true" else ", incomplete"
            return f"Fax from {facts['from'][:_LONGEST_WORD]} ({pages}{broken})"
        case "job.completed":
            return f"Fax to {number} sent ({pages})"
        case "job.cancelled":
            return f"Fax to {number} cancelled"
        case "job.failed":
            return f"Fax to {number} not sent"
        case "port.failed":
            return f"Fax port {name} failed"
        case _:
            return f"Fax port {name} works again"


def text(facts: Mapping[str, str]) -> str:
    """Every fact on a line."""
    width = max(len(name) for name in FACTS)
    lines = [
        f"{name.replace('_', ' '):{width}}  {facts[name]}"
        for name in FACTS
        if facts.get(name) and name not in _FILES
    ]
    return "\n".join([subject(facts), "", *lines, ""])
