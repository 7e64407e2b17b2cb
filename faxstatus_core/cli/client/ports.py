"""``faxstatus ports``."""

import asyncio

from faxstatus_core.cli.client.output import print_table
from faxstatus_core.cli.client.session import Session, asks_server, plain
from faxstatus_core.cli.client.words import far_end, lasted, page, speed
from faxstatus_core.cli.running import print_json
from faxstatus_core.client import PortGoneError
from faxstatus_core.status import FaxStatus, PortInfo

_COLUMNS = ("port", "state", "far end", "page", "speed", "time", "may", "id")


@asks_server
async def ports(session: Session) -> None:
    """List the ports of a server, each with what it does now.

    Exit status: 0 listed, 2 bad command line, 3 the server could not be used, 130 interrupted.
    """
    asked = await asyncio.gather(
        *(_with_status(session, info) for info in await session.client.ports())
    )
    found = [each for each in asked if each is not None]
    if session.as_json:
        items = [info.model_dump(mode="json") | {"status": plain(status)} for info, status in found]
        print_json({"items": items})
        return
    print_table(_COLUMNS, [_row(*each) for each in found], "The server has no ports.")


async def _with_status(session: Session, info: PortInfo) -> tuple[PortInfo, FaxStatus] | None:
    try:
        return info, await session.client.status(info.device_id)
    except PortGoneError:  # it was taken away meanwhile
        return None


def _row(info: PortInfo, status: FaxStatus) -> list[str]:
    may = ", ".join(
        word for word, allowed in (("send", info.send), ("receive", info.receive)) if allowed
    )
    return [
        info.name,
        status.extended.state,
        far_end(status),
        page(status),
        speed(status),
        lasted(status.elapsed_time),
        may,
        str(info.device_id),
    ]
