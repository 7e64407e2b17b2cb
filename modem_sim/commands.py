"""What each AT command does: a table from its name to its handler (V.250 §6, T.31 §8)."""

from collections.abc import Callable
from typing import Protocol

from faxstatus_core.t31.modulations import BY_CODE, HIGH_SPEED, V21, Modulation
from modem_sim.operations.base import Dce, Operation
from modem_sim.operations.call import Answer, Dial, DialStringError
from modem_sim.operations.receive import ReceiveData, ReceiveHdlc
from modem_sim.operations.silence import ReceiveSilence, TransmitSilence
from modem_sim.operations.transmit import TransmitData, TransmitHdlc
from modem_sim.settings import Identity, Settings
from modem_sim.v250 import Command

FAX_CLASSES = ("0", "1")


class Commanded(Dce, Protocol):
    """What a command may see and do of its modem."""

    identity: Identity
    off_hook: bool

    def go_off_hook(self) -> None:
        """Seize the line without dialling."""


class CommandError(Exception):
    """The command is unknown, out of range, or not possible now: ERROR, and nothing changed."""


Handler = Callable[[Commanded, Command], "str | Operation | None"]
"""Carries out a command: information text, an operation to start, or nothing to add to OK."""


def carry_out(modem: Commanded, command: Command) -> "str | Operation | None":
    """Do ``command``. Raises :class:`CommandError`."""
    name = "S" if command.name[0] == "S" and command.name[1:].isdigit() else command.name
    handler = _HANDLERS.get(name)
    if handler is None:
        raise CommandError(command.name)
    try:
        return handler(modem, command)
    except (ValueError, DialStringError) as error:
        raise CommandError(str(error)) from error


def _flag(attribute: str) -> Handler:
    """A basic command whose parameter is 0 or 1."""

    def handle(modem: Commanded, command: Command) -> None:
        _allow(command.number, (0, 1))
        setattr(modem.settings, attribute, command.number == 1)

    return handle


def _accepted(highest: int) -> Handler:
    """A basic command of real modems (speaker, DCD, DTR, flow control) without effect here."""

    def handle(_modem: Commanded, command: Command) -> None:
        _allow(command.number, range(highest + 1))

    return handle


def _allow(value: int, allowed: "range | tuple[int, ...]") -> None:
    if value not in allowed:
        raise CommandError(str(value))


def _information(text: Callable[[Identity], str]) -> Handler:
    def handle(modem: Commanded, command: Command) -> str:
        if command.operator not in ("", "?"):
            raise CommandError(command.operator)
        return text(modem.identity)

    return handle


def _reset(modem: Commanded, command: Command) -> None:
    _allow(command.number, (0, 1))
    modem.hang_up()
    modem.settings = Settings()


def _factory(modem: Commanded, command: Command) -> None:
    _allow(command.number, (0, 1))
    modem.settings = Settings()


def _monitor(modem: Commanded, command: Command) -> None:
    _allow(command.number, range(5))
    modem.settings.monitor = command.number


def _dtr(modem: Commanded, command: Command) -> None:
    _allow(command.number, range(4))
    modem.settings.dtr = command.number


def _identify(modem: Commanded, command: Command) -> str:
    identity = modem.identity
    texts = {
        0: identity.model,
        1: identity.revision,
        2: "",
        3: f"{identity.manufacturer} {identity.model}",
        4: identity.manufacturer,
    }
    _allow(command.number, tuple(texts))
    return texts[command.number]


def _s_register(modem: Commanded, command: Command) -> str | None:
    number = int(command.name[1:])
    values = modem.settings.register_range(number)
    match command.operator:
        case "?":
            return f"{modem.settings.registers[number]:03d}"
        case "=":
            modem.settings.set_register(number, command.number)
        case "=?":
            return f"{values[0]}-{values[-1]}"
    return None


