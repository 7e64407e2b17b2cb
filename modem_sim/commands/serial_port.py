"""The interface to the DTE: rate, framing, flow control (V.250 §6.2.10 to §6.2.12)."""

from modem_sim.commands.base import Commanded, CommandError, Handler
from modem_sim.commands.parameter import Parameter, Values
from modem_sim.settings import Settings
from modem_sim.v250 import Command

RATES = (
    *(0, 300, 1200, 2400, 4800, 7200, 9600, 12000, 14400, 19200, 28800, 38400, 57600, 115200),
    230400,
)
"""What +IPR takes, in bit/s; 0: automatic."""

_PASSED_ON = 3  # DC1/DC3 that the line gets too

# &K as Rockwell's modems have it: received data by ..., transmit data by ...
_K = {0: (0, 0), 3: (2, 2), 4: (1, 1), 5: (3, 1), 6: (2, 2)}


def _flow_control(modem: Commanded, command: Command) -> None:
    """&K: another way to say +IFC."""
    if command.number not in _K:
        raise CommandError(command.value)
    modem.settings.parameters["+IFC"] = _K[command.number]


def read_flow_control(settings: Settings) -> Values:
    """+IFC as +FLO has it (T.31): 0 none, 1 DC1/DC3, 2 circuits 133 and 106."""
    by_dte, _ = settings.parameters["+IFC"]
    return (1 if by_dte == _PASSED_ON else by_dte,)


def write_flow_control(settings: Settings, values: Values) -> None:
    """Set +IFC as +FLO says, in both directions."""
    settings.parameters["+IFC"] = (values[0], values[0])


HANDLERS: dict[str, Handler] = {
    "&K": _flow_control,
    "+IPR": Parameter("+IPR", (RATES,)),
    "+ICF": Parameter("+ICF", (range(7), range(4))),
    "+IFC": Parameter("+IFC", (range(4), range(3))),
}
