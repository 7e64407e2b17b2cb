"""ExtendedStatus: what later systems tell of a fax and IFaxStatus has no property for.

After the Windows fax extended COM API (IFaxJobStatus, IFaxDevice), HylaFAX's session logs and the
fax variables of Asterisk and FreeSWITCH; the names are T.30's. A password is never shown, nor is
the SID, which serves as one.
"""

from pydantic import BaseModel, ConfigDict

from faxstatus_core.status.fields import (
    CodingName,
    Count,
    Identifier,
    LengthName,
    Percentage,
    PhaseName,
    Seconds,
    StationId,
    Text,
    UtcInstant,
    WidthName,
    extended_field,
)


class ExtendedStatus(BaseModel):
    """What IFaxStatus has no property for. Null where unknown or where no job runs."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    # The port
    device_status: int = extended_field("always", "Device status code, one of FPS_* (winfax.h).")
    device_status_name: str = extended_field(
        "always", "Name of the code, for instance FPS_SENDING."
    )
    device_status_text: str = extended_field("always", "Text of the code, for instance Sending.")
    state: str = extended_field("always", "State of the port, for instance sending.")

    # The job
    job_id: Identifier | None = extended_field("job", "Identifier of the job that the call is for.")
    retries: Count | None = extended_field(
        "job", "Calls made for the job before this one.", unit="calls"
    )
    scheduled_time: UtcInstant | None = extended_field(
        "job", "Time at which the job was to be sent.", unit="UTC instant"
    )
    dialled_number: Text | None = extended_field(
        "job", "Number dialled; unlike Address also while a polled document is received."
    )
    poll_requested: bool | None = extended_field(
        "job", "Whether a document is asked for: by the job, or by a DTC in either direction."
    )
    poll_offered: bool | None = extended_field(
        "job", "Whether the called machine has a document to be polled (DIS bit 9)."
    )

    # The call
    phase: PhaseName | None = extended_field("job", "Phase of the T.30 call (T.30 §3.1), A to E.")
    transmission_start: UtcInstant | None = extended_field(
        "job",
        "Time at which the fax began, in phase B: the call was connected.",
        unit="UTC instant",
    )
    transmission_end: UtcInstant | None = extended_field(
        "job", "Time at which the fax ended, in phase E or where it broke off.", unit="UTC instant"
    )
    call_duration: Seconds | None = extended_field(
        "job", "Time from the connection to the release of the line, or so far.", unit="s"
    )
    last_frame_sent: Text | None = extended_field(
        "job", "FCF of the last frame that was sent, for instance PPS (T.30 §5.3.6.1)."
    )
    last_frame_received: Text | None = extended_field(
        "job", "FCF of the last frame that was received whole, for instance MCF."
    )

    # The far end
    remote_id: StationId | None = extended_field("job", "Identification of the far station.")
    remote_maker: Text | None = extended_field(
        "job", "Maker of the far machine, by its NSF, NSC or NSS."
    )
    remote_model: Text | None = extended_field(
        "job", "Model of the far machine, where its NSF, NSC or NSS is known to name it."
    )
    caller_id_number: Text | None = extended_field(
        "inbound", "Number of the caller, as the line reports it between rings."
    )
    caller_id_name: Text | None = extended_field(
        "inbound", "Name of the caller, as the line reports it between rings."
    )
    sub_address: StationId | None = extended_field("job", "Sub-address that came (SUB).")
    selective_polling_address: StationId | None = extended_field(
        "job", "Which document the caller asks for (SEP)."
    )
    password_seen: bool | None = extended_field(
        "job", "Whether a password came (PWD, or SID, which serves as one). Its text is not shown."
    )
    sid_seen: bool | None = extended_field(
        "job", "Whether a sender identification came (SID). Its text is not shown."
    )

    # How pages travel: the DCS in force
    modulation: Text | None = extended_field(
        "job", "Modulation of the image carrier, such as V.17."
    )
    data_rate: Count | None = extended_field("job", "Data rate of the image carrier.", unit="bit/s")
    error_correction: bool | None = extended_field(
        "job", "Whether error correction is in use (T.30 Annex A)."
    )
    coding: CodingName | None = extended_field(
        "job", "Coding of the pages: MH, MR (T.4) or MMR (T.6)."
    )
    resolution: Text | None = extended_field(
        "job", "Resolution of the pages by its usual name, for instance fine."
    )
    horizontal_resolution: Count | None = extended_field(
        "job", "Resolution across the page; R8 is 204.", unit="pels/inch"
    )
    vertical_resolution: Count | None = extended_field(
        "job", "Resolution down the page; 7.7 lines/mm is 196.", unit="lines/inch"
    )
    page_width: WidthName | None = extended_field(
        "job", "Recording width: A4 (scan line of 215 mm), B4 (255 mm) or A3 (303 mm)."
    )
    page_length: LengthName | None = extended_field(
        "job", "Recording length: A4 (297 mm), B4 (364 mm) or unlimited."
    )
    minimum_scan_line_time: Count | None = extended_field(
        "job", "Least time that a line takes; 0 with error correction.", unit="ms"
    )

    # How much passed, and how well
    pages_transmitted: Count | None = extended_field(
        "job",
        "Pages sent to their end, confirmed or not, each counted once; null in a call that only "
        "receives.",
        unit="pages",
    )
    pages_confirmed: Count | None = extended_field(
        "job",
        "Pages that the receiving machine has confirmed; null in a call that only receives.",
        unit="pages",
    )
    pages_received: Count | None = extended_field(
        "job",
        "Pages received and confirmed by this port; null in a call that only sends.",
        unit="pages",
    )
    page_bytes: Count | None = extended_field(
        "job",
        "Image data of the current page passed so far. Sending: coded data, repeats not counted. "
        "Receiving: what came in the carrier; with error correction that includes framing and "
        "repeats.",
        unit="octets",
    )
    page_percent: Percentage | None = extended_field(
        "job", "Part of the current page passed so far, where its size is known.", unit="%"
    )
    call_bytes: Count | None = extended_field(
        "job",
        "Image data of all pages of the call, counted as page_bytes; a page sent again counts "
        "again.",
        unit="octets",
    )
    page_lines: Count | None = extended_field(
        "receiving", "Lines of the page judged last, the bad ones included.", unit="lines"
    )
    page_bad_lines: Count | None = extended_field(
        "receiving", "Damaged lines of the page judged last.", unit="lines"
    )
    call_bad_lines: Count | None = extended_field(
        "job", "Damaged lines of all pages received in the call.", unit="lines"
    )
    longest_bad_run: Count | None = extended_field(
        "job", "Most damaged lines in a row on any page received in the call.", unit="lines"
    )
    ecm_retransmissions: Count | None = extended_field(
        "job",
        "Error correction: frames asked for again (PPR) in the call, each as often as it was; "
        "null without error correction.",
        unit="frames",
    )

    # How it ended
    error_cause: str | None = extended_field(
        "job", "Why the call failed, for instance busy or no_response_to_page."
    )
    result_code: int | None = extended_field(
        "job", "How the call ended: the device status code (FPS_*) that it led to."
    )
    result_text: Text | None = extended_field("job", "How the call ended, as a sentence.")