def _dial(modem: Commanded, command: Command) -> Operation:
    if modem.off_hook:
        raise CommandError("already off hook")
    return Dial(modem, command.value)


def _answer(modem: Commanded, command: Command) -> Operation:
    _allow(command.number, (0,))
    if modem.off_hook:
        raise CommandError("already off hook")
    return Answer(modem)


def _hook(modem: Commanded, command: Command) -> None:
    _allow(command.number, (0, 1))
    if command.number:
        modem.go_off_hook()
    else:
        modem.hang_up()


def _fax_class(modem: Commanded, command: Command) -> str | None:
    match command.operator:
        case "=?":
            return ",".join(FAX_CLASSES)
        case "?":
            return modem.settings.fax_class
        case "=" if command.value in FAX_CLASSES:
            modem.settings.fax_class = command.value
            return None
    raise CommandError(command.value)


def _adaptive_reception(_modem: Commanded, command: Command) -> str | None:
    match command.operator:
        case "=?" | "?":
            return "0"
        case "=":
            _allow(command.number, (0,))
            return None
    raise CommandError(command.name)


def _silence(operation: Callable[[Commanded, float], Operation]) -> Handler:
    def handle(modem: Commanded, command: Command) -> str | Operation:
        if command.operator == "=?":
            return "0-255"
        _require_call(modem, command)
        _allow(command.number, range(256))
        return operation(modem, command.number / 100)

    return handle


def _modulated(
    allowed: tuple[Modulation, ...], operation: Callable[[Commanded, Modulation], Operation]
) -> Handler:
    def handle(modem: Commanded, command: Command) -> str | Operation:
        if command.operator == "=?":
            return ",".join(str(modulation.code) for modulation in allowed)
        _require_call(modem, command)
        modulation = BY_CODE.get(command.number)
        if modulation not in allowed:
            raise CommandError(command.value)
        return operation(modem, modulation)

    return handle


def _require_call(modem: Commanded, command: Command) -> None:
    if command.operator != "=" or not command.value or modem.settings.fax_class == "0":
        raise CommandError(command.name)
    if not modem.off_hook:
        raise CommandError("on hook")


_HANDLERS: dict[str, Handler] = {
    "A": _answer,
    "D": _dial,
    "E": _flag("echo"),
    "H": _hook,
    "I": _identify,
    "L": _accepted(3),
    "M": _accepted(3),
    "N": _accepted(1),
    "P": _accepted(0),
    "Q": _flag("quiet"),
    "S": _s_register,
    "T": _accepted(0),
    "V": _flag("verbose"),
    "W": _accepted(2),
    "X": _monitor,
    "Z": _reset,
    "&C": _accepted(1),
    "&D": _dtr,
    "&F": _factory,
    "&H": _accepted(3),
    "&I": _accepted(2),
    "&K": _accepted(6),
    "&R": _accepted(2),
    "&S": _accepted(2),
    "+FCLASS": _fax_class,
    "+FMI": _information(lambda identity: identity.manufacturer),
    "+FMM": _information(lambda identity: identity.model),
    "+FMR": _information(lambda identity: identity.revision),
    "+GMI": _information(lambda identity: identity.manufacturer),
    "+GMM": _information(lambda identity: identity.model),
    "+GMR": _information(lambda identity: identity.revision),
    "+GSN": _information(lambda identity: identity.serial_number),
    "+GCAP": _information(lambda _identity: "+GCAP: +FCLASS"),
    "+FAR": _adaptive_reception,
    "+FTS": _silence(TransmitSilence),
    "+FRS": _silence(ReceiveSilence),
    "+FTM": _modulated(HIGH_SPEED, TransmitData),
    "+FRM": _modulated(HIGH_SPEED, ReceiveData),
    "+FTH": _modulated((V21,), lambda modem, _modulation: TransmitHdlc(modem)),
    "+FRH": _modulated((V21,), lambda modem, _modulation: ReceiveHdlc(modem)),
}
