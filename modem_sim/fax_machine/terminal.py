"""What a fax machine can do, and what is odd about it."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from faxstatus_core.t4 import Coding, Resolution
from faxstatus_core.t30.frames import FrameError
from faxstatus_core.t30.frames.identification import Identification, IdentificationField
from faxstatus_core.t30.negotiation.capabilities import Capabilities, FrameOctets
from faxstatus_core.t30.negotiation.ladder import LADDER

_BY_NAME = {modulation.name: modulation for modulation in LADDER}


def _modulation(name: str) -> str:
    if name not in _BY_NAME:
        raise ValueError(f"{name!r} is none of {', '.join(_BY_NAME)}")
    return name


def _identification(text: str) -> str:
    try:
        IdentificationField.build(Identification(text))
    except FrameError as error:
        raise ValueError(error.what) from error
    return text


class Terminal(BaseModel):
    """A capability profile: what the machine offers in its DIS, and where it is awkward.

    ``modulations`` are names such as ``V.29 9600``; times are in seconds but for
    ``scan_line_time``, the least milliseconds that a line may take (T.30 Table 2, bits 21 to 23).
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, AfterValidator(_identification)] = Field(
        default="", description="Its station identification, at most 20 characters."
    )
    modulations: tuple[Annotated[str, AfterValidator(_modulation)], ...] = Field(
        default=tuple(_BY_NAME), min_length=1, description="Names such as V.29 9600."
    )
    fine: bool = Field(
        default=True, description="Whether it can 7.7 lines/mm, and all that is finer."
    )
    error_correction: bool = Field(default=True, description="Whether it has error correction.")
    frame_octets: FrameOctets = Field(
        default=256, description="Octets of a frame under error correction that it prefers."
    )
    codings: tuple[Literal["MH", "MR", "MMR"], ...] = Field(
        default=("MH", "MR", "MMR"), description="How it can code pages; MH always."
    )
    scan_line_time: Literal[0, 5, 10, 20, 40] = Field(
        default=0, description="The least milliseconds that a line may take."
    )
    rings: int = Field(default=1, ge=1, le=20, description="Bursts of ringing until it answers.")
    ced: bool = Field(default=True, description="Whether it sends the answer tone.")
    deaf_to_dis: int = Field(
        default=0, ge=0, le=10, description="How many DIS or DTC it ignores at first."
    )
    says_dcn: bool = Field(default=True, description="Else it hangs up without a word.")

    @property
    def capabilities(self) -> Capabilities:
        """What its session negotiates with."""
        return Capabilities(
            modulations=tuple(m for m in LADDER if m.name in self.modulations),
            resolutions=frozenset(Resolution) if self.fine else frozenset(),
            codings=frozenset(Coding(name) for name in self.codings),
            error_correction=self.error_correction,
            frame_octets=self.frame_octets,
            scan_line_time=self.scan_line_time,
        )
