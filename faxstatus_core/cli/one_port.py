"""What commands with one modem share: a port, its board, and the line that ends them."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from faxstatus_core.cli.board import board
from faxstatus_core.cli.running import errors, print_json, say
from faxstatus_core.clock import utcnow
from faxstatus_core.engine.call import CallResult
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.engine.port_config import PortConfig
from faxstatus_core.status import StatusBus
from faxstatus_core.t31.profile import profile_named


def port_config(
    device: str,
    station_id: str,
    profile: str,
    *,
    error_correction: bool,
    output: Path = Path(),
    pdf: bool = False,
) -> PortConfig:
    """The configuration that a command line asks for. Raises ProfileError."""
    return PortConfig(
        device,
        local_id=station_id,
        profile=profile_named(profile) if profile else None,
        output=output,
        pdf=pdf,
        error_correction=error_correction,
    )


async def with_port(
    config: PortConfig, use: Callable[[FaxPort], Awaitable[CallResult]]
) -> CallResult:
    """Open the port, show it while ``use`` lasts, and close it. Raises DeviceError."""
    bus = StatusBus(utcnow)
    port = FaxPort(config, bus)
    try:
        async with board(bus, errors):
            await port.open()
            return await use(port)
    finally:
        port.close()


def tell(result: CallResult, done: str, *, as_json: bool) -> None:
    """The line for people, and the object for programs. ``done``: what has been, if it has."""
    where = f" {result.path}" if result.path else ""
    say(f"{done if result.succeeded else 'Failed'}: {result.text}{where}")
    if as_json:
        print_json(result)
