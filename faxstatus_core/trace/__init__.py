"""Traces of calls: records, JSON lines, T.30 ladders, drawings, captures."""

from faxstatus_core.trace.calls import CallTrace, calls_in
from faxstatus_core.trace.json_lines import TraceError, parse_trace, trace_lines
from faxstatus_core.trace.records import Heading, Record
from faxstatus_core.trace.stored import call_of, capture, ladder_html, ladder_svg, ladder_text

__all__ = [
    "CallTrace",
    "Heading",
    "Record",
    "TraceError",
    "call_of",
    "calls_in",
    "capture",
    "ladder_html",
    "ladder_svg",
    "ladder_text",
    "parse_trace",
    "trace_lines",
]
