"""How an emulated modem of some model looks to its DTE: the ``[emulation]`` table of a profile."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from faxstatus_core.t31.flow_control import FlowControl
from faxstatus_core.t31.modulations import BY_CODE, HIGH_SPEED
from faxstatus_core.t31.result_codes import ResultCode


def _high_speed(code: int) -> int:
    if code not in {modulation.code for modulation in HIGH_SPEED}:
        raise ValueError("not a value of +FTM and +FRM (T.31 Table 8)")
    return code


def _result_text(text: str) -> str:
    if text not in {code.value for code in ResultCode}:
        raise ValueError("not a result code of T.31, such as NO DIALTONE")
    return text


_PRINTABLE = r"^[ -~]*$"

Text = Annotated[str, Field(max_length=200, pattern=_PRINTABLE)]
"""One line of information text."""
CommandName = Annotated[str, Field(pattern=r"^([&\\%*]?[A-Z]|S\d{1,3}|[+#][A-Z][A-Z0-9]*)$")]
"""A command without its operator and value: ``+FTS``, ``\\Q``, ``S24``."""
Question = Annotated[str, Field(pattern=r"^[+#][A-Z][A-Z0-9]*\??$")]
"""A command that answers with a text: ``+FMFR?``."""
ModulationCode = Annotated[int, AfterValidator(_high_speed)]
FaxClass = Literal["0", "1", "1.0", "2", "2.0", "2.1", "8"]

_ALL = tuple(modulation.code for modulation in BY_CODE.values() if modulation in HIGH_SPEED)


class Emulation(BaseModel):
    """What an emulated modem of this model says and does; the defaults are T.31's.

    Times in seconds. What the profile's quirks say of the model (no +FTS and +FRS, frames without
    FCS) is not said again here.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    manufacturer: Text = "faxstatus"
    """+FMI?, +GMI."""
    model: Text = "Class 1 emulator"
    """+FMM?, +GMM."""
    revision: Text = "1"
    """+FMR?, +GMR."""
    serial_number: Text = "1"
    """+GSN."""
    information: dict[Annotated[int, Field(ge=0, le=255)], Text] = {}
    """What ATI0, ATI1, ... answer; if any are given, the others answer ERROR. "": only OK."""
    answers: dict[Question, Text] = {}
    """What questions of the model's own, or of class 2, answer."""
    accepts: tuple[CommandName, ...] = ()
    """Commands of the model that are taken, whatever their value, and do nothing."""
    missing: tuple[CommandName, ...] = ()
    """Commands of T.31 and V.250 that answer ERROR."""
    fax_classes: tuple[FaxClass, ...] = ("0", "1", "1.0")
    """What +FCLASS=? lists. The emulated modem goes into 0, 1 and 1.0 only."""
    transmit: tuple[ModulationCode, ...] = _ALL
    """Values of +FTM."""
    receive: tuple[ModulationCode, ...] = _ALL
    """Values of +FRM."""
    test_syntax: Literal["plain", "parenthesised", "prefixed"] = "plain"
    """``0,1``, ``(0,1)`` or ``+FCLASS: (0,1)``; the last also begins ``?`` answers so."""
    results: dict[Annotated[str, AfterValidator(_result_text)], Text] = {}
    """Result codes that the model has in other words."""
    flow_control: FlowControl = "rts-cts"
    """Flow control after a reset."""
    fax_flow_control: FlowControl | None = None
    """Flow control to which +FCLASS=1 changes unasked, if it does."""
    adaptive_reception: bool = True
    """+FAR can be 1."""
    early_connect: float = Field(default=0.0, ge=0, le=5)
    """After CONNECT to +FTM the modem loses for so long what the DTE sends."""
    connect_delay: float = Field(default=0.0, ge=0, le=5)
    """CONNECT to +FTM comes so long after the beginning of the carrier."""
    reports_wrong_carrier: bool = True
    """+FRM and +FRH=3 end with +FCERROR at another carrier; else they go on waiting."""
    connects_on_noise: bool = False
    """+FRH=3 answers CONNECT at a high-speed carrier, and NO CARRIER when it ends."""
