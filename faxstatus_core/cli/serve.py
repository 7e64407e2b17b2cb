"""``faxstatus serve``."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from faxstatus_core.api import serving
from faxstatus_core.cli.options import Verbose
from faxstatus_core.cli.running import run, say, set_up_logging
from faxstatus_core.clock import utcnow
from faxstatus_core.config import load_config
from faxstatus_core.engine.port import FaxPort
from faxstatus_core.engine.supervisor import keep_receiving
from faxstatus_core.image import open_archive
from faxstatus_core.status import StatusBus


def serve(
    config: Annotated[
        Path, typer.Option("--config", metavar="FILE", help="TOML file: [server] and [[port]].")
    ],
    verbose: Verbose = False,
) -> None:
    """Answer calls on every configured port, and serve the status API, until Ctrl-C.

    Exit status: 2 bad configuration, 3 the address could not be had, 130 interrupted.
    """
    set_up_logging(verbose=verbose)

    async def main() -> None:
        settings = load_config(config)
        bus = StatusBus(utcnow)
        port_configs = settings.port_configs()
        for output in {port_config.output for port_config in port_configs}:
            open_archive(output)
        ports = [FaxPort(port_config, bus) for port_config in port_configs]
        async with serving(bus, settings.server.host, settings.server.port) as url:
            say(f"Status of {len(ports)} ports: {url}/")
            try:
                async with asyncio.TaskGroup() as group:
                    for port in ports:
                        group.create_task(keep_receiving(port))
            finally:
                for port in ports:
                    port.close()

    run(main())
