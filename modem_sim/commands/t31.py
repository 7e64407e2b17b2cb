"""The fax commands (T.31 §8)."""

from collections.abc import Callable, Sequence

from faxstatus_core.t31.modulations import BY_CODE, V21, Modulation
from modem_sim.commands.base import Commanded, CommandError, Handler, allow
from modem_sim.commands.parameter import Parameter, Values, listed
from modem_sim.commands.serial_port import RATES, read_flow_control, write_flow_control
from modem_sim.operations.base import Operation
from modem_sim.operations.receive import ReceiveData
from modem_sim.operations.receive_hdlc import ReceiveHdlc
from modem_sim.operations.silence import ReceiveSilence, TransmitSilence
from modem_sim.operations.transmit import TransmitData, TransmitHdlc
from modem_sim.personality import Personality
from modem_sim.settings import Settings
from modem_sim.v250 import Command

SUPPORTED_CLASSES = ("0", "1", "1.0")
"""Fax classes that can be entered; a personality may list others."""

_OCTET = range(256)
_SWITCH = range(2)


def _fax_class(modem: Commanded, command: Command) -> str | None:
    personality = modem.personality
    match command.operator:
        case "=?":
            return personality.test_answer(command.name, ",".join(personality.fax_classes))
        case "?":
            return personality.read_answer(command.name, modem.settings.fax_class)
        case "=" if command.value in SUPPORTED_CLASSES and command.value in personality.fax_classes:
            modem.settings.fax_class = command.value
            if command.value != "0":
                personality.enter_fax_class(modem.settings)
            return None
    raise CommandError(command.value)


def _parameter(
    name: str,
    *subparameters: Sequence[int],
    read: Callable[[Settings], Values] | None = None,
    write: Callable[[Settings, Values], None] | None = None,
) -> Handler:
    """A parameter whose answers have the personality's syntax."""
    parameter = Parameter(name, subparameters, labelled=False, read=read, write=write)

    def handle(modem: Commanded, command: Command) -> str | None:
        match command.operator:
            case "=?":
                return modem.personality.test_answer(name, *map(listed, subparameters))
            case "?":
                values = ",".join(map(str, parameter.values(modem.settings)))
                return modem.personality.read_answer(name, values)
        return parameter(modem, command)

    return handle


_FAR = _parameter("+FAR", _SWITCH)
_FAR_OFF = _parameter("+FAR", (0,))


def _adaptive_reception(modem: Commanded, command: Command) -> str | Operation | None:
    return (_FAR if modem.personality.adaptive_reception else _FAR_OFF)(modem, command)


def _silence(operation: Callable[[Commanded, float], Operation]) -> Handler:
    def handle(modem: Commanded, command: Command) -> str | Operation:
        if command.operator == "=?":
            return modem.personality.test_answer(command.name, listed(_OCTET))
        _require_call(modem, command)
        allow(command.number, _OCTET)
        return operation(modem, command.number / 100)

    return handle


def _modulated(
    allowed: Callable[[Personality], tuple[Modulation, ...]],
    operation: Callable[[Commanded, Modulation], Operation],
) -> Handler:
    def handle(modem: Commanded, command: Command) -> str | Operation:
        modulations = allowed(modem.personality)
        if command.operator == "=?":
            codes = ",".join(str(modulation.code) for modulation in modulations)
            return modem.personality.test_answer(command.name, codes)
        _require_call(modem, command)
        modulation = BY_CODE.get(command.number)
        if modulation not in modulations:
            raise CommandError(command.value)
        return operation(modem, modulation)

    return handle


def _require_call(modem: Commanded, command: Command) -> None:
    if command.operator != "=" or not command.value or modem.settings.fax_class == "0":
        raise CommandError(command.name)
    if not modem.off_hook:
        raise CommandError("on hook")


def _frames(_personality: Personality) -> tuple[Modulation, ...]:
    return (V21,)


def _read_rate(settings: Settings) -> Values:
    return settings.parameters["+IPR"]


def _write_rate(settings: Settings, values: Values) -> None:
    settings.parameters["+IPR"] = values


HANDLERS: dict[str, Handler] = {
    "+FCLASS": _fax_class,
    "+FAR": _adaptive_reception,
    "+FCL": _parameter("+FCL", _OCTET),
    "+FDD": _parameter("+FDD", _SWITCH),
    "+FIT": _parameter("+FIT", _OCTET, _SWITCH),
    "+FAA": _parameter("+FAA", _SWITCH),
    "+FAE": _parameter("+FAE", _SWITCH),
    "+FPR": _parameter("+FPR", RATES, read=_read_rate, write=_write_rate),
    "+FLO": _parameter("+FLO", range(3), read=read_flow_control, write=write_flow_control),
    "+FTS": _silence(TransmitSilence),
    "+FRS": _silence(ReceiveSilence),
    "+FTM": _modulated(lambda personality: personality.transmit, TransmitData),
    "+FRM": _modulated(lambda personality: personality.receive, ReceiveData),
    "+FTH": _modulated(_frames, lambda modem, _modulation: TransmitHdlc(modem)),
    "+FRH": _modulated(_frames, lambda modem, _modulation: ReceiveHdlc(modem)),
}
