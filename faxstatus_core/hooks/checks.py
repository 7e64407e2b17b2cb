"""What a value of ``[[hook]]``, ``[smtp]`` and ``[[watch]]`` may be. All raise ValueError."""

from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address
from pathlib import Path, PurePath
from urllib.parse import urlsplit

from faxstatus_core.hooks.facts import FACTS, FILE_FACTS, placeholders

SHELLS = frozenset(
    {"ash", "bash", "busybox", "csh", "dash", "env", "eval", "fish", "ksh", "mksh", "rbash"}
    | {"remsh", "rsh", "script", "sh", "ssh", "su", "tcsh", "watch", "xargs", "zsh"}
)
"""Programs that read an argument as a command line, or pass it to one that does."""


def check_path(path: Path) -> Path:
    """A path that a system call takes."""
    if "\0" in str(path):
        raise ValueError("a path holds no null character")
    return path


def check_url(url: str) -> str:
    """An address for POST."""
    if not url:
        return url
    if not (url.isascii() and url.isprintable()) or " " in url:
        raise ValueError("an address holds printable ASCII and no space")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is not of the form https://host/path")
    if parts.username is not None or parts.password is not None:
        raise ValueError("an address holds no name and password: they would be logged")
    if parts.fragment:
        raise ValueError("an address that is posted to has no #fragment")
    if parts.port == 0:  # a ValueError for others that cannot be
        raise ValueError("there is no port 0")
    return url


def check_address(text: str) -> str:
    """A mail address without a name: ``somebody@example.org``."""
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError) as error:  # what the parser of RFC 5322 raises
        raise ValueError(f"{text!r} is not a mail address") from error
    plain = text.isascii() and text.isprintable()
    if not plain or not address.username or not address.domain or address.addr_spec != text:
        raise ValueError(f"{text!r} is not a mail address of the form name@host")
    return text


def check_command(command: Sequence[str]) -> tuple[str, ...]:
    """A program with its arguments; text from outside is not put where a shell might read it."""
    for argument in command:
        if not argument.isprintable():
            raise ValueError(f"{argument!r} holds a character that cannot be printed")
    if not command[0] or placeholders(command[0]):
        raise ValueError("the program is a name or path, without {placeholders}")
    shells = [name for part in command if (name := PurePath(part).name) in SHELLS]
    for argument in command[1:]:
        for name in placeholders(argument):
            if name not in FACTS:
                known = ", ".join(sorted(FACTS))
                raise ValueError(f"there is no {{{name}}}; there are {known}")
            if shells and not FACTS[name].own:
                raise ValueError(
                    f"{{{name}}} comes from outside, and {shells[0]} may run it as a command: "
                    f'let the script read "${FACTS[name].variable}"'
                )
    return tuple(command)


def check_pattern(pattern: str) -> str:
    """How files are named: text that is safe in a name, and placeholders."""
    for name in placeholders(pattern):
        if name not in FILE_FACTS:
            known = ", ".join(sorted(FILE_FACTS))
            raise ValueError(f"there is no {{{name}}}; there are {known}")
    rest = pattern
    for name in FILE_FACTS:
        rest = rest.replace(f"{{{name}}}", "x")
    if not rest or rest.startswith((".", "-")) or not set(rest) <= _NAME_CHARACTERS:
        raise ValueError(
            f"{pattern!r} is no pattern for names: letters, digits, . _ + - and {{placeholders}}, "
            "not beginning with . or -"
        )
    return pattern


_NAME_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-")
