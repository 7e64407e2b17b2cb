"""What hooks do: run a command, post a webhook, send mail, write to a folder."""

import ssl
from collections.abc import Sequence
from pathlib import Path

from faxstatus_core.hooks.actions.command import CommandAction
from faxstatus_core.hooks.actions.folder import FolderAction
from faxstatus_core.hooks.actions.mail import MailAction
from faxstatus_core.hooks.actions.webhook import WebhookAction
from faxstatus_core.hooks.errors import HookError
from faxstatus_core.hooks.settings import HookSection, SmtpSection
from faxstatus_core.hooks.task import Action, Hook

_MOST_SECRET = 10_000
_LEAST_KEY = 16


def make_hooks(sections: Sequence[HookSection], smtp: SmtpSection | None) -> list[Hook]:
    """The hooks, ready to act. Reads their secrets. Raises :class:`HookError`."""
    tls = ssl.create_default_context()
    return [Hook(section, _action(section, smtp, tls)) for section in sections]


def _action(hook: HookSection, smtp: SmtpSection | None, tls: ssl.SSLContext) -> Action:
    if hook.command:
        return CommandAction(hook.command, hook.timeout)
    if hook.webhook:
        return WebhookAction(hook.webhook, _key(hook), hook.timeout, tls)
    if hook.folder is not None:
        return FolderAction(hook.folder, hook.file_name)
    if smtp is None:
        raise HookError(
            "there is no [smtp] table", where=f"hook {hook.name}", remedy="name a mail server"
        )
    password = _secret(smtp.password_file, "smtp.password_file") if smtp.password_file else ""
    return MailAction(smtp, hook.mail, hook.file_name, hook.timeout, tls, password)


def _key(hook: HookSection) -> str:
    if hook.secret is not None:
        return hook.secret.get_secret_value()
    assert hook.secret_file is not None  # of HookSection
    where = f"hook {hook.name}, secret_file"
    key = _secret(hook.secret_file, where)
    if len(key) < _LEAST_KEY:
        raise HookError(
            f"the key in {hook.secret_file} is shorter than {_LEAST_KEY} characters",
            where=where,
            remedy="make one: openssl rand -hex 32",
        )
    return key


def _secret(path: Path, where: str) -> str:
    """The first line of a file."""
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_MOST_SECRET).partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise HookError(
            f"cannot read {path}: {reason}", where=where, remedy="name a file that can be read"
        ) from error
    if not text:
        raise HookError(f"{path} is empty", where=where, remedy="write the secret into it")
    return text
