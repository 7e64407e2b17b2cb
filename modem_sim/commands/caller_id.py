"""Reports of who calls and of how it rings (V.253)."""

from modem_sim.commands.base import Handler
from modem_sim.commands.parameter import Parameter

HANDLERS: dict[str, Handler] = {
    "+VCID": Parameter("+VCID", (range(3),)),
    "+VDR": Parameter("+VDR", (range(2), range(256))),
}
