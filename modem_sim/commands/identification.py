"""What the modem says of itself (V.250 §6.1, T.31 §8.2)."""

from collections.abc import Callable

from modem_sim.commands.base import Commanded, CommandError, Handler, allow
from modem_sim.settings import Identity
from modem_sim.v250 import Command


def _information(text: Callable[[Identity], str]) -> Handler:
    def handle(modem: Commanded, command: Command) -> str | None:
        match command.operator:
            case "" | "?":
                return text(modem.identity)
            case "=?":
                return None  # OK says that there is such a command (V.250 §5.4.3.2)
        raise CommandError(command.name)

    return handle


def _identify(modem: Commanded, command: Command) -> str:
    """ATI: each number as its maker likes (V.250 §6.1.3)."""
    identity = modem.identity
    texts = {
        0: identity.model,
        1: identity.revision,
        2: "",  # the memory is well
        3: f"{identity.manufacturer} {identity.model}",
        4: identity.manufacturer,
        5: identity.serial_number,
        6: "V.21",  # what data calls are made with
        7: identity.revision,
        8: "",
        9: f"{identity.manufacturer} {identity.model} {identity.revision}",
        **identity.information,
    }
    allow(command.number, texts)
    return texts[command.number]


_manufacturer = _information(lambda identity: identity.manufacturer)
_model = _information(lambda identity: identity.model)
_revision = _information(lambda identity: identity.revision)

HANDLERS: dict[str, Handler] = {
    "I": _identify,
    "+FMI": _manufacturer,
    "+FMM": _model,
    "+FMR": _revision,
    "+GMI": _manufacturer,
    "+GMM": _model,
    "+GMR": _revision,
    "+GSN": _information(lambda identity: identity.serial_number),
    "+GCAP": _information(lambda _identity: "+GCAP: +FCLASS"),
}
