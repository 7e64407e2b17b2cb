"""What can be wrong with one direction of a line."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Milliseconds = Annotated[float, Field(gt=0, le=60_000)]
PerMinute = Annotated[float, Field(gt=0, le=6000)]


class Bursts(BaseModel):
    """Bursts of bit errors, or of noise, at random times."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    per_minute: PerMinute = Field(description="How many, on average.")
    length: Milliseconds = Field(default=50.0, description="How long each is, in milliseconds.")
    errors: Share = Field(default=0.5, description="Which share of the bits is wrong meanwhile.")


class Interruptions(BaseModel):
    """Short breaks, at random times."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    per_minute: PerMinute = Field(description="How many, on average.")
    length: Milliseconds = Field(default=50.0, description="How long each is, in milliseconds.")


class Impairments(BaseModel):
    """One direction of a line. The default is perfect but for its delay."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delay: Annotated[float, Field(ge=0, le=2)] | None = Field(
        default=None, description="Seconds to the far end; a satellite: 0.3. Else the exchange's."
    )
    echo_delay: Annotated[float, Field(ge=0, le=4)] | None = Field(
        default=None, description="Seconds after which the sender hears its own signal again."
    )
    bit_error_rate: Share = Field(default=0.0, description="Share of wrong bits, at random.")
    bursts: Bursts | None = Field(default=None, description="Bursts of bit errors.")
    noise: Bursts | None = Field(
        default=None, description="Bursts of noise: errors in a carrier, and never quite silence."
    )
    dropouts: Interruptions | None = Field(default=None, description="The carrier drops out.")
    top_speed: int | None = Field(
        default=None, ge=300, description="bit/s above which training fails: one bit in 8 is wrong."
    )
    frame_loss: Share = Field(default=0.0, description="Share of V.21 frames that are lost.")
    frame_corruption: Share = Field(
        default=0.0, description="Share of V.21 frames that arrive with a wrong FCS."
    )
    clipped_start: Annotated[float, Field(ge=0, le=5000)] = Field(
        default=0.0, description="Milliseconds that are cut off the start of each V.21 carrier."
    )
    hang_up_after: Annotated[float, Field(ge=0, le=86_400)] | None = Field(
        default=None, description="Seconds after the answer at which the network ends the call."
    )
