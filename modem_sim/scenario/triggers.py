"""``[[trigger]]``: when something happens in a call, and what."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from faxstatus_core.t30.frames import Fcf, FrameError, parse
from modem_sim.faults.trigger import (
    AfterAnswer,
    AfterFrame,
    AtPage,
    Corrupt,
    Delay,
    Disturb,
    Drop,
    DropCarrier,
    Effect,
    Event,
    Garble,
    HangUp,
    Mute,
    OnFrame,
    Repeat,
    Replace,
    Side,
    Trigger,
    Unplug,
)

_BY_NAME = {fcf.standard_name: fcf for fcf in Fcf}

Do = Literal[
    "drop",
    "corrupt",
    "repeat",
    "delay",
    "replace",
    "mute",
    "disturb",
    "drop_carrier",
    "hang_up",
    "unplug",
    "garble",
]

_NEEDS: dict[Do, tuple[str, ...]] = {
    "delay": ("seconds",),
    "replace": ("with_frame",),
    "mute": ("side", "seconds"),
    "disturb": ("side", "seconds"),
    "drop_carrier": ("side",),
    "unplug": ("side",),
    "garble": ("side",),
}
_ALIASES = {"with_frame": "with"}


def _frame_name(name: str) -> str:
    if name not in _BY_NAME:
        raise ValueError(f"{name!r} is no frame of T.30; those are {', '.join(sorted(_BY_NAME))}")
    return name


def _frame_octets(text: str) -> str:
    """A name of a frame without FIF, or octets in hexadecimal from the address on."""
    _octets(text)
    return text


def _octets(text: str) -> bytes:
    if text in _BY_NAME:
        return bytes((0xFF, 0x13, _BY_NAME[text]))
    try:
        octets = bytes.fromhex(text)
    except ValueError:
        raise ValueError(f"{text!r} is neither a frame of T.30 nor hexadecimal") from None
    try:
        parse(octets, with_fcs=False)
    except FrameError as error:
        raise ValueError(f"{text!r} is no frame: {error}") from error
    return octets


FrameName = Annotated[str, AfterValidator(_frame_name)]
Seconds = Annotated[float, Field(ge=0, le=3600)]


class TriggerSection(BaseModel):
    """One trigger. Exactly one of ``frame``, ``after_frame``, ``page``, ``after_answer``."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    frame: FrameName | None = Field(default=None, description="At the beginning of this frame.")
    after_frame: FrameName | None = Field(default=None, description="At the end of this frame.")
    page: int | None = Field(default=None, ge=1, description="While this page is sent.")
    after_answer: Seconds | None = Field(default=None, description="So long after the answer.")

    nth: int = Field(default=1, ge=0, description="Which of these; 0: every one.")
    wait: Seconds = Field(default=0.0, description="With after_frame: so much later.")
    line: int | None = Field(default=None, ge=1, description="With page: at this line.")
    octet: int = Field(default=0, ge=0, description="With page: after so many octets.")

    do: Do = Field(description="What happens.")
    side: Literal["caller", "called"] | None = Field(default=None, description="To whom.")
    seconds: Seconds | None = Field(default=None, description="For how long.")
    times: int = Field(default=1, ge=1, le=100, description="With repeat: how often more.")
    octets: int = Field(default=1, ge=1, description="With garble: how many octets.")
    with_frame: Annotated[str, AfterValidator(_frame_octets)] | None = Field(
        default=None, alias="with", description="With replace: a frame's name, or its octets."
    )

    caller: str | None = Field(default=None, description="Only in calls from this number.")
    called: str | None = Field(default=None, description="Only in calls answered at this number.")
    call: int = Field(default=0, ge=0, description="Only in the n-th of those; 0: in all.")

    @model_validator(mode="after")
    def _complete(self) -> "TriggerSection":
        events = [self.frame, self.after_frame, self.page, self.after_answer]
        if sum(event is not None for event in events) != 1:
            raise ValueError("give one of frame, after_frame, page and after_answer")
        for key in _NEEDS.get(self.do, ()):
            if getattr(self, key) is None:
                raise ValueError(f"{self.do} needs {_ALIASES.get(key, key)}")
        if self.do in ("drop", "corrupt", "repeat", "delay", "replace") and self.frame is None:
            raise ValueError(f"{self.do} needs frame: a frame to do it to")
        return self

    def trigger(self) -> Trigger:
        """The trigger that this describes."""
        return Trigger(self._event(), self._effect(), self.caller, self.called, self.call)

    def _event(self) -> Event:
        if self.frame is not None:
            return OnFrame(_BY_NAME[self.frame], self.nth)
        if self.after_frame is not None:
            return AfterFrame(_BY_NAME[self.after_frame], self.nth, self.wait)
        if self.page is not None:
            return AtPage(self.page, self.line, self.octet, self.nth)
        return AfterAnswer(self.after_answer or 0.0)

    def _effect(self) -> Effect:
        side = Side.CALLED if self.side == "called" else Side.CALLER
        seconds = self.seconds or 0.0
        effects: dict[Do, Effect] = {
            "drop": Drop(),
            "corrupt": Corrupt(),
            "repeat": Repeat(self.times),
            "delay": Delay(seconds),
            "replace": Replace(_octets(self.with_frame) if self.with_frame else b""),
            "mute": Mute(side, seconds),
            "disturb": Disturb(side, seconds),
            "drop_carrier": DropCarrier(side),
            "hang_up": HangUp(),
            "unplug": Unplug(side, self.seconds),
            "garble": Garble(side, self.octets),
        }
        return effects[self.do]
