"""The record of a received fax as its files carry it.

Apart from the other records: clients need no images.
"""

from faxstatus_core.image import FaxMetadata
from faxstatus_core.records.faxes import Fax


def metadata_of(fax: Fax) -> FaxMetadata:
    """What goes into a PDF of ``fax``."""
    return FaxMetadata(
        tsid=fax.tsid or "",
        csid=fax.csid or "",
        caller_id=fax.caller_id or "",
        sender_name=fax.caller_name or "",
        maker=fax.remote_maker or "",
        sub_address=fax.routing_string or "",
        started=fax.received_time,
        duration=fax.duration,
        note="" if fax.complete else "incomplete",
    )
