"""What a trace holds, a line of JSON each. Times are seconds since its heading's ``started``."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from faxstatus_core.t31.modulations import BY_CODE, Modulation
from faxstatus_core.t31.tones import Tone


def _hexadecimal(text: str) -> str:
    bytes.fromhex(text)
    return text


def _modulation_code(code: int) -> int:
    if code not in BY_CODE:
        raise ValueError(f"{code} is no modulation of T.31")
    return code


def _tone_name(name: str) -> str:
    if name not in Tone.__members__:
        raise ValueError(f"{name!r} is no tone")
    return name


def _of_these_times(started: datetime) -> datetime:
    if not 1970 < started.year < 2200:
        raise ValueError("no time that a trace began at")
    return started


ToneName = Annotated[str, AfterValidator(_tone_name)]
Hexadecimal = Annotated[str, AfterValidator(_hexadecimal)]
ModulationCode = Annotated[int, AfterValidator(_modulation_code)]
Count = Annotated[int, Field(ge=0, lt=1 << 32)]
Way = Literal["sent", "heard"]
"""Whether a station put a signal on its line, or heard it there."""
CallEventName = Literal["placed", "ringing", "answered", "refused", "ended"]
NoteAbout = Literal["modem", "phase", "format", "training", "page", "frame", "outcome"]


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(_Line):
    """The first line: when it began, and the stations with their numbers.

    ``seen_from``: the station that made the trace, of what it knows itself; None: everything that
    happened at every station is there.
    """

    kind: Literal["trace"] = "trace"
    version: Literal[1] = 1
    started: Annotated[datetime, AfterValidator(_of_these_times)]
    stations: dict[str, str]
    seen_from: str | None = None


class Record(_Line):
    """What every other line has: its time, and the call that it belongs to, if any."""

    t: float = Field(ge=0, le=1e9, allow_inf_nan=False)
    call: int | None = None


class _AtStation(Record):
    station: str


class OctetsRecord(_AtStation):
    """Octets between a modem and its computer."""

    kind: Literal["octets"] = "octets"
    by: Literal["dte", "dce"]
    hex: Hexadecimal


class CommandRecord(_AtStation):
    """A modem carries out a command line."""

    kind: Literal["command"] = "command"
    line: str


class HookRecord(_AtStation):
    """A station seizes or releases its line."""

    kind: Literal["hook"] = "hook"
    off: bool


class DialRecord(_AtStation):
    """A station has dialled."""

    kind: Literal["dial"] = "dial"
    number: str


class _Signal(_AtStation):
    way: Way


class ToneRecord(_Signal):
    """A tone begins or ends; ``tone`` is a name such as ``CNG`` or ``BUSY``."""

    kind: Literal["tone"] = "tone"
    tone: ToneName
    on: bool


class _OnCarrier(_Signal):
    code: ModulationCode

    @property
    def modulation(self) -> Modulation:
        """The carrier's modulation."""
        return BY_CODE[self.code]


class CarrierRecord(_OnCarrier):
    """A carrier begins, or ends after ``octets`` of data.

    Where the station tells it itself: ``page`` is that which the carrier brings, from 1, and 0 for
    a training check; ``frames`` is how many frames of error correction it had.
    """

    kind: Literal["carrier"] = "carrier"
    on: bool
    octets: Count = 0
    page: Count | None = None
    frames: Count | None = None


class TrainedRecord(_OnCarrier):
    """Training has ended: data follows."""

    kind: Literal["trained"] = "trained"


class FrameRecord(_OnCarrier):
    """An HDLC frame, address to FIF: sent, when it begins; heard, when it has ended.

    ``good``: with the right FCS.
    """

    kind: Literal["frame"] = "frame"
    hex: Hexadecimal
    good: bool

    @property
    def content(self) -> bytes:
        """The frame's octets."""
        return bytes.fromhex(self.hex)


class RingRecord(_AtStation):
    """The line rings, once; ``cadence`` in seconds of ringing and silence."""

    kind: Literal["ring"] = "ring"
    cadence: tuple[float, ...]


class CallerIdRecord(_AtStation):
    """The line shows who calls."""

    kind: Literal["caller_id"] = "caller_id"
    number: str
    name: str


class LineRecord(_AtStation):
    """The ringing stopped, or the exchange took the call down."""

    kind: Literal["line"] = "line"
    event: Literal["ringing stopped", "cleared"]


class CallRecord(Record):
    """The exchange did something for a call.

    Parties are telephone numbers; in a trace that is seen from one station, names of stations.
    """

    kind: Literal["call"] = "call"
    event: CallEventName
    caller: str
    dialled: str
    called: str | None = None
    tone: str | None = None
    """What the caller hears in place of an answer."""
    by: str | None = None
    """Who hung up; None: the network."""


class FaultRecord(Record):
    """A trigger of the scenario does something, in words."""

    kind: Literal["fault"] = "fault"
    what: str


class NoteRecord(_AtStation):
    """What the program at a station made of the call, in words."""

    kind: Literal["note"] = "note"
    about: NoteAbout
    what: str


AnyRecord = Annotated[
    OctetsRecord
    | CommandRecord
    | HookRecord
    | DialRecord
    | ToneRecord
    | CarrierRecord
    | TrainedRecord
    | FrameRecord
    | RingRecord
    | CallerIdRecord
    | LineRecord
    | CallRecord
    | FaultRecord
    | NoteRecord,
    Field(discriminator="kind"),
]
