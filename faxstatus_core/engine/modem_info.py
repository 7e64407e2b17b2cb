"""Learning what a modem is and can do, without going off hook."""

from dataclasses import dataclass

from faxstatus_core.engine.at import AtChannel
from faxstatus_core.engine.errors import NotAModemError
from faxstatus_core.t31.modulations import BY_CODE, Modulation
from faxstatus_core.t31.profile import ModemProfile, match_profile

COMMAND_TIMEOUT = 5.0
_IDENTIFYING = (("+FMI?", "+FMFR?"), ("+FMM?", "+FMDL?"), ("I3",), ("I0",))
"""Questions: of each group the first that is answered counts; the second is of class 2."""
_CALLER_ID = ("+VCID=1", "#CID=1")
"""Of V.253, and what older modems have."""


@dataclass(frozen=True, slots=True)
class ModemInfo:
    """What a modem said when it was initialised. ``caller_id``: it reports who calls."""

    identification: str
    fax_classes: tuple[str, ...]
    transmit: frozenset[Modulation]
    receive: frozenset[Modulation]
    profile: ModemProfile
    caller_id: bool = False


async def initialise(
    channel: AtChannel, given_profile: ModemProfile | None, usb_id: str | None
) -> ModemInfo:
    """Reset the modem, learn what it is, and enter class 1. Raises :class:`NotAModemError`."""
    await channel.synchronise()
    await channel.command("Z", COMMAND_TIMEOUT)
    await _require(channel, "E0V1Q0")
    await channel.command("S0=0S7=60X4", COMMAND_TIMEOUT)
    identification = await identify(channel)
    profile = given_profile or match_profile(identification, usb_id)
    for command in profile.setup:
        await _require(channel, command, f"profile {profile.name}", "name the right profile")
    classes = _values(await _ask(channel, "+FCLASS=?"))
    offered = f"it offers the fax classes {', '.join(classes) or 'none'}"
    await _require(channel, "+FCLASS=1", offered)
    caller_id = await _reports_callers(channel)
    return ModemInfo(
        identification,
        tuple(classes),
        _modulations(await _ask(channel, "+FTM=?")),
        _modulations(await _ask(channel, "+FRM=?")),
        profile,
        caller_id,
    )


async def identify(channel: AtChannel) -> str:
    """Maker, model and product text, as far as the modem tells."""
    texts: list[str] = []
    for commands in _IDENTIFYING:
        for command in commands:
            if text := await _ask(channel, command):
                texts.append(text)
                break
    return " ".join(dict.fromkeys(texts))


async def _reports_callers(channel: AtChannel) -> bool:
    for command in _CALLER_ID:
        response = await channel.command(command, COMMAND_TIMEOUT)
        if response is not None and response.ok:
            return True
    return False


async def _ask(channel: AtChannel, command: str) -> str:
    response = await channel.command(command, COMMAND_TIMEOUT)
    return response.text if response is not None and response.ok else ""


async def _require(
    channel: AtChannel, command: str, hint: str = "", remedy: str = "use a modem with fax class 1"
) -> None:
    response = await channel.command(command, COMMAND_TIMEOUT)
    if response is None or not response.ok:
        said = response.code.value if response is not None else "nothing"
        raise NotAModemError(
            f"the modem answered {said} to AT{command}" + (f" ({hint})" if hint else ""),
            where=channel.device,
            remedy=remedy,
        )


def _values(text: str) -> list[str]:
    """The items of a ``=?`` answer: ``(0,1,1.0)``, ``+FTM: 24,48`` or ``24,48``."""
    listed = text.rpartition(":")[2]
    return [item for part in listed.split(",") if (item := part.strip(" ()"))]


def _modulations(text: str) -> frozenset[Modulation]:
    values = set(_values(text))
    return frozenset(modulation for code, modulation in BY_CODE.items() if str(code) in values)
