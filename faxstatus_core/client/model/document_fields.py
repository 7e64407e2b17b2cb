"""The properties of IFaxDoc that a fax server of this kind has a use for."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from faxstatus_core.client import operations as op
from faxstatus_core.client.errors import InvalidRequestError
from faxstatus_core.client.flow import Flow
from faxstatus_core.records import Job, JobRequest


@dataclass
class DocumentFields:
    """What is to be sent, and to whom; set before ``send``."""

    file_name: str
    """Path of the document, on this machine; empty: a cover page alone."""
    fax_number: str = ""
    recipient_name: str = ""
    recipient_company: str = ""
    sender_name: str = ""
    sender_company: str = ""
    sender_department: str = ""
    billing_code: str = ""
    display_name: str = ""
    """Name to show; empty: the file's."""
    send_coverpage: bool = False
    coverpage_subject: str = ""
    coverpage_note: str = ""
    discount_send: bool = False
    """Whether to send in the cheap hours only."""
    tsid: str = ""
    """Own identification; empty: the port's."""

    def submission(self) -> Flow[Job]:
        """Hands the document in. Raises InvalidRequestError for a value that no server takes."""
        return op.jobs.submit(self._request(), [Path(self.file_name)] if self.file_name else [])

    def _request(self) -> JobRequest:
        try:
            return JobRequest(
                number=self.fax_number,
                recipient_name=self.recipient_name,
                recipient_company=self.recipient_company,
                sender_name=self.sender_name,
                sender_company=self.sender_company,
                sender_department=self.sender_department,
                billing_code=self.billing_code,
                document_name=self.display_name,
                cover=self.send_coverpage,
                subject=self.coverpage_subject,
                note=self.coverpage_note,
                discount=self.discount_send,
                tsid=self.tsid,
            )
        except ValidationError as error:
            fault = error.errors()[0]
            raise InvalidRequestError(
                f"{fault['loc'][0]}: {fault['msg']}", where="FaxDoc", remedy="mend the value"
            ) from error
