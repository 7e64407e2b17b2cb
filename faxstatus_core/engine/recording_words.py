"""What a T.30 session tells, in the words of a trace's notes."""

from faxstatus_core.t30.events import (
    FramesRepeated,
    Negotiated,
    NotTaken,
    PageConfirmed,
    PageRefused,
    PageStarted,
    PhaseChanged,
    SessionEvent,
    Trained,
    TurnedRound,
)
from faxstatus_core.t30.negotiation.selection import Selection
from faxstatus_core.trace.records import NoteAbout


def in_words(event: SessionEvent) -> tuple[NoteAbout, str] | None:
    """What a note is about, and says; None for what is no note, but frames and carriers."""
    match event:
        case PhaseChanged(phase):
            return "phase", phase
        case TurnedRound():
            return "phase", "who transmitted receives from now on"
        case NotTaken(fcf):
            return "frame", f"the far end does not take {fcf.standard_name}"
        case Negotiated(selection):
            return "format", _format(selection)
        case Trained(modulation, succeeded):
            return "training", f"{modulation.name} {'succeeded' if succeeded else 'failed'}"
        case PageStarted(number):
            return "page", f"{number} begins"
        case FramesRepeated(number, frames):
            return "page", f"{number}: {frames} frames once more"
        case PageConfirmed(number):
            return "page", f"{number} is confirmed"
        case PageRefused(number):
            return "page", f"{number} is not confirmed"
    return None


def _format(selection: Selection) -> str:
    ecm = ["error correction"] if selection.error_correction else []
    page = selection.page
    parts = [selection.modulation.name, page.resolution.title, page.width.name]
    return ", ".join([*parts, selection.coding.value, *ecm])
