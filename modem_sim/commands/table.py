"""Which handler carries out which command."""

from modem_sim.commands import basic, caller_id, identification, serial_port, t31
from modem_sim.commands.base import Commanded, CommandError, Handler, Outcome
from modem_sim.v250 import Command

_HANDLERS: dict[str, Handler] = {
    **basic.HANDLERS,
    **identification.HANDLERS,
    **serial_port.HANDLERS,
    **caller_id.HANDLERS,
    **t31.HANDLERS,
}


def carry_out(modem: Commanded, command: Command) -> Outcome:
    """Do ``command``. Raises :class:`CommandError`, and then nothing has changed."""
    name = "S" if command.name[0] == "S" and command.name[1:].isdigit() else command.name
    handler = _HANDLERS.get(name)
    if handler is None:
        raise CommandError(command.name)
    try:
        return handler(modem, command)
    except ValueError as error:
        raise CommandError(str(error)) from error
