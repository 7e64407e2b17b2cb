"""Made-up records and pages for tests of the web page; nothing here is drawn by the product."""

import functools
import io
from datetime import UTC, datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from faxstatus_core.records import (
    Call,
    DayCount,
    Direction,
    Fax,
    FaxPage,
    Job,
    JobState,
    ServerInfo,
    Statistics,
    StoredDocument,
)
from faxstatus_core.status import FaxStatus, PortInfo, PortTracker, StatusBus

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
DIGEST = "0" * 64
WIDTH, HEIGHT = 1728, 2290
"""Pels and lines of an A4 page at fine resolution."""

LADDER = b"""<svg xmlns="http://www.w3.org/2000/svg" width="600" height="220"><style>
text{font:14px monospace}line{stroke:#333}</style><rect width="600" height="220" fill="#fff"/>
<line x1="80" y1="30" x2="80" y2="210"/><line x1="520" y1="30" x2="520" y2="210"/>
<text x="60" y="20">Line 1</text><text x="490" y="20">5550100</text>
<line x1="520" y1="70" x2="80" y2="75"/><text x="270" y="64">DIS V.17, ECM</text>
<line x1="80" y1="130" x2="520" y2="135"/><text x="240" y="124">DCS V.17 14400, ECM</text>
</svg>"""


def port(device_id: int, name: str, **fields: Any) -> PortInfo:
    """A port that may send and receive."""
    given = {"rings": 2, "csid": "+49 30 1", "tsid": "+49 30 1", "send": True, "receive": True}
    return PortInfo(
        **(
            {"device_id": device_id, "name": name, "priority": 1, "can_modify": True}
            | given
            | fields
        )
    )


def status(of: PortInfo, state: str = "available", **fields: Any) -> FaxStatus:
    """A status of that port. ``fields``: of FaxStatus or of its extension."""
    bus = StatusBus(lambda: NOON)
    bus.register(PortTracker(of.device_id, of.name, of.csid or ""), rings=of.rings, priority=1)
    idle = bus.status(of.device_id)
    own = set(type(idle).model_fields)
    more = {name: value for name, value in fields.items() if name not in own}
    extended = idle.extended.model_copy(update={"state": state} | more)
    text = "Available" if state == "available" else state.capitalize()
    mine = {name: value for name, value in fields.items() if name in own}
    return idle.model_copy(update={"description": text, "extended": extended} | mine)


def document(name: str = "letter.pdf", pages: int = 2) -> StoredDocument:
    """A document that was handed in."""
    return StoredDocument(
        digest=DIGEST, name=name, media_type="application/pdf", size=48_000, page_count=pages
    )


def job(job_id: int, **fields: Any) -> Job:
    """A job that waits, unless ``fields`` say otherwise."""
    given: dict[str, Any] = {
        "job_id": job_id,
        "number": "030 5550100",
        "user_name": "anna",
        "state": JobState.PENDING,
        "documents": (document(),),
        "page_count": 2,
        "document_size": 48_000,
        "submitted_time": NOON + timedelta(minutes=job_id),
    }
    return Job(**(given | fields))


def call(call_id: int, **fields: Any) -> Call:
    """A call that has ended well, unless ``fields`` say otherwise."""
    given: dict[str, Any] = {
        "call_id": call_id,
        "direction": Direction.SEND,
        "device_id": 11,
        "device_name": "Line 1",
        "number": "030 5550100",
        "job_ids": (1,),
        "remote_id": "+49 30 5550100",
        "started_time": NOON + timedelta(minutes=call_id),
        "ended_time": NOON + timedelta(minutes=call_id, seconds=70),
        "duration": 70.0,
        "succeeded": True,
        "result_text": "the fax was transmitted",
        "pages": 2,
        "has_trace": True,
    }
    return Call(**(given | fields))


def fax(fax_id: int, pages: int = 2, **fields: Any) -> Fax:
    """A whole fax that nobody has read."""
    given: dict[str, Any] = {
        "fax_id": fax_id,
        "call_id": None,
        "device_id": 11,
        "device_name": "Line 1",
        "received_time": NOON + timedelta(minutes=fax_id),
        "duration": 55.0,
        "complete": True,
        "tsid": "+49 30 77889",
        "pages": tuple(
            FaxPage(number=n, width=WIDTH, height=HEIGHT, dpi_across=204, dpi_down=196)
            for n in range(1, pages + 1)
        ),
        "page_count": pages,
        "size": 40_000,
        "digest": DIGEST,
    }
    return Fax(**(given | fields))


def server_info(*, paused: bool) -> ServerInfo:
    """A server like any other."""
    return ServerInfo(
        name="stand-in",
        version="0",
        api_version="1",
        started_time=NOON,
        retries=3,
        retry_delay=10,
        dirty_days=7,
        branding=True,
        use_device_tsid=False,
        server_coverpage=False,
        pause_server_queue=paused,
        archive_outbound_faxes=True,
        discount_rate_start_hour=20,
        discount_rate_start_minute=0,
        discount_rate_end_hour=7,
        discount_rate_end_minute=0,
    )


def statistics(days: int) -> Statistics:
    """So many days, each like no other, the last one without calls."""
    counted = [
        DayCount(
            day=(NOON - timedelta(days=days - 1 - n)).date(),
            sent=(n * 7) % 11 if n < days - 1 else 0,
            send_failed=(n * 5) % 3 if n < days - 1 else 0,
            received=(n * 3) % 8 if n < days - 1 else 0,
            receive_failed=n % 2 if n < days - 1 else 0,
            pages_sent=n * 2,
            pages_received=n,
        )
        for n in range(days)
    ]
    return Statistics(days=tuple(counted), causes={"busy": 12, "no_answer": 5, "disconnected": 2})


@functools.lru_cache(maxsize=64)
def page_png(number: int, width: int, share: float = 1.0) -> bytes:
    """Page ``number`` of a letter as a picture, its upper ``share``."""
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(page)
    draw.text((160, 190), f"Hydrographic Office, page {number}", 0, ImageFont.load_default(64))
    for line in range(40):
        words = "the tide gauge at the outer mole was read at noon and found in good order"
        shown = words[(line * 5) % 30 :] if line % 7 else ""
        draw.text((160, 360 + 44 * line), shown, 0, ImageFont.load_default(34))
    draw.rectangle((160, 2120, 700, 2124), fill=0)
    page = page.crop((0, 0, WIDTH, max(1, round(HEIGHT * share))))
    file = io.BytesIO()
    across = min(width, WIDTH)
    page.resize((across, max(1, round(page.height * across / WIDTH * 204 / 196)))).save(file, "PNG")
    return file.getvalue()
