"""The tags of a received fax: baseline TIFF, TIFF class F, and libtiff's own for HylaFAX."""

from collections.abc import Mapping

from faxstatus_core.image.received.metadata import FaxMetadata, PageQuality, harmless
from faxstatus_core.image.received.receive_parameters import decode_parameters, encode_parameters
from faxstatus_core.t4.page_format import Resolution

TagValue = int | str | tuple[int, ...]

DOCUMENT_NAME, IMAGE_DESCRIPTION, MAKE = 269, 270, 271
PAGE_NUMBER, SOFTWARE, DATE_TIME, ARTIST, HOST_COMPUTER = 297, 305, 306, 315, 316
BAD_FAX_LINES, CLEAN_FAX_DATA, CONSECUTIVE_BAD_FAX_LINES = 326, 327, 328
FAX_RECV_PARAMS, FAX_SUB_ADDRESS, FAX_RECV_TIME = 34908, 34909, 34910

LONGS = (BAD_FAX_LINES, CONSECUTIVE_BAD_FAX_LINES, FAX_RECV_PARAMS, FAX_RECV_TIME)
"""Tags whose type is LONG, whatever their value."""

_CLEAN, _REGENERATED = 0, 1
_LARGEST_LONG = 0xFFFF_FFFF


def call_tags(metadata: FaxMetadata) -> dict[int, TagValue]:
    """The tags that tell of the call, the same for each of its pages."""
    texts = {
        SOFTWARE: "faxstatus",
        DOCUMENT_NAME: metadata.title,
        ARTIST: metadata.sender,
        MAKE: metadata.maker,
        HOST_COMPUTER: metadata.csid,
        FAX_SUB_ADDRESS: metadata.sub_address,
        DATE_TIME: metadata.started.strftime("%Y:%m:%d %H:%M:%S") if metadata.started else "",
    }
    tags: dict[int, TagValue] = {
        tag: short for tag, text in texts.items() if (short := _ascii(text))
    }
    # HylaFAX's form: TSI, then the name and the number of the caller on lines of their own.
    lines = (metadata.tsid, metadata.sender_name, metadata.caller_id)
    if description := "\n".join(map(_ascii, lines)).rstrip("\n"):
        tags[IMAGE_DESCRIPTION] = description
    return tags


def page_tags(index: int, count: int, metadata: FaxMetadata) -> dict[int, TagValue]:
    """The tags of page ``index``, from 0, of ``count`` (0 if that is not known yet)."""
    tags = call_tags(metadata) | {PAGE_NUMBER: (index, count)}
    if index == 0 and metadata.duration is not None:
        # Readers add up the pages, so the call's time is on one of them.
        tags[FAX_RECV_TIME] = min(max(round(metadata.duration), 0), _LARGEST_LONG)
    return tags


def quality_tags(quality: PageQuality, resolution: Resolution, pels: int) -> dict[int, TagValue]:
    """The tags that tell how a page ``pels`` wide arrived (TIFF class F)."""
    tags: dict[int, TagValue] = {
        BAD_FAX_LINES: quality.bad_lines,
        CLEAN_FAX_DATA: _REGENERATED if quality.bad_lines else _CLEAN,
        CONSECUTIVE_BAD_FAX_LINES: quality.longest_bad_run,
    }
    parameters = encode_parameters(quality, resolution, pels)
    if parameters is not None:
        tags[FAX_RECV_PARAMS] = parameters
    return tags


def read_quality(tags: Mapping[int, object], lines: int) -> PageQuality | None:
    """What :func:`quality_tags` wrote, for a page with ``lines``; None if nothing did."""
    bad_lines, longest = tags.get(BAD_FAX_LINES), tags.get(CONSECUTIVE_BAD_FAX_LINES)
    if not isinstance(bad_lines, int) or not isinstance(longest, int):
        return None
    parameters = tags.get(FAX_RECV_PARAMS)
    sent = decode_parameters(parameters) if isinstance(parameters, int) else None
    return PageQuality(lines, bad_lines, longest, *(sent or ()))


def _ascii(text: str) -> str:
    return harmless(text).encode("ascii", "replace").decode()
