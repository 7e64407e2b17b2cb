"""Traces: what happens in a network, as records, files, ladders and captures."""

from modem_sim.trace.calls import CallTrace, calls_in
from modem_sim.trace.files import CallFiles, TraceError, TraceWriter, read_trace
from modem_sim.trace.recorder import Recorder, Sink, TraceMaker
from modem_sim.trace.records import Heading, Record

__all__ = [
    "CallFiles",
    "CallTrace",
    "Heading",
    "Record",
    "Recorder",
    "Sink",
    "TraceError",
    "TraceMaker",
    "TraceWriter",
    "calls_in",
    "read_trace",
]
