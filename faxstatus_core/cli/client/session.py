"""What every command that asks a server shares: where it is, by what right, and how it ends."""

import inspect
import os
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Concatenate, ParamSpec

import typer
from pydantic import BaseModel

from faxstatus_core.cli.options import AsJson
from faxstatus_core.cli.running import DELIVERED, print_json, run
from faxstatus_core.cli.sections import SERVER
from faxstatus_core.client import AsyncFaxClient, LocalFileError

P = ParamSpec("P")

DEFAULT_SERVER = "http://127.0.0.1:8470"
_MAX_TOKEN_FILE = 4096

Server = Annotated[
    str,
    typer.Option(
        "--server",
        metavar="URL",
        envvar="FAXSTATUS_SERVER",
        help="Address of the fax server.",
        rich_help_panel=SERVER,
    ),
]
# A token is never an option itself: everybody on the machine sees command lines.
TokenFileOption = Annotated[
    Path | None,
    typer.Option(
        "--token-file",
        metavar="FILE",
        envvar="FAXSTATUS_TOKEN_FILE",
        help="File that holds the token; else it is in FAXSTATUS_TOKEN.",
        rich_help_panel=SERVER,
    ),
]
Ca = Annotated[
    Path | None,
    typer.Option(
        "--ca",
        metavar="FILE",
        envvar="FAXSTATUS_CA",
        help="Certificates to trust (PEM), in place of the machine's.",
        rich_help_panel=SERVER,
    ),
]


@dataclass(frozen=True)
class Session:
    """A command that runs: the server it asks, its command line, and whether it answers in JSON."""

    client: AsyncFaxClient
    context: typer.Context
    as_json: bool

    def bad(self, what: str, option: str) -> typer.BadParameter:
        """The error to raise for what is wrong with ``option`` of the command line."""
        return typer.BadParameter(what, ctx=self.context, param_hint=f"'{option}'")

    async def of_port(self, port: str) -> int | None:
        """As ``device_id``, of ``--port``; None where that is not given."""
        return await self.device_id(port, "--port") if port else None

    async def device_id(self, port: str, option: str) -> int:
        """The port of this name or number. Raises BadParameter for an unknown one."""
        ports = await self.client.ports()
        for info in ports:
            if port in (info.name, str(info.device_id)):
                return info.device_id
        names = ", ".join(info.name for info in ports)
        raise self.bad(f"{port} is no port of the server, which has {names or 'none'}", option)


def asks_server(
    ask: Callable[Concatenate[Session, P], Coroutine[Any, Any, int | None]],
) -> Callable[..., None]:
    """The command that ``ask`` is, with the options by which the server is found.

    ``ask`` gives its exit status, or None for 0.
    """

    # Any: the command's own options have the values that Typer makes of its signature.
    unchecked: Callable[..., Coroutine[Any, Any, int | None]] = ask

    def command(
        context: typer.Context,
        server: str,
        token_file: Path | None,
        ca: Path | None,
        as_json: bool,
        **own: Any,
    ) -> None:
        async def main() -> int | None:
            token = _token(token_file)
            async with AsyncFaxClient(server, token=token, ca=ca) as client:
                return await unchecked(Session(client, context, as_json), **own)

        raise typer.Exit(run(main(), as_json=as_json) or DELIVERED)

    _, *own_parameters = inspect.signature(ask).parameters.values()
    command.__name__, command.__doc__ = ask.__name__, ask.__doc__
    command.__annotations__ = {}
    vars(command)["__signature__"] = inspect.Signature(
        [
            _parameter("context", typer.Context),
            *(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own_parameters),
            _parameter("server", Server, DEFAULT_SERVER),
            _parameter("token_file", TokenFileOption, None),
            _parameter("ca", Ca, None),
            _parameter("as_json", AsJson, default=False),
        ]
    )
    return command


def plain(record: BaseModel) -> Any:
    """A record as JSON has it."""
    return record.model_dump(mode="json")


def print_record(record: BaseModel, **more: object) -> None:
    """A record as the last line, with ``more`` beside its fields."""
    print_json(plain(record) | more)


def _parameter(
    name: str, annotation: object, default: object = inspect.Parameter.empty
) -> inspect.Parameter:
    return inspect.Parameter(
        name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation
    )


def _token(path: Path | None) -> str | None:
    """The token of the file, or of the environment. Raises LocalFileError."""
    if path is None:
        return os.environ.get("FAXSTATUS_TOKEN") or None
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_TOKEN_FILE)
    except OSError as error:
        raise LocalFileError(
            f"the token cannot be read: {error.strerror}",
            where=str(path),
            remedy="name a file that you may read",
        ) from error
    return content.decode("ascii", "replace").strip()
