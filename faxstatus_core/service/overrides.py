"""What clients have changed of a port's configuration; it holds over a restart."""

from dataclasses import replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.records.jobs import Identification
from faxstatus_core.store import Values


class PortChanges(BaseModel):
    """The writable properties of IFaxPort; null: as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    rings: Annotated[int, Field(ge=1, le=20)] | None = Field(
        default=None, description="Rings before the port answers."
    )
    csid: Identification | None = Field(default=None, description="Identifier sent when called.")
    tsid: Identification | None = Field(default=None, description="Identifier sent when calling.")
    send: bool | None = Field(default=None, description="The port may send.")
    receive: bool | None = Field(default=None, description="The port may receive.")
    priority: Annotated[int, Field(ge=0, le=255)] | None = Field(
        default=None, description="Rank among sending ports; the lower number goes first."
    )


def _key(device_id: int) -> str:
    return f"port.{device_id}"


def known_changes(values: Values, device_id: int) -> PortChanges:
    """What was remembered of a port; nothing where it does not fit any more."""
    try:
        return PortChanges.model_validate(values.get(_key(device_id)) or {})
    except ValidationError:
        return PortChanges()


def remember(values: Values, device_id: int, changes: PortChanges) -> None:
    """Add ``changes`` to what is remembered of a port."""
    known = known_changes(values, device_id).model_dump(exclude_none=True)
    values.set(_key(device_id), known | changes.model_dump(exclude_none=True))


def changed(config: PortConfig, changes: PortChanges) -> PortConfig:
    """``config`` with ``changes``."""
    fields = changes.model_dump(exclude_none=True)
    if "csid" in fields:
        if config.tsid is None:  # it was the same, and is to stay what it was
            fields.setdefault("tsid", config.local_id)
        fields["local_id"] = fields.pop("csid")
    return replace(config, **fields)
