"""Traces of a network: what happens in it, made into records, and written to files."""

from modem_sim.trace.files import CallFiles, TraceWriter, read_trace
from modem_sim.trace.recorder import Recorder, Sink, TraceMaker

__all__ = [
    "CallFiles",
    "Recorder",
    "Sink",
    "TraceMaker",
    "TraceWriter",
    "read_trace",
]
