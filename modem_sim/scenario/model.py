"""What a scenario can say. Every key, with its meaning, is here; docs/scenarios.md shows them."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from faxstatus_core.errors import FaxError
from faxstatus_core.t31.tones import Tone
from modem_sim.exchange import (
    Destination,
    Directory,
    ExchangeTiming,
    HuntGroup,
    OtherEnd,
    Refusal,
    Subscription,
    Unanswered,
)
from modem_sim.exchange.dial_plan import DialPlan
from modem_sim.fax_machine import Terminal
from modem_sim.line.impairments import Impairments
from modem_sim.scenario.triggers import TriggerSection
from modem_sim.signals import NORMAL_RING


class ScenarioError(FaxError):
    """A scenario that cannot be played. ``where`` is the file and the line."""


def _number(text: str) -> str:
    if not text or set(text) - set("0123456789*#ABCD"):
        raise ValueError(f"{text!r} is no telephone number: digits, *, # and A to D")
    return text


def _name(text: str) -> str:
    if not text or "/" in text or "\0" in text or text in (".", ".."):
        raise ValueError(f"{text!r} is no name: it is also the name of a link")
    return text


def address_of(text: str) -> tuple[str, int]:
    """``HOST:PORT`` as the two. Raises ValueError."""
    host, colon, port = text.rpartition(":")
    if (
        not colon
        or not host
        or "\0" in host
        or not (port.isascii() and port.isdigit())
        or int(port) > 65535
    ):
        raise ValueError(f"{text!r} is not HOST:PORT")
    return host.strip("[]"), int(port)


def _address(text: str) -> str:
    if text:
        address_of(text)
    return text


Address = Annotated[str, AfterValidator(_address)]
Number = Annotated[str, AfterValidator(_number)]
Name = Annotated[str, AfterValidator(_name)]
Positive = Annotated[float, Field(ge=0, le=60)]


def _file(path: Path) -> Path:
    if "\0" in str(path):
        raise ValueError(f"{str(path)!r} is no path")
    return path


File = Annotated[Path, AfterValidator(_file)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TimingSection(_Section):
    """``[timing]``: how long the exchange takes, in seconds."""

    one_way_delay: Positive = Field(default=0.060, description="From socket to socket.")
    dial_tone: Positive = Field(default=0.2, description="Until the dial tone.")
    call_setup: Positive = Field(default=0.5, description="From the last digit to the ringing.")
    clearing: Positive = Field(default=0.5, description="From a hang-up to the far end's tone.")

    def timing(self) -> ExchangeTiming:
        """As the exchange takes it."""
        return ExchangeTiming(**self.model_dump())


class StationSection(_Section):
    """What modems and fax machines have in common: a name, and a line."""

    name: Name = Field(description="Its name.")
    number: Number = Field(description="Its telephone number.")
    caller_name: str = Field(default="", max_length=40, description="Shown to those it calls.")
    caller_id: bool = Field(default=True, description="Whether callers are shown to it.")
    ring: tuple[Annotated[float, Field(gt=0, le=60)], ...] = Field(
        default=NORMAL_RING, min_length=2, description="Seconds of ringing and silence, in turn."
    )
    dial_tone: bool = Field(default=True, description="Whether its line gives a dial tone.")
    call_waiting: bool = Field(
        default=False, description="A second call is announced, and not refused."
    )

    @model_validator(mode="after")
    def _even(self) -> "StationSection":
        if len(self.ring) % 2:
            raise ValueError("ring: give a silence after each ringing")
        return self

    def subscription(self) -> Subscription:
        """As the exchange takes it."""
        return Subscription(
            name=self.caller_name,
            caller_id=self.caller_id,
            ring=self.ring,
            dial_tone=self.dial_tone,
            call_waiting=self.call_waiting,
        )


class ModemSection(StationSection):
    """``[[modem]]``: a modem for a program. It has a link unless it is attached otherwise."""

    profile: str = Field(default="standard", description="Its make, by the profile's name or file.")
    attach: str = Field(default="", description="An existing serial device.")
    tcp: Address = Field(default="", description="HOST:PORT to listen on, octets as they are.")
    rfc2217: Address = Field(default="", description="HOST:PORT to listen on, with RFC 2217.")

    @model_validator(mode="after")
    def _one_way(self) -> "ModemSection":
        if sum(map(bool, (self.attach, self.tcp, self.rfc2217))) > 1:
            raise ValueError("give one of attach, tcp and rfc2217")
        return self


class JobSection(_Section):
    """``[[machine.call]]``: a call that the machine makes."""

    number: Number = Field(description="The number to call.")
    at: float = Field(default=0.0, ge=0, description="Seconds after the start.")
    document: File | None = Field(default=None, description="TIFF to send; without it: to poll.")
    fine: bool = Field(default=True, description="Whether to send 7.7 lines/mm.")


class MachineSection(StationSection):
    """``[[machine]]``: a fax machine that needs no program."""

    terminal: Terminal = Field(default=Terminal(), description="What it can, and its oddities.")
    store: File | None = Field(default=None, description="Folder for what it receives.")
    to_poll: File | None = Field(default=None, description="TIFF that callers may ask for.")
    call: tuple[JobSection, ...] = Field(default=(), description="Calls that it makes.")


class NumberSection(_Section):
    """``[[number]]``: a number that is no single line."""

    number: Number = Field(description="The number.")
    to: Literal["busy", "reorder", "unobtainable", "no_answer"] | None = Field(
        default=None, description="What callers hear."
    )
    members: tuple[Number, ...] = Field(default=(), description="Lines of a hunt group.")
    rotary: bool = Field(default=False, description="Search on from the last line called.")
    wait: float = Field(default=0.0, ge=0, le=600, description="Seconds to wait for a free line.")

    @model_validator(mode="after")
    def _something(self) -> "NumberSection":
        if (self.to is None) == (not self.members):
            raise ValueError("give either to or members")
        return self

    def destination(self) -> Destination:
        """As the exchange takes it."""
        if self.members:
            return HuntGroup(self.members, self.rotary, self.wait)
        if self.to == "no_answer":
            return Unanswered()
        tones = {"busy": Tone.BUSY, "reorder": Tone.REORDER, "unobtainable": Tone.UNOBTAINABLE}
        return Refusal(tones[self.to or "busy"])


class LineSection(_Section):
    """``[[line]]``: what a line does to calls; the first section that applies to a call counts."""

    caller: Number | None = Field(default=None, description="For calls from this number.")
    called: Number | None = Field(default=None, description="For calls answered at this number.")
    both: Impairments = Field(default=Impairments(), description="In both directions.")
    from_caller: Impairments | None = Field(default=None, description="In place of both.")
    from_called: Impairments | None = Field(default=None, description="In place of both.")


class Scenario(_Section):
    """A whole scenario."""

    seed: int = Field(default=1, description="From which all chance is made.")
    other_end: bool = Field(
        default=False, description="With two stations: whatever one dials rings the other."
    )
    timing: TimingSection = Field(default=TimingSection(), description="The exchange's times.")
    modem: tuple[ModemSection, ...] = Field(default=(), description="Modems for programs.")
    machine: tuple[MachineSection, ...] = Field(default=(), description="Fax machines.")
    number: tuple[NumberSection, ...] = Field(default=(), description="Special numbers.")
    line: tuple[LineSection, ...] = Field(default=(), description="Lines that are not perfect.")
    trigger: tuple[TriggerSection, ...] = Field(default=(), description="What happens when.")

    @model_validator(mode="after")
    def _two_ends(self) -> "Scenario":
        if self.other_end and len(self.modem) + len(self.machine) != 2:
            raise ValueError("other_end needs two stations")
        return self

    def plan(self) -> DialPlan:
        """What dialled numbers lead to."""
        if self.other_end:
            first, second = (station.number for station in (*self.modem, *self.machine))
            return OtherEnd(first, second)
        return Directory({section.number: section.destination() for section in self.number})
