"""One try of a delivery: what an action gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue

from faxstatus_core.hooks.facts import facts_of
from faxstatus_core.hooks.payload import body_of
from faxstatus_core.hooks.settings import HookSection


@dataclass(frozen=True)
class DeliveryTask:
    """``payload`` is addressed; ``attachment`` lies in ``folder``, which goes when the try ends."""

    delivery_id: int
    created: datetime
    payload: Mapping[str, JsonValue]
    folder: Path
    attachment: Path | None = None

    @cached_property
    def body(self) -> bytes:
        """The payload as JSON."""
        return body_of(self.payload)

    @cached_property
    def facts(self) -> dict[str, str]:
        """What is known, for text."""
        facts = facts_of(self.payload)
        if self.attachment is not None:
            facts["document"] = str(self.attachment)
            facts["tiff" if self.attachment.suffix == ".tif" else "pdf"] = facts["document"]
        return facts


class Action(Protocol):
    """What a hook does."""

    async def perform(self, task: DeliveryTask) -> None:
        """Do it. Raises :class:`DeliveryError` if that failed; may be cancelled."""


@dataclass(frozen=True)
class Hook:
    """A configured hook, ready to act."""

    section: HookSection
    action: Action
