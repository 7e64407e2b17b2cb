"""``faxstatus serve``."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from faxstatus_core.cli.running import run, say
from faxstatus_core.config import load_config
from faxstatus_core.daemon import Daemon


def serve(
    config: Annotated[
        Path, typer.Option("--config", metavar="FILE", help="TOML file; see docs/configuration.md.")
    ],
) -> None:
    """Run the fax server: ports, jobs, received faxes, hooks, the API and the page.

    SIGTERM and Ctrl-C let calls end; a second time breaks them off. SIGHUP reads FILE again. Exit
    status: 0 stopped, 2 bad configuration, 3 the address could not be had.
    """

    async def main() -> None:
        read = partial(load_config, config)
        daemon = Daemon(read(), read)
        await daemon.run(lambda url: say(f"Fax server of {len(daemon.config.port)} ports: {url}/"))

    run(main())
