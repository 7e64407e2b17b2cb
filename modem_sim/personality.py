"""What is particular to the model that a modem plays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Self

from faxstatus_core.t31.flow_control import FlowControl
from faxstatus_core.t31.modulations import BY_CODE, HIGH_SPEED, Modulation
from faxstatus_core.t31.result_codes import ResultCode
from modem_sim.settings import Identity, Settings

if TYPE_CHECKING:  # a modem that plays no profile does not need pydantic, which is 12 MB
    from faxstatus_core.t31.profile import ModemProfile

_IFC: Mapping[FlowControl, tuple[int, int]] = {
    "none": (0, 0),
    "xon-xoff": (1, 1),
    "rts-cts": (2, 2),
}
_SILENCE = frozenset({"+FTS", "+FRS"})


@dataclass(frozen=True, slots=True)
class Personality:
    """A model of modem; without arguments, one that does what T.31 says.

    The fields are those of :class:`~faxstatus_core.t31.emulation.Emulation`; times in seconds.
    """

    identity: Identity = field(default_factory=Identity)
    information: Mapping[int, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)
    accepts: frozenset[str] = frozenset()
    missing: frozenset[str] = frozenset()
    fax_classes: tuple[str, ...] = ("0", "1", "1.0")
    transmit: tuple[Modulation, ...] = HIGH_SPEED
    receive: tuple[Modulation, ...] = HIGH_SPEED
    test_syntax: Literal["plain", "parenthesised", "prefixed"] = "plain"
    results: Mapping[str, str] = field(default_factory=dict)
    flow_control: FlowControl = "rts-cts"
    fax_flow_control: FlowControl | None = None
    adaptive_reception: bool = True
    early_connect: float = 0.0
    connect_delay: float = 0.0
    frames_with_fcs: bool = True
    reports_wrong_carrier: bool = True
    connects_on_noise: bool = False

    @classmethod
    def of(cls, profile: "ModemProfile") -> Self:
        """The personality of the model that ``profile`` describes."""
        emulation, quirks = profile.emulation, profile.quirks
        missing = frozenset(emulation.missing)
        return cls(
            identity=Identity(
                emulation.manufacturer,
                emulation.model,
                emulation.revision,
                emulation.serial_number,
            ),
            information=emulation.information,
            answers=emulation.answers,
            accepts=frozenset(emulation.accepts),
            missing=missing if quirks.silence_commands else missing | _SILENCE,
            fax_classes=emulation.fax_classes,
            transmit=tuple(BY_CODE[code] for code in emulation.transmit),
            receive=tuple(BY_CODE[code] for code in emulation.receive),
            test_syntax=emulation.test_syntax,
            results=emulation.results,
            flow_control=emulation.flow_control,
            fax_flow_control=emulation.fax_flow_control,
            adaptive_reception=emulation.adaptive_reception,
            early_connect=emulation.early_connect,
            connect_delay=emulation.connect_delay,
            frames_with_fcs=quirks.frames_with_fcs,
            reports_wrong_carrier=emulation.reports_wrong_carrier,
            connects_on_noise=emulation.connects_on_noise,
        )

    def factory_settings(self) -> Settings:
        """The settings after &F."""
        settings = Settings()
        settings.parameters["+IFC"] = _IFC[self.flow_control]
        return settings

    def enter_fax_class(self, settings: Settings) -> None:
        """+FCLASS=1 has been given: some models change their flow control."""
        if self.fax_flow_control is not None:
            settings.parameters["+IFC"] = _IFC[self.fax_flow_control]

    def words(self, code: ResultCode) -> str:
        """The text of ``code``."""
        return self.results.get(code.value, code.value)

    def test_answer(self, name: str, *values: str) -> str:
        """The answer to ``name=?``; ``values`` are the lists of its subparameters."""
        bare = self.test_syntax == "plain" and len(values) == 1
        listed = ",".join(values if bare else (f"({each})" for each in values))
        return self.read_answer(name, listed)

    def read_answer(self, name: str, value: str) -> str:
        """The answer to ``name?``."""
        return f"{name}: {value}" if self.test_syntax == "prefixed" else value
