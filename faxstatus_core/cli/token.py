"""``faxstatus token``."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from faxstatus_core.cli.client.output import print_table
from faxstatus_core.cli.client.words import when
from faxstatus_core.cli.options import AsJson
from faxstatus_core.cli.running import errors_end, print_json, say
from faxstatus_core.cli.sections import Sectioned
from faxstatus_core.clock import utcnow
from faxstatus_core.config import load_config
from faxstatus_core.daemon import token_file
from faxstatus_core.security import Role, TokenError, TokenFile, TokenRecord, new_token

_COLUMNS = ("id", "name", "role", "made", "ends")
_MAX_DAYS = 36_500

token = typer.Typer(add_completion=False, rich_markup_mode=None)
Config = Annotated[
    Path,
    typer.Option(
        "--config",
        metavar="FILE",
        envvar="FAXSTATUS_CONFIG",
        help="The server's configuration, which says where its tokens are.",
    ),
]
DEFAULT_CONFIG = Path("/etc/faxstatus/faxstatus.toml")
"""Where the unit of systemd has it."""


@token.callback()
def _token() -> None:
    """Make, list and revoke the tokens by which clients may ask a server.

    They count from the next request on; the server need not be told. Exit status: that of the
    command.
    """


@token.command("create", cls=Sectioned)
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose it is.")],
    role: Annotated[
        Role, typer.Option(help="read: see everything; submit: also send; admin: also change all.")
    ],
    days: Annotated[
        int | None, typer.Option(min=1, max=_MAX_DAYS, metavar="N", help="It ends after N days.")
    ] = None,
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Make a token and print it, this once: the server keeps only its hash.

    Exit status: 0 made, 2 bad command line, configuration or file of tokens.
    """
    with errors_end(as_json=as_json):
        now = utcnow()
        end = None if days is None else now + timedelta(days=days)
        secret, record = new_token(name, role, now, end)
        _file(config).add(record)
    until = f", until {when(end)}" if end else ""
    say(f"Token {record.id} for {name}, role {role}{until}. It is not shown again:")
    if as_json:
        print_json(_plain(record) | {"token": secret})
    else:
        print(secret)


@token.command("list", cls=Sectioned)
def list_tokens(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """List the tokens of a server; what they are nobody knows but who has them.

    Exit status: 0 listed, 2 bad configuration or file of tokens.
    """
    with errors_end(as_json=as_json):
        records = _file(config).records()
    if as_json:
        print_json({"items": [_plain(record) for record in records]})
        return
    now = utcnow()
    rows = [
        (
            record.id,
            record.name,
            record.role.value,
            when(record.created),
            when(record.expires) + ("" if record.valid(now) else " (over)"),
        )
        for record in records
    ]
    print_table(_COLUMNS, rows, "There are no tokens.")


@token.command("revoke", cls=Sectioned)
def revoke(
    which: Annotated[str, typer.Argument(metavar="ID", help="Identifier, or name of only one.")],
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Revoke a token, and end the sessions that began with it.

    Exit status: 0 revoked, 2 there is none, bad configuration or file of tokens.
    """
    with errors_end(as_json=as_json):
        tokens = _file(config)
        record = tokens.revoke(_identifier(tokens, which))
    say(f"Token {record.id} of {record.name} is revoked.")
    if as_json:
        print_json(_plain(record))


def _file(config: Path) -> TokenFile:
    return token_file(load_config(config))


def _identifier(tokens: TokenFile, which: str) -> str:
    """The identifier of a token by its name; anything else as it is. Raises TokenError."""
    named = [record.id for record in tokens.records() if record.name == which]
    if len(named) > 1:
        raise TokenError(
            f"there are {len(named)} tokens of this name",
            where=which,
            remedy=f"give an identifier: {', '.join(named)}",
        )
    return named[0] if named else which


def _plain(record: TokenRecord) -> dict[str, object]:
    return record.model_dump(mode="json", exclude={"hash"})
