"""PortInfo: a port as configured, after IFaxPort (faxcom.h)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from faxstatus_core.status.fields import Count, DeviceIdRange, StationId, Text


class PortInfo(BaseModel):
    """The properties of IFaxPort. ``send`` and ``receive`` are permissions, not activity."""

    model_config = ConfigDict(frozen=True)

    device_id: Annotated[int, DeviceIdRange] = Field(
        description="Permanent line identifier of the port."
    )
    name: Text = Field(description="Display name of the port.")
    rings: Count = Field(description="Rings before the port answers.")
    csid: StationId | None = Field(description="Identifier sent when called (CSI).")
    tsid: StationId | None = Field(description="Identifier sent when calling (TSI).")
    send: bool = Field(description="The port may send.")
    receive: bool = Field(description="The port may receive.")
    priority: Count = Field(description="Rank among sending ports; the lower number goes first.")
    pools: tuple[Text, ...] = Field(default=(), description="Pools that the port belongs to.")
    can_modify: bool = Field(description="Whether a client may change these properties.")
