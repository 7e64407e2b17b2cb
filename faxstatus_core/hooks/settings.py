"""``[[hook]]`` and ``[smtp]``: what is done when something happened, and how mail goes out."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from faxstatus_core.hooks.checks import (
    check_address,
    check_command,
    check_path,
    check_pattern,
    check_url,
)

HookPath = Annotated[Path, AfterValidator(check_path)]
_Pattern = Annotated[str, Field(min_length=1, max_length=200)]
_Flag = Annotated[bool, Field(strict=True)]


class HookKind(StrEnum):
    """What a hook waits for."""

    FAX = "fax"
    """A fax was received."""
    JOB = "job"
    """A job reached its end, good or bad."""
    PORT = "port"
    """A port failed, or recovered."""


class Attach(StrEnum):
    """In which form a received fax goes along."""

    TIFF = "tiff"
    PDF = "pdf"
    NONE = "none"


class FilterSection(BaseModel):
    """``only``: what a hook takes; whatever is left out may be anything.

    In texts ``*`` stands for any characters and ``?`` for one; case and spaces do not count.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    ports: tuple[Annotated[int, Field(strict=True, ge=0)] | _Pattern, ...] = Field(
        default=(), description="Ports, by number or name: for faxes and ports."
    )
    tsid: _Pattern | None = Field(
        default=None, description="Identification of the calling machine: for faxes."
    )
    caller: _Pattern | None = Field(
        default=None, description="Number of the caller, by the line: for faxes."
    )
    subaddress: _Pattern | None = Field(
        default=None, description="Whom a fax is for (SUB): for faxes."
    )
    user: _Pattern | None = Field(
        default=None, description="Name of the token that handed it in: for jobs."
    )
    success: _Flag | None = Field(
        default=None,
        description="Whether the fax is complete, the job was completed, the port works.",
    )

    def not_for(self, kinds: Sequence[HookKind]) -> str | None:
        """The first filter that is given and that some of ``kinds`` know nothing of."""
        for name, known in _FILTERS.items():
            if getattr(self, name) not in (None, ()) and not known.issuperset(kinds):
                return name
        return None


_FILTERS = {
    "ports": {HookKind.FAX, HookKind.PORT},
    "tsid": {HookKind.FAX},
    "caller": {HookKind.FAX},
    "subaddress": {HookKind.FAX},
    "user": {HookKind.JOB},
}


class HookSection(BaseModel):
    """``[[hook]]``: one thing to do. One of command, webhook, mail and folder says what."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")] = Field(
        description="Name of the hook, its own: deliveries are kept under it."
    )
    on: Annotated[tuple[HookKind, ...], Field(min_length=1)] = Field(
        description="What it waits for: fax, job, port."
    )
    only: FilterSection = Field(default=FilterSection(), description="What of these it takes.")
    command: Annotated[tuple[str, ...], Field(min_length=1), AfterValidator(check_command)] = Field(
        default=(), description="Program and arguments; no shell reads them."
    )
    webhook: Annotated[str, AfterValidator(check_url)] = Field(
        default="", description="Address that gets a POST: http:// or https://."
    )
    mail: tuple[Annotated[str, AfterValidator(check_address)], ...] = Field(
        default=(), description="Addresses that get a mail, by the server of [smtp]."
    )
    folder: HookPath | None = Field(
        default=None, description="Folder that gets the fax, and a .json; made if missing."
    )
    secret: Annotated[SecretStr, Field(min_length=16)] | None = Field(
        default=None, description="Key of a webhook's signature, 16 characters or more."
    )
    secret_file: HookPath | None = Field(
        default=None, description="File that holds it, instead of secret."
    )
    attach: Attach | None = Field(
        default=None,
        description="Form of the fax; else pdf for mail, tiff for command and folder.",
    )
    file_name: Annotated[str, AfterValidator(check_pattern)] = Field(
        default="{time}-{from}-{record}", description="How files are named, in folder and mail."
    )
    timeout: Annotated[float, Field(gt=0, le=3600)] = Field(
        default=60, description="Seconds that one try may take."
    )
    tries: Annotated[int, Field(strict=True, ge=1, le=100)] = Field(
        default=10, description="Tries before it is given up."
    )

    @property
    def attachment(self) -> Attach:
        """In which form a fax goes along."""
        if self.attach is not None:
            return self.attach
        if self.webhook:
            return Attach.NONE
        return Attach.PDF if self.mail else Attach.TIFF

    @model_validator(mode="after")
    def _one_action(self) -> Self:
        given = [name for name in ("command", "webhook", "mail", "folder") if getattr(self, name)]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise ValueError(f"give one of command, webhook, mail and folder; there is {found}")
        if name := self.only.not_for(self.on):
            known = " and ".join(sorted(_FILTERS[name]))
            raise ValueError(f"only.{name} is known of {known}; name nothing else in on")
        return self

    @model_validator(mode="after")
    def _signed(self) -> Self:
        secrets = [name for name in ("secret", "secret_file") if getattr(self, name)]
        if self.webhook and len(secrets) != 1:
            raise ValueError("a webhook is signed: give one of secret and secret_file")
        if secrets and not self.webhook:
            raise ValueError(f"{secrets[0]} is for a webhook")
        if self.webhook and self.attachment is not Attach.NONE:
            raise ValueError("a webhook carries links, no document; leave attach out")
        return self


class Tls(StrEnum):
    """How the connection to the mail server is made safe."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_MAIL_PORTS = {Tls.STARTTLS: 587, Tls.TLS: 465, Tls.NONE: 25}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class SmtpSection(BaseModel):
    """``[smtp]``: the server that takes our mail."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: Annotated[str, Field(pattern=r"^[A-Za-z0-9.:_-]{1,253}$")] = Field(
        description="Name or address of the mail server."
    )
    port: Annotated[int, Field(strict=True, ge=1, le=65535)] | None = Field(
        default=None, description="TCP port; else 587, with tls 465, with none 25."
    )
    tls: Tls = Field(
        default=Tls.STARTTLS, description="starttls, tls (from the beginning) or none."
    )
    user: str = Field(default="", description="Name to log in with; empty: no log-in.")
    password_file: HookPath | None = Field(
        default=None, description="File that holds the password and nothing else."
    )
    sender: Annotated[str, AfterValidator(check_address)] = Field(
        description="Address that mail comes from."
    )

    @property
    def tcp_port(self) -> int:
        """The port, given or usual."""
        return self.port or _MAIL_PORTS[self.tls]

    @model_validator(mode="after")
    def _log_in(self) -> Self:
        if bool(self.user) != (self.password_file is not None):
            raise ValueError("user and password_file belong together")
        if self.user and self.tls is Tls.NONE and self.host not in _LOOPBACK:
            raise ValueError("a password goes to another machine with TLS only")
        return self
