"""What people look at, made of the trace of one call as it is stored, in JSON lines.

Each function raises :class:`TraceError`, and nothing else, whatever the octets are.
"""

import textwrap

from faxstatus_core.trace.calls import CallTrace, calls_in
from faxstatus_core.trace.json_lines import TraceError, parse_trace
from faxstatus_core.trace.ladder import caution, ladder, title
from faxstatus_core.trace.page import html_page
from faxstatus_core.trace.pcapng import pcapng
from faxstatus_core.trace.svg import svg_file

LARGEST_TRACE = 8 * 1024 * 1024
"""Octets: several times as much as the longest call leaves behind."""

_WIDTH = 76


def call_of(trace: bytes) -> CallTrace:
    """The one call of a trace of at most :data:`LARGEST_TRACE` octets."""
    if len(trace) > LARGEST_TRACE:
        raise TraceError(
            f"the trace has {len(trace)} octets",
            where="trace",
            remedy=f"give one of at most {LARGEST_TRACE}",
        )
    calls = calls_in(*parse_trace(trace))
    if len(calls) != 1:
        raise TraceError(
            f"the trace has {len(calls)} calls",
            where="trace",
            remedy="give the trace of one call",
        )
    return next(iter(calls.values()))


def ladder_text(trace: bytes, *, bits: bool = False, details: bool = False) -> bytes:
    """The ladder as text, below its title; for the options see :func:`~.ladder.ladder`."""
    call = call_of(trace)
    lines = [title(call), *textwrap.wrap(caution(call), _WIDTH)]
    lines += [line.text for line in ladder(call, bits=bits, details=details)]
    return ("\n".join(lines) + "\n").encode()


def ladder_svg(trace: bytes) -> bytes:
    """The ladder as an SVG file, which needs nothing from elsewhere."""
    return svg_file(call_of(trace)).encode()


def ladder_html(trace: bytes) -> bytes:
    """The ladder as an HTML page with every frame's bits, which needs nothing from elsewhere."""
    return html_page(call_of(trace)).encode()


def capture(trace: bytes) -> bytes:
    """The frames as a pcapng capture, which Wireshark dissects as T.30."""
    return pcapng(call_of(trace))
