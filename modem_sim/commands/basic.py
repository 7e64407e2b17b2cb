"""Basic commands (V.250 §6.1 to §6.3)."""

from modem_sim.commands.base import Commanded, CommandError, Handler, allow
from modem_sim.commands.parameter import listed
from modem_sim.operations.base import Operation
from modem_sim.operations.call import Answer, Dial
from modem_sim.settings import BASIC
from modem_sim.v250 import Command

PROFILES = range(2)
"""The stored profiles of &W and Z."""


def _set(modem: Commanded, command: Command) -> None:
    modem.settings.set_basic(command.name, command.number)


def _accept(_modem: Commanded, command: Command) -> None:
    """P and T: every digit is dialled at the same speed here."""
    allow(command.number, (0,))


def s_register(modem: Commanded, command: Command) -> str | None:
    """``S7=30``, ``S7?``, ``S7=?`` (V.250 §5.3.2)."""
    number = int(command.name[1:])
    values = modem.settings.register_range(number)
    match command.operator:
        case "?":
            return f"{modem.settings.registers[number]:03d}"
        case "=":
            modem.settings.set_register(number, command.number)
            return None
        case "=?":
            return listed(values)
    raise CommandError(command.name)


def _dial(modem: Commanded, command: Command) -> Operation:
    if modem.connected:
        raise CommandError("in a call")
    return Dial(modem, command.value)


def _answer(modem: Commanded, command: Command) -> Operation:
    allow(command.number, (0,))
    if modem.connected:
        raise CommandError("in a call")
    return Answer(modem)


def _hook(modem: Commanded, command: Command) -> None:
    allow(command.number, range(2))
    if command.number:
        modem.go_off_hook()
    else:
        modem.hang_up()


def _online(modem: Commanded, command: Command) -> Operation:
    """O: back to the data call that +++ left."""
    allow(command.number, range(2))
    if modem.suspended is None:
        raise CommandError("there is no data call")
    return modem.suspended


def _reset(modem: Commanded, command: Command) -> None:
    allow(command.number, PROFILES)
    modem.hang_up()
    modem.restore(command.number)


def _factory(modem: Commanded, command: Command) -> None:
    allow(command.number, range(2))
    modem.restore(None)


def _store(modem: Commanded, command: Command) -> None:
    allow(command.number, PROFILES)
    modem.store(command.number)


def _view(modem: Commanded, command: Command) -> str:
    """&V: every setting, in the form in which commands set it."""
    allow(command.number, (0,))
    settings = modem.settings
    basic = " ".join(f"{name}{value}" for name, value in settings.basic.items())
    registers = " ".join(f"S{n:02d}:{value:03d}" for n, value in settings.registers.items())
    parameters = " ".join(
        f"{name}:{','.join(map(str, values))}" for name, values in settings.parameters.items()
    )
    return f"{basic}\n{registers}\n+FCLASS:{settings.fax_class} {parameters}"


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(BASIC, _set),
    "A": _answer,
    "D": _dial,
    "H": _hook,
    "O": _online,
    "P": _accept,
    "S": s_register,
    "T": _accept,
    "Z": _reset,
    "&F": _factory,
    "&V": _view,
    "&W": _store,
}
